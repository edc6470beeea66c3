import { expect, test } from 'vitest';
import type { ExpectedRecord, Purpose } from '../../../src/core/model/types.ts';
import type { DnsApi, RecordSet } from '../../../src/core/records/facts.ts';
import {
  plainText,
  planSet,
  presentation,
  type SetPlan,
} from '../../../src/core/records/record-sets.ts';
import { DOMAIN, RECORDS, set } from '../../helpers/world.ts';

function record(purpose: Purpose): ExpectedRecord {
  const found = RECORDS.find((each) => each.purpose === purpose);
  if (found === undefined) throw new Error(purpose);
  return found;
}
const DKIM = record('dkim');
const MX = record('mail-from-mx');
const SPF = record('mail-from-spf');
const DMARC = record('dmarc');
const ROUTED: Partial<RecordSet> = { setIdentifier: 'blue' };
const ALIAS: Partial<RecordSet> = { isAlias: true, values: [], ttl: null };

function planned(
  wanted: ExpectedRecord,
  held: readonly RecordSet[],
  confirmed: readonly string[] = [],
  api: DnsApi = 'route53',
): SetPlan {
  return planSet(wanted, held, { api, confirmed });
}

/** What would be sent to Route 53; null where nothing would. */
function changeOf(plan: SetPlan) {
  return plan.kind === 'write' ? plan.change : null;
}

test.each(RECORDS.map((each) => [each.type, each.name, each] as const))(
  '%s %s is created where nothing stands, and is right afterwards',
  (_type, _name, each) => {
    const elsewhere = set(each, { name: `www.${DOMAIN}` });
    const plan = planned(each, [elsewhere]);
    expect(plan).toMatchObject({
      kind: 'write',
      line: { op: '+', from: null },
      change: { action: 'CREATE', name: each.name, type: each.type, values: [presentation(each)] },
    });
    const held = set(each, { values: changeOf(plan)?.values ?? [] });
    expect(planned(each, [held])).toMatchObject({ kind: 'right', line: { op: '=' } });
  },
);

test.each([
  ['a CNAME in capitals with a trailing dot', DKIM, ['TOK1.DKIM.AMAZONSES.COM.']],
  ['an MX of another preference', MX, [`50 ${MX.value}.`]],
  ['SPF with others in it', SPF, ['"v=spf1 ip4:192.0.2.1 include:amazonses.com -all"']],
  ['SPF beside a token of somebody', SPF, ['"google=1"', '"v=spf1 include:amazonses.com ~all"']],
  ['SPF in two strings', SPF, ['"v=spf1 include:amazon" "ses.com ~all"']],
  ['a stronger DMARC', DMARC, ['"v=DMARC1; p=reject; rua=mailto:a@b.example"']],
])('%s is already right and stays as it is', (_what, wanted, values) => {
  expect(planned(wanted, [set(wanted, { values })])).toMatchObject({
    kind: 'right',
    line: { op: '=', from: values.map(plainText).join(' | ') },
  });
});

test.each([
  ['SPF', SPF],
  ['DMARC', DMARC],
])('%s joins a shared TXT set: every old value and its TTL are kept', (_what, wanted) => {
  const others = ['"google-site-verification=1"', '"with \\"quotes\\""'];
  const before = set(wanted, { values: others, ttl: 77 });
  const plan = planned(wanted, [before]);
  expect(changeOf(plan)).toEqual({
    action: 'UPSERT',
    name: wanted.name,
    type: 'TXT',
    ttl: 77,
    values: [...others, presentation(wanted)],
    before,
  });
  expect(plan).toMatchObject({ line: { op: '~' } });
});

test.each([
  ['another DKIM target', DKIM, { values: ['other.example'] }],
  ['the MX of a mail server', MX, { values: ['10 mail.other.example'] }],
  ['a second MX beside ours', MX, { values: [`10 ${MX.value}`, '20 mx.other.example'] }],
  ['SPF of another sender', SPF, { values: ['"v=spf1 include:other.example -all"'] }],
  [
    'an SPF that only looks like ours',
    SPF,
    { values: ['"v=spf1 include:amazonses.com.evil.example"'] },
  ],
  ['two SPF records', SPF, { values: [presentation(SPF), '"v=spf1 -all"'] }],
])('%s is a conflict until it is confirmed by its name', (_what, wanted, held) => {
  const sets = [set(wanted, held)];
  expect(planned(wanted, sets)).toMatchObject({
    kind: 'conflict',
    finding: { code: 'route53/conflict' },
  });
  expect(planned(wanted, sets, [DOMAIN, 'yes'])).toMatchObject({ kind: 'conflict' });
  const confirmed = changeOf(planned(wanted, sets, [wanted.name]));
  expect(confirmed).toMatchObject({ action: 'UPSERT', values: [presentation(wanted)] });
});

