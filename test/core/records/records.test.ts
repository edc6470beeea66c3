import { expect, test } from 'vitest';
import { hostInZone } from '../../../src/core/parse/host-in-zone.ts';
import {
  expectedRecords,
  fromTokens,
  recordsOfIdentity,
} from '../../../src/core/records/records.ts';
import { identity } from '../../helpers/world.ts';

const INPUTS = {
  domain: 'acme.example',
  region: 'ap-northeast-2',
  tokens: ['aa', 'bb', 'cc'],
  signingHostedZone: 'zone1.dkim.ap-northeast-2.amazonses.com',
  mailFrom: 'bounce.acme.example',
  dmarc: 'v=DMARC1; p=none;',
};

test('the six records, in the Region of the identity', () => {
  const lines = expectedRecords(INPUTS).map(({ name, type, priority, value }) =>
    [name, type, priority, value].filter((part) => part !== undefined).join(' '),
  );
  expect(lines).toEqual([
    'aa._domainkey.acme.example CNAME aa.zone1.dkim.ap-northeast-2.amazonses.com',
    'bb._domainkey.acme.example CNAME bb.zone1.dkim.ap-northeast-2.amazonses.com',
    'cc._domainkey.acme.example CNAME cc.zone1.dkim.ap-northeast-2.amazonses.com',
    'bounce.acme.example MX 10 feedback-smtp.ap-northeast-2.amazonses.com',
    'bounce.acme.example TXT v=spf1 include:amazonses.com ~all',
    '_dmarc.acme.example TXT v=DMARC1; p=none;',
  ]);
});

test.each([
  ['us-east-1', 'dkim.amazonses.com'],
  ['af-south-1', 'dkim.af-south-1.amazonses.com'],
])('without a word of SES the table of Regions has the DKIM zone of %s', (region, zone) => {
  const [first] = expectedRecords({ ...INPUTS, region, signingHostedZone: null });
  expect(first?.value).toBe(`aa.${zone}`);
});

test('BYODKIM has a record of its own maker, none of ours', () => {
  const own = identity({ dkim: { origin: 'EXTERNAL', tokens: ['selector'] } });
  const purposes = recordsOfIdentity(
    own,
    'eu-west-1',
    'mail.acme.example',
    'v=DMARC1; p=none;',
  ).map((record) => record.purpose);
  expect(purposes).toEqual(['mail-from-mx', 'mail-from-spf', 'dmarc']);
});

test('DEED signs with the tokens and the zone that SES names', () => {
  const deed = identity({
    dkim: { origin: 'AWS_SES_US_EAST_1', signingHostedZone: 'parent.example' },
  });
  const [first] = recordsOfIdentity(deed, 'eu-west-1', 'mail.acme.example', '');
  expect(first?.value).toBe('tok1.parent.example');
});

test('tokens by hand need nothing of SES', () => {
  expect(fromTokens(INPUTS)).toEqual(expectedRecords(INPUTS));
});

test.each([
  ['acme.example', 'acme.example', '@'],
  ['mail.acme.example', 'acme.example', 'mail'],
  ['a._domainkey.app.acme.example', 'acme.example', 'a._domainkey.app'],
  ['mail.notacme.example', 'acme.example', 'mail.notacme.example'],
])('%s is typed into the panel of %s as %s', (name, zone, host) => {
  expect(hostInZone(name, zone)).toBe(host);
});
