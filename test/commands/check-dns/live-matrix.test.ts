import { expect, test } from 'vitest';
import { liveMatrix } from '../../../src/commands/check-dns/live-matrix.ts';
import type { ServerView } from '../../../src/core/dns/view.ts';
import { fakePorts } from '../../helpers/ports.ts';

function look(status: ServerView['status']) {
  const view = {
    server: 'ns1',
    kind: 'authoritative' as const,
    status,
    values: [],
    ttl: 1,
    rcode: null,
    ms: 1,
    asked: true,
    aa: true,
    etaSeconds: null,
  };
  const asked = { name: 'a', type: 'TXT', purpose: 'dmarc', expected: '', required: true } as const;
  const records = [{ ...asked, status, etaSeconds: null, views: [view] }];
  return { domains: [{ domain: 'acme.example', records, ses: null }] };
}

function live(animated: boolean, { isResult = false, piped = false } = {}) {
  const { ports, notes, results } = fakePorts();
  const output = { ...ports.output, animated, piped };
  const matrix = liveMatrix({ ...ports, output }, { isResult });
  return { said: notes, results, matrix };
}

test('a log hears a change once, and no matrix', () => {
  const { said, matrix } = live(false);
  for (const status of ['missing', 'missing', 'match', 'match'] as const)
    matrix.update(look(status));
  expect(said).toEqual([
    expect.stringMatching(
      /^\d{4}-\d\d-\d\d [\d:]{8} UTC {2}DMARC \(TXT\): missing -> ok on ns1 \(A1\)$/,
    ),
  ]);
  expect(matrix.lines()).toEqual([]);
});

test('a terminal has the newest matrix, and no lines of a log', () => {
  const { said, matrix } = live(true);
  expect(matrix.lines()).toEqual([]);
  matrix.update(look('missing'));
  matrix.update(look('match'));
  expect(matrix.lines().join('\n')).toMatch(/DMARC \(TXT\) +ok/);
  expect(said).toEqual([]);
});

test.each([
  ['a watch off a terminal', false, true, 1],
  ['a watch whose result is piped away from the terminal that shows the matrix', true, true, 1],
  ['a watch whose result is the terminal that shows the matrix', true, false, 0],
])('%s: its changes are the result', (_what, animated, piped, lines) => {
  const { said, results, matrix } = live(animated, { isResult: true, piped });
  for (const status of ['missing', 'match'] as const) matrix.update(look(status));
  expect(results).toHaveLength(lines);
  expect(said).toEqual([]);
});
