import type { CloudWatch } from '../../ports/index.ts';
import { type Clients, call } from './clients.ts';

const sdk = () => import('@aws-sdk/client-cloudwatch');

const NAMESPACE = 'AWS/SES';
/** Seconds of one point; SES publishes its rates rarely. */
const PERIOD = 3_600;

export function cloudWatchPort(clients: Clients): CloudWatch {
  return {
    alarms: (metric) =>
      call('cloudwatch', 'DescribeAlarmsForMetric', async () => {
        const { DescribeAlarmsForMetricCommand } = await sdk();
        const { MetricAlarms = [] } = await (await clients.cloudWatch()).send(
          new DescribeAlarmsForMetricCommand({ Namespace: NAMESPACE, MetricName: metric }),
        );
        return MetricAlarms.map((alarm) => ({
          name: alarm.AlarmName ?? '',
          metric,
          threshold: alarm.Threshold ?? Number.NaN,
          comparison: alarm.ComparisonOperator ?? '',
          missingData: alarm.TreatMissingData ?? '',
          actions: alarm.AlarmActions ?? [],
          isEnabled: alarm.ActionsEnabled ?? true,
        }));
      }),
    putAlarm: (alarm, tags) =>
      call('cloudwatch', 'PutMetricAlarm', async () => {
        const { PutMetricAlarmCommand } = await sdk();
        const command = new PutMetricAlarmCommand({
          AlarmName: alarm.name,
          Namespace: NAMESPACE,
          MetricName: alarm.metric,
          Statistic: 'Average',
          Period: PERIOD,
          EvaluationPeriods: 1,
          Threshold: alarm.threshold,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          TreatMissingData: alarm.missingData,
          AlarmActions: [...alarm.actions],
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        });
        await (await clients.cloudWatch()).send(command);
      }),
  };
}
