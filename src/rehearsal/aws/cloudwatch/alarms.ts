import type { WorldClock } from '../../contract.ts';
import { AwsError } from '../errors.ts';
import { type RpcOperation, rpcOperation } from '../json-rpc.ts';
import { page } from '../page.ts';
import { flag, list, number, oneOf, type Read, required, struct, text } from '../shape.ts';
import type { XmlValue } from '../xml.ts';
import { type Metrics, statistics } from './metrics.ts';
import { dimensionList, dimensionsOf, STATISTICS } from './shapes.ts';

const alarm = {
  AlarmName: required(text({ min: 1, max: 255 })),
  AlarmDescription: text({ max: 1024 }),
  ActionsEnabled: flag(),
  OKActions: list(text(), { max: 5 }),
  AlarmActions: list(text(), { max: 5 }),
  InsufficientDataActions: list(text(), { max: 5 }),
  MetricName: text({ min: 1, max: 255 }),
  Namespace: text({ min: 1, max: 255 }),
  Statistic: oneOf(STATISTICS),
  Dimensions: dimensionList,
  Period: number(),
  Unit: text(),
  EvaluationPeriods: required(number()),
  DatapointsToAlarm: number(),
  Threshold: number(),
  ComparisonOperator: required(
    oneOf([
      'GreaterThanOrEqualToThreshold',
      'GreaterThanThreshold',
      'LessThanThreshold',
      'LessThanOrEqualToThreshold',
    ]),
  ),
  TreatMissingData: oneOf(['breaching', 'notBreaching', 'ignore', 'missing']),
  Tags: list(struct({ Key: required(text()), Value: text() })),
};
type AlarmInput = Read<typeof alarm>;

interface Alarm {
  readonly input: AlarmInput;
  /** World time of the last change. */
  readonly updatedAt: number;
}

export interface AlarmOptions {
  readonly clock: WorldClock;
  readonly metrics: Metrics;
  /** `arn:aws:cloudwatch:<region>:<account>:` */
  readonly arn: string;
}

/** Metric alarms. A new one has INSUFFICIENT_DATA until its metric has a value. */
export function alarmOperations(options: AlarmOptions): readonly RpcOperation[] {
  const alarms = new Map<string, Alarm>();
  const arnOf = (name: string) => `${options.arn}alarm:${name}`;
  return [
    rpcOperation({
      name: 'PutMetricAlarm',
      input: alarm,
      action: 'cloudwatch:PutMetricAlarm',
      resource: (input) => arnOf(input.AlarmName),
      run(input) {
        alarms.set(input.AlarmName, { input, updatedAt: options.clock.now() });
        return {};
      },
    }),
    describeAlarms(options, alarms, arnOf),
    rpcOperation({
      name: 'DescribeAlarmsForMetric',
      input: {
        MetricName: required(text()),
        Namespace: required(text()),
        Statistic: oneOf(STATISTICS),
        Dimensions: dimensionList,
        Period: number(),
      },
      action: 'cloudwatch:DescribeAlarmsForMetric',
      resource: () => '*',
      run(input) {
        const wanted = JSON.stringify(dimensionsOf(input.Dimensions));
        const found = [...alarms.values()].filter(
          ({ input: each }) =>
            each.Namespace === input.Namespace &&
            each.MetricName === input.MetricName &&
            JSON.stringify(dimensionsOf(each.Dimensions)) === wanted,
        );
        return { MetricAlarms: found.map((each) => written(each, arnOf, options)) };
      },
    }),
    rpcOperation({
      name: 'DeleteAlarms',
      input: { AlarmNames: required(list(text(), { max: 100 })) },
      action: 'cloudwatch:DeleteAlarms',
      resource: (input) => arnOf(input.AlarmNames[0] ?? '*'),
      run(input) {
        for (const name of input.AlarmNames) alarms.delete(name);
        return {};
      },
    }),
    rpcOperation({
      name: 'ListTagsForResource',
      input: { ResourceARN: required(text()) },
      action: 'cloudwatch:ListTagsForResource',
      resource: (input) => input.ResourceARN,
      run: (input) => ({
        Tags: [...(alarms.get(input.ResourceARN.split(':alarm:')[1] ?? '')?.input.Tags ?? [])].map(
          ({ Key, Value }) => ({ Key, Value: Value ?? '' }),
        ),
      }),
    }),
  ];
}

function describeAlarms(
  options: AlarmOptions,
  alarms: ReadonlyMap<string, Alarm>,
  arnOf: (name: string) => string,
): RpcOperation {
  return rpcOperation({
    name: 'DescribeAlarms',
    input: {
      AlarmNames: list(text(), { max: 100 }),
      AlarmNamePrefix: text(),
      AlarmTypes: list(oneOf(['CompositeAlarm', 'MetricAlarm'])),
      MaxRecords: number(),
      NextToken: text(),
    },
    action: 'cloudwatch:DescribeAlarms',
    resource: () => arnOf('*'),
    run(input) {
      const wanted = [...alarms.values()].filter(
        ({ input: { AlarmName: name } }) =>
          (input.AlarmNames?.includes(name) ?? true) &&
          name.startsWith(input.AlarmNamePrefix ?? ''),
      );
      const found = page(wanted, input.MaxRecords ?? 50, input.NextToken);
      if (!found) throw new AwsError('InvalidNextToken', 400, 'Invalid nextToken');
      return {
        MetricAlarms: found.items.map((each) => written(each, arnOf, options)),
        CompositeAlarms: [],
        NextToken: found.next,
      };
    },
  });
}

function written(
  { input, updatedAt }: Alarm,
  arnOf: (name: string) => string,
  options: AlarmOptions,
): XmlValue {
  const { Tags: _tags, ...shown } = input;
  return {
    ...shown,
    AlarmArn: arnOf(input.AlarmName),
    ActionsEnabled: input.ActionsEnabled ?? true,
    OKActions: input.OKActions ?? [],
    AlarmActions: input.AlarmActions ?? [],
    InsufficientDataActions: input.InsufficientDataActions ?? [],
    Dimensions: (input.Dimensions ?? []).map(({ Name, Value }) => ({ Name, Value })),
    StateValue: stateOf(input, options),
    StateReason: 'Unchecked: Initial alarm creation',
    StateUpdatedTimestamp: updatedAt,
    AlarmConfigurationUpdatedTimestamp: updatedAt,
  };
}

/** By the newest value: missing data is not judged here. */
function stateOf(input: AlarmInput, { metrics, clock }: AlarmOptions): string {
  const step = (input.Period ?? 300) * 1000;
  const to = clock.now() + 1;
  const series = metrics.find(
    input.Namespace ?? '',
    input.MetricName ?? '',
    dimensionsOf(input.Dimensions),
  );
  const newest = statistics(series, { from: 0, to, step }, input.Statistic ?? 'Average').at(-1);
  if (newest === undefined) return 'INSUFFICIENT_DATA';
  const threshold = input.Threshold ?? 0;
  const breaches = {
    GreaterThanOrEqualToThreshold: newest.value >= threshold,
    GreaterThanThreshold: newest.value > threshold,
    LessThanThreshold: newest.value < threshold,
    LessThanOrEqualToThreshold: newest.value <= threshold,
  }[input.ComparisonOperator];
  return breaches ? 'ALARM' : 'OK';
}
