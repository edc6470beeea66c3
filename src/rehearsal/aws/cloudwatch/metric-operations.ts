import type { WorldClock } from '../../contract.ts';
import { AwsError } from '../errors.ts';
import { type RpcOperation, rpcOperation } from '../json-rpc.ts';
import { page } from '../page.ts';
import { flag, list, type Member, number, oneOf, required, struct, text } from '../shape.ts';
import { type Metrics, type Statistic, statistics } from './metrics.ts';
import { dimensionList, dimensionsOf, STATISTICS } from './shapes.ts';

/** Epoch seconds in JSON and CBOR, ISO 8601 in the query protocol; milliseconds of world time here. */
function time(): Member<number | undefined> {
  return {
    read(value) {
      if (value === undefined || value === null) return undefined;
      return typeof value === 'number' ? value * 1000 : Date.parse(String(value));
    },
  };
}

const metric = struct({
  Namespace: required(text()),
  MetricName: required(text()),
  Dimensions: dimensionList,
});

export function metricOperations(metrics: Metrics, clock: WorldClock): readonly RpcOperation[] {
  return [
    rpcOperation({
      name: 'PutMetricData',
      input: {
        Namespace: required(text()),
        MetricData: list(
          struct({
            MetricName: required(text()),
            Dimensions: dimensionList,
            Timestamp: time(),
            Value: number(),
            Unit: text(),
          }),
        ),
      },
      action: 'cloudwatch:PutMetricData',
      resource: () => '*',
      run(input) {
        for (const { MetricName, Dimensions, Timestamp, Value } of input.MetricData ?? []) {
          metrics.record(
            input.Namespace,
            MetricName,
            dimensionsOf(Dimensions),
            Value ?? 0,
            Timestamp ?? clock.now(),
          );
        }
        return {};
      },
    }),
    getMetricStatistics(metrics),
    getMetricData(metrics),
    listMetrics(metrics),
  ];
}

function getMetricStatistics(metrics: Metrics): RpcOperation {
  return rpcOperation({
    name: 'GetMetricStatistics',
    input: {
      Namespace: required(text()),
      MetricName: required(text()),
      Dimensions: dimensionList,
      StartTime: required(time()),
      EndTime: required(time()),
      Period: required(number()),
      Statistics: list(oneOf(STATISTICS)),
    },
    action: 'cloudwatch:GetMetricStatistics',
    resource: () => '*',
    run(input) {
      const series = metrics.find(
        input.Namespace,
        input.MetricName,
        dimensionsOf(input.Dimensions),
      );
      const period = { from: input.StartTime, to: input.EndTime, step: input.Period * 1000 };
      const wanted: readonly Statistic[] = input.Statistics ?? ['Average'];
      const points = new Map<number, Record<string, number | string>>();
      for (const statistic of wanted) {
        for (const { at, value } of statistics(series, period, statistic)) {
          points.set(at, { ...points.get(at), Timestamp: at, [statistic]: value, Unit: 'None' });
        }
      }
      return { Label: input.MetricName, Datapoints: [...points.values()] };
    },
  });
}

function getMetricData(metrics: Metrics): RpcOperation {
  return rpcOperation({
    name: 'GetMetricData',
    input: {
      MetricDataQueries: required(
        list(
          struct({
            Id: required(text()),
            Label: text(),
            ReturnData: flag(),
            Period: number(),
            Expression: text(),
            MetricStat: struct({
              Metric: required(metric),
              Period: required(number()),
              Stat: required(text()),
            }),
          }),
        ),
      ),
      StartTime: required(time()),
      EndTime: required(time()),
      ScanBy: oneOf(['TimestampDescending', 'TimestampAscending']),
      NextToken: text(),
      MaxDatapoints: number(),
    },
    action: 'cloudwatch:GetMetricData',
    resource: () => '*',
    run(input) {
      const ascending = input.ScanBy === 'TimestampAscending';
      const results = input.MetricDataQueries.map(({ Id, Label, MetricStat }) => {
        if (MetricStat === undefined) {
          const message = 'The rehearsal answers queries with MetricStat, not expressions.';
          throw new AwsError('ValidationError', 400, message);
        }
        const { Metric: asked, Period: period, Stat: stat } = MetricStat;
        const series = metrics.find(
          asked.Namespace,
          asked.MetricName,
          dimensionsOf(asked.Dimensions),
        );
        const found = statistics(
          series,
          { from: input.StartTime, to: input.EndTime, step: period * 1000 },
          statisticOf(stat),
        );
        const points = ascending ? found : [...found].reverse();
        return {
          Id,
          Label: Label ?? asked.MetricName,
          Timestamps: points.map(({ at }) => at),
          Values: points.map(({ value }) => value),
          StatusCode: 'Complete',
        };
      });
      return { MetricDataResults: results, Messages: [] };
    },
  });
}

function statisticOf(name: string): Statistic {
  const found = STATISTICS.find((each) => each === name);
  if (found !== undefined) return found;
  throw new AwsError('ValidationError', 400, `Invalid statistic: ${name}`);
}

function listMetrics(metrics: Metrics): RpcOperation {
  return rpcOperation({
    name: 'ListMetrics',
    input: {
      Namespace: text(),
      MetricName: text(),
      Dimensions: list(struct({ Name: required(text()), Value: text() })),
      NextToken: text(),
    },
    action: 'cloudwatch:ListMetrics',
    resource: () => '*',
    run(input) {
      const wanted = metrics
        .all()
        .filter(
          ({ namespace, name, dimensions }) =>
            namespace === (input.Namespace ?? namespace) &&
            name === (input.MetricName ?? name) &&
            (input.Dimensions ?? []).every(
              ({ Name, Value }) => (Value ?? dimensions[Name]) === dimensions[Name],
            ),
        );
      const found = page(wanted, 500, input.NextToken);
      if (!found) throw new AwsError('InvalidParameterValue', 400, 'Invalid nextToken');
      return {
        Metrics: found.items.map(({ namespace, name, dimensions }) => ({
          Namespace: namespace,
          MetricName: name,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        })),
        NextToken: found.next,
      };
    },
  });
}
