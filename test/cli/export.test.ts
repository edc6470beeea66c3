/** `export` as a person uses it: the file on stdout goes to another tool, here to a DNS host that imports it. */

import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { beforeAll, expect, it } from 'vitest';
import { shareWorld, type Team } from './world.ts';

const DOMAIN = 'acme.example';
const world = shareWorld({ domain: DOMAIN, region: 'eu-central-1', dns: 'manual', speed: 200 });
let team: Team;
beforeAll(() => {
  team = world().team();
});

it('without an identity: 1, nothing on stdout, and what comes first', async () => {
  const { stdout, stderr, exitCode } = await team.run(['export', 'zone', DOMAIN]);
  expect([stdout, exitCode]).toEqual(['', 1]);
  expect(stderr).toContain('ses-migrate verify-domain');
});

it.each([
  [['export', 'terrafrom'], 'ses-migrate export terraform'],
  [['export'], 'zone, route53, cloudflare, terraform, dnscontrol, csv, json'],
  [['export', 'csv', '--soa'], 'Leave --soa out'],
])('%j is refused before anything is asked', async (args, words) => {
  const before = (await world().requests()).length;
  const { stdout, stderr, exitCode } = await team.run(args);
  expect([stdout, exitCode]).toEqual(['', 2]);
  expect(stderr).toContain(words);
  expect(await world().requests()).toHaveLength(before);
});

it('without a domain the whole line is shown, in the order in which it is typed', async () => {
  const { stderr, exitCode } = await team.run(['export', 'csv']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('ses-migrate export csv example.com');
});

it('a DNS host imports the zone file, and every record is right', async () => {
  await team.run(['verify-domain', DOMAIN, '--yes']);
  const file = await team.run(['export', 'zone']);
  expect([file.exitCode, file.stderr]).toEqual([0, '']);
  await world().publish(...file.stdout.split('\n').filter((line) => line !== ''));
  const { exitCode } = await team.run(['check-dns', '--wait=60s']);
  expect(exitCode).toBe(0);
});

it('with --json the file is in the document, beside its records; the checklist stays as it is', async () => {
  const before = team.read('ses-migrate.json');
  const report = await team.report(['export', 'route53']);
  expect(report).toMatchObject({ command: 'export', status: 'done', exitCode: 0, steps: [] });
  expect(report.data).toMatchObject({ format: 'route53' });
  expect(report.data.records).toHaveLength(6);
  // All is right by now, and the zone is not in this account.
  expect(JSON.parse(String(report.data.content))).toMatchObject({ Changes: [] });
  expect(team.read('ses-migrate.json')).toBe(before);
});

it('terraform: what somebody else made in SES is read whole, and imported', async () => {
  const { AWS_ENDPOINT_URL = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = team.env;
  const ses = new SESv2Client({
    region: 'eu-central-1',
    endpoint: AWS_ENDPOINT_URL,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  });
  const ConfigurationSetName = 'app-events';
  await ses.send(
    new CreateConfigurationSetCommand({
      ConfigurationSetName,
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE'] },
    }),
  );
  const EventBusArn = 'arn:aws:events:eu-central-1:123456789012:event-bus/default';
  await ses.send(
    new CreateConfigurationSetEventDestinationCommand({
      ConfigurationSetName,
      EventDestinationName: 'to-bus',
      EventDestination: {
        Enabled: true,
        MatchingEventTypes: ['BOUNCE', 'COMPLAINT'],
        EventBridgeDestination: { EventBusArn },
      },
    }),
  );
  ses.destroy();
  const set = ['--configuration-set', ConfigurationSetName];
  const { stdout, exitCode } = await team.run(['export', 'terraform', ...set]);
  expect(exitCode).toBe(0);
  for (const text of [
    'to = aws_sesv2_configuration_set.app_events\n',
    'tls_policy = "REQUIRE"',
    'suppressed_reasons = ["BOUNCE"]',
    'id = "app-events|to-bus"',
    'matching_event_types = ["BOUNCE", "COMPLAINT"]',
    `event_bus_arn = "${EventBusArn}"`,
  ])
    expect(stdout).toContain(text);
  const missing = await team.run(['export', 'terraform', '--configuration-set', 'not-there']);
  expect([missing.exitCode, missing.stderr]).toEqual([0, '']);
  expect(missing.stdout).toContain('# Not in SES yet: apply creates it');
});
