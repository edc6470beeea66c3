import { couldNotLook } from '../../core/aws/could-not-look.ts';
import type { AccessKey, SmtpUser } from '../../core/aws/iam-user.ts';
import type { Checklist } from '../../core/checklist.ts';
import { receiptsOf } from '../../core/checklist.ts';
import { smtpUserOf } from '../../core/domain-setup/defaults.ts';
import { EXIT, Failure } from '../../core/model/errors.ts';
import {
  agoInWords,
  idleTime,
  spanInWords,
  useInWords,
} from '../../core/smtp-credentials/key-use.ts';
import {
  activeKey,
  foreignKeys,
  isProven,
  lastLogin,
} from '../../core/smtp-credentials/smtp-keys.ts';
import type { Plan, Task } from '../step.ts';
import { type CredsSituation, DEFAULT_UNUSED } from './inputs.ts';
import { keyInWords } from './key-words.ts';

/**
 * Takes the keys beside the one in use out of service: an active one that nothing has used for a time is
 * deactivated, one that was inactive for as long is deleted. The key in use goes only where it is named, and
 * never the last active one. Throws Failure where it is too early, or where IAM does not tell the last use.
 */
export function planRetire(situation: CredsSituation): Plan {
  const { world, checklist, answers } = situation;
  const user = world.smtpUser.ok ? world.smtpUser.value : null;
  const inUse = user === null ? null : activeKey(user, checklist);
  if (user === null) throw noUser(smtpUserOf(world.domain, checklist));
  if (inUse === null) throw noneOfOurs(user.name);
  const foreign = foreignKeys(world, checklist).filter(
    ({ id }) => answers.key?.includes(id) !== true,
  );
  const leaving = leavingKeys(user, inUse, answers.confirm ?? []).filter(
    (key) => !foreign.includes(key),
  );
  const staying = [inUse, ...user.keys].find((key) => key.active && !leaving.includes(key));
  if (staying === undefined) throw onlyKey(inUse.id);
  if (leaving.length > 0) checkProven(staying, checklist);
  const limit = answers.unusedFor ?? DEFAULT_UNUSED;
  return {
    consent: 'Retire this key?',
    tasks: [
      { changes: [{ op: '=', what: 'access key', from: staying.id, to: staying.id }] },
      ...untouchedLines(
        user,
        foreign.filter((key) => key !== staying),
      ),
      ...leaving.map((key) => retireTask(user, key, limit, checklist)),
    ],
  };
}

/** Keys that a plan leaves alone because this checklist did not hand them over. */
export function untouchedLines(
  user: SmtpUser | null,
  foreign: readonly AccessKey[],
): readonly Task[] {
  const of = (key: AccessKey) =>
    `${keyInWords(key, user?.asOf ?? key.created)}; not saved by this checklist`;
  return foreign.map((key) => ({
    changes: [{ op: '=', what: 'other access key', from: of(key), to: of(key) }],
  }));
}

function leavingKeys(
  { keys }: SmtpUser,
  inUse: AccessKey,
  named: readonly string[],
): readonly AccessKey[] {
  if (named.includes(inUse.id)) return keys.filter((key) => named.includes(key.id));
  return keys.filter((key) => key !== inUse);
}

/** What stays has to work: it logged in once, or IAM has seen it in use. */
function checkProven(key: AccessKey, checklist: Checklist): void {
  const used = key.lastUse.ok && key.lastUse.value !== null;
  if (used || isProven(lastLogin(checklist, key.id))) return;
  throw new Failure(
    'smtp/unproven-key',
    `Key ${key.id} would be the only one left, and no login with it is known. Nothing was retired.`,
    { exitCode: EXIT.act, fix: 'Verify it first: `ses-migrate send-test --via smtp`.' },
  );
}

function retireTask(user: SmtpUser, key: AccessKey, limit: number, checklist: Checklist): Task {
  const idle = idleTime(key, user.asOf);
  if (idle === null) throw unknownUse(key);
  if (!key.active) return removal(user, key, limit, checklist);
  if (idle < limit) throw inUseStill(user, key, limit, idle);
  return {
    changes: [
      {
        op: '~',
        what: 'access key',
        from: `${key.id}, active, ${useInWords(key, user.asOf)}`,
        to: 'inactive',
        confirm: key.id,
      },
    ],
    iamActions: ['iam:UpdateAccessKey'],
    async run({ ports, record }) {
      await ports.iam.setAccessKeyActive(user.name, key.id, false);
      await record('deactivated-key', { user: user.name, accessKeyId: key.id, asOf: user.asOf });
    },
  };
}

