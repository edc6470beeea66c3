import type { AccessKey, SmtpUser } from '../../core/aws/iam-user.ts';
import { comparePolicies, sendersIn } from '../../core/aws/policies.ts';
import { senderPatternsOf, smtpUserOf } from '../../core/domain-setup/defaults.ts';
import { EXIT, Failure } from '../../core/model/errors.ts';
import type { Change, Finding } from '../../core/model/types.ts';
import { allowsSender } from '../../core/settings/facts.ts';
import { adoptableKey, type KeyInPlace } from '../../core/smtp-credentials/saved-settings.ts';
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
import type { ApplyContext, Task } from '../step.ts';
import { adoptTask, recordTask } from './adopt.ts';
import { handover, readDestinations } from './deliver.ts';
import { undecided as undecidedFindings } from './findings.ts';
import { type CredsSituation, secretNameOf } from './inputs.ts';
import { onlyStore, placesIn } from './places.ts';
import { untouchedLines } from './retire.ts';
import { MAX_KEYS, spareKey } from './room.ts';
import { storeCalls } from './to-secret-store.ts';
import { userTask } from './user.ts';

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
  const adopted = adoptableKey(world, checklist);
  if (user !== null && adopted !== null && situation.answers.rotate !== true)
    return adoptionTasks(situation, user, tasks, adopted);
  const key = user === null ? null : activeKey(user, checklist);
  if (key !== null && situation.answers.rotate !== true) {
    const kept: Task = { changes: [{ op: '=', what: 'access key', from: key.id, to: key.id }] };
    return [...tasks, kept, ...untouchedLines(user, foreignKeys(world, checklist))];
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
    ...untouchedLines(user, untouched),
    ...(spare === null ? [] : [deleteTask(name, [spare])]),
    keyTask(situation, name, left, key),
  ];
}

/** The login comes before the policy: where the key is not adopted, nothing was changed. */
function adoptionTasks(
  { world, checklist, ...situation }: CredsSituation,
  user: SmtpUser,
  tasks: readonly Task[],
  adopted: KeyInPlace,
): Task[] {
  const others = foreignKeys(world, checklist).filter((key) => key !== adopted.key);
  return [
    adoptTask({ world, checklist, ...situation }, user, adopted),
    ...tasks,
    ...untouchedLines(user, others),
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

function policyTask(
  user: SmtpUser | null,
  name: string,
  { world, checklist }: CredsSituation,
): Task {
  const senders = senderPatternsOf(world.domain, checklist);
  const wanted = smtpUserPolicy(world, checklist);
  const held = user?.policies[POLICY_NAME];
  const what = `policy ${POLICY_NAME}`;
  const scoped = checklist.choices.senderScope === 'identity';
  // Without them, mail that is sent today would be refused.
  const lost = sendersIn(held).filter((each) => !allowsSender(senders, each));
  const noLonger = lost.length === 0 ? '' : `, no longer as ${lost.join(' and ')}`;
  const to = `allows sending as ${senders.join(' and ')}${scoped ? ` by identity ${world.domain}` : ''}, nothing else${noLonger}`;
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
      await record('put-policy', { user: name, policy: POLICY_NAME, from: senders.join(' ') });
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
  const places = placesIn(situation.answers);
  const store = onlyStore(situation.answers);
  return {
    changes: [change],
    iamActions: [
      ...places.flatMap((answers) => storeCalls({ ...situation, answers })),
      'iam:CreateAccessKey',
    ],
    resource: { secretName: store === null ? null : secretNameOf(store, situation.world.domain) },
    precheck: (ports) => readDestinations(situation, ports),
    async run(context) {
      await closeIntents(situation, context, user);
      await handover({ situation, context, user, keysBefore });
    },
  };
}
