import { readdirSync, readFileSync } from 'node:fs';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';

const DIST = new URL('../dist/', import.meta.url);
const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.js'),
);

/** Whether the code uses the global `console`: not a word in a text, and not a parameter of that name. */
async function usesConsole(code: string): Promise<boolean> {
  const { code: marked } = await transform(code, {
    define: { console: 'CONSOLE_OF_THE_PROCESS' },
    format: 'esm',
  });
  return marked.includes('CONSOLE_OF_THE_PROCESS');
}

test.each([
  ['console.log(1)', true],
  ['export const log = given ?? console', true],
  ['export const { warn } = console', true],
  ["export const text = 'open the console.'", false],
  ['export const log = (console) => console.log(1)', false],
])('what counts as a use of console: %s', async (code, uses) => {
  expect(await usesConsole(code)).toBe(uses);
});

test('nothing in the bundle can print by console, neither by a call nor by another name for it', async () => {
  expect(files).toContain('main.js');
  expect(files.length).toBeGreaterThan(50);
  const found = await Promise.all(
    files.map(async (name) => {
      const code = readFileSync(new URL(name, DIST), 'utf8');
      return (await usesConsole(code)) ? [name] : [];
    }),
  );
  expect(found.flat()).toEqual([]);
});