/** By AWS's time; of a key that somebody else deactivated nobody knows since when, so its last use counts. */
function removal(user: SmtpUser, key: AccessKey, limit: number, checklist: Checklist): Task {
  const receipt = receiptsOf(checklist, 'make-smtp-creds', 'deactivated-key').findLast(
    ({ facts }) => facts.accessKeyId === key.id,
  );
  const since = receipt?.facts.asOf ?? null;
  const idle = idleTime(key, user.asOf) ?? 0;
  const rested = since === null ? idle : Date.parse(user.asOf) - Date.parse(since);
  if (rested < limit) throw restsStill(user, key, limit, rested);
  return {
    changes: [
      {
        op: '-',
        what: 'access key',
        from: `${key.id}, inactive, ${useInWords(key, user.asOf)}`,
        to: null,
        confirm: key.id,
      },
    ],
    iamActions: ['iam:DeleteAccessKey'],
    async run({ ports, record }) {
      await ports.iam.deleteAccessKey(user.name, key.id);
      await record('deleted-key', { user: user.name, accessKeyId: key.id });
    },
  };
}

const MAKE_FIRST = 'Create a new key first: `ses-migrate make-smtp-creds --rotate`.';

function onlyKey(id: string): Failure {
  return notRetired(
    `${id} is the only active key; no key would be left to log in with`,
    MAKE_FIRST,
  );
}

function noneOfOurs(user: string): Failure {
  return notRetired(
    `User ${user} has no active key that this checklist saved, so the purpose of its keys is unknown`,
    MAKE_FIRST,
  );
}

function noUser(name: string): Failure {
  return notRetired(`The IAM user ${name} does not exist`, 'Name the user with --user-name.');
}

function notRetired(why: string, fix: string): Failure {
  return new Failure('smtp/only-key', `${why}. Nothing was retired.`, { exitCode: EXIT.act, fix });
}

function unknownUse({ id, lastUse }: AccessKey): Failure {
  if (lastUse.ok) throw new Error(`the last use of ${id} is known`);
  const { fixes = [] } = couldNotLook('it', lastUse);
  return new Failure(
    'smtp/last-use-unknown',
    `Could not read when key ${id} was last used, so it is not retired: ${lastUse.message}`,
    { exitCode: EXIT.unknown, fix: fixes },
  );
}

function inUseStill({ asOf }: SmtpUser, key: AccessKey, limit: number, idle: number): Failure {
  const used =
    key.lastUse.ok && key.lastUse.value === null
      ? `made ${agoInWords(idle)} and never used`
      : useInWords(key, asOf);
  return new Failure(
    'smtp/key-in-use',
    `Key ${key.id} was ${used}; it can be retired when it was unused for ${spanInWords(limit)}.`,
    {
      exitCode: EXIT.act,
      fix: `Give the new settings to the applications that still use it, then run this command again ${dayAfter(asOf, limit - idle)}.`,
    },
  );
}

function restsStill(
  { name, asOf }: SmtpUser,
  key: AccessKey,
  limit: number,
  rested: number,
): Failure {
  return new Failure(
    'smtp/key-resting',
    `Key ${key.id} is inactive; it can be deleted when it was inactive for ${spanInWords(limit)}.`,
    {
      exitCode: EXIT.waiting,
      fix: `Run this command again ${dayAfter(asOf, limit - rested)}. If something stopped sending, activate the key again: ${activation(name, key.id)}`,
    },
  );
}

/** The way back, for whoever finds out that a key was still needed. */
export function activation(user: string, keyId: string): string {
  return `\`aws iam update-access-key --user-name ${user} --access-key-id ${keyId} --status Active\`.`;
}

function dayAfter(asOf: string, ms: number): string {
  return `after ${new Date(Date.parse(asOf) + ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
