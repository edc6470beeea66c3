import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { finding } from '../../src/core/model/findings.ts';
import type { Change, Report } from '../../src/core/model/types.ts';
import type { Style } from '../../src/core/text/style.ts';
import { reportMarkdown } from '../../src/render/markdown.ts';
import { planLines } from '../../src/render/plan.ts';
import { reportText } from '../../src/render/report.ts';
import { fakePorts } from '../helpers/ports.ts';
import { DOMAIN, RECORDS } from '../helpers/world.ts';
import { screens } from './screens.ts';

const WIDE: Style = { color: false, unicode: true, columns: 120 };
const NARROW: Style = { color: false, unicode: false, columns: 80 };
const STYLES: readonly [string, Style][] = [
  ['120 columns, Unicode', WIDE],
  ['80 columns, ASCII', NARROW],
];

const CHANGES: readonly Change[] = [
  { op: '=', what: `identity ${DOMAIN}`, from: 'there', to: 'there' },
  { op: '~', what: 'MAIL FROM domain', from: `bounce.${DOMAIN}`, to: `mail.${DOMAIN}` },
  { op: '-', what: 'access key', from: 'AKIAIOSFODNN7EXAMPLE', to: null },
  { op: '+', what: `CNAME tok1._domainkey.${DOMAIN}`, from: null, to: 'tok1.dkim.amazonses.com' },
];

/** Every text for people, by the name of its file, in the given style. */
function texts(style: Style): Readonly<Record<string, string>> {
  const reports: readonly [string, Report][] = Object.entries(screens(fakePorts()));
  return {
    ...Object.fromEntries(reports.map(([name, report]) => [name, reportText(report, style)])),
    plan: `${planLines(CHANGES, style).join('\n')}\n`,
  };
}

/** Reviewed as interface: a change here is made on purpose, with `vitest run -u test/render`. */
test('the screens are the reviewed ones', async () => {
  const [wide, narrow] = STYLES.map(([, style]) => texts(style));
  for (const name of Object.keys(wide ?? {})) {
    const both = `== 120 columns, Unicode\n\n${wide?.[name]}\n== 80 columns, ASCII\n\n${narrow?.[name]}`;
    await expect.soft(both).toMatchFileSnapshot(`../../fixtures/transcripts/${name}.txt`);
  }
});

test('status as Markdown is the reviewed one', async () => {
  const { 'status-under-way': report } = screens(fakePorts());
  if (report === undefined) throw new Error('no status');
  await expect(reportMarkdown(report)).toMatchFileSnapshot('../../fixtures/transcripts/status.md');
});

test.each(STYLES)('%s: lines keep the width unless a single word is longer', (_name, style) => {
  for (const [name, text] of Object.entries(texts(style)))
    for (const line of text.split('\n')) {
      const longest = Math.max(
        ...line
          .trim()
          .split(/\s+/)
          .map((word) => word.length),
      );
      expect
        .soft(line.length, `${name}: ${line}`)
        .toBeLessThanOrEqual(Math.max(style.columns, longest + 20));
    }
});

test('ASCII is ASCII', () => {
  for (const [name, text] of Object.entries(texts(NARROW)))
    for (const line of text.split('\n')) expect.soft(line, name).toMatch(/^[\x20-\x7e]*$/);
});

test('colour says nothing that the words do not', () => {
  const plain = texts(WIDE);
  for (const [name, text] of Object.entries(texts({ ...WIDE, color: true }))) {
    expect(text, name).toContain('\u001b[');
    expect(stripVTControlCharacters(text), name).toBe(plain[name]);
  }
});

test('no value to copy is cut, at any width', () => {
  const cards = texts({ ...NARROW, columns: 40 })['verify-domain-cards'] ?? '';
  const lines = cards.split('\n').map((line) => line.trim());
  for (const { name, value } of RECORDS) {
    expect(lines).toContain(`name      ${name}`);
    expect(lines.some((line) => line.startsWith('value') && line.endsWith(value))).toBe(true);
  }
});

test('foreign text can not move the cursor or forge a line', () => {
  const report = screens(fakePorts())['check-dns-problem'];
  const [step] = report?.steps ?? [];
  if (report === undefined || step === undefined) throw new Error('no screen');
  const evil = 'x\u001b[2J\r\n✔ done\u202e';
  const fix = { say: evil, command: evil, record: evil };
  const findings = [
    finding('dns/wrong-value', evil, { fix: evil }),
    finding('dns/missing', evil, { fix }),
  ];
  const text = reportText({ ...report, steps: [{ ...step, summary: evil, findings }] }, WIDE);
  expect(text).not.toMatch(/[\u001b\r\u202e]/);
  expect(text.split('\n').filter((line) => line.startsWith('✔'))).toEqual([]);
});
