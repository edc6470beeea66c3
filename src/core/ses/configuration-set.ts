/** A configuration set and its event destinations, as SES tells them. Field names follow the API. */
export interface ConfigurationSet {
  readonly name: string;
  readonly delivery: {
    /** REQUIRE or OPTIONAL; null when SES did not say. */
    readonly tlsPolicy: string | null;
    readonly sendingPool: string | null;
    readonly maxDeliverySeconds: number | null;
  };
  readonly reputationMetrics: boolean;
  readonly sendingEnabled: boolean;
  /** Null: the set has none of its own, the account's count; empty: nothing is suppressed. */
  readonly suppressedReasons: readonly string[] | null;
  readonly tracking: { readonly domain: string; readonly httpsPolicy: string | null } | null;
  readonly vdm: {
    readonly engagementMetrics: string | null;
    readonly optimizedSharedDelivery: string | null;
  } | null;
  readonly destinations: readonly EventDestination[];
}

export interface EventDestination {
  readonly name: string;
  readonly enabled: boolean;
  /** SEND, BOUNCE, COMPLAINT, … */
  readonly types: readonly string[];
  readonly target: EventTarget;
}

export type EventTarget =
  | { readonly kind: 'sns'; readonly topicArn: string }
  | { readonly kind: 'event-bridge'; readonly busArn: string }
  | { readonly kind: 'cloud-watch'; readonly dimensions: readonly Dimension[] }
  | { readonly kind: 'firehose'; readonly streamArn: string; readonly roleArn: string }
  | { readonly kind: 'pinpoint'; readonly applicationArn: string }
  /** A kind of destination that this tool does not know. */
  | { readonly kind: 'other' };

export interface Dimension {
  readonly name: string;
  /** MESSAGE_TAG, EMAIL_HEADER or LINK_TAG. */
  readonly source: string;
  readonly defaultValue: string;
}
