import { couldNotLook } from '../../core/aws/could-not-look.ts';
import type { AccessKey, SmtpUser } from '../../core/aws/iam-user.ts';
import { comparePolicies } from '../../core/aws/policies.ts';
import { type Checklist, receiptsOf } from '../../core/checklist.ts';
import { finding } from '../../core/model/findings.ts';
import type { Finding } from '../../core/model/types.ts';
import { idleTime, spanInWords, useInWords } from '../../core/smtp-credentials/key-use.ts';
import { storeOf } from '../../core/smtp-credentials/secret-store.ts';
import {
  brokenCreation,
  handovers,
  orphanedKeys,
  POLICY_NAME,
  undecidedKeys,
  unrecordedKey,
} from '../../core/smtp-credentials/smtp-keys.ts';
import { smtpUserPolicy } from '../../core/smtp-credentials/smtp-policy.ts';
import type { World } from '../../core/world.ts';
import { DEFAULT_UNUSED } from './inputs.ts';
import { stateInWords, timeInWords } from './key-words.ts';
import { activation } from './retire.ts';

/** What is said of a user and its keys beside the verdict. */

function keyState(key: AccessKey, { asOf }: SmtpUser): string {
  return stateInWords(key, asOf);
}

export function oldKey(key: AccessKey, user: SmtpUser): Finding {
  const idle = idleTime(key, user.asOf);
  const unused = idle !== null && idle >= DEFAULT_UNUSED;
  const retire = `\`ses-migrate make-smtp-creds --retire --confirm ${key.id}\``;
  const fix = !key.active
    ? `Delete it some days after its deactivation: ${retire}. If something stopped sending, activate it again: ${activation(user.name, key.id)}`
    : unused
      ? `Nothing has used it for ${spanInWords(idle)}: ${retire} deactivates it.`
      : `Give the new settings to the applications that use it. When it was unused for ${spanInWords(DEFAULT_UNUSED)}: ${retire}.`;
  return finding('smtp/old-key', `Old key ${key.id} is ${keyState(key, user)}.`, {
    subject: key.id,
    fix,
  });
}

/** A key that somebody may need: another Region, another checklist, or a hand. */
export function foreignKey(key: AccessKey, user: SmtpUser): Finding {
  return finding(
    'smtp/other-key',
    `Key ${key.id} of ${user.name} is ${keyState(key, user)}; this checklist did not save it.`,
    {
      subject: key.id,
      fix: `Find out who uses it: another Region, another checklist, or a person. It stays as it is. To take it out of service: \`ses-migrate make-smtp-creds --retire --key ${key.id} --confirm ${key.id}\`.`,
    },
  );
}

/** What a run left that ended between the making of a key and its receipt. */
export function leftovers(world: World, user: SmtpUser, checklist: Checklist): Finding[] {
  const unrecorded = unrecordedKey(world, checklist);
  const place = brokenCreation(checklist)?.facts.writtenTo ?? null;
  return [
    ...(unrecorded === null || place === null ? [] : [unrecordedIn(place, unrecorded)]),
    ...undecided(world, user, checklist),
    ...orphanedKeys(world, checklist).map((key) => orphan(user, key, place)),
  ];
}

function unrecordedIn(place: string, { id }: AccessKey): Finding {
  return finding(
    'smtp/hand-over-unrecorded',
    `Key ${id} is in ${place}, but the run that wrote it ended before it recorded that.`,
    { subject: id, fix: 'Run make-smtp-creds again: it records the key and tries the login.' },
  );
}

function orphan(user: SmtpUser, key: AccessKey, place: string | number | boolean | null): Finding {
  const absent = place === null ? '' : `, and it is not in ${place}`;
  return finding(
    'smtp/orphaned-key',
    `Key ${key.id} of ${user.name} was created ${madeAt(key)} by a run that ended before it recorded where the secret was saved${absent}. It was ${useInWords(key, user.asOf)}.`,
    {
      subject: key.id,
      fix: `Run make-smtp-creds again: it deletes ${key.id} (--confirm ${key.id}) and creates a new key.`,
    },
  );
}

