import type { Standing, Timings, WorldClock } from '../../contract.ts';
import { AwsError } from '../errors.ts';
import type { Situation } from '../options.ts';
import { randomDigits } from '../random.ts';
import { flag, list, listOf, oneOf, required, text } from '../shape.ts';
import { type Json, type SesOperation, sesOperation } from './operation.ts';

export interface Quota {
  /** Recipients in 24 hours. */
  readonly perDay: number;
  readonly perSecond: number;
}

/** What the account may do, and what AWS has said about it. */
export interface AccountState {
  /** Decides a review that is due. */
  readonly production: () => boolean;
  readonly quota: () => Quota;
  /** AWS can pause or suspend sending at any time, and let it go on. */
  standing: Standing;
  /** Reasons for which addresses are put on the suppression list. */
  suppressedReasons: readonly ('BOUNCE' | 'COMPLAINT')[];
  /** Whether mail may leave from shared addresses of other Regions (Global Shared Delivery, 2026-11). */
  sharedPool: 'GLOBAL' | 'REGIONAL';
  submit(details: Json & object, askProduction: boolean): void;
  details(): Json;
}

/** SES Developer Guide, "Request production access": 200 a day and 1 a second until then. */
const sandboxQuota: Quota = { perDay: 200, perSecond: 1 };
const productionQuota: Quota = { perDay: 50_000, perSecond: 14 };

type Outcome = 'GRANTED' | 'DENIED' | 'FAILED';

interface Review {
  readonly caseId: string;
  readonly decidedAt: number;
  readonly outcome: Outcome;
}

function standingOf(situation: Situation): AccountState['standing'] {
  if (situation === 'sending-paused') return 'paused';
  return situation === 'account-suspended' ? 'suspended' : 'healthy';
}

/** Only the first request meets a bad situation: asking again, as AWS advises, is granted. */
function firstOutcome(situation: Situation): Outcome {
  if (situation === 'review-denied') return 'DENIED';
  return situation === 'review-failed' ? 'FAILED' : 'GRANTED';
}

export function createAccountState(options: {
  readonly clock: WorldClock;
  readonly timings: Timings;
  readonly situation: Situation;
}): AccountState {
  const { clock, situation } = options;
  let details: (Json & object) | null = null;
  let review: Review | null = null;
  let next = firstOutcome(situation);
  const status = () => {
    if (!review) return null;
    return clock.now() < review.decidedAt ? 'PENDING' : review.outcome;
  };
  const production = () => situation === 'production' || status() === 'GRANTED';
  return {
    standing: standingOf(situation),
    suppressedReasons: ['BOUNCE', 'COMPLAINT'],
    sharedPool: 'GLOBAL',
    production,
    quota: () => (production() ? productionQuota : sandboxQuota),
    submit(submitted, askProduction) {
      if (status() === 'PENDING') {
        const message = 'There is already an ongoing account details update under review.';
        throw new AwsError('ConflictException', 409, message);
      }
      details = submitted;
      if (!askProduction || production()) return;
      const decidedAt = clock.now() + options.timings.review;
      review = { caseId: randomDigits(15), decidedAt, outcome: next };
      next = 'GRANTED';
    },
    details() {
      if (!details) return undefined;
      const current = status();
      if (!review || !current) return details;
      return { ...details, ReviewDetails: { Status: current, CaseId: review.caseId } };
    },
  };
}

export function accountOperations(
  account: AccountState,
  sentLast24Hours: () => number,
): readonly SesOperation[] {
  return [
    getAccount(account, sentLast24Hours),
    putDetails(account),
    putSuppression(account),
    putDelivery(account),
  ];
}

function getAccount(account: AccountState, sentLast24Hours: () => number): SesOperation {
  return sesOperation({
    name: 'GetAccount',
    on: ['GET /v2/email/account'],
    input: {},
    resource: () => '*',
    run() {
      const quota = account.quota();
      const healthy = account.standing === 'healthy';
      return {
        DedicatedIpAutoWarmupEnabled: true,
        EnforcementStatus: healthy ? 'HEALTHY' : 'SHUTDOWN',
        ProductionAccessEnabled: account.production(),
        SendQuota: {
          Max24HourSend: quota.perDay,
          MaxSendRate: quota.perSecond,
          SentLast24Hours: sentLast24Hours(),
        },
        SendingEnabled: healthy,
        SuppressionAttributes: { SuppressedReasons: account.suppressedReasons },
        Details: account.details(),
        DeliveryAttributes: { SharedPoolDeliveryMode: account.sharedPool },
        VdmAttributes: { VdmEnabled: 'DISABLED' },
        PricingAttributes: { CurrentPlan: 'ESSENTIALS', NextPlan: 'ESSENTIALS' },
      };
    },
  });
}

function putDetails(account: AccountState): SesOperation {
  return sesOperation({
    name: 'PutAccountDetails',
    on: ['POST /v2/email/account/details'],
    input: {
      MailType: required(oneOf(['MARKETING', 'TRANSACTIONAL'])),
      WebsiteURL: required(
        text({
          min: 1,
          max: 1000,
          pattern: /^(([^:/?#]+):)?(\/\/([^/?#]*))?([^?#]*)(\?([^#]*))?(#(.*))?/,
        }),
      ),
      ContactLanguage: oneOf(['EN', 'JA']),
      UseCaseDescription: text({ max: 5000 }),
      AdditionalContactEmailAddresses: list(text({ min: 6, max: 254, pattern: /^(.+)@(.+)$/ }), {
        min: 1,
        max: 4,
      }),
      ProductionAccessEnabled: flag(),
    },
    resource: () => '*',
    run({ ProductionAccessEnabled, ...details }) {
      account.submit(details, ProductionAccessEnabled === true);
      return {};
    },
  });
}

function putSuppression(account: AccountState): SesOperation {
  return sesOperation({
    name: 'PutAccountSuppressionAttributes',
    on: ['PUT /v2/email/account/suppression'],
    input: { SuppressedReasons: listOf(['BOUNCE', 'COMPLAINT']) },
    resource: () => '*',
    run(input) {
      account.suppressedReasons = input.SuppressedReasons ?? [];
      return {};
    },
  });
}

function putDelivery(account: AccountState): SesOperation {
  return sesOperation({
    name: 'PutAccountDeliveryAttributes',
    on: ['POST /v2/email/account/delivery'],
    input: { SharedPoolDeliveryMode: required(oneOf(['GLOBAL', 'REGIONAL'])) },
    resource: () => '*',
    run(input) {
      account.sharedPool = input.SharedPoolDeliveryMode;
      return {};
    },
  });
}
