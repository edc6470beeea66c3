import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { cbor } from '@smithy/core/cbor';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect, test } from 'vitest';
import { Sha256 } from '../../../src/rehearsal/aws/sigv4.ts';
import { sendForm, startWorld, type TestWorld } from './world.ts';

const alarm = {
  AlarmName: 'ses-bounces',
  Namespace: 'AWS/SES',
  MetricName: 'Reputation.BounceRate',
  Statistic: 'Average' as const,
  Period: 3600,
  EvaluationPeriods: 1,
  Threshold: 0.05,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold' as const,
  TreatMissingData: 'ignore',
  AlarmActions: ['arn:aws:sns:eu-central-1:123456789012:events'],
};

async function record(world: TestWorld, Value: number): Promise<void> {
  await new CloudWatchClient(world.config()).send(
    new PutMetricDataCommand({
      Namespace: 'AWS/SES',
      MetricData: [
        { MetricName: 'Reputation.BounceRate', Value, Timestamp: new Date(world.now()) },
      ],
    }),
  );
}

test('an alarm is written once, waits for its metric, and follows it', async () => {
  await using world = await startWorld();
  const cloudWatch = new CloudWatchClient(world.config());
  await cloudWatch.send(new PutMetricAlarmCommand(alarm));
  await cloudWatch.send(new PutMetricAlarmCommand({ ...alarm, Threshold: 0.1 }));
  const read = async () =>
    (await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'ses-' }))).MetricAlarms;
  expect(await read()).toMatchObject([
    {
      ...alarm,
      Threshold: 0.1,
      StateValue: 'INSUFFICIENT_DATA',
      AlarmArn: 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:ses-bounces',
      AlarmConfigurationUpdatedTimestamp: new Date(world.now()),
    },
  ]);
  await record(world, 0.02);
  expect((await read())?.[0]?.StateValue).toBe('OK');
  world.advance(3_600_000);
  await record(world, 0.2);
  expect((await read())?.[0]?.StateValue).toBe('ALARM');
  await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['ses-bounces', 'unknown'] }));
  expect(await read()).toEqual([]);
});

test('statistics are by period, and a metric is listed by its dimensions', async () => {
  await using world = await startWorld();
  const cloudWatch = new CloudWatchClient(world.config());
  for (const Value of [0.01, 0.03]) await record(world, Value);
  const { Datapoints } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/SES',
      MetricName: 'Reputation.BounceRate',
      StartTime: new Date(world.now() - 86_400_000),
      EndTime: new Date(world.now() + 1_000),
      Period: 86_400,
      Statistics: ['Average', 'Maximum', 'SampleCount'],
    }),
  );
  expect(Datapoints).toMatchObject([{ Average: 0.02, Maximum: 0.03, SampleCount: 2 }]);
  const { Metrics } = await cloudWatch.send(new ListMetricsCommand({ Namespace: 'AWS/SES' }));
  expect(Metrics).toEqual([
    { Namespace: 'AWS/SES', MetricName: 'Reputation.BounceRate', Dimensions: [] },
  ]);
});

test('an old client speaks the query protocol', async () => {
  await using world = await startWorld();
  await new CloudWatchClient(world.config()).send(new PutMetricAlarmCommand(alarm));
  const response = await sendForm(world, 'monitoring', {
    Action: 'DescribeAlarms',
    Version: '2010-08-01',
    'AlarmNames.member.1': 'ses-bounces',
  });
  const body = await response.text();
  expect(body).toContain('<MetricAlarms><member><AlarmName>ses-bounces</AlarmName>');
  expect(body).toContain('<AlarmActions><member>arn:aws:sns:');
  expect(body).toContain(
    `<StateUpdatedTimestamp>${new Date(world.now()).toISOString()}</StateUpdatedTimestamp>`,
  );
});

test('a newer client speaks CBOR', async () => {
  await using world = await startWorld();
  const call = async (operation: string, input: object) => {
    const { host, hostname } = new URL(world.aws.endpoint);
    const { credentials, region } = world.config();
    const signer = new SignatureV4({ service: 'monitoring', region, credentials, sha256: Sha256 });
    const path = `/service/GraniteServiceVersion20100801/operation/${operation}`;
    const body = cbor.serialize(input);
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: 'http:',
      hostname,
      path,
      headers: { host, 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
      body,
    });
    const response = await fetch(`${world.aws.endpoint}${path}`, { method: 'POST', headers, body });
    expect(response.headers.get('smithy-protocol')).toBe('rpc-v2-cbor');
    return {
      status: response.status,
      value: cbor.deserialize(new Uint8Array(await response.arrayBuffer())),
    };
  };
  expect(await call('PutMetricAlarm', alarm)).toEqual({ status: 200, value: {} });
  const { value } = await call('DescribeAlarms', {});
  expect(value.MetricAlarms).toMatchObject([{ AlarmName: 'ses-bounces', Threshold: 0.05 }]);
  expect(JSON.stringify(value.MetricAlarms[0].StateUpdatedTimestamp)).toContain(
    String(Math.floor(world.now() / 1000)),
  );
  const refused = await call('PutMetricAlarm', { AlarmName: 'x' });
  expect(refused.status).toBe(400);
  expect(refused.value.__type).toBe('ValidationException');
});