/** Keys of a broken run where nobody can say whether its place has them. */
export function undecided(world: World, user: SmtpUser, checklist: Checklist): readonly Finding[] {
  const { keysInPlace } = world;
  if (keysInPlace.ok) return [];
  const place = brokenCreation(checklist)?.facts.writtenTo ?? '';
  const seen: Finding =
    storeOf(place) === null
      ? finding('smtp/place-unread', keysInPlace.message, {
          fix: `Make ${place} readable, then run the same command again.`,
        })
      : couldNotLook(place, keysInPlace);
  return undecidedKeys(world, checklist).map((key) => {
    const command = `ses-migrate make-smtp-creds --confirm ${key.id}`;
    return finding(
      'smtp/place-unread',
      `Key ${key.id} of ${user.name} was created ${madeAt(key)} by a run that ended before it recorded saving the secret to ${place}. ${seen.message}`,
      {
        subject: key.id,
        fix: [
          {
            say: `If you know that ${place} does not have it, run \`${command}\`: it deletes the key and creates a new one.`,
            command,
          },
          ...(seen.fixes ?? []),
        ],
      },
    );
  });
}

function madeAt({ created }: AccessKey): string {
  return timeInWords(created);
}

export function policyFindings(user: SmtpUser, world: World, checklist: Checklist): Finding[] {
  const wanted = smtpUserPolicy(world, checklist);
  const held = user.policies[POLICY_NAME];
  if (held !== undefined && comparePolicies(held, wanted)) return [];
  return [
    finding(
      'smtp/policy',
      held === undefined
        ? `User ${user.name} has no policy ${POLICY_NAME}.`
        : `Policy ${POLICY_NAME} of ${user.name} differs from the one this tool writes.`,
      {
        fix: 'Run make-smtp-creds to show and write the policy.',
      },
    ),
  ];
}

export function lostKey(user: SmtpUser, checklist: Checklist): Finding[] {
  const last = handovers(checklist).at(-1);
  if (last === undefined || last.facts.user !== user.name) return [];
  const { accessKeyId: id } = last.facts;
  const saved = `Key ${id} of ${user.name}, saved on ${timeInWords(last.at)}`;
  const held = user.keys.find((key) => key.id === id);
  if (held === undefined) {
    const deleted = didTo(id, checklist, 'deleted-key');
    return [
      finding('smtp/key-gone', `${saved}, was deleted ${deleted}.`, {
        subject: id,
        fix: 'Run make-smtp-creds to create a new key.',
      }),
    ];
  }
  return [
    finding(
      'smtp/key-gone',
      `${saved}, was deactivated ${didTo(id, checklist, 'deactivated-key')}; it was ${useInWords(held, user.asOf)}.`,
      {
        subject: id,
        fix: [
          { say: `If applications still use it, activate it again: ${activation(user.name, id)}` },
          { say: 'Otherwise run make-smtp-creds to create a new key.' },
        ],
      },
    ),
  ];
}

/** Who did that to a key, and when, as far as the receipts tell. */
function didTo(id: string, checklist: Checklist, what: 'deleted-key' | 'deactivated-key'): string {
  const receipt = receiptsOf(checklist, 'make-smtp-creds', what).findLast(({ facts }) =>
    facts.accessKeyId.split(',').includes(id),
  );
  return receipt === undefined
    ? 'in IAM, not with this checklist'
    : `with this checklist on ${timeInWords(receipt.at)}`;
}

export function handedOverTo(checklist: Checklist, name: string): Finding[] {
  const last = handovers(checklist).at(-1);
  if (last === undefined || last.facts.user !== name) return [];
  return [
    finding(
      'smtp/user-gone',
      `User ${name}, whose key was saved on ${timeInWords(last.at)}, no longer exists in IAM.`,
      {
        fix: 'Run make-smtp-creds to create it again; the old password no longer works.',
      },
    ),
  ];
}
