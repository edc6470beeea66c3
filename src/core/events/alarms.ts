/** Field names follow the CloudWatch API. */
export interface MetricAlarm {
  readonly name: string;
  /** In `AWS/SES`, without dimensions: the whole account in this Region. */
  readonly metric: string;
  /** A fraction: 0.05 is 5 %. */
  readonly threshold: number;
  /** `GreaterThanOrEqualToThreshold`, … */
  readonly comparison: string;
  /** What missing data means: `ignore` keeps the state. */
  readonly missingData: string;
  /** ARNs of what it tells. */
  readonly actions: readonly string[];
  readonly isEnabled: boolean;
}

export interface AlarmLevel {
  readonly id: string;
  readonly metric: string;
  readonly threshold: number;
  /** What AWS does at this rate. */
  readonly means: 'review' | 'pause';
}

const BOUNCE_RATE = 'Reputation.BounceRate';
const COMPLAINT_RATE = 'Reputation.ComplaintRate';
export const ALARM_METRICS = [BOUNCE_RATE, COMPLAINT_RATE] as const;

/**
 * Rates at which AWS reviews an account and pauses it (SES Developer Guide, reputation metrics, "Bounce rate" and
 * "Complaint rate"; the alarm is AWS's own advice, reputationdashboard-cloudwatch-alarm).
 */
export const ALARM_LEVELS: readonly AlarmLevel[] = [
  { id: 'bounces-review', metric: BOUNCE_RATE, threshold: 0.05, means: 'review' },
  { id: 'bounces-pause', metric: BOUNCE_RATE, threshold: 0.1, means: 'pause' },
  { id: 'complaints-review', metric: COMPLAINT_RATE, threshold: 0.001, means: 'review' },
  { id: 'complaints-pause', metric: COMPLAINT_RATE, threshold: 0.005, means: 'pause' },
];

/** The alarm of a level, which tells the topic. */
export function alarmAt(level: AlarmLevel, topicArn: string): MetricAlarm {
  return {
    // CloudWatch replaces an alarm of the same name: this prefix is ours.
    name: `ses-migrate-${level.id}`,
    metric: level.metric,
    threshold: level.threshold,
    comparison: 'GreaterThanOrEqualToThreshold',
    // With little mail the metric appears rarely and its last value counts.
    missingData: 'ignore',
    actions: [topicArn],
    isEnabled: true,
  };
}

/**
 * The levels that no enabled alarm watches: one counts whoever made it, if it tells somebody at this rate or below
 * and not only at the next level's.
 */
export function unwatchedLevels(alarms: readonly MetricAlarm[]): readonly AlarmLevel[] {
  return ALARM_LEVELS.filter(({ metric, threshold }) => {
    const below = ALARM_LEVELS.filter(
      (level) => level.metric === metric && level.threshold < threshold,
    ).at(-1);
    return !alarms.some(
      (alarm) =>
        alarm.metric === metric &&
        alarm.isEnabled &&
        alarm.actions.length > 0 &&
        alarm.threshold <= threshold &&
        alarm.threshold > (below?.threshold ?? 0),
    );
  });
}
