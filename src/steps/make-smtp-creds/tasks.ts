import type { AccessKey, SmtpUser } from '../../core/aws/iam-user.ts';
import { comparePolicies } from '../../core/aws/policies.ts';
import type { Checklist } from '../../core/checklist.ts';
import { senderPatternOf, smtpUserOf } from '../../core/domain-setup/defaults.ts';
import { EXIT, Failure } from '../../core/model/errors.ts';
import type { Change, Finding } from '../../core/model/types.ts';
import { idleTime, spanInWords, useInWords } from '../../core/smtp-credentials/key-use.ts';
import {
  activeKey,
  brokenCreation,
  foreignKeys,
  orphanedKeys,
  POLICY_NAME,
  undecidedKeys,
  unrecordedKey,
} from '../../core/smtp-credentials/smtp-keys.ts';
import { smtpUserPolicy } from '../../core/smtp-credentials/smtp-policy.ts';
import type { World } from '../../core/world.ts';
import { loginAt } from '../../ports/settings-place.ts';
import type { ApplyContext, Task } from '../step.ts';
import { handover, readDestination } from './deliver.ts';
import { undecided as undecidedFindings } from './findings.ts';
import { type CredsSituation, DEFAULT_UNUSED, secretNameOf } from './inputs.ts';
import { proveLogin } from './login-check.ts';
import { untouchedLines } from './retire.ts';
import { storeCalls } from './to-secret-store.ts';
import { userTask } from './user.ts';

/** IAM allows two access keys a user (IAM quotas). */
const MAX_KEYS = 2;
/** Milliseconds after which IAM, eventually consistent, surely lists a key that a broken run has made. */
const SETTLED = 30_000;

/** User, policy and key, each only where it is not there; the orphan of a broken run goes first. */
export function credentialTasks(situation: CredsSituation): Task[] {
  const { world, checklist } = situation;
  const user = world.smtpUser.ok ? world.smtpUser.value : null;
  const name = smtpUserOf(world.domain, checklist);
  const orphaned = lostKeys(situation, user);
  const unrecorded = unrecordedKey(world, checklist);
  // First what the broken run left: each receipt clears the intent that tells of it.
  const tasks = [
    ...(unrecorded === null ? [] : [recordTask(name, unrecorded, checklist)]),
    ...(orphaned.length === 0 ? [] : [deleteTask(name, orphaned)]),
    userTask(user, name, situation),
    policyTask(user, name, situation),
  ];
  if (unrecorded !== null) return tasks;
  const key = user === null ? null : activeKey(user, checklist);
  if (key !== null && situation.answers.rotate !== true) {
    const kept: Task = { changes: [{ op: '=', what: 'access key', from: key.id, to: key.id }] };
    return [...tasks, kept, ...untouchedLines(foreignKeys(world, checklist))];
  }
  const others = (user?.keys ?? []).filter((each) => !orphaned.includes(each));
  if (orphaned.length === 0) refuseWhileUnsettled(situation);
  const untouched = foreignKeys(world, checklist).filter(
    ({ id }) => situation.answers.key?.includes(id) !== true,
  );
  const own = others.filter((each) => !untouched.includes(each));
  const spare = user === null || others.length < MAX_KEYS ? null : spareKey(user, own, key, others);
  const left = others.filter((each) => each !== spare).map(({ id }) => id);
  return [
    ...tasks,
    ...untouchedLines(untouched),
    ...(spare === null ? [] : [deleteTask(name, [spare])]),
    keyTask(situation, name, left, key),
  ];
}

/** Keys whose secret nobody has; what may be in a place that cannot be read is lost where a person says so. */
function lostKeys({ world, checklist, answers }: CredsSituation, user: SmtpUser | null) {
  const named = answers.confirm ?? [];
  const undecided = user === null ? [] : undecidedFindings(world, user, checklist);
  const open = undecided.find(({ subject }) => !named.includes(subject ?? ''));
  if (open !== undefined) throw failed(open, world);
  return [...orphanedKeys(world, checklist), ...undecidedKeys(world, checklist)];
}

function failed({ code, message, fixes = [] }: Finding, { keysInPlace }: World): Failure {
  const refused = !keysInPlace.ok && ['denied', 'credentials'].includes(keysInPlace.code);
  return new Failure(code, message, {
    exitCode: refused ? EXIT.credentials : EXIT.unknown,
    fix: fixes,
  });
}

/** The key that makes room for a new one: not the one in use, and unused for a time. Throws where there is none. */
function spareKey(
  user: SmtpUser,
  keys: readonly AccessKey[],
  inUse: AccessKey | null,
  all: readonly AccessKey[],
): AccessKey {
  const unused = keys
    .filter((key) => key !== inUse && !wasUsedLately(key, user))
    .sort((a, b) => (idleTime(b, user.asOf) ?? 0) - (idleTime(a, user.asOf) ?? 0));
  const spare = unused.find((key) => !key.active) ?? unused[0];
  if (spare === undefined) throw noRoom(user, all);
  return spare;
}

function wasUsedLately(key: AccessKey, { asOf }: SmtpUser): boolean {
  const idle = idleTime(key, asOf);
  return idle === null || idle < DEFAULT_UNUSED;
}