test('what is confirmed replaces only the SPF of a shared set', () => {
  const values = ['"google=1"', '"v=spf1 -all"', '"v=spf10 is none"'];
  const plan = planned(SPF, [set(SPF, { values })], [SPF.name]);
  expect(changeOf(plan)?.values).toEqual(['"google=1"', '"v=spf10 is none"', presentation(SPF)]);
});

test('a conflict says what is there and how to continue', () => {
  const plan = planned(MX, [set(MX, { values: ['10 mx.other.example'] })]);
  const { finding } = plan as Extract<SetPlan, { kind: 'conflict' }>;
  expect(finding).toMatchObject({ subject: `MX mail.${DOMAIN}`, found: '10 mx.other.example' });
  expect(finding.fix).toContain(`--confirm mail.${DOMAIN}`);
  expect(finding.fix).toContain('--mail-from');
});

test.each([
  ['a weighted set', DKIM, ROUTED],
  ['a weighted set with the right value', SPF, ROUTED],
  ['an alias', MX, ALIAS],
  ['an alias of type A', MX, { ...ALIAS, type: 'A' }],
  ['a CNAME where an MX should be', MX, { type: 'CNAME', values: ['host.example'] }],
  ['an A record where a CNAME should be', DKIM, { type: 'A', values: ['192.0.2.1'] }],
])('%s is never touched, not even when confirmed', (_what, wanted, held) => {
  const plan = planned(wanted, [set(wanted, held)], [wanted.name]);
  expect(plan.kind).toBe('conflict');
  const { finding } = plan as Extract<SetPlan, { kind: 'conflict' }>;
  expect(finding.fix).not.toContain('--confirm');
});

test('a weighted set is seen behind a plain one of the same name', () => {
  const sets = [set(MX), set(MX, { type: 'TXT', ...ROUTED })];
  expect(planned(MX, sets).kind).toBe('conflict');
});

test.each([
  ['a quote and a backslash', 'a "b" \\c'],
  ['an empty text', ''],
  ['exactly 255', 'x'.repeat(255)],
  ['two and a half strings', 'y'.repeat(600)],
])('TXT with %s survives Route 53', (_what, value) => {
  const text = presentation({ ...DMARC, value });
  for (const string of text.match(/"(?:[^"\\]|\\.)*"/g) ?? [])
    expect(plainText(string).length).toBeLessThanOrEqual(255);
  expect(plainText(text)).toBe(value);
});

const MEANT = [
  '"v=dmarc1; p=reject; rua=mailto:d@acme.example"',
  '"\\"v=DMARC1; p=reject\\""',
  '"v=DMARC1 p=reject"',
  '"p=reject; v=DMARC1"',
];

test.each(MEANT)('nothing is added beside %s', (value) => {
  const held = set(DMARC, { values: ['"other"', value] });
  expect(planned(DMARC, [held])).toMatchObject({ kind: 'right' });
});

test('what is meant as DMARC is replaced when that is confirmed, not weakened, and others’ texts stay', () => {
  const held = set(DMARC, { values: ['"other"', MEANT[0] ?? ''] });
  expect(changeOf(planned(DMARC, [held], [DMARC.name]))?.values).toEqual([
    '"other"',
    '"v=DMARC1; p=reject; rua=mailto:d@acme.example"',
  ]);
});

test('a record that works is not replaced, whatever is confirmed', () => {
  const held = set(DMARC, { values: ['"v=DMARC1; p=none; foo"'] });
  expect(planned(DMARC, [held], [DMARC.name])).toMatchObject({ kind: 'right' });
});

test('octal escapes of Route 53 are read', () => {
  expect(plainText('"a\\073b" "\\\\c"')).toBe('a;b\\c');
  expect(plainText('host.example')).toBe('host.example');
});

test('a record that Cloudflare proxies is named, and set to DNS only where it is confirmed', () => {
  const proxied = set(DKIM, { isProxied: true, recordIds: ['id1'] });
  expect(planned(DKIM, [proxied], [], 'cloudflare')).toMatchObject({
    kind: 'conflict',
    finding: {
      code: 'cloudflare/proxied',
      fix: expect.stringContaining(`--confirm ${DKIM.name}`),
    },
  });
  expect(planned(DKIM, [proxied], [DKIM.name], 'cloudflare')).toMatchObject({
    line: {
      op: '~',
      from: `${DKIM.value} (proxied)`,
      to: `${DKIM.value} (DNS only)`,
      confirm: DKIM.name,
    },
    change: { action: 'UPSERT', before: proxied },
  });
});

test('a conflict bears the name of the API', () => {
  const clash = [set(MX, { type: 'CNAME', values: ['host.example'] })];
  expect(planned(MX, clash, [], 'cloudflare')).toMatchObject({
    finding: { code: 'cloudflare/conflict' },
  });
});

test('a replacement needs the consent that --yes is not', () => {
  const other = [set(MX, { values: ['10 mx.other.example'] })];
  expect(planned(MX, other, [MX.name])).toMatchObject({ line: { confirm: MX.name } });
});
