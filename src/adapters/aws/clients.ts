import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { Route53Client } from '@aws-sdk/client-route-53';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SESClient } from '@aws-sdk/client-ses';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import { retriedForTimeAlone } from './clock-skew.ts';
import type { Env } from './credentials/problem.ts';
import { portError } from './errors.ts';
import { once } from './once.ts';
import { type Handler, openSession } from './session.ts';

/** Route 53 takes 5 calls a second of a whole account, and one change at a time of a zone. */
const ROUTE53_ATTEMPTS = 7;
/** Milliseconds; SQS answers a long poll after 20 seconds at the latest. */
const LONG_POLL = 35_000;

export interface AwsOptions {
  readonly region: string;
  readonly profile: string | null;
  /** Asks for the code of this MFA device, which a profile may want. */
  readonly mfaCode: (serial: string) => Promise<string>;
  /** Absent: the environment of this process. */
  readonly env?: Env;
  /** Shows the user something beside the result. */
  readonly note: (text: string) => void;
}

/** Clients, each made at its first use; credentials are looked up once for all. */
export interface Clients {
  sesv2(): Promise<SESv2Client>;
  /** Never tries again by itself: for calls that must not happen twice. */
  sesv2Once(): Promise<SESv2Client>;
  /** For another Region, which may be switched off or out of reach: gives up early. */
  sesv2In(region: string): Promise<SESv2Client>;
  iam(): Promise<IAMClient>;
  iamOnce(): Promise<IAMClient>;
  route53(): Promise<Route53Client>;
  sts(): Promise<STSClient>;
  ssm(): Promise<SSMClient>;
  secretsManager(): Promise<SecretsManagerClient>;
  sns(): Promise<SNSClient>;
  sqs(): Promise<SQSClient>;
  cloudWatch(): Promise<CloudWatchClient>;
  eventBridge(): Promise<EventBridgeClient>;
  /** SES's API of 2010, for what the present one does not have. */
  sesv1(): Promise<SESClient>;
}

/** What sets one client of a service apart from the usual one. */
interface Own {
  readonly region?: string;
  readonly maxAttempts?: number;
  /** Milliseconds that the service's clock is ahead of this machine's. */
  readonly systemClockOffset?: number;
  readonly requestHandler?: Readonly<Record<string, unknown>>;
}

export function createClients(options: AwsOptions): Clients {
  const session = openSession(options);
  const ses = async (own: Own = {}) => {
    const { SESv2Client } = await import('@aws-sdk/client-sesv2');
    return session.watched(new SESv2Client(await session.config('SESv2', own)));
  };
  const iam = async (own: Own = {}) => {
    const { IAMClient } = await import('@aws-sdk/client-iam');
    return session.watched(new IAMClient(await session.config('IAM', own)));
  };
  const sesv2 = once(ses);
  const usualIam = once(iam);
  return {
    sesv2,
    sesv2Once: once(async () => ses(single(await sesv2(), await session.freshHandler()))),
    sesv2In: async (region) => {
      const { SESv2Client } = await import('@aws-sdk/client-sesv2');
      const own = { region, maxAttempts: 2 };
      return retriedForTimeAlone(new SESv2Client(await session.config('SESv2', own)));
    },
    iam: usualIam,
    iamOnce: once(async () => iam(single(await usualIam(), await session.freshHandler()))),
    route53: once(async () => {
      const { Route53Client } = await import('@aws-sdk/client-route-53');
      const attempts = (await session.maxAttempts()) ?? ROUTE53_ATTEMPTS;
      const config = await session.config('Route 53', { maxAttempts: attempts });
      return session.watched(new Route53Client(config));
    }),
    sts: once(() => session.sts()),
    ssm: once(async () => {
      const { SSMClient } = await import('@aws-sdk/client-ssm');
      return session.watched(new SSMClient(await session.config('SSM')));
    }),
    secretsManager: once(async () => {
      const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
      const config = await session.config('Secrets Manager');
      return session.watched(new SecretsManagerClient(config));
    }),
    sns: once(async () => {
      const { SNSClient } = await import('@aws-sdk/client-sns');
      return session.watched(new SNSClient(await session.config('SNS')));
    }),
    sqs: once(async () => {
      const { SQSClient } = await import('@aws-sdk/client-sqs');
      // A call that waits for messages takes as long as it waits, and then as long as any.
      const config = await session.config('SQS');
      const requestHandler = { ...config.requestHandler, requestTimeout: LONG_POLL };
      return session.watched(new SQSClient({ ...config, requestHandler }));
    }),
    cloudWatch: once(async () => {
      const { CloudWatchClient } = await import('@aws-sdk/client-cloudwatch');
      return session.watched(new CloudWatchClient(await session.config('CloudWatch')));
    }),
    eventBridge: once(async () => {
      const { EventBridgeClient } = await import('@aws-sdk/client-eventbridge');
      return session.watched(new EventBridgeClient(await session.config('EventBridge')));
    }),
    sesv1: once(async () => {
      const { SESClient } = await import('@aws-sdk/client-ses');
      return session.watched(new SESClient(await session.config('SES')));
    }),
  };
}

/**
 * One attempt, so nothing may fail for reasons that a second try would fix: it is signed by the clock that the
 * other client learnt, and never goes over an idle connection that AWS may be closing at that moment.
 */
function single({ config }: SESv2Client | IAMClient, requestHandler: Handler): Own {
  return { maxAttempts: 1, systemClockOffset: config.systemClockOffset, requestHandler };
}

/** Runs one SDK call; what it throws becomes a PortError that names the action. */
export async function call<T>(
  service: string,
  operation: string,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw portError(error, service, operation);
  }
}

/** As `call`, but one named error means "there is none": null. */
export async function callOrNull<T>(
  service: string,
  operation: string,
  absent: string,
  run: () => Promise<T>,
): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Error && error.name === absent) return null;
    throw portError(error, service, operation);
  }
}
