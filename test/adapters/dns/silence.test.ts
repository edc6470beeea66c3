import { describe, expect, test } from 'vitest';
import { createSilence } from '../../../src/adapters/dns/silence.ts';
import type { DnsServer } from '../../../src/core/dns/types.ts';

const server = (address: string, kind: DnsServer['kind'] = 'authoritative'): DnsServer => ({
  ...{ address, port: 53, name: address, kind },
});
const [A, B, C] = [server('192.0.2.1'), server('192.0.2.2'), server('192.0.2.3')];
const R = server('192.0.2.53', 'resolver');
const TIMEOUT = { kind: 'failed', failure: 'timeout' } as const;
const ANSWER = { kind: 'nodata' } as const;

function start() {
  const clock = { now: 0 };
  const silence = createSilence(() => clock.now);
  const timeouts = (count: number, ...servers: readonly DnsServer[]) => {
    for (let left = count; left > 0; left -= 1)
      for (const one of servers) silence.note(one, TIMEOUT);
  };
  return { clock, silence, timeouts };
}

describe('who does not answer', () => {
  test('is asked again until four questions found no answer', () => {
    const { silence, timeouts } = start();
    timeouts(3, R);
    expect(silence.expects(R)).toBe(false);
    timeouts(1, R);
    expect(silence.expects(R)).toBe(true);
    expect(silence.expects(A)).toBe(false);
  });

  test('and answered once is asked every time: packets get lost', () => {
    const { silence, timeouts } = start();
    silence.note(R, ANSWER);
    timeouts(50, R);
    expect(silence.expects(R)).toBe(false);
  });

  test.each(['refused', 'lame', 'servfail', 'unreachable'])('%s is an answer', (failure) => {
    const { silence, timeouts } = start();
    silence.note(R, { kind: 'failed', failure });
    timeouts(4, R);
    expect(silence.expects(R)).toBe(false);
  });

  test('is asked again after a minute: another network may be there', () => {
    const { clock, silence, timeouts } = start();
    timeouts(4, R);
    clock.now = 59_999;
    expect(silence.expects(R)).toBe(true);
    clock.now = 60_000;
    expect(silence.expects(R)).toBe(false);
    timeouts(1, R);
    expect(silence.expects(R)).toBe(false);
  });
});

describe('the way to authoritative servers', () => {
  test('is closed for all when several give no answer', () => {
    const { silence, timeouts } = start();
    timeouts(2, A, B);
    expect(silence.expects(C)).toBe(true);
    expect(silence.expects(R)).toBe(false);
  });

  test('is not closed by one dead server', () => {
    const { silence, timeouts } = start();
    timeouts(9, A);
    expect([A, B].map((one) => silence.expects(one))).toEqual([true, false]);
  });

  test('is open when one of them answered', () => {
    const { silence, timeouts } = start();
    silence.note(C, ANSWER);
    timeouts(9, A, B);
    expect([A, B, C].map((one) => silence.expects(one))).toEqual([true, true, false]);
  });

  test('is not judged by resolvers', () => {
    const { silence, timeouts } = start();
    timeouts(9, R, server('192.0.2.54', 'resolver'));
    expect(silence.expects(A)).toBe(false);
  });
});
