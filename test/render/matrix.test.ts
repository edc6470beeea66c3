import { expect, test } from 'vitest';
import type { RecordView, ServerView } from '../../src/core/dns/view.ts';
import { changeLines, matrixLines } from '../../src/render/matrix.ts';

const STYLE = { color: false, unicode: true, columns: 80 };

function view(server: string, status: ServerView['status'], kind: ServerView['kind']): ServerView {
  const lags = kind === 'resolver' && (status === 'missing' || status === 'wrong');
  const said = { values: [], ttl: 60, rcode: 'NOERROR', aa: true, ms: 1, asked: true };
  return { server, kind, status, ...said, etaSeconds: lags ? 60 : null };
}

function record(
  name: string,
  views: readonly ServerView[],
  status: RecordView['status'],
): RecordView {
  const type = 'TXT';
  return {
    name,
    type,
    purpose: 'dmarc',
    expected: '',
    required: true,
    status,
    etaSeconds: null,
    views,
  };
}

const data = (records: readonly RecordView[]) => ({
  domains: [{ domain: 'acme.example', records, ses: null }],
});

test('a record that other servers hold keeps its answers under their own heads', () => {
  const records = [
    record('a', [view('ns1', 'match', 'authoritative'), view('r1', 'match', 'resolver')], 'match'),
    record(
      'b',
      [view('child', 'wrong', 'authoritative'), view('r1', 'match', 'resolver')],
      'wrong',
    ),
  ];
  const [head, first, second] = matrixLines(data(records), STYLE).map((line) =>
    line.split(/ {2,}/),
  );
  expect(head).toEqual(['', 'A1', 'A2', 'R1']);
  expect(first).toEqual(['DMARC (TXT)', 'ok', '-', 'ok']);
  expect(second).toEqual(['DMARC (TXT)', '-', 'wrong', 'ok']);
});

test('a resolver that lags is reported with the seconds it may take; an authoritative server is not', () => {
  const records = [
    record(
      'a',
      [view('ns1', 'missing', 'authoritative'), view('r1', 'missing', 'resolver')],
      'propagating',
    ),
  ];
  const legend = matrixLines(data(records), STYLE).filter((line) => /^[AR]1 /.test(line));
  expect(legend[0]).toBe('A1  ns1 (authoritative)');
  expect(legend[1]).toMatch(/^R1 {2}r1 \(resolver\), has all of it in at most (60 s|1 min)/);
});

test('what no cache keeps for a second is not promised in 0 seconds', () => {
  const lags = { ...view('r1', 'missing', 'resolver'), etaSeconds: 0 };
  const records = [record('a', [view('ns1', 'match', 'authoritative'), lags], 'propagating')];
  const legend = matrixLines(data(records), STYLE).find((line) => line.startsWith('R1 '));
  expect(legend).toBe('R1  r1 (resolver), has all of it in at most 1 s');
});

test('a log hears what changed, on which server, and nothing else', () => {
  const before = [
    record(
      'a',
      [view('ns1', 'missing', 'authoritative'), view('r1', 'match', 'resolver')],
      'missing',
    ),
  ];
  const after = [
    record('a', [view('ns1', 'match', 'authoritative'), view('r1', 'match', 'resolver')], 'match'),
  ];
  expect(changeLines(data(before), data(after))).toEqual([
    'DMARC (TXT): missing -> ok on ns1 (A1)',
  ]);
  expect(changeLines(data(after), data(after))).toEqual([]);
});

test('an internationalised domain is shown in both forms, the SPF record of the domain as information', () => {
  const one = { domain: 'xn--bcher-kva.example', records: [], ses: null };
  const views = [view('ns1', 'match', 'authoritative')];
  const two = { ...one, records: [record('a', views, 'match')], apexSpf: ['v=spf1 -all'] };
  const lines = matrixLines({ domains: [two, two] }, STYLE);
  expect(lines[0]).toBe('xn--bcher-kva.example (bücher.example)');
  expect(lines).toContain('SPF  xn--bcher-kva.example has "v=spf1 -all"; SES does not need it');
});

test('with --verbose each answer is reported: value, rcode, authority, TTL, time', () => {
  const right = { ...view('ns1', 'match', 'authoritative'), values: ['v=DMARC1; p=none'] };
  const failed = { ...view('ns2', 'unknown', 'authoritative'), rcode: null, aa: null, ttl: null };
  const gone = { ...view('r1', 'missing', 'resolver'), rcode: 'NXDOMAIN', aa: false };
  const alone = { ...view('r2', 'unknown', 'resolver'), asked: false };
  const shown = data([record('_dmarc.acme.example', [right, failed, gone, alone], 'propagating')]);
  const lines = matrixLines(shown, STYLE, true);
  expect(lines.slice(lines.indexOf('_dmarc.acme.example TXT'))).toEqual([
    '_dmarc.acme.example TXT',
    '  A1  ok  "v=DMARC1; p=none"  NOERROR, AA, TTL 60 s, 1 ms',
    '  A2  ?  no answer, 1 ms',
    '  R1  missing  NXDOMAIN, TTL 60 s, 1 ms',
    '  R2  not queried',
  ]);
  expect(matrixLines(shown, STYLE)).not.toContain('_dmarc.acme.example TXT');
});

test('a resolver that was left alone is distinguished from one that did not answer', () => {
  const alone = { ...view('r1', 'unknown', 'resolver'), asked: false };
  const before = [record('a', [view('ns1', 'missing', 'authoritative'), alone], 'missing')];
  const lines = matrixLines(data(before), STYLE);
  expect(lines[1]).toMatch(/^DMARC \(TXT\) +missing -$/);
  expect(lines.join(' ')).toContain('-   not queried yet');
  const failed = [
    record(
      'a',
      [view('ns1', 'match', 'authoritative'), view('r1', 'unknown', 'resolver')],
      'match',
    ),
  ];
  const told = matrixLines(data(failed), STYLE);
  expect(told[1]?.split(/ {2,}/)).toEqual(['DMARC (TXT)', 'ok', '?']);
  expect(told.join(' ')).not.toContain('not queried yet');
  expect(changeLines(data(before), data(failed))).toEqual([
    'DMARC (TXT): missing -> ok on ns1 (A1)',
    'DMARC (TXT): not queried -> ? on r1 (R1)',
  ]);
  expect(changeLines(data(failed), data(before))).toEqual([
    'DMARC (TXT): ok -> missing on ns1 (A1)',
  ]);
});
