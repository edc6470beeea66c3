import { describe, expect, test } from 'vitest';
import { type DnsDiagnosis, diagnoseDns } from '../../../src/core/dns/diagnose.ts';
import type { Delegation, DnsAnswer, DnsServer } from '../../../src/core/dns/types.ts';
import type { HostedZone } from '../../../src/core/records/facts.ts';
import { expectedRecords } from '../../../src/core/records/records.ts';
import { lookUp } from '../../../src/observe/dns/look-up.ts';
import { type Dns, PortError, type Question } from '../../../src/ports/index.ts';

const DOMAIN = 'acme.example';
const NS1 = server('ns1.host.net', 'authoritative');
const NS2 = server('ns2.host.net', 'authoritative');
const R1 = server('1.1.1.1', 'resolver');
const R2 = server('8.8.8.8', 'resolver');
const DELEGATION: Delegation = {
  zone: DOMAIN,
  nameServers: ['ns1.host.net', 'ns2.host.net'],
  servers: [NS1, NS2],
  soa: null,
};
const RECORDS = expectedRecords({
  domain: DOMAIN,
  region: 'eu-west-1',
  tokens: ['tok1', 'tok2', 'tok3'],
  signingHostedZone: 'dkim.amazonses.com',
  mailFrom: `mail.${DOMAIN}`,
  dmarc: 'v=DMARC1; p=none;',
});
const MX = `mail.${DOMAIN} MX`;

function server(name: string, kind: DnsServer['kind']): DnsServer {
  return { name, kind, address: '192.0.2.1', port: 53 };
}

const RIGHT = new Map(
  RECORDS.map(({ name, type, value }) => [
    `${name} ${type}`,
    type === 'MX' ? `10 ${value}` : value,
  ]),
);

type Heard = Question & { readonly of: string };

/** Data of a record, `servfail`, null for "no such name", or undefined for what is right. */
function world(
  override: (asked: Heard, nth: number) => string | null | undefined = () => undefined,
) {
  const heard: Heard[] = [];
  const ask = (of: DnsServer, question: Question): Promise<DnsAnswer> => {
    const asked = { ...question, of: of.name };
    heard.push(asked);
    const { name, type } = question;
    const nth = heard.filter((each) => each.of === of.name && each.name === name).length;
    const said = override(asked, nth);
    const data = said === undefined ? (RIGHT.get(`${name} ${type}`) ?? null) : said;
    const head = { server: of, ms: 1, aa: true } as const;
    if (data === 'servfail') {
      const failure = {
        kind: 'failed',
        failure: 'servfail',
        message: 'it answered SERVFAIL',
      } as const;
      return Promise.resolve({ ...failure, server: of, ms: 1, rcode: 'SERVFAIL' });
    }
    if (data === null) {
      return Promise.resolve({ ...head, kind: 'nxdomain', rcode: 'NXDOMAIN', soa: null });
    }
    const records = [{ name, type, ttl: 60, data }];
    return Promise.resolve({ ...head, kind: 'records', rcode: 'NOERROR', records });
  };
  const dns: Dns = {
    ask,
    delegation: () => Promise.resolve(DELEGATION),
    nameservers: () => null,
    resolvers: () => [R1, R2],
    resolversAreNamed: false,
  };
  return { dns, heard };
}

async function look(
  dns: Dns,
  zones: () => Promise<readonly HostedZone[]> = () => Promise.reject(new Error('zones were read')),
): Promise<DnsDiagnosis> {
  const subject = {
    domain: DOMAIN,
    records: RECORDS,
    identity: null,
    delegation: DELEGATION,
    zones,
  };
  const observations = await lookUp(dns, subject);
  return diagnoseDns({
    domain: DOMAIN,
    region: 'eu-west-1',
    records: RECORDS,
    observations,
    ses: null,
    delegation: DELEGATION,
  });
}

const codesOf = ({ findings }: DnsDiagnosis) => findings.map(({ code }) => code);

describe('what it costs', () => {
  test('all right: six questions to each server, one about the apex, nothing more', async () => {
    const { dns, heard } = world();
    expect(await look(dns)).toMatchObject({ status: 'done', findings: [] });
    expect(heard).toHaveLength(6 * 4 + 1);
    const extra = heard.filter(({ name, type }) => !RIGHT.has(`${name} ${type}`));
    expect(extra).toEqual([{ of: 'ns1.host.net', name: DOMAIN, type: 'TXT' }]);
  });

  test('a probe goes to one server, and to one that answers', async () => {
    const { dns, heard } = world(({ of, name, type }) => {
      if (of === 'ns1.host.net') return 'servfail';
      return `${name} ${type}` === MX ? null : undefined;
    });
    await look(dns, () => Promise.resolve([]));
    const probes = heard.filter(({ name }) => name === `mail.${DOMAIN}.${DOMAIN}`);
    expect(probes.map(({ of }) => of)).toEqual(['ns2.host.net']);
  });
});

