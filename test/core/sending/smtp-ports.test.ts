import { expect, test } from 'vitest';
import {
  judgePorts,
  type PortProbe,
  SMTP_PORTS,
  tlsOfPort,
} from '../../../src/core/sending/smtp-ports.ts';

const GOOD = { subject: 'h', names: 'DNS:h', issuer: 'Amazon', validTo: '', problem: null };

function probe(
  port: number,
  state: PortProbe['state'],
  change: Partial<PortProbe> = {},
): PortProbe {
  const tls = tlsOfPort(port);
  const facts = { banner: null, tlsVersion: null, cipher: null, auth: [], ms: 1, problem: null };
  return {
    host: 'h',
    port,
    tls,
    state,
    ...facts,
    certificate: state === 'open' ? GOOD : null,
    ...change,
  };
}
const all = (state: PortProbe['state']) => SMTP_PORTS.map((port) => probe(port, state));
const forged = { certificate: { ...GOOD, issuer: 'Proxy\u009b', problem: 'SELF_SIGNED' } };

test('the ports of SES and how each begins', () => {
  expect(SMTP_PORTS.map((port) => `${port} ${tlsOfPort(port)}`).sort()).toEqual([
    '2465 implicit',
    '25 starttls',
    '2587 starttls',
    '465 implicit',
    '587 starttls',
  ]);
});

test.each<[string, PortProbe[], string, string[]]>([
  ['all open', all('open'), 'done', []],
  ['all filtered', all('filtered'), 'problem', ['send/no-open-port']],
  ['all closed', all('closed'), 'problem', ['send/no-open-port']],
  ['none reached', all('unreachable'), 'unknown', ['send/unreachable']],
  ['25 filtered', [probe(587, 'open'), probe(25, 'filtered')], 'done', ['send/port-25']],
  ['465 closed', [probe(587, 'open'), probe(465, 'closed')], 'done', []],
  ['only a proxy', [probe(587, 'open', forged)], 'problem', ['send/untrusted-certificate']],
  [
    'a proxy on one port',
    [probe(587, 'open', forged), probe(2587, 'open')],
    'done',
    ['send/untrusted-certificate'],
  ],
])('%s', (_what, probes, status, codes) => {
  const judged = judgePorts(probes);
  expect([judged.status, judged.findings.map(({ code }) => code)]).toEqual([status, codes]);
});

test('a blocked port 25 names one that is open; a foreign issuer is harmless text', () => {
  const [port25] = judgePorts([probe(25, 'filtered'), probe(2587, 'open')]).findings;
  expect(port25).toMatchObject({ message: expect.stringContaining('Open: 2587') });
  expect(port25?.fix).toContain('port 2587');
  expect(judgePorts([probe(587, 'open', forged)]).findings[0]?.message).toContain('Proxy\\u{9b}');
});
