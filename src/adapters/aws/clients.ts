import type { IAMClient } from '@aws-sdk/client-iam';
import type { Route53Client } from '@aws-sdk/client-route-53';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import { retriedForTimeAlone } from './clock-skew.ts';
import { portError } from './errors.ts';

/** Milliseconds; the SDK has no limits of its own and would hang on a server that never answers. */
const LIMITS = {
  connectionTimeout: 3_000,
  requestTimeout: 15_000,
  throwOnRequestTimeout: true,
};
const MAX_ATTEMPTS = 4;
/** Route 53 takes 5 calls a second of a whole account, and one change at a time of a zone. */
const ROUTE53_ATTEMPTS = 7;

/** The chain warns of a profile beside keys in the environment; this tool says it in its own words. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

export interface AwsOptions {
  readonly region: string;
  readonly profile: string | null;
  /** Asks for the code of this MFA device, which a profile may want. */
  readonly mfaCode: (serial: string) => Promise<string>;
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
}

/** What sets one client of a service apart from the usual one. */
interface Own {
  readonly maxAttempts?: number;
  /** Milliseconds that the service's clock is ahead of this machine's. */
  readonly systemClockOffset?: number;
  readonly requestHandler?: Record<string, unknown>;
}

export function createClients({ region, profile, mfaCode }: AwsOptions): Clients {
  // The warning about Node 20 (from January 2027) is about this tool's dependencies, not about the user's work.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // One chain for all clients, so that an MFA code is asked for once; it renews what expires.
  const provider = once(async () => {
    const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
    const chosen = profile === null ? {} : { profile };
    return fromNodeProviderChain({ ...chosen, mfaCodeProvider: mfaCode, logger: SILENT });
  });
  const config = {
    region,
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    requestHandler: LIMITS,
    credentials: async () => (await provider())(),
    ...(profile === null ? {} : { profile }),
  };
  const ses = async (own: { region?: string } & Own = {}) => {
    const { SESv2Client } = await import('@aws-sdk/client-sesv2');
    return retriedForTimeAlone(new SESv2Client({ ...config, ...own }));
  };
  const iam = async (own: Own = {}) => {
    const { IAMClient } = await import('@aws-sdk/client-iam');
    return retriedForTimeAlone(new IAMClient({ ...config, ...own }));
  };
  const sesv2 = once(ses);
  const usualIam = once(iam);
  return {
    sesv2,
    sesv2Once: once(async () => ses(single(await sesv2()))),
    sesv2In: (other) => ses({ region: other, maxAttempts: 2 }),
    iam: usualIam,
    iamOnce: once(async () => iam(single(await usualIam()))),
    route53: once(async () => {
      const { Route53Client } = await import('@aws-sdk/client-route-53');
      return retriedForTimeAlone(new Route53Client({ ...config, maxAttempts: ROUTE53_ATTEMPTS }));
    }),
    sts: once(async () => {
      const { STSClient } = await import('@aws-sdk/client-sts');
      return retriedForTimeAlone(new STSClient(config));
    }),
    ssm: once(async () => {
      const { SSMClient } = await import('@aws-sdk/client-ssm');
      return retriedForTimeAlone(new SSMClient(config));
    }),
    secretsManager: once(async () => {
      const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
      return retriedForTimeAlone(new SecretsManagerClient(config));
    }),
  };
}

/**
 * One attempt, so nothing may fail for reasons that a second try would mend: it is signed by the clock that the
 * other client learnt, and never goes over an idle connection that AWS may be closing at that moment.
 */
function single({ config }: SESv2Client | IAMClient): Own {
  const fresh = { keepAlive: false };
  return {
    maxAttempts: 1,
    systemClockOffset: config.systemClockOffset,
    requestHandler: { ...LIMITS, httpAgent: fresh, httpsAgent: fresh },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
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
