import type { MetricAlarm } from '../core/events/alarms.ts';

/** CloudWatch in one account and Region. */
export interface CloudWatch {
  /** The alarms on a metric of `AWS/SES` that counts for the whole account. */
  alarms(metric: string): Promise<readonly MetricAlarm[]>;
  /** Creates the alarm, or replaces the one of the same name. */
  putAlarm(alarm: MetricAlarm, tags: Readonly<Record<string, string>>): Promise<void>;
}
