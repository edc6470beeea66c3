import { missingTypes } from '../../core/events/destinations.ts';
import { nameOf, setArn } from '../../core/events/names.ts';
import { judgeTopicPolicy } from '../../core/events/topic-policy.ts';
import { finding } from '../../core/model/findings.ts';
import type { Fix } from '../../core/model/remedy.ts';
import type { Finding } from '../../core/model/types.ts';
import type { ConfigurationSet } from '../../core/ses/configuration-set.ts';
import { PortError, type Ports } from '../../ports/index.ts';
import type { ApplyContext } from '../step.ts';
import type { Handed } from './probes.ts';
import type { ProofWish, SeenProbe } from './proof-types.ts';
import type { ProofSource } from './source.ts';

/** Seconds before which an event is late, not lost: AWS publishes no time for it. */
const LATE_SECONDS = 300;

interface Missing {
  readonly seen: readonly SeenProbe[];
  readonly handed: readonly Handed[];
  readonly source: ProofSource;
}

/**
 * Why events of a proof did not arrive, by the hop that lost them: everything on the way is read again, as it can have
 * changed since the plan, and the first that explains it is reported.
 */
export async function lostFindings(
  { ports, world }: ApplyContext,
  wish: ProofWish,
  missing: Missing,
): Promise<readonly Finding[]> {
  const names = missingNames(missing);
  try {
    const cause =
      (await lostBeforeTheSet(ports, world.domain, wish)) ??
      (await lostInTheSet(ports, wish, missing)) ??
      (await lostAtTheTopic(ports, wish, missing.source));
    return [cause ?? late(names, wish.limit)];
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    const why = `Not seen: ${names}. The cause is not known: ${error.message}.`;
    return [finding('events/lost', why, { fix: again() })];
  }
}

function missingNames({ seen, handed }: Missing): string {
  const wanted = new Set(handed.map(({ probe, path }) => `${probe} over ${path.toUpperCase()}`));
  const found = new Set(
    seen.map(({ event, path }) => `${event.toLowerCase()} over ${path.toUpperCase()}`),
  );
  return [...wanted].filter((each) => !found.has(each)).join(', ');
}

function again(): Fix {
  return {
    say: 'Run `ses-migrate setup-events --prove=5m` again.',
    command: 'ses-migrate setup-events --prove=5m',
  };
}

function repair(): Fix {
  return {
    say: 'Run `ses-migrate setup-events`: it plans the change.',
    command: 'ses-migrate setup-events',
  };
}

/** The messages named no set: the identity's default one has to be it. */
async function lostBeforeTheSet(
  { ses }: Ports,
  domain: string,
  { setting: { setName }, from }: ProofWish,
): Promise<Finding | null> {
  const identity = await ses.identity(domain);
  const found = identity?.configurationSet ?? null;
  if (found === null) {
    const message = `${domain} has no default configuration set, so SES publishes no event of its mail.`;
    return finding('events/no-default-set', message, { subject: domain, fix: repair() });
  }
  if (found !== setName) {
    const message = `The default configuration set of ${domain} is ${found}, not ${setName}.`;
    return finding('events/other-set', message, {
      subject: domain,
      found,
      expected: setName,
      fix: repair(),
    });
  }
  return addressIdentityWithout(ses, from, setName);
}

/** An address that is an identity of its own has a default set of its own (SES Developer Guide, identities). */
async function addressIdentityWithout(
  ses: Ports['ses'],
  from: string,
  setName: string,
): Promise<Finding | null> {
  const address = /<([^>]+)>/.exec(from)?.[1] ?? from;
  const own = await ses.addressIdentity(address);
  if (own === null || own.configurationSet === setName) return null;
  return finding(
    'events/address-set',
    `${address} is an identity of its own${own.configurationSet === null ? ' without a default configuration set' : ` with the default configuration set ${own.configurationSet}`}: its settings win over those of the domain.`,
    {
      subject: address,
      fix: {
        say: `Give it the same set: \`aws sesv2 put-email-identity-configuration-set-attributes --email-identity ${address} --configuration-set-name ${setName}\``,
        command: `aws sesv2 put-email-identity-configuration-set-attributes --email-identity ${address} --configuration-set-name ${setName}`,
      },
    },
  );
}

