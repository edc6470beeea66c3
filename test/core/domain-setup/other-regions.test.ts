import { expect, test } from 'vitest';
import { otherRegions } from '../../../src/core/aws/regions.ts';
import { addressFindings } from '../../../src/core/domain-setup/address-identities.ts';
import { notSeenText, otherRegionFindings } from '../../../src/core/domain-setup/other-regions.ts';
import { recordsOfIdentity } from '../../../src/core/records/records.ts';
import { dkimKind, keyBits } from '../../../src/core/ses/dkim-kind.ts';
import type { Identity, RegionLook } from '../../../src/core/ses/facts.ts';
import * as w from '../../helpers/world.ts';

const { DOMAIN, ok, failed, identity } = w;

const inRegion = (region: string, found: Identity | null): RegionLook => ({
  region,
  identity: ok(found),
});

test('who made the key', () => {
  expect(dkimKind('AWS_SES')).toEqual({ kind: 'easy' });
  expect(dkimKind('EXTERNAL')).toEqual({ kind: 'own' });
  expect(dkimKind('AWS_SES_AP_NORTHEAST_3')).toEqual({ kind: 'replica', parent: 'ap-northeast-3' });
  expect(dkimKind('AWS_SES_US_GOV_EAST_1')).toEqual({ kind: 'replica', parent: 'us-gov-east-1' });
  expect([keyBits('RSA_2048_BIT'), keyBits('ED25519'), keyBits(null)]).toEqual([2048, null, null]);
});

test('only Regions that the same credentials are good for', () => {
  expect(otherRegions('us-gov-west-1')).toEqual(['us-gov-east-1']);
  expect(otherRegions('eusc-de-east-1')).toEqual([]);
  const commercial = otherRegions('eu-west-1');
  expect(commercial).toContain('us-east-1');
  for (const no of ['eu-west-1', 'us-gov-west-1', 'eusc-de-east-1'])
    expect(commercial).not.toContain(no);
});

test('the CNAMEs of a replica point into the zone that SES names, else into that of the parent Region', () => {
  const zones = (signingHostedZone: string | null) =>
    recordsOfIdentity(
      identity({ dkim: { origin: 'AWS_SES_AF_SOUTH_1', signingHostedZone } }),
      'eu-west-1',
      `mail.${DOMAIN}`,
      'v=DMARC1; p=none;',
    )
      .filter(({ type }) => type === 'CNAME')
      .map(({ value }) => value.replace(/^[^.]+\./, ''));
  expect(new Set(zones('dkim.other.example'))).toEqual(new Set(['dkim.other.example']));
  expect(new Set(zones(null))).toEqual(new Set(['dkim.af-south-1.amazonses.com']));
});

test('an identity elsewhere is reported with how it stands, and what to do with it', () => {
  const told = (looks: readonly RegionLook[], own: Identity | null = identity()) =>
    otherRegionFindings(w.world({ identity: ok(own), otherRegions: ok(looks) }));
  const unfinished = identity({
    verifiedForSending: false,
    dkim: { status: 'PENDING' },
    mailFrom: { domain: null },
  });
  expect(told([inRegion('us-east-1', null), inRegion('us-east-2', unfinished)])).toMatchObject([
    {
      code: 'ses/other-region',
      subject: 'us-east-2',
      message: `${DOMAIN} is also an identity in us-east-2 (not verified, DKIM PENDING, no MAIL FROM).`,
      fix: expect.stringContaining('names differ from the names here'),
    },
  ]);
  const [missingHere] = told([inRegion('us-east-2', identity())], null);
  expect(missingHere?.fix).toContain('--region');
  const replicaOf = (parent: string) => identity({ dkim: { origin: `AWS_SES_${parent}` } });
  const fixes = [
    told([inRegion('us-east-2', identity())], replicaOf('US_EAST_2')),
    told([inRegion('us-east-2', replicaOf('EU_WEST_1'))]),
  ].map(([first]) => first?.fix);
  for (const fix of fixes) expect(fix).toContain('the DKIM records are the same');
});

test('Regions that could not be read are one line, by reason; switched off alone is no news', () => {
  const looks = (off: number, code: Parameters<typeof failed>[0]): RegionLook[] =>
    Array.from({ length: off }, (_, index) => ({ region: `r-${index}`, identity: failed(code) }));
  const told = (all: readonly RegionLook[]) =>
    otherRegionFindings(w.world({ otherRegions: ok(all) })).map(({ message }) => message);
  expect(told(looks(9, 'credentials'))).toEqual([]);
  expect(
    told([...looks(9, 'credentials'), ...looks(4, 'denied'), ...looks(1, 'unreachable')]),
  ).toEqual([
    'Not checked: 4 other Regions (a policy denies ses:GetEmailIdentity there), r-0 (no answer).',
  ]);
  expect(notSeenText([{ region: 'af-south-1', notSeen: 'credentials' }])).toBe(
    'af-south-1 (not enabled in this account)',
  );
  expect(otherRegionFindings(w.world({ otherRegions: failed('not-read') }))).toEqual([]);
});

test('an address is needless where it is as its domain, and told by its differences where it is not', () => {
  const domain = identity({ configurationSet: 'shop' });
  const address = (change: Parameters<typeof identity>[0]) =>
    identity({ type: 'EMAIL_ADDRESS', configurationSet: 'shop', ...change });
  const found = addressFindings(
    {
      identities: [
        address({ name: `a@${DOMAIN}` }),
        address({
          name: `b@${DOMAIN}`,
          dkim: { signingEnabled: false },
          mailFrom: { domain: null },
          configurationSet: null,
        }),
      ],
      others: [`c@${DOMAIN}`, `d@${DOMAIN}`],
    },
    domain,
  );
  expect(found.map(({ code, message }) => [code, message])).toEqual([
    [
      'ses/address-identity',
      `a@${DOMAIN} has its own identity; ${DOMAIN} is verified and covers it.`,
    ],
    [
      'ses/address-overrides',
      `b@${DOMAIN} has its own identity, and SES can apply the settings of that identity to its mail: DKIM signing off; MAIL FROM none, not mail.${DOMAIN}; configuration set none, not shop.`,
    ],
    [
      'ses/address-identity',
      `2 more addresses of ${DOMAIN} have their own identity; their settings were not read.`,
    ],
  ]);
});

test('to delete an address before its domain is verified would stop its mail: it is not advised', () => {
  const domain = identity({ verifiedForSending: false });
  const address = identity({ name: `a@${DOMAIN}`, mailFrom: { domain: null } });
  const [found] = addressFindings({ identities: [address], others: [] }, domain);
  expect(found?.fix).toContain(`delete it, once ${DOMAIN} is verified:`);
});
