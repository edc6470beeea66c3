import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('..', import.meta.url);
const page = readFileSync(new URL('docs/threat-model.md', ROOT), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\| *(-+ *\||Attempt)/.test(line));

test('each line of the threat model names a test that is there', () => {
  expect(rows.length).toBeGreaterThan(20);
  const named = rows.map((row) => /`(test\/[\w./-]+\.test\.ts)` +\|$/.exec(row)?.[1] ?? row);
  expect(named.filter((file) => !existsSync(new URL(file, ROOT)))).toEqual([]);
});
