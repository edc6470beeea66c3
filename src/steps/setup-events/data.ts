import type { NotificationTopics } from '../../core/events/destinations.ts';

export interface ProvenEvent {
  readonly seen: boolean;
  /** From the hand-over to SES until the event was read; null: not seen. */
  readonly seconds: number | null;
  /** `api` or `smtp`. */
  readonly path: string;
}

/** What is published, to where, and what was seen coming back; null where it could not be read. */
export interface SetupEventsData {
  readonly configurationSet: string | null;
  readonly destinations:
    | readonly {
        readonly name: string;
        /** sns, event-bridge, cloud-watch, firehose, pinpoint, other. */
        readonly kind: string;
        readonly arn: string | null;
        readonly events: readonly string[];
        readonly enabled: boolean;
      }[]
    | null;
  readonly subscriptions:
    | readonly {
        readonly protocol: string;
        readonly endpoint: string;
        readonly confirmed: boolean;
      }[]
    | null;
  readonly alarms:
    | readonly { readonly name: string; readonly metric: string; readonly threshold: number }[]
    | null;
  /** Where bounces go besides, set with SES's API of 2010. */
  readonly notificationTopics: NotificationTopics | null;
  /** GLOBAL or REGIONAL. */
  readonly sharedPool: string | null;
  /** The newest proof of these settings; null: none. */
  readonly proof: {
    /** ISO 8601. */
    readonly at: string;
    readonly bounce: ProvenEvent;
    readonly complaint: ProvenEvent;
  } | null;
}

declare module '../../core/model/types.ts' {
  interface ReportData {
    readonly 'setup-events': SetupEventsData;
  }
}
