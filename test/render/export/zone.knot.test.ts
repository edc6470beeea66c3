import { Resolver } from 'node:dns/promises';
import { expect, test } from 'vitest';
import { zoneFile } from '../../../src/render/export/zone.ts';
import { describeWith } from '../../helpers/daemon.ts';
import { KNOT, startKnot } from '../../helpers/knot.ts';
import * as w from '../../helpers/world.ts';
import { source } from './source.ts';

/** Longer than one string, with all that has to be escaped, in more than one byte a character. */
const LONG = `v=DMARC1; p=none; rua=mailto:"a\\b"@acme.example; x=${'é;'.repeat(150)}`;
const PLAIN = source();
const OWN = {
  ...PLAIN,
  records: PLAIN.records.map((each) =>
    each.record.purpose === 'dmarc' ? { ...each, record: { ...each.record, value: LONG } } : each,
  ),
};

/** What a resolver library of others reads from a server of others that loaded this zone file. */
async function served(text: string) {
  const knot = await startKnot([w.DOMAIN], { texts: { [w.DOMAIN]: text } });
  const resolver = new Resolver();
  resolver.setServers([`${knot.server.address}:${knot.server.port}`]);
  try {
    return {
      dkim: await Promise.all(
        ['tok1', 'tok2', 'tok3'].map((token) =>
          resolver.resolveCname(`${token}._domainkey.${w.DOMAIN}`),
        ),
      ),
      mx: await resolver.resolveMx(`mail.${w.DOMAIN}`),
      spf: await resolver.resolveTxt(`mail.${w.DOMAIN}`),
      dmarc: await resolver.resolveTxt(`_dmarc.${w.DOMAIN}`),
      ns: await resolver.resolveNs(w.DOMAIN),
    };
  } finally {
    await knot.stop();
  }
}

function expectSix(found: Awaited<ReturnType<typeof served>>): void {
  expect(found.dkim.flat()).toEqual(
    ['tok1', 'tok2', 'tok3'].map((token) => `${token}.dkim.amazonses.com`),
  );
  // Newer Nodes add the type.
  expect(found.mx).toMatchObject([
    { priority: 10, exchange: 'feedback-smtp.eu-west-1.amazonses.com' },
  ]);
  expect(found.spf).toEqual([['v=spf1 include:amazonses.com ~all']]);
  // c-ares gives each byte as a character.
  const strings = found.dmarc[0] ?? [];
  expect(Buffer.from(strings.join(''), 'latin1').toString()).toBe(LONG);
  expect(strings.length).toBeGreaterThan(1);
  for (const each of strings) expect(Buffer.from(each, 'latin1').length).toBeLessThanOrEqual(255);
}

describeWith(KNOT, 'a zone file that Knot loads', loadedByKnot);

function loadedByKnot(): void {
  test('with --soa by itself, and each record is answered', async () => {
    const found = await served(zoneFile(OWN, true));
    expectSix(found);
    expect(found.ns).toEqual([w.NS.name]);
  });

  test('without, its lines go below those of a zone, whatever origin and TTL are there', async () => {
    const zone = [
      `$ORIGIN ${w.DOMAIN}.`,
      '$TTL 60',
      '@ IN SOA ns1.dns.example. hostmaster 7 3600 600 86400 60',
      '@ IN NS ns1.dns.example.',
      '$ORIGIN www.acme.example.',
      'a IN A 192.0.2.1',
      '',
    ].join('\n');
    expectSix(await served(zone + zoneFile(OWN, false)));
  });
}

test('name servers inside the zone, which would need addresses, are not named', () => {
  const text = zoneFile(source({}, { nameServers: [`ns1.${w.DOMAIN}`] }), true);
  expect(text).toContain('acme.example. 1800 IN NS ns.invalid.\n');
  expect(text).not.toContain('ns1.acme.example');
});
