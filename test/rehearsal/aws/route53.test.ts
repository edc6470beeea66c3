import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type RRType,
} from '@aws-sdk/client-route-53';
import { expect, test } from 'vitest';
import { refusal, sendRaw, startWorld, type TestWorld } from './world.ts';

async function zoneId(world: TestWorld): Promise<string> {
  const found = await world
    .route53()
    .send(new ListHostedZonesByNameCommand({ DNSName: 'acme.example', MaxItems: 1 }));
  return found.HostedZones?.[0]?.Id ?? '';
}

function change(
  Action: 'CREATE' | 'UPSERT' | 'DELETE',
  Name: string,
  Type: RRType,
  ...values: string[]
): Change {
  const ResourceRecords = values.map((Value) => ({ Value }));
  return { Action, ResourceRecordSet: { Name, Type, TTL: 300, ResourceRecords } };
}

async function apply(world: TestWorld, ...Changes: Change[]) {
  return world.route53().send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: await zoneId(world),
      ChangeBatch: { Comment: 'a & b', Changes },
    }),
  );
}

const invalid = (message: string) => ({
  name: 'InvalidChangeBatch',
  status: 400,
  message: `[${message}]`,
});

test('the zones begin at the name asked for, and the first may be another', async () => {
  await using world = await startWorld();
  const route53 = world.route53();
  const found = await route53.send(new ListHostedZonesByNameCommand({ DNSName: 'acme.example' }));
  expect(found.HostedZones?.map((zone) => zone.Name)).toEqual([
    'acme.example.',
    'other-team.zone.',
  ]);
  expect(found).toMatchObject({ DNSName: 'acme.example', IsTruncated: false, MaxItems: 100 });
  expect(found.HostedZones?.[0]?.Config?.PrivateZone).toBe(false);
  const deeper = await route53.send(
    new ListHostedZonesByNameCommand({ DNSName: 'mail.acme.example' }),
  );
  expect(deeper.HostedZones?.map((zone) => zone.Name)).toEqual(['other-team.zone.']);
  const page = await route53.send(new ListHostedZonesByNameCommand({ MaxItems: 1 }));
  expect(page).toMatchObject({ IsTruncated: true, NextDNSName: 'other-team.zone.', MaxItems: 1 });
  const next = await route53.send(
    new ListHostedZonesByNameCommand({
      DNSName: page.NextDNSName,
      HostedZoneId: page.NextHostedZoneId,
    }),
  );
  expect(next.HostedZones?.map((zone) => zone.Name)).toEqual(['other-team.zone.']);
});

test('a domain hosted elsewhere has no zone here', async () => {
  await using world = await startWorld({ dnsMode: 'manual' });
  const { HostedZones } = await world
    .route53()
    .send(new ListHostedZonesByNameCommand({ DNSName: 'acme.example' }));
  expect(HostedZones?.map((zone) => zone.Name)).toEqual(['other-team.zone.']);
  expect((await world.route53().send(new ListHostedZonesCommand({}))).HostedZones).toHaveLength(1);
});

test('a zone names the servers that the domain is delegated to', async () => {
  await using world = await startWorld();
  const zone = await world.route53().send(new GetHostedZoneCommand({ Id: await zoneId(world) }));
  expect(zone.DelegationSet?.NameServers).toEqual(['ns-1.awsdns-01.com']);
  expect(await refusal(world.route53().send(new GetHostedZoneCommand({ Id: 'ZNONE' })))).toEqual({
    name: 'NoSuchHostedZone',
    status: 404,
    message: 'No hosted zone found with ID: ZNONE',
  });
});

