import type {
  DnsData,
  DnsMode,
  Inbox,
  LostHop,
  Scheduler,
  Timings,
  WorldClock,
} from '../contract.ts';
import type { SendFaults } from '../send-faults.ts';
import type { ArrivalName } from './ses/arrivals.ts';

/** What is special about the account from the start; `none` is a new account in the sandbox. */
export type Situation =
  | 'none'
  | 'review-denied'
  | 'review-failed'
  | 'production'
  | 'sending-paused'
  | 'account-suspended'
  | 'two-zones';

export interface Faults {
  /** IAM actions that the operator may not do, `ses:GetAccount`; `*` and `?` as in a policy. */
  readonly deny: readonly string[];
  /** How many calls of each operation are throttled before the first is answered. */
  readonly throttle: number;
  /** How many times more seldom than usual SES looks for records. */
  readonly slowSes: number;
  /** The operator's credentials are a session whose token has expired. */
  readonly expiredToken: boolean;
  /** `NAME[:TIMES]`: what SES says to messages; null: what is so (`send-faults.ts`). */
  readonly send: string | null;
  readonly situation: Situation;
  /** Where events of messages get lost. */
  readonly lose: readonly LostHop[];
  /** Milliseconds by which events of messages are late. */
  readonly late: number;
  /** Policy document of the operator, in place of one that allows everything. */
  readonly operatorPolicy?: string;
  /** How the identity of the domain was left by others; null: there is none. */
  readonly arrival: ArrivalName | null;
}

export interface AccountOptions {
  readonly clock: WorldClock;
  readonly scheduler: Scheduler;
  readonly timings: Timings;
  readonly dns: DnsData;
  readonly inbox: Inbox;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** The domain that moves; with `route53` the account holds its public hosted zone. */
  readonly domain: string;
  readonly dnsMode: DnsMode;
  readonly faults: Faults;
  /** What SES says to messages at home, in place of its judgement. */
  readonly sendFaults: SendFaults;
  /** The link of a verification mail; null where nobody serves it, and then no mail is sent. */
  readonly verifyLink?: (token: string) => string | null;
}

export const noFaults: Faults = {
  deny: [],
  throttle: 0,
  slowSes: 1,
  expiredToken: false,
  send: null,
  situation: 'none',
  lose: [],
  late: 0,
  arrival: null,
};