describe('SERVFAIL of a resolver', () => {
  const servfails = (when: (asked: Heard, nth: number) => boolean) =>
    world((asked, nth) => (asked.of === '1.1.1.1' && when(asked, nth) ? 'servfail' : undefined));

  test('that goes away without validation is broken DNSSEC, and a matter for the person', async () => {
    const { dns, heard } = servfails(({ checkingDisabled }) => checkingDisabled !== true);
    const diagnosis = await look(dns);
    expect(codesOf(diagnosis)).toEqual(['dns/dnssec-broken']);
    expect(diagnosis.findings[0]?.message).toContain('1.1.1.1 answers SERVFAIL');
    expect(diagnosis.status).toBe('problem');
    const unchecked = heard.filter(({ checkingDisabled }) => checkingDisabled === true);
    expect(unchecked.map(({ type }) => type)).toEqual(['TXT', 'DS', 'DNSKEY']);
  });

  test('that stays without validation says nothing of DNSSEC', async () => {
    const { dns } = servfails(() => true);
    const diagnosis = await look(dns);
    expect(codesOf(diagnosis)).toEqual(['dns/lookup-failed']);
    expect(diagnosis.status).toBe('done');
  });

  test('that is gone when asked again says nothing of DNSSEC', async () => {
    const { dns } = servfails(
      ({ checkingDisabled }, nth) => checkingDisabled !== true && nth === 1,
    );
    expect(codesOf(await look(dns))).toEqual(['dns/lookup-failed']);
  });
});

describe('a Route 53 zone', () => {
  const zone = (nameServers: readonly string[], isPrivate = false): HostedZone => ({
    api: 'route53',
    id: 'Z1',
    name: DOMAIN,
    isPrivate,
    nameServers,
  });
  const R53 = 'ns-1.awsdns-01.com';
  /** The MX is at Route 53 only, or nowhere. */
  const held = (there: boolean) =>
    world(({ of, name, type }) => {
      if (name === R53) return type === 'A' ? '192.0.2.53' : null;
      if (`${name} ${type}` !== MX) return undefined;
      return of === R53 && there ? undefined : null;
    });

  test('that holds the record while the Internet asks others', async () => {
    const { dns } = held(true);
    const diagnosis = await look(dns, () => Promise.resolve([zone([R53])]));
    expect(codesOf(diagnosis)).toEqual(['dns/not-delegated-zone']);
    const [finding] = diagnosis.findings;
    expect(finding?.message).toContain('(Z1)');
    expect(finding?.message).toContain('delegated to ns1.host.net, ns2.host.net');
    expect(finding?.fix).toContain(`mail.${DOMAIN}. 300 IN MX 10 feedback-smtp.eu-west-1.`);
    expect(finding?.fix).toContain(R53);
  });

  test.each([
    ['that does not hold it either', false, zone([R53])],
    ['that is private', true, zone([R53], true)],
    ['that is the one delegated', true, zone(['NS1.host.net'])],
  ])('%s: the record is missing', async (_what, there, hosted) => {
    const { dns, heard } = held(there);
    expect(codesOf(await look(dns, () => Promise.resolve([hosted])))).toEqual(['dns/missing']);
    const asked = heard.some(({ of }) => of === R53);
    expect(asked).toBe(hosted.nameServers.includes(R53) && !hosted.isPrivate);
  });
});

describe('a zone of its own below the domain', () => {
  const CHILD: Delegation = {
    zone: `mail.${DOMAIN}`,
    nameServers: ['ns.child.net'],
    servers: [{ ...server('ns.child.net', 'authoritative'), address: '192.0.2.7' }],
    soa: null,
  };
  /** The domain's servers refer to the child for the MX and TXT of MAIL FROM; `held`: what the child has. */
  const handedOn = (held: null | undefined, delegation: Dns['delegation']) => {
    const { dns, heard } = world(({ of, name }) =>
      of === 'ns.child.net' && name !== DOMAIN ? held : undefined,
    );
    const ask: Dns['ask'] = async (of, question) => {
      const answer = await dns.ask(of, question);
      if (question.name !== CHILD.zone || !DELEGATION.nameServers.includes(of.name)) return answer;
      const referral = { zone: CHILD.zone, nameServers: CHILD.nameServers };
      const head = { server: of, ms: 1, rcode: 'NOERROR', message: 'it refers' } as const;
      return { ...head, kind: 'failed', failure: 'lame', referral };
    };
    return { dns: { ...dns, ask, delegation }, heard };
  };
  const none = () => Promise.resolve([]);

  test('whose servers have the records: they have the say', async () => {
    const { dns, heard } = handedOn(undefined, () => Promise.resolve(CHILD));
    expect(await look(dns)).toMatchObject({ status: 'done', findings: [] });
    expect(heard.filter(({ of }) => of === 'ns.child.net').map(({ type }) => type)).toEqual([
      'MX',
      'TXT',
    ]);
  });

  test('whose servers do not have them', async () => {
    const { dns } = handedOn(null, () => Promise.resolve(CHILD));
    const diagnosis = await look(dns, none);
    expect(codesOf(diagnosis)).toEqual(['dns/delegated-below', 'dns/delegated-below']);
    expect(diagnosis.findings[0]?.message).toContain('they do not return this record');
    expect(diagnosis.status).toBe('problem');
  });

  test.each<[string, Dns['delegation']]>([
    ['cannot be found out', () => Promise.reject(unreachable())],
    [
      'are the given ones, which only refer',
      () => Promise.resolve({ ...CHILD, servers: DELEGATION.servers }),
    ],
  ])('whose servers %s: nothing is known of the records', async (_what, delegation) => {
    const { dns } = handedOn(undefined, delegation);
    const diagnosis = await look(dns, none);
    expect(codesOf(diagnosis)).toEqual(['dns/delegated-below', 'dns/delegated-below']);
    expect(diagnosis.status).toBe('unknown');
  });
});

