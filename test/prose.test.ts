import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What is written for readers. */
const PROSE = String.raw`\.(?:fix|message|say|summary|why)\b(?: \?\? '')?\)?`;
const READS_WORDS = [
  new RegExp(
    String.raw`${PROSE}\??\.(?:includes|startsWith|endsWith|match|matchAll|split|search|replace|replaceAll|indexOf|slice|localeCompare)\(`,
  ),
  new RegExp(String.raw`${PROSE} (?:===|!==) (?!undefined|null)`),
  new RegExp(String.raw`\.(?:test|exec|has|get|includes)\([^()]*${PROSE}\)`),
  /\bcommand: [\w.?]+\.(?:fix|say|message)\b/,
  /new Set\([^()]*\(.*=> [\w.]+\.(?:fix|message)\b/,
];

/** Rooms that read what others write: servers, services, operating systems. */
const FOREIGN = /^(adapters|rehearsal|transport)\//;

test.each([
  ["fixes.filter((fix) => finding.fix?.endsWith(':'))", true],
  ['known.has(each.message)', true],
  ["/^Add: /.test(finding.fix ?? '')", true],
  ['[{ command: each.fix, why: each.message }]', true],
  ['new Set(step.findings.map((each) => each.message))', true],
  ["each.message === 'none'", true],
  ['each.fix === undefined', false],
  ['paragraph(mark, escapeControls(finding.message))', false],
  ['known.has(each.code)', false],
])('the rule below sees %s: %s', (code, isSeen) => {
  expect(READS_WORDS.some((pattern) => pattern.test(code))).toBe(isSeen);
});

test('no code decides by the words of a finding or an error: codes and remedies are data', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !FOREIGN.test(file),
  );
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) =>
    readFileSync(`src/${file}`, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        READS_WORDS.some((pattern) => pattern.test(line))
          ? [`${file}:${index + 1} ${line.trim()}`]
          : [],
      ),
  );
  expect(found).toEqual([]);
});
