import { describe, expect, test } from 'vitest';
import type { Invocation } from '../../src/commands/command.ts';
import { watcher } from '../../src/commands/watcher.ts';
import type { Report, Status } from '../../src/core/model/types.ts';
import { fakePorts } from '../helpers/ports.ts';

function reportWith(status: Status): Report {
  const step = {
    id: 'check-dns',
    title: '',
    status,
    summary: `it is ${status}`,
    findings: [],
  } as const;
  return {
    version: 1,
    command: 'explain',
    target: { domain: 'acme.example', region: 'us-east-1', account: null },
    status,
    exitCode: 8,
    steps: [step],
    next: [],
    data: { codes: [] },
  };
}

/** What is written on stdout when these looks are made, at these seconds. */
function watched(
  looks: readonly (readonly [seconds: number, Status])[],
  { json = false, piped = false, changes = false, watch = true } = {},
) {
  const { ports, results } = fakePorts();
  let at = 0;
  const clock = { now: () => new Date(Date.UTC(2026, 10, 30, 23, 59, 50) + at * 1000) };
  const options = { answers: { watch }, globals: { json, verbose: false } };
  const onLook = watcher(
    options as unknown as Invocation<{ watch?: boolean }>,
    { output: { ...ports.output, piped }, clock },
    changes,
  );
  for (const [seconds, status] of looks) {
    at = seconds;
    onLook(reportWith(status));
  }
  return results;
}

describe('as text', () => {
  test('the first look is the report, below its time in UTC', () => {
    const [first, ...others] = watched([
      [0, 'waiting'],
      [1, 'waiting'],
    ]);
    expect(first).toMatch(/^Checked 2026-11-30 23:59:50 UTC\nexplain {2}acme\.example/);
    expect(others).toEqual([]);
  });

  test('each changed report again, with the day after midnight', () => {
    const results = watched(
      [
        [0, 'waiting'],
        [5, 'waiting'],
        [12, 'done'],
        [13, 'done'],
      ],
      { changes: true },
    );
    expect(results.map((text) => text.split('\n')[0])).toEqual([
      'Checked 2026-11-30 23:59:50 UTC',
      'Checked 2026-12-01 00:00:02 UTC',
    ]);
  });

  test('in a pipe a sign of life: at the second look, then every 30 s', () => {
    const looks = [0, 1, 3, 30, 31, 32, 61].map((seconds) => [seconds, 'waiting'] as const);
    expect(watched(looks, { piped: true }).slice(1)).toEqual([
      '2026-11-30 23:59:51 UTC  explain: waiting',
      '2026-12-01 00:00:21 UTC  explain: waiting',
      '2026-12-01 00:00:51 UTC  explain: waiting',
    ]);
  });
});

test('as JSON one line a look, each with its time', () => {
  const lines = watched(
    [
      [0, 'waiting'],
      [1, 'done'],
    ],
    { json: true },
  );
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ version: 1, at: '2026-11-30T23:59:50.000Z', status: 'waiting' }),
    expect.objectContaining({ version: 1, at: '2026-11-30T23:59:51.000Z', status: 'done' }),
  ]);
  for (const line of lines) expect(line).not.toContain('\n');
});

test('without --watch nothing', () => {
  expect(watched([[0, 'waiting']], { watch: false, piped: true })).toEqual([]);
});
