import { rightsTo } from '../core/aws/permissions.ts';
import { ALARM_METRICS } from '../core/events/alarms.ts';
import { see } from './see.ts';
import { source } from './source.ts';

export const alarms = source({
  key: 'alarms',
  rights: rightsTo('cloudwatch:DescribeAlarmsForMetric'),
  read: ({ ports }) =>
    see(async () => {
      const found = await Promise.all(ALARM_METRICS.map((name) => ports.cloudWatch.alarms(name)));
      return found.flat();
    }),
});
