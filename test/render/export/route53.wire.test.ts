import {
  type ChangeBatch,
  ChangeResourceRecordSetsCommand,
  ListHostedZonesByNameCommand,
} from '@aws-sdk/client-route-53';
import { expect, test } from 'vitest';
import { changeBatch } from '../../../src/render/export/route53.ts';
import * as w from '../../helpers/world.ts';
import { startWorld, type TestWorld } from '../../rehearsal/aws/world.ts';
import { hostedSource, source } from './source.ts';

/** As `aws route53 change-resource-record-sets --change-batch` sends it. */
async function apply(world: TestWorld, text: string) {
  const client = world.route53();
  const list = new ListHostedZonesByNameCommand({ DNSName: w.DOMAIN, MaxItems: 1 });
  const HostedZoneId = (await client.send(list)).HostedZones?.[0]?.Id;
  const change = { HostedZoneId, ChangeBatch: JSON.parse(text) as ChangeBatch };
  return client.send(new ChangeResourceRecordSetsCommand(change));
}

const MAIL = `mail.${w.DOMAIN}`;
/** Plain text in the world's own data, quoted on the wire. */
const other = { name: MAIL, type: 'TXT', ttl: 60, values: ['other=1'] };

test('Route 53 takes the batch, and takes it only once: CREATE replaces nothing', async () => {
  await using world = await startWorld();
  await apply(world, changeBatch(source()));
  expect(world.dns.shown(0, MAIL).map(({ type }) => type)).toEqual(['MX', 'TXT']);
  await expect(apply(world, changeBatch(source()))).rejects.toThrow('already exists');
});

test('a value of others that was not read makes AWS refuse it all; one that was read is kept', async () => {
  await using world = await startWorld();
  world.dns.put(other);
  await expect(apply(world, changeBatch(source()))).rejects.toThrow('already exists');
  expect(world.dns.shown(0, MAIL)).toMatchObject([{ values: ['other=1'] }]);
  const spf = w.RECORDS.find(({ purpose }) => purpose === 'mail-from-spf');
  if (spf === undefined) throw new Error('no SPF record');
  const held = w.set(spf, { ttl: other.ttl, values: ['"other=1"'] });
  await apply(world, changeBatch(hostedSource([held])));
  const [, txt] = world.dns.shown(0, MAIL);
  expect(txt).toMatchObject({ values: ['other=1', 'v=spf1 include:amazonses.com ~all'] });
});