test('a change reaches DNS, and is INSYNC after its time', async () => {
  await using world = await startWorld();
  const long = 'x'.repeat(255);
  const { ChangeInfo } = await apply(
    world,
    change('CREATE', 'T._domainkey.acme.example', 'CNAME', 't.dkim.amazonses.com.'),
    change('UPSERT', 'mail.acme.example.', 'MX', '10 feedback-smtp.eu-central-1.amazonses.com'),
    change('CREATE', 'mail.acme.example', 'TXT', `"${long}" "y \\"z\\""`, '"v=spf1 -all"'),
  );
  expect(ChangeInfo).toMatchObject({ Status: 'PENDING', Comment: 'a & b' });
  expect(world.dns.held('t._domainkey.acme.example', 'CNAME')).toEqual({
    name: 't._domainkey.acme.example',
    type: 'CNAME',
    ttl: 300,
    values: ['t.dkim.amazonses.com'],
  });
  expect(world.dns.held('mail.acme.example', 'MX')?.values).toEqual([
    '10 feedback-smtp.eu-central-1.amazonses.com',
  ]);
  expect(world.dns.held('mail.acme.example', 'TXT')?.values).toEqual([
    `${long}y "z"`,
    'v=spf1 -all',
  ]);
  const get = () => world.route53().send(new GetChangeCommand({ Id: ChangeInfo?.Id }));
  expect((await get()).ChangeInfo?.Status).toBe('PENDING');
  world.advance(60_000);
  expect((await get()).ChangeInfo?.Status).toBe('INSYNC');
  expect((await refusal(world.route53().send(new GetChangeCommand({ Id: 'CNONE' })))).name).toBe(
    'NoSuchChange',
  );
});

test('record sets are read in pages from a name and type', async () => {
  await using world = await startWorld();
  await apply(
    world,
    change('CREATE', 'b.acme.example', 'TXT', '"one"'),
    change('CREATE', 'b.acme.example', 'MX', '10 mx.acme.example'),
    change('CREATE', '*.acme.example', 'A', '192.0.2.1'),
  );
  const HostedZoneId = await zoneId(world);
  const list = (input: { StartRecordName?: string; StartRecordType?: RRType; MaxItems?: number }) =>
    world.route53().send(new ListResourceRecordSetsCommand({ HostedZoneId, ...input }));
  const all = await list({});
  expect(all.ResourceRecordSets?.map((set) => [set.Name, set.Type])).toEqual([
    ['acme.example.', 'NS'],
    ['acme.example.', 'SOA'],
    ['\\052.acme.example.', 'A'],
    ['b.acme.example.', 'MX'],
    ['b.acme.example.', 'TXT'],
  ]);
  expect(all.ResourceRecordSets?.at(-1)).toEqual({
    Name: 'b.acme.example.',
    Type: 'TXT',
    TTL: 300,
    ResourceRecords: [{ Value: '"one"' }],
  });
  const page = await list({ StartRecordName: 'b.acme.example', MaxItems: 1 });
  expect(page.ResourceRecordSets?.map((set) => set.Type)).toEqual(['MX']);
  expect(page).toMatchObject({
    IsTruncated: true,
    NextRecordName: 'b.acme.example.',
    NextRecordType: 'TXT',
  });
  const rest = await list({
    StartRecordName: page.NextRecordName ?? '',
    StartRecordType: page.NextRecordType ?? 'A',
  });
  expect(rest.ResourceRecordSets?.map((set) => set.Type)).toEqual(['TXT']);
  expect(rest.IsTruncated).toBe(false);
});

test('a batch is taken whole or not at all, and all that is wrong is said', async () => {
  await using world = await startWorld();
  await apply(world, change('CREATE', 'a.acme.example', 'TXT', '"one"'));
  const refused = apply(
    world,
    change('CREATE', 'new.acme.example', 'TXT', '"fine"'),
    change('CREATE', 'a.acme.example', 'TXT', '"two"'),
    change('DELETE', 'none.acme.example', 'A', '192.0.2.1'),
  );
  expect(await refusal(refused)).toEqual(
    invalid(
      "Tried to create resource record set [name='a.acme.example.', type='TXT'] but it already exists, Tried to delete resource record set [name='none.acme.example.', type='A'] but it was not found",
    ),
  );
  expect(world.dns.held('new.acme.example', 'TXT')).toBeNull();
  expect(world.dns.held('a.acme.example', 'TXT')?.values).toEqual(['one']);
});

