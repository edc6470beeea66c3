import type { STSClient } from '@aws-sdk/client-sts';
import { findRegion } from '../../../core/aws/regions.ts';
import { describeApiError } from '../../../core/sending/delivery-failure.ts';
import { PortError } from '../../../ports/index.ts';

/** What AWS calls keys that it does not know; a Region that is not enabled knows none. */
const UNKNOWN_KEY = new Set([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
]);
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException']);
const WRONG_SECRET = new Set(['SignatureDoesNotMatch', 'InvalidSignatureException']);

/** Enabled in every account; each Region since 2019 has to be enabled (AWS Account Management, "Regions"). */
const ALWAYS_ENABLED = new Set(
  'us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-central-1 eu-west-1 eu-west-2 eu-west-3 eu-north-1 ap-south-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 ap-southeast-2'.split(
    ' ',
  ),
);

export interface RefusedKeys {
  readonly region: string;
  /** How new keys are had. */
  readonly renewal: string;
  /** Where else the keys are good; null: nowhere, or nothing was answered. */
  readonly nextDoor: () => Promise<Good | null>;
}

/** Why AWS does not accept the keys that were found, or null where the error is about something else. */
export async function refusedKeys(error: Error, keys: RefusedKeys): Promise<PortError | null> {
  const { name, message } = describeApiError(error);
  const told = (text: string, fix: string) =>
    new PortError(text, { reason: 'credentials', errorName: name, fix, cause: error });
  if (EXPIRED.has(name)) return told(`The AWS session has expired: ${message}`, keys.renewal);
  if (WRONG_SECRET.has(name)) {
    return /expired|not yet current/i.test(message)
      ? told(
          `AWS refused the request because of its time: ${message}`,
          'Set the clock of this machine.',
        )
      : told(
          'AWS does not accept the signature: the secret access key does not belong to the access key.',
          keys.renewal,
        );
  }
  if (!UNKNOWN_KEY.has(name)) return null;
  const good = await keys.nextDoor();
  return good === null
    ? told(`The access key does not exist in AWS, or it is not active: ${message}`, keys.renewal)
    : told(...asElsewhere(good, keys.region));
}

export interface Good {
  readonly region: string;
  readonly account: string;
}

/** One call where the same keys would be good, were the Region or the partition the matter. */
export async function findOtherRegion(
  region: string,
  openStsIn: (region: string) => Promise<STSClient>,
): Promise<Good | null> {
  const other = ALWAYS_ENABLED.has(region) ? 'us-gov-west-1' : 'us-east-1';
  try {
    const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    const { Account: account } = await (await openStsIn(other)).send(
      new GetCallerIdentityCommand({}),
    );
    return account === undefined ? null : { region: other, account };
  } catch {
    // It sharpens the cause; the refusal itself is what is reported.
    return null;
  }
}

function asElsewhere({ region: other, account }: Good, region: string): [string, string] {
  const [here, there] = [region, other].map((each) => findRegion(each)?.partition ?? 'aws');
  if (here !== there)
    return [
      `The credentials are valid for account ${account} in ${NAME[there ?? ''] ?? there}, but ${region} is in ${NAME[here ?? ''] ?? here}, which has separate accounts and keys.`,
      `Use credentials of an account there (--profile), or a Region of ${NAME[there ?? ''] ?? there} (--region).`,
    ];
  return [
    `The credentials are valid (account ${account}), but not in ${region}: the Region is not enabled for the account, or the session token is valid only in Regions that are enabled by default.`,
    `Enable ${region} in the account (Account, AWS Regions), or use another --region. Request a session token for it from a regional STS endpoint, not from the global one.`,
  ];
}

const NAME: Readonly<Record<string, string>> = {
  aws: 'the commercial partition (aws)',
  'aws-us-gov': 'AWS GovCloud (aws-us-gov)',
  'aws-eusc': 'the AWS European Sovereign Cloud (aws-eusc)',
};