async function lostInTheSet(
  { ses }: Ports,
  { setting: { setName } }: ProofWish,
  { source }: Missing,
): Promise<Finding | null> {
  const set = await ses.configurationSet(setName);
  if (set === null) {
    const message = `The configuration set ${setName} does not exist.`;
    return finding('events/no-set', message, { subject: setName, fix: repair() });
  }
  const destination = publisherOf(set, source);
  if (destination === undefined) {
    const message = `No event destination of ${setName} publishes to ${source.arn}.`;
    return finding('events/no-destination', message, { subject: setName, fix: repair() });
  }
  if (!destination.enabled) {
    const message = `The event destination ${destination.name} of ${setName} is disabled.`;
    return finding('events/disabled', message, { subject: destination.name, fix: repair() });
  }
  const types = missingTypes(destination);
  if (types.length === 0) return null;
  return finding(
    'events/type-missing',
    `The event destination ${destination.name} does not publish ${types.join(' and ')}.`,
    { subject: destination.name, found: destination.types.join(', '), fix: repair() },
  );
}

function publisherOf(set: ConfigurationSet, source: ProofSource) {
  return set.destinations.find(({ target }) =>
    source.kind === 'sns'
      ? target.kind === 'sns' && target.topicArn === source.arn
      : target.kind === 'event-bridge',
  );
}

async function lostAtTheTopic(
  { sns }: Ports,
  { setting: { place, setName } }: ProofWish,
  { kind, arn }: ProofSource,
): Promise<Finding | null> {
  if (kind !== 'sns') return null;
  const topic = await sns.topic(arn);
  if (topic === null) {
    const message = `The topic ${arn} does not exist, so SES cannot publish to it.`;
    return finding('events/no-topic', message, { subject: arn, fix: repair() });
  }
  const source = { topicArn: arn, account: place.account, setArn: setArn(setName, place) };
  const verdict = judgeTopicPolicy(topic.policy, source);
  if (verdict.kind !== 'allowed') {
    const message = `The policy of topic ${nameOf(arn)} does not let SES publish for ${setName}.`;
    return finding('events/topic-policy', message, { subject: arn, fix: repair() });
  }
  return topic.kmsKey === null ? null : encrypted(arn, topic.kmsKey);
}

export function isAwsOwn(key: string): boolean {
  return /(?:^|:)alias\/aws\/sns$/.test(key);
}

/** SNS Developer Guide, key management: AWS's own key cannot be used by another service. */
export function encrypted(arn: string, key: string): Finding {
  const about = { subject: arn, found: key };
  if (isAwsOwn(key)) {
    const message = `The topic ${nameOf(arn)} is encrypted with ${key}, which SES cannot use: its events are lost.`;
    const fix =
      'Use a key of your own whose policy allows ses.amazonaws.com kms:GenerateDataKey* and kms:Decrypt, or a topic without encryption.';
    return finding('events/aws-key', message, { ...about, fix });
  }
  const message = `The topic ${nameOf(arn)} is encrypted with ${key}; SES can publish only if the policy of that key lets it in.`;
  const fix =
    'Allow ses.amazonaws.com kms:GenerateDataKey* and kms:Decrypt in the policy of the key.';
  return finding('events/key-policy', message, { ...about, fix });
}

function late(names: string, limit: number): Finding {
  const seconds = Math.round(limit / 1_000);
  const what = `Not seen within ${seconds} s: ${names}. Every setting on the way is right`;
  return seconds < LATE_SECONDS
    ? finding('events/late', `${what}; the events can be late.`, { fix: again() })
    : finding('events/lost', `${what}: SES or the service behind it lost them.`, { fix: again() });
}
