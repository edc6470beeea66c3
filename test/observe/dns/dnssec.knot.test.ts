import { type Answer, CHECKING_DISABLED, decode } from 'dns-packet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDns } from '../../../src/adapters/dns/client.ts';
import { exchangeUdp } from '../../../src/adapters/dns/udp.ts';
import { encodeQuery } from '../../../src/adapters/dns/wire.ts';
import { diagnoseDns } from '../../../src/core/dns/diagnose.ts';
import type { DnsServer } from '../../../src/core/dns/types.ts';
import { lookUp } from '../../../src/observe/dns/look-up.ts';
import { reply, type Stub, startStub } from '../../adapters/dns/stub-server.ts';
import { describeWith } from '../../helpers/daemon.ts';
import { KNOT, type Knot, startKnot } from '../../helpers/knot.ts';

describeWith(KNOT, 'a zone that Knot signs, behind a resolver that validates', behindAValidator);

const SERVFAIL = 2;
const RA = 1 << 7;
const DOMAIN = 'org.test';

function behindAValidator(): void {
  let signed: Knot;
  let unsigned: Knot;
  const stubs: Stub[] = [];
  beforeAll(async () => {
    signed = await startKnot([DOMAIN], { signed: [DOMAIN] });
    unsigned = await startKnot([DOMAIN]);
  });
  afterAll(() => Promise.all([signed, unsigned, ...stubs].map((each) => each.stop())));

  /** Finds every signature wrong: SERVFAIL unless CD is set; then what Knot says, and the parent's DS. */
  const validator = async (knot: Knot, ds: readonly string[]): Promise<DnsServer> => {
    const keys = await dnskeys(knot);
    const stub = await startStub(
      (incoming) => {
        const [question] = incoming.query.questions ?? [];
        const unchecked = ((incoming.query.flags ?? 0) & CHECKING_DISABLED) !== 0;
        if (!unchecked || question === undefined) {
          return [reply(incoming, { flags: RA, rcode: SERVFAIL })];
        }
        const answers: Answer[] =
          question.type === 'DS'
            ? ds.map((text) => dsRecord(question.name, text))
            : question.type === 'DNSKEY'
              ? keys
              : [];
        return [reply(incoming, { flags: RA, answers })];
      },
      { kind: 'resolver' },
    );
    stubs.push(stub);
    return stub.server;
  };
  const findings = async (knot: Knot, ds: readonly string[], name = `_dmarc.${DOMAIN}`) => {
    const resolver = await validator(knot, ds);
    const dns = createDns({ resolvers: [resolver], nameservers: [knot.server], timeoutMs: 2000 });
    const delegation = await dns.delegation(DOMAIN);
    const records = [
      {
        name,
        type: 'TXT',
        value: 'v=DMARC1; p=none',
        purpose: 'dmarc',
        required: true,
      },
    ] as const;
    const zones = () => Promise.resolve([]);
    const subject = { domain: DOMAIN, records, identity: null, delegation, zones };
    const observations = await lookUp(dns, subject);
    const facts = { domain: DOMAIN, region: null, records, observations, ses: null, delegation };
    return diagnoseDns(facts).findings;
  };

  test('the tag of a key is the one that Knot itself gives in its DS record', async () => {
    const [ds = ''] = await signed.ds(DOMAIN);
    const dns = createDns({ resolvers: [], nameservers: [signed.server] });
    const answer = await dns.ask(signed.server, { name: DOMAIN, type: 'DNSKEY' });
    const tags = answer.kind === 'records' ? answer.records.map(({ data }) => data) : [];
    expect(tags).toContain(ds.split(' ').slice(0, 2).join(' '));
  });

  test('DS records left behind by a move: the zone is not signed', async () => {
    const [finding, ...others] = await findings(unsigned, ['12345 13 2 AABB']);
    expect(finding).toMatchObject({ code: 'dns/dnssec-broken' });
    expect(finding?.message).toContain('(key 12345), but the zone is not signed');
    expect(others).toEqual([]);
  });

  test('it is reported before the records are there, when no resolver is asked for them', async () => {
    const found = await findings(unsigned, ['12345 13 2 AABB'], `_dmarc.new.${DOMAIN}`);
    expect(found.map(({ code }) => code)).toContain('dns/dnssec-broken');
    expect(found.map(({ message }) => message).join()).toContain(`SERVFAIL for ${DOMAIN} SOA`);
  });

  test('DS records of another key', async () => {
    const [finding] = await findings(signed, ['12345 13 2 AABB']);
    expect(finding?.message).toContain('name the key 12345, and the zone has');
  });

  test('DS records that fit: the signatures are at fault', async () => {
    const [finding] = await findings(signed, await signed.ds(DOMAIN));
    expect(finding?.message).toContain('signatures are wrong or have expired');
  });
}

async function dnskeys({ server }: Knot): Promise<Answer[]> {
  const query = encodeQuery({ name: DOMAIN, type: 'DNSKEY' }, { recursion: false, edns: true });
  const exchange = await exchangeUdp(server, query, 2000);
  if (!exchange.ok) throw new Error(exchange.message);
  return decode(exchange.packet).answers ?? [];
}

function dsRecord(name: string, text: string): Answer {
  const [keyTag, algorithm, digestType, digest = ''] = text.split(' ');
  const data = {
    keyTag: Number(keyTag),
    algorithm: Number(algorithm),
    digestType: Number(digestType),
    digest: Buffer.from(digest, 'hex'),
  };
  return { type: 'DS', name, ttl: 60, data };
}
