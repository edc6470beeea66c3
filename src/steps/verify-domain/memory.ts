import { type Checklist, receiptsOf } from '../../core/checklist.ts';
import { finding } from '../../core/model/findings.ts';
import type { Finding } from '../../core/model/types.ts';
import { dkimKind } from '../../core/ses/dkim-kind.ts';
import type { Identity } from '../../core/ses/facts.ts';
import { recordsMade } from '../../core/undo/made-records.ts';
import type { Resource } from '../../core/undo/resource.ts';
import type { World } from '../../core/world.ts';

/** What the receipts say was made, held against the world: memory is told with its date, and never in its place. */
export function memoryFindings(world: World, checklist: Checklist): readonly Finding[] {
  if (!world.identity.ok) return [];
  const identity = world.identity.value;
  const records = recordFindings(world, checklist, identity);
  if (identity === null) return [...goneIdentity(world, checklist), ...records];
  return [...settingFindings(identity, checklist), ...records];
}

function day(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

function goneIdentity({ domain, region }: World, checklist: Checklist): readonly Finding[] {
  const created = receiptsOf(checklist, 'verify-domain', 'created-identity').at(-1);
  const last = created ?? receiptsOf(checklist, 'verify-domain').at(-1);
  if (last === undefined) return [];
  const was =
    created === undefined
      ? `was there when this checklist changed it on ${day(last.at)}`
      : `was created by this checklist on ${day(created.at)}`;
  return [
    finding(
      'ses/identity-gone',
      `The identity ${domain} in ${region} ${was}, and no longer exists. Nothing can be sent as ${domain} from ${region}.`,
      {
        subject: domain,
        fix: {
          say: `Find out who deleted it. To create it again, run \`ses-migrate verify-domain\`: SES can issue other DKIM tokens, so the DNS records change.`,
          command: 'ses-migrate verify-domain',
        },
      },
    ),
  ];
}

/** Settings that this checklist set and somebody else has changed since. */
function settingFindings(identity: Identity, checklist: Checklist): readonly Finding[] {
  const mailFrom = receiptsOf(checklist, 'verify-domain', 'set-mail-from').at(-1);
  const set = receiptsOf(checklist, 'verify-domain', 'set-configuration-set').at(-1);
  return [
    ...drifted(
      'ses/mail-from-drift',
      `The MAIL FROM domain of ${identity.name}`,
      mailFrom && { at: mailFrom.at, value: mailFrom.facts.mailFrom },
      identity.mailFrom.domain,
    ),
    ...drifted(
      'ses/configuration-set-drift',
      `The default configuration set of ${identity.name}`,
      set && { at: set.at, value: set.facts.name },
      identity.configurationSet,
    ),
  ];
}

function drifted(
  code: string,
  what: string,
  made: { readonly at: string; readonly value: string | null } | undefined,
  now: string | null,
): readonly Finding[] {
  if (made === undefined || made.value === now) return [];
  const was = `${what} was set to ${made.value ?? 'none'} by this checklist on ${day(made.at)}`;
  return [
    finding(code, `${was}; it is ${now ?? 'none'} now. Something else changed it.`, {
      found: now ?? 'none',
      expected: made.value ?? 'none',
      fix: 'Find out what changed it, for example Terraform or a colleague. If your value is right, run verify-domain again.',
    }),
  ];
}

/** Records of this checklist that are gone or changed, and those that no identity needs any more. */
function recordFindings(
  world: World,
  checklist: Checklist,
  identity: Identity | null,
): readonly Finding[] {
  const account = world.caller.ok ? world.caller.value.account : checklist.account;
  const wanted = world.records.ok
    ? new Set(world.records.value.map(({ name, type }) => `${name} ${type}`))
    : null;
  return recordsMade({ world, checklist, account }).flatMap((record) => {
    // Without the records of the identity, only those of its DKIM keys are known to be of no use.
    const isDkim = record.name.endsWith(`._domainkey.${world.domain} CNAME`);
    const isWanted = identity !== null && (wanted === null || wanted.has(record.name) || !isDkim);
    if (isWanted)
      return record.state === 'there' || record.state === 'unknown' ? [] : [lost(record)];
    return isDkim && record.state === 'there' ? [leftOver(record, identity)] : [];
  });
}

function lost({ name, createdAt, state }: Resource): Finding {
  const now = state === 'gone' ? 'is no longer in its zone' : 'has another content now';
  return finding(
    'dns/record-drift',
    `${name}, written by this checklist on ${day(createdAt)}, ${now}.`,
    {
      subject: name,
      fix: 'Find out what changed it. To write it again, run `ses-migrate verify-domain`.',
    },
  );
}

function leftOver({ name, createdAt, undo }: Resource, identity: Identity | null): Finding {
  const why =
    identity === null
      ? 'the identity no longer exists'
      : dkimKind(identity.dkim.origin).kind === 'easy'
        ? 'the identity has other DKIM tokens now'
        : `the identity signs with another key now (${identity.dkim.origin})`;
  const later =
    'Delete it some days after the change: receivers still verify mail that is in transit.';
  return finding(
    'dns/old-dkim-record',
    `${name}, written by this checklist on ${day(createdAt)}, is of no use any more: ${why}.`,
    {
      subject: name,
      fix:
        undo?.command === undefined
          ? later
          : { say: `${later} ${undo.say} \`${undo.command}\``, command: undo.command },
    },
  );
}
