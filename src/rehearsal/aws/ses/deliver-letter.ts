import { fieldValue, parseMessage, printMessage, withoutFields } from '../../inbox/headers.ts';
import type { SentMessage } from './events.ts';
import { fatesOf, type SuppressedFor } from './fate.ts';
import type { Letter, SendingServiceOptions } from './letter.ts';
import { signingKey } from './store.ts';

export async function deliver(
  options: SendingServiceOptions,
  letter: Letter,
  messageId: string,
): Promise<void> {
  const { identities, region } = options;
  const suppressedFor = suppressionOf(options, letter);
  const at = options.clock.now();
  const recipients = letter.recipients.filter((address) => suppressedFor(address) === null);
  if (recipients.length > 0) {
    const mailFrom = letter.sender?.mailFrom;
    // The name in other Regions than us-east-1 has the Region in front.
    const ownDomain = region === 'us-east-1' ? 'amazonses.com' : `${region}.amazonses.com`;
    const orders = (name: string) => name.startsWith('x-ses-') || name === 'bcc';
    await options.inbox.deliver({
      messageId,
      from: letter.from,
      recipients,
      raw: printMessage(withoutFields(parseMessage(letter.raw), orders)),
      mailFromDomain: mailFrom?.watch.status === 'SUCCESS' ? mailFrom.domain : ownDomain,
      dkim: letter.sender ? signingKey(identities, letter.sender) : null,
    });
  }
  options.publishing.sent(
    asSent(options, letter, messageId, at),
    letter.configurationSet,
    fatesOf(letter.recipients, suppressedFor),
  );
}

/**
 * The reasons of the set, also none, in place of the account's: an entry of another reason stops nothing (SES
 * Developer Guide, sending-email-suppression-list).
 */
function suppressionOf(
  { account, sets, suppression }: SendingServiceOptions,
  { configurationSet }: Letter,
): SuppressedFor {
  const set = configurationSet === null ? undefined : sets.all.get(configurationSet);
  const reasons: unknown = Object(set?.suppression).SuppressedReasons ?? account.suppressedReasons;
  const inForce: readonly unknown[] = Array.isArray(reasons) ? reasons : [];
  return (address) =>
    suppression.reasonsFor(address).find((reason) => inForce.includes(reason)) ?? null;
}

function asSent(
  { arn, region }: SendingServiceOptions,
  letter: Letter,
  messageId: string,
  at: number,
): SentMessage {
  const name = letter.sender?.name ?? letter.headerFrom;
  const operation = letter.via === 'smtp' ? 'SendSmtpEmail' : 'SendEmail';
  const own: Record<string, string> = {
    'ses:operation': operation,
    'ses:source-ip': '127.0.0.1',
    'ses:from-domain': letter.headerFrom.slice(letter.headerFrom.lastIndexOf('@') + 1),
    'ses:caller-identity': letter.principal.arn.slice(letter.principal.arn.lastIndexOf('/') + 1),
    'ses:source-region': region,
    ...(letter.configurationSet === null
      ? {}
      : { 'ses:configuration-set': letter.configurationSet }),
  };
  const tags = Object.entries({ ...letter.tags, ...own }).map(([key, value]) => [key, [value]]);
  return {
    messageId,
    at,
    source: fieldValue(parseMessage(letter.raw), 'From') ?? letter.from,
    sourceArn: `${arn}identity/${name}`,
    accountId: letter.principal.account,
    callerIdentity: own['ses:caller-identity'] ?? '',
    recipients: letter.recipients,
    raw: letter.raw,
    tags: Object.fromEntries(tags),
  };
}
