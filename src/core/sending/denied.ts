import { type BarringCondition, barringConditions, type RequestValues } from '../aws/conditions.ts';
import { principalName, readRefusal } from '../aws/refusal.ts';
import { finding } from '../model/findings.ts';
import type { Remedy } from '../model/remedy.ts';
import type { Finding } from '../model/types.ts';
import { addressOrNull, sendersOrNull } from '../parse/address.ts';
import { POLICY_NAME } from '../smtp-credentials/smtp-keys.ts';
import { escapeControls } from '../text/printable.ts';
import { shellWord } from '../text/shell-word.ts';

/** A message that SES refused with `send/denied`. */
export interface DeniedMessage {
  /** With a display name or without; SES takes it as the return path, too. */
  readonly from: string;
  readonly to: readonly string[];
  readonly region: string;
  /** SES's reply. */
  readonly response: string;
}

/** An IAM user whose policies are known. */
export interface PolicyHolder {
  readonly name: string;
  /** Inline policies by name; parsed JSON documents. */
  readonly policies: Readonly<Record<string, unknown>>;
}

/** Name and account of the IAM user whom SES refused; null where SES named a role or nobody. */
export function refusedUser(
  response: string,
): { readonly name: string; readonly account: string } | null {
  const { principal } = readRefusal(response, 'ses', 'SendEmail');
  const [, account, path] = /^arn:[\w-]+:iam::(\d{12}):user\/(.+)$/.exec(principal ?? '') ?? [];
  if (account === undefined || path === undefined) return null;
  return { name: path.split('/').at(-1) ?? path, account };
}

/**
 * `said`, the general finding, or the one that names the condition of the user's policies that refused the message.
 * `ownUser`: the user that make-smtp-creds works on without a flag.
 */
export function explainDenied(
  said: Finding,
  message: DeniedMessage,
  { name, policies }: PolicyHolder,
  ownUser: string,
): Finding {
  const refusal = readRefusal(message.response, 'ses', 'SendEmail');
  const { action, resource } = refusal;
  if (said.code !== 'send/denied' || resource === null) return said;
  const barring = barringConditions(policies, { action, resource }, valuesOf(message));
  const [first] = barring;
  if (first === undefined) return said;
  const sentences = barring.map((each) => inWords(each, action, name));
  return finding(
    'send/denied-by-condition',
    `SES refused the message for ${principalName(refusal.principal)}. ${sentences.join(' ')}`,
    {
      subject: first.key,
      expected: first.expected.map(escapeControls).join(', '),
      found: first.found === null ? (said.found ?? '') : shownValues(first.found),
      fix: remedyFor(barring, message, name, ownUser),
    },
  );
}

/** Condition keys of SES (Service Authorization Reference); a source address or a time is not known here. */
function valuesOf({ from, to, region }: DeniedMessage): RequestValues {
  const sender = addressOrNull(from);
  const ofSender =
    sender === null
      ? {}
      : {
          'ses:fromaddress': [sender.address],
          'ses:feedbackaddress': [sender.address],
          'ses:fromdisplayname': sender.name === null ? [] : [sender.name],
        };
  return { ...ofSender, 'ses:recipients': to, 'aws:requestedregion': [region] };
}

const IS: Readonly<Record<string, string>> = {
  StringEquals: 'is',
  StringEqualsIgnoreCase: 'is',
  StringLike: 'matches',
  StringNotEquals: 'is not',
  StringNotEqualsIgnoreCase: 'is not',
  StringNotLike: 'does not match',
  IpAddress: 'is in',
  NotIpAddress: 'is not in',
};

function inWords(
  { policy, effect, operator, key, expected, found }: BarringCondition,
  action: string,
  user: string,
): string {
  const plain = operator.replace(/^For\w+:/, '').replace(/IfExists$/, '');
  const is = IS[plain] ?? `fits ${operator}`;
  const values = expected.map((each) => escapeControls(each)).join(' or ');
  const does = effect === 'Allow' ? `allows ${action} only if` : `denies ${action} if`;
  const has =
    found === null
      ? 'Only AWS knows the value of this request.'
      : found.length === 0
        ? 'The message has no such value.'
        : `The message has ${shownValues(found)}.`;
  return `Policy ${escapeControls(policy)} of user ${user} ${does} ${key} ${is} ${values}. ${has}`;
}

function shownValues(values: readonly string[]): string {
  return values.map((each) => escapeControls(each)).join(', ');
}

const NOT_READ = 'Managed policies and policies of groups were not read.';

/** How the condition is met; the condition itself is never dropped. */
function remedyFor(
  barring: readonly BarringCondition[],
  { from }: DeniedMessage,
  user: string,
  ownUser: string,
): Remedy {
  const bySender = barring.find(
    ({ effect, key, policy }) =>
      effect === 'Allow' && key.toLowerCase() === 'ses:fromaddress' && policy === POLICY_NAME,
  );
  const patterns = (bySender?.expected ?? []).map(sendersOrNull);
  const address = addressOrNull(from)?.address ?? null;
  if (patterns.length > 0 && address !== null && patterns.every((each) => each !== null)) {
    const command = [
      'ses-migrate make-smtp-creds',
      ...(user === ownUser ? [] : [`--user-name ${shellWord(user)}`]),
      ...[...patterns, address].map((each) => `--from ${shellWord(each)}`),
    ].join(' ');
    return {
      say: `Send from an address that the policy allows, or allow this sender too: \`${command}\`. ${NOT_READ}`,
      command,
    };
  }
  const keys = [...new Set(barring.map(({ key }) => key))].join(' and ');
  const policies = [...new Set(barring.map(({ policy }) => escapeControls(policy)))].join(' and ');
  return {
    say: `Send a message that meets the condition, or change the values of ${keys} in policy ${policies} of user ${user}. Keep the condition: it limits what the credentials can send. ${NOT_READ}`,
  };
}
