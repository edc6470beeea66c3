import { EXIT, Failure } from '../core/errors.ts';
import { comparePolicies, senderPolicy } from '../core/policies.ts';
import { senderPatternOf, smtpUserOf } from '../core/settings.ts';
import { activeKey, orphanedKeys, POLICY_NAME } from '../core/smtp-keys.ts';
import type { SmtpUser } from '../core/world.ts';
import { handover } from './make-smtp-creds.handover.ts';
import type { Situation, Task } from './step.ts';

/** IAM allows two access keys a user (IAM quotas). */
const MAX_KEYS = 2;

/** User, policy and key, each only where it is not there; the orphan of a broken run goes first. */
export function credentialTasks(situation: Situation): Task[] {
  const { world, checklist } = situation;
  const user = world.smtpUser.ok ? world.smtpUser.value : null;
  const name = smtpUserOf(world.domain, checklist);
  const orphaned = user === null ? [] : orphanedKeys(user, checklist);
  const tasks = [
    userTask(user, name),
    policyTask(user, name, senderPatternOf(world.domain, checklist)),
    ...orphaned.map((key) => deleteTask(name, key.id)),
  ];
  const key = user === null ? null : activeKey(user, checklist);
  if (key !== null) {
    return [...tasks, { changes: [{ op: '=', what: 'access key', from: key.id, to: key.id }] }];
  }
  const keysLeft = (user?.keys ?? []).filter((each) => !orphaned.includes(each));
  if (keysLeft.length >= MAX_KEYS)
    throw noRoom(
      name,
      keysLeft.map((each) => each.id),
    );
  return [
    ...tasks,
    keyTask(
      situation,
      name,
      keysLeft.map((each) => each.id),
    ),
  ];
}

function userTask(user: SmtpUser | null, name: string): Task {
  if (user !== null)
    return { changes: [{ op: '=', what: `IAM user ${name}`, from: 'there', to: 'there' }] };
  return {
    changes: [{ op: '+', what: `IAM user ${name}`, from: null, to: 'no console access' }],
    calls: ['iam:CreateUser'],
    async run({ ports, intend, record }) {
      await intend('create-user', { user: name });
      await ports.aws.createUser(name);
      await record('created-user', { user: name });
    },
  };
}

function policyTask(user: SmtpUser | null, name: string, from: string): Task {
  const wanted = senderPolicy({ fromPattern: from });
  const held = user?.policies[POLICY_NAME];
  const what = `policy ${POLICY_NAME}`;
  const to = `may send as ${from}, nothing else`;
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
    calls: ['iam:PutUserPolicy'],
    async run({ ports, record }) {
      await ports.aws.putUserPolicy(name, POLICY_NAME, wanted);
      await record('put-policy', { user: name, policy: POLICY_NAME, from });
    },
  };
}

/** Its secret was never handed over: it is of no use to anyone. */
function deleteTask(user: string, keyId: string): Task {
  return {
    changes: [{ op: '-', what: 'access key', from: keyId, to: null, confirm: keyId }],
    calls: ['iam:DeleteAccessKey'],
    async run({ ports, record }) {
      await ports.aws.deleteAccessKey(user, keyId);
      await record('deleted-key', { user, accessKeyId: keyId });
    },
  };
}

function keyTask(situation: Situation, user: string, keysBefore: readonly string[]): Task {
  return {
    changes: [
      { op: '+', what: 'access key and SMTP password', from: null, to: 'handed over once' },
    ],
    calls: ['iam:CreateAccessKey'],
    run: (context) => handover({ situation, context, user, keysBefore }),
  };
}

function noRoom(user: string, keys: readonly string[]): Failure {
  return new Failure(
    'smtp/two-keys',
    `User ${user} has two access keys (${keys.join(', ')}); IAM allows no third.`,
    {
      exitCode: EXIT.act,
      fix: 'Delete the one that is not in use in IAM, or name another user with --user-name.',
    },
  );
}