function unreachable(): PortError {
  return new PortError('no answer', { reason: 'unreachable', errorName: 'DnsLookupFailed' });
}

describe('resolvers remember what they are reported', () => {
  const resolversAsked = (heard: readonly Heard[], type: string) =>
    heard.filter((asked) => asked.of === '1.1.1.1' && asked.type === type).length;
  const viewsOf = ({ records }: DnsDiagnosis, type: string) =>
    records.find((record) => record.type === type)?.views ?? [];

  test.each<[string, string | null]>([
    ['missing', null],
    ['wrong', '10 mx.example.net'],
  ])('a record that is %s on one server of the zone is not asked of them', async (_how, data) => {
    const { dns, heard } = world(({ of, name, type }) =>
      of === 'ns2.host.net' && `${name} ${type}` === MX ? data : undefined,
    );
    const diagnosis = await look(dns, () => Promise.resolve([]));
    expect(resolversAsked(heard, 'MX')).toBe(0);
    expect(resolversAsked(heard, 'CNAME')).toBe(3);
    const view = viewsOf(diagnosis, 'MX').find(({ server: name }) => name === '1.1.1.1');
    expect(view).toMatchObject({ status: 'unknown', asked: false, values: [], etaSeconds: null });
    expect(diagnosis.propagated).toBe(false);
    expect(codesOf(diagnosis)).toEqual(['dns/authoritative-disagree']);
  });

  test('missing everywhere is a problem as before, and nobody is called silent', async () => {
    const { dns, heard } = world(({ name, type }) => (`${name} ${type}` === MX ? null : undefined));
    const diagnosis = await look(dns, () => Promise.resolve([]));
    expect(diagnosis.status).toBe('problem');
    expect(codesOf(diagnosis)).toEqual(['dns/missing']);
    expect(resolversAsked(heard, 'MX')).toBe(0);
  });

  test('one that was named for this run is asked in any case, and at once', async () => {
    const { dns, heard } = world(({ name, type }) => (`${name} ${type}` === MX ? null : undefined));
    const diagnosis = await look({ ...dns, resolversAreNamed: true }, () => Promise.resolve([]));
    expect(resolversAsked(heard, 'MX')).toBe(1);
    expect(viewsOf(diagnosis, 'MX').map(({ status }) => status)).toEqual(
      Array<string>(4).fill('missing'),
    );
  });

  test('where no server of the zone answers, they are all there is', async () => {
    const { dns, heard } = world(({ of }) => (of.startsWith('ns') ? 'servfail' : undefined));
    const diagnosis = await look(dns);
    expect(resolversAsked(heard, 'MX')).toBe(1);
    expect(diagnosis.status).toBe('unknown');
    expect(viewsOf(diagnosis, 'MX').map(({ status }) => status)).toEqual([
      'unknown',
      'unknown',
      'match',
      'match',
    ]);
  });
});

test('resolvers that were named are asked while the zone is still looked for', async () => {
  const { dns, heard } = world();
  let found: (delegation: Delegation) => void = () => undefined;
  const delegation = new Promise<Delegation>((resolve) => {
    found = resolve;
  });
  const looked = lookUp(
    { ...dns, resolversAreNamed: true },
    {
      domain: DOMAIN,
      records: RECORDS,
      identity: null,
      delegation,
      zones: () => Promise.resolve([]),
    },
  );
  await new Promise(setImmediate);
  const early = heard.filter(({ name, type }) => `${name} ${type}` === MX).map(({ of }) => of);
  expect(early).toEqual([R1, R2].map(({ name }) => name));
  found(DELEGATION);
  const seen = (await looked).find(({ name, type }) => `${name} ${type}` === MX);
  expect(seen?.answers.map(({ server: { name } }) => name)).toEqual(
    [NS1, NS2, R1, R2].map(({ name }) => name),
  );
});
