import { expect, test } from 'vitest';
import type { DnsObservation } from '../../../src/core/dns/types.ts';
import type { World } from '../../../src/core/world.ts';
import { checkDnsInputs, sameFlags } from '../../../src/steps/check-dns/inputs.ts';
import { checkDns } from '../../../src/steps/check-dns/step.ts';
import type { Input } from '../../../src/steps/input.ts';
import { START } from '../../helpers/ports.ts';
import {
  checklist,
  EVERY_FAILURE,
  failed,
  hosting,
  identity,
  observations,
  ok,
  RECORDS,
  world,
} from '../../helpers/world.ts';

function judge(change: Partial<World> = {}) {
  return checkDns.diagnose(world(change), checklist(), START);
}

test('all is right everywhere, and SES agrees', () => {
  expect(judge()).toMatchObject({
    status: 'done',
    summary: '6 of 6 records right everywhere; SES reports DKIM SUCCESS, MAIL FROM SUCCESS',
    findings: [],
  });
});

test('a record that is not there is a problem, and is named', () => {
  const dns = ok(observations(RECORDS, { 'mail-from-mx': null }));
  const { status, summary, findings } = judge({ dns });
  expect([status, summary.slice(0, 6)]).toEqual(['problem', '5 of 6']);
  expect(findings.map((each) => [each.code, each.subject])).toEqual([
    ['dns/missing', 'mail.acme.example MX'],
  ]);
});

test('right in DNS, not yet in SES: waiting', () => {
  expect(judge({ identity: ok(identity({ dkim: { status: 'PENDING' } })) }).status).toBe('waiting');
});

test('tokens by hand: SES was not asked and says nothing', () => {
  const result = judge({ identity: failed('not-read') });
  expect(result.status).toBe('done');
  expect(result.summary).not.toContain('SES');
});

test('no records yet is something to do, not something right', () => {
  expect(judge({ identity: ok(null), records: ok([]) }).status).toBe('todo');
});

test.each(EVERY_FAILURE)('%s is unknown: for DNS and for the records', (code) => {
  for (const change of [{ dns: failed(code) }, { records: failed(code) }]) {
    const { status, findings } = judge(change);
    expect(status).toBe('unknown');
    expect(findings.map((each) => each.code)).toEqual([`aws/${code}`]);
  }
});

test('a domain that does not exist is a problem of its own', () => {
  const { status, findings } = judge({ hosting: ok(hosting({ delegation: failed('failed') })) });
  expect(status).toBe('problem');
  expect(findings.map((each) => each.code)).toEqual(['dns/no-such-domain']);
});

test('servers that could not be found out are said, and do not make a record missing', () => {
  const change = { hosting: ok(hosting({ delegation: failed('unreachable') })) };
  const resolversOnly = observations(RECORDS).map((each) => ({
    ...each,
    answers: each.answers.filter(({ server }) => server.kind === 'resolver'),
  }));
  const { status, findings } = judge({ ...change, dns: ok(resolversOnly) });
  expect(status).toBe('unknown');
  expect(findings[0]?.code).toBe('dns/servers-unknown');
  expect(findings.map((each) => each.code)).not.toContain('dns/missing');
});

test('a working identity without DMARC is done, with advice; one that is not verified lacks it', () => {
  const dns = ok(observations(RECORDS, { dmarc: null }));
  const working = judge({ dns });
  expect(working.status).toBe('done');
  expect(working.findings.map(({ code }) => code)).toEqual(['dns/dmarc-missing']);
  expect(judge({ dns, identity: ok(identity({ verifiedForSending: false })) }).status).toBe(
    'problem',
  );
});

test('data: propagated only when every record is, and never when nothing could be checked', () => {
  const propagated = (change: Partial<World>) => {
    const data = checkDns.data(world(change), checklist(), START);
    return 'domains' in data ? data.domains[0]?.propagated : undefined;
  };
  expect(propagated({})).toBe(true);
  expect(propagated({ dns: ok(observations(RECORDS, { 'mail-from-spf': null })) })).toBe(false);
  expect(propagated({ dns: failed('unreachable') })).toBe(false);
});

test('data: the SPF record of the domain itself, as information; null where it was not seen', () => {
  const apex = (answers: DnsObservation['answers']) => {
    const look: DnsObservation = { name: 'acme.example', type: 'TXT', answers };
    const dns = ok([...observations(RECORDS), look]);
    const data = checkDns.data(world({ dns }), checklist(), START);
    return 'domains' in data ? data.domains[0]?.apexSpf : undefined;
  };
  const [server] = observations(RECORDS)[0]?.answers.map((answer) => answer.server) ?? [];
  if (server === undefined) throw new Error('no server');
  const head = { server, ms: 1, rcode: 'NOERROR', aa: true } as const;
  const texts = ['google-site-verification=x', 'v=spf1 mx -all\u001b'];
  const records = texts.map((data) => ({ name: 'acme.example', type: 'TXT', ttl: 60, data }));
  expect(apex([{ ...head, kind: 'records', records }])).toEqual(['v=spf1 mx -all\\u{1b}']);
  expect(apex([{ ...head, kind: 'nodata', soa: null }])).toEqual([]);
  const failure = { kind: 'failed', failure: 'timeout', message: 'no answer' } as const;
  expect(apex([{ ...failure, server, ms: 1, rcode: null }])).toBeNull();
});

const parse = (key: string) => {
  const inputs: readonly Input[] = checkDnsInputs;
  const input = inputs.find((each) => each.key === key)?.parse;
  if (input === undefined) throw new Error(key);
  return input;
};

test.each([
  ['ABC123', 'abc123'],
  [' abc._domainkey.acme.example. ', 'abc'],
])('token %j is %s', (text, token) => {
  expect(parse('token')(text)).toBe(token);
});

test.each(['', 'a b', 'a.b', 'x'.repeat(64)])('token %j is refused', (text) => {
  expect(() => parse('token')(text)).toThrowError(
    expect.objectContaining({ code: 'usage/bad-token' }),
  );
});

test.each(['0', '-1', '1.5', 'ten', ''])('--timeout %j is refused', (text) => {
  expect(() => parse('timeout')(text)).toThrowError(
    expect.objectContaining({ code: 'usage/bad-number' }),
  );
});

test('flags to type again: what was asked of whom, quoted where a shell needs it', () => {
  expect(sameFlags({ watch: true, concurrency: 5 })).toBe('');
  expect(
    sameFlags({ resolver: ['1.1.1.1', '[2001:db8::1]:54'], timeout: 900, mailFrom: "a'b" }),
  ).toBe(" --resolver 1.1.1.1 --resolver '[2001:db8::1]:54' --mail-from 'a'\\''b' --timeout 900");
});
