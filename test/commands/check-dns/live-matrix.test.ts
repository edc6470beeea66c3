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

function live(animated: boolean) {
  const said: string[] = [];
  const { output } = fakePorts().ports;
  return { said, matrix: liveMatrix({ ...output, animated }, (line) => said.push(line)) };
}

test('a log hears a change once, and no matrix', () => {
  const { said, matrix } = live(false);
  for (const status of ['missing', 'missing', 'match', 'match'] as const)
    matrix.update(look(status));
  expect(said).toEqual(['DMARC (TXT): missing -> ok on ns1 (A1)']);
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
