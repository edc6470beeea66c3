import type { PolicyStatement } from '../model/policy-statement.ts';
import type { Refusal } from '../model/refused.ts';
import type { Remedy } from '../model/remedy.ts';
import { actionOf, resourcesOf } from './permissions.ts';

/**
 * Reads what AWS says: `User: ARN is not authorized to perform: ACTION on resource: ARN because no KIND policy
 * allows the ACTION action`, or `with an explicit deny in a KIND policy` (IAM User Guide, troubleshoot
 * access denied); parts may be absent, an ARN of the policy may follow (since 2026-01). SES also writes
 * User `ARN' is not authorized to perform `ACTION' on resource `ARN', and IAM `on resource: user NAME`.
 */
export function readRefusal(message: string, service: string, operation: string): Refusal {
  const text = message.replace(/\s+/g, ' ');
  const named = /not authorized to perform:? [`']?([\w-]+:\w+)/i.exec(text)?.[1];
  const denied =
    /\b(?:with|of|to) an explicit deny(?: in (?:an? |the )?(.*?)(?: transitively\b.*|:.*|\.?$))?$/i;
  const lacking = /because no (.+?) allows the/i.exec(text)?.[1];
  const explicit = denied.exec(text);
  const principal = /User:? [`']?(arn:[^\s'`]+)/i.exec(text)?.[1] ?? null;
  return {
    action: named ?? actionOf(service, operation),
    resource:
      /on resource:? [`']?(arn:[^\s'`,]+|\*)/i.exec(text)?.[1]?.replace(/[.,]$/, '') ??
      namedInIam(text, principal),
    principal,
    policy: (explicit?.[1] ?? lacking ?? '').trim() || null,
    explicit: explicit !== null,
  };
}

/** The ARN of `on resource: user NAME`, in the account of who was refused; null where IAM names nothing so. */
function namedInIam(text: string, principal: string | null): string | null {
  const [, kind, name] =
    /on resource:? (user|role|group|policy) ([\w+=,.@/-]*[\w+=@-])/i.exec(text) ?? [];
  const [, partition, , , account] = principal?.split(':') ?? [];
  if (kind === undefined || name === undefined || !partition || !account) return null;
  return `arn:${partition}:iam::${account}:${kind.toLowerCase()}/${name}`;
}

/**
 * What to do about a refusal: in words, and the statement to add where one helps. `sender`: the address in From of
 * a refused message, null where it is not known.
 */
export function refusalRemedy(refusal: Refusal, sender: string | null = null): Remedy {
  const say = refusalFix(refusal);
  const statement = missingStatement(refusal, sender);
  return statement === null ? { say } : { say, statement };
}

/** Policies above the account: no Allow in the account outweighs what they refuse. */
const OF_ORGANIZATION = /service control|resource control|declarative/i;

/** The statement that allows it; null where a policy denies it, which no Allow outweighs. */
function missingStatement(refusal: Refusal, sender: string | null): PolicyStatement | null {
  const { action, resource, principal, explicit, policy } = refusal;
  if (explicit || OF_ORGANIZATION.test(policy ?? '')) return null;
  if (isSending(action)) return sender === null ? null : senderStatement(action, sender);
  const account = principal?.split(':')[4] ?? null;
  const usual = resourcesOf(action, account);
  // What is judged on everything may be refused on an ARN of its own, which a policy cannot name.
  const on = resource === null || usual.includes('*') ? usual : [everyProof(resource)];
  return { Effect: 'Allow', Action: action, Resource: on.length === 1 ? (on[0] ?? '*') : on };
}

/** Queues and rules of proofs have another name in each run. */
function everyProof(resource: string): string {
  return resource.replace(/(ses-migrate-proof-)[\w-]+$/, '$1*');
}

function isSending(action: string): boolean {
  return /^ses:Send/i.test(action);
}

/**
 * Perhaps a condition refused the message, so what is proposed never lets the user send as anybody. The condition
 * comes from the message: the resource that SES names can be the identity of a recipient or a configuration set.
 */
function senderStatement(action: string, sender: string): PolicyStatement {
  const Condition = { StringEquals: { 'ses:FromAddress': sender } };
  return { Effect: 'Allow', Action: action, Resource: '*', Condition };
}

/** In one or two sentences; the statement, where there is one, is shown below. */
function refusalFix(refusal: Refusal): string {
  const { action, explicit, policy } = refusal;
  const who = principalName(refusal.principal);
  const on = refusal.resource === null || refusal.resource === '*' ? '' : ` on ${refusal.resource}`;
  if (OF_ORGANIZATION.test(policy ?? ''))
    return `A ${policy} of the AWS organization denies ${action}${on}. No Allow in the account overrides it. Ask the administrator of the organization to allow it for ${who}.`;
  if (explicit) {
    const where = policy === null ? 'A policy' : `A Deny in ${article(policy)}`;
    return `${where} denies ${action}${on} for ${who}. An Allow does not override it. Remove the action from that Deny.`;
  }
  if (/boundary/i.test(policy ?? ''))
    return `Add this statement to the permissions boundary of ${who}, which limits what its policies allow:`;
  if (/session/i.test(policy ?? ''))
    return `Add this statement to the session policy that ${who} was assumed with, or use a session without one:`;
  if (/endpoint/i.test(policy ?? ''))
    return 'Add this statement to the policy of the VPC endpoint that the request went through:';
  if (isSending(action))
    return `If a policy of ${who} allows this under a condition (ses:FromAddress, ses:Recipients, aws:SourceIp), change the value of the condition or the message. Otherwise allow ${action}${on} in a policy of ${who} for the senders that it needs, with a condition on ses:FromAddress.`;
  return `Add this statement to a policy of ${who}:`;
}

/** `an identity-based policy`. */
function article(policy: string): string {
  return `${/^[aeiou]/i.test(policy) ? 'an' : 'a'} ${policy}`;
}

/** `user operator`, `role Admin`, `permission set Admins (IAM Identity Center)`. */
export function principalName(arn: string | null): string {
  const [kind = '', name = ''] = (arn?.split(':').slice(5).join(':') ?? '').split(/\/(.*)/s);
  const last = name.split('/').at(-1) ?? name;
  if (kind === 'user') return `user ${last}`;
  if (kind === 'role') return `role ${last}`;
  if (kind === 'root') return 'the root user';
  if (kind !== 'assumed-role') return 'the identity that runs this command';
  const role = name.split('/')[0] ?? name;
  const set = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role)?.[1];
  return set === undefined ? `role ${role}` : `permission set ${set} (IAM Identity Center)`;
}