function policyTask(
  user: SmtpUser | null,
  name: string,
  { world, checklist }: CredsSituation,
): Task {
  const from = senderPatternOf(world.domain, checklist);
  const wanted = smtpUserPolicy(world, checklist);
  const held = user?.policies[POLICY_NAME];
  const what = `policy ${POLICY_NAME}`;
  const scoped = checklist.choices.senderScope === 'identity';
  const to = `allows sending as ${from}${scoped ? ` by identity ${world.domain}` : ''}, nothing else`;
  if (held !== undefined && comparePolicies(held, wanted)) {
    return { changes: [{ op: '=', what, from: to, to }] };
  }
  return {
    changes: [
      {
        op: held === undefined ? '+' : '~',
        what,
        from: held === undefined ? null : JSON.stringify(held),
        to,
        ...(held === undefined ? {} : { confirm: name }),
      },
    ],
    iamActions: ['iam:PutUserPolicy'],
    async run({ ports, record }) {
      await ports.iam.putUserPolicy(name, POLICY_NAME, wanted);
      await record('put-policy', { user: name, policy: POLICY_NAME, from });
    },
  };
}

/** Their secret was never handed over: they are of no use to anyone. One receipt, as it clears the intent. */
function deleteTask(user: string, keys: readonly AccessKey[]): Task {
  return {
    changes: keys.map(({ id }) => ({
      op: '-',
      what: 'access key',
      from: id,
      to: null,
      confirm: id,
    })),
    iamActions: ['iam:DeleteAccessKey'],
    async run({ ports, record }) {
      for (const { id } of keys) await ports.iam.deleteAccessKey(user, id);
      await record('deleted-key', { user, accessKeyId: keys.map(({ id }) => id).join(',') });
    },
  };
}

/** The place has the settings: what is missing is the receipt, and the login. */
function recordTask(user: string, { id }: AccessKey, checklist: Checklist): Task {
  const place = brokenCreation(checklist)?.facts.writtenTo ?? '';
  return {
    changes: [{ op: '=', what: 'access key', from: id, to: id }],
    async run(context) {
      const { ports, record, world } = context;
      const { host, port } = ports.smtp.endpoint(world.region);
      await record('handed-over', { user, accessKeyId: id, host, port, writtenTo: place });
      const login = await loginAt(ports, place);
      if (login?.username === id) await proveLogin(context, login);
    },
  };
}

/** A key that was made a moment ago may not be listed yet; to make another one would hide it for ever. */
function refuseWhileUnsettled({ checklist, now }: CredsSituation): void {
  const intent = brokenCreation(checklist);
  const left = intent === null ? 0 : Date.parse(intent.at) + SETTLED - now.getTime();
  // A time that is still to come was written by a clock that was wrong: keyTask waits instead.
  if (left <= 0 || left > SETTLED) return;
  throw new Failure(
    'smtp/key-unsettled',
    'The last run ended while it created an access key, and IAM possibly does not list that key yet.',
    {
      exitCode: EXIT.waiting,
      fix: `Run the same command again in ${Math.ceil(left / 1_000)} s.`,
    },
  );
}

/**
 * Closes the intents of broken runs that no key came of: left open, they would claim whatever key the user gets
 * later. An intent from the future says nothing of its age, so IAM gets the whole settling time and is read again.
 */
async function closeIntents(
  { world, checklist, now }: CredsSituation,
  { ports, record }: ApplyContext,
  name: string,
): Promise<void> {
  const intent = brokenCreation(checklist);
  // Where they made a key, the receipt of its deletion has closed them.
  const made = [...orphanedKeys(world, checklist), ...undecidedKeys(world, checklist)];
  if (intent === null || intent.facts.user !== name || made.length > 0) return;
  if (Date.parse(intent.at) > now.getTime()) {
    ports.output.progress(
      'The last run ended while it made an access key; IAM may not list it yet',
    );
    await ports.clock.sleep(SETTLED);
    ports.output.endProgress();
    const smtpUser = { ok: true, value: await ports.iam.smtpUser(name) } as const;
    const keysInPlace = { ok: true, value: [] } as const;
    if (orphanedKeys({ smtpUser, keysInPlace }, checklist).length > 0)
      throw new Failure(
        'smtp/key-unsettled',
        'IAM now lists a key of the run that ended while it made one.',
        {
          exitCode: EXIT.waiting,
          fix: 'Run the same command again: it looks after that key first.',
        },
      );
  }
  await record('key-refused', { user: name });
}

function keyTask(
  situation: CredsSituation,
  user: string,
  keysBefore: readonly string[],
  old: AccessKey | null,
): Task {
  const change: Change =
    old === null
      ? { op: '+', what: 'access key and SMTP password', from: null, to: 'written once' }
      : {
          op: '~',
          what: 'access key and SMTP password',
          from: old.id,
          to: `a new one, written once; ${old.id} stays active until --retire`,
          confirm: user,
        };
  return {
    changes: [change],
    iamActions: [...storeCalls(situation), 'iam:CreateAccessKey'],
    resource: { secretName: secretNameOf(situation.answers, situation.world.domain) },
    precheck: (ports) => readDestination(situation, ports),
    async run(context) {
      await closeIntents(situation, context, user);
      await handover({ situation, context, user, keysBefore });
    },
  };
}

function noRoom(user: SmtpUser, keys: readonly AccessKey[]): Failure {
  const told = keys.map(
    (key) => `${key.id} (${key.active ? 'active' : 'inactive'}, ${useInWords(key, user.asOf)})`,
  );
  return new Failure(
    'smtp/two-keys',
    `User ${user.name} has two access keys, ${told.join(' and ')}. IAM does not allow a third, and neither was unused for ${spanInWords(DEFAULT_UNUSED)}.`,
    {
      exitCode: EXIT.act,
      fix: 'Retire the unused one (`ses-migrate make-smtp-creds --retire`; add --key ID for a key that this checklist did not create), or name another user with --user-name.',
    },
  );
}