test('UPSERT replaces every value, DELETE needs the values that are there', async () => {
  await using world = await startWorld();
  await apply(world, change('CREATE', 'a.acme.example', 'TXT', '"one"', '"two"'));
  await apply(world, change('UPSERT', 'a.acme.example', 'TXT', '"three"'));
  expect(world.dns.held('a.acme.example', 'TXT')?.values).toEqual(['three']);
  expect(await refusal(apply(world, change('DELETE', 'a.acme.example', 'TXT', '"one"')))).toEqual(
    invalid(
      "Tried to delete resource record set [name='a.acme.example.', type='TXT'] but the values provided do not match the current values",
    ),
  );
  await apply(world, change('DELETE', 'a.acme.example', 'TXT', '"three"'));
  expect(world.dns.held('a.acme.example', 'TXT')).toBeNull();
});

test.each([
  [
    change('UPSERT', 'x.acme.example', 'TXT', 'v=spf1 -all'),
    "Invalid Resource Record: 'FATAL problem: InvalidCharacterString (Value should be enclosed in quotation marks) encountered with 'v=spf1 -all''",
  ],
  [
    change('UPSERT', 'x.acme.example', 'TXT', `"${'x'.repeat(256)}"`),
    `Invalid Resource Record: 'FATAL problem: CharacterStringTooLong (Value is too long) encountered with '"${'x'.repeat(256)}"''`,
  ],
  [
    change('UPSERT', 'x.acme.example', 'MX', 'mx.acme.example'),
    "Invalid Resource Record: 'FATAL problem: MXRRDATANotTwoFields (MX record doesn't have 2 fields) encountered with 'mx.acme.example''",
  ],
  [
    change('UPSERT', 'taken.acme.example', 'CNAME', 'a.example'),
    'RRSet of type CNAME with DNS name taken.acme.example. is not permitted as it conflicts with other records with the same DNS name in zone acme.example.',
  ],
  [
    change('UPSERT', 'alias.acme.example', 'TXT', '"x"'),
    'RRSet of type TXT with DNS name alias.acme.example. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone acme.example.',
  ],
  [
    change('UPSERT', 'acme.example', 'CNAME', 'a.example'),
    'RRSet of type CNAME with DNS name acme.example. is not permitted at apex in zone acme.example.',
  ],
  [
    change('UPSERT', 'x.notacme.example', 'TXT', '"x"'),
    'RRSet with DNS name x.notacme.example. is not permitted in zone acme.example.',
  ],
])('%o is refused', async (wrong, message) => {
  await using world = await startWorld();
  await apply(
    world,
    change('CREATE', 'taken.acme.example', 'TXT', '"x"'),
    change('CREATE', 'alias.acme.example', 'CNAME', 'a.example'),
  );
  const before = world.dns.heldAll();
  expect(await refusal(apply(world, wrong))).toEqual(invalid(message));
  expect(world.dns.heldAll()).toEqual(before);
});

test('a set without TTL and records is not one', async () => {
  await using world = await startWorld();
  const bare = {
    Action: 'CREATE' as const,
    ResourceRecordSet: { Name: 'x.acme.example', Type: 'A' as const },
  };
  expect(await refusal(apply(world, bare))).toEqual({
    name: 'InvalidInput',
    status: 400,
    message:
      'Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none in Change with [Action=CREATE, Name=x.acme.example, Type=A, SetIdentifier=null]',
  });
});

test.each([
  ['<ChangeResourceRecordSetsRequest><ChangeBatch>', 'MalformedInput'],
  ['{}', 'MalformedInput'],
  ['<Other/>', 'MalformedInput'],
  [
    '<ChangeResourceRecordSetsRequest><ChangeBatch/></ChangeResourceRecordSetsRequest>',
    'InvalidInput',
  ],
  [
    '<ChangeResourceRecordSetsRequest><ChangeBatch><Changes><Change><Action>PATCH</Action></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>',
    'InvalidInput',
  ],
])('a body that is no change batch is refused: %s', async (body, code) => {
  await using world = await startWorld();
  const path = `/2013-04-01${await zoneId(world)}/rrset/`;
  const answer = await sendRaw(world, 'route53', 'POST', path, body);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(`<Code>${code}</Code>`);
});
