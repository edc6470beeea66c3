import type { Checklist } from '../core/checklist.ts';
import { parseDuration } from '../core/duration.ts';
import { usage } from '../core/errors.ts';
import { couldNotLook, finding } from '../core/findings.ts';
import { idleTime, spanInWords, useInWords } from '../core/key-use.ts';
import { comparePolicies } from '../core/policies.ts';
import { escapeControls } from '../core/printable.ts';
import { smtpHost } from '../core/regions.ts';
import { storeIn } from '../core/secret-store.ts';
import { smtpUserOf } from '../core/settings.ts';
import {
  activeKey,
  brokenCreation,
  handovers,
  isProven,
  lastLogin,
  oldKeys,
  orphanedKeys,
  POLICY_NAME,
  unrecordedKey,
} from '../core/smtp-keys.ts';
import { smtpUserPolicy } from '../core/smtp-policy.ts';
import type { Finding } from '../core/types.ts';
import type { AccessKey, SmtpUser, World } from '../core/world.ts';
import { type Answers, isSet, textOf } from './input.ts';
import { DEFAULT_UNUSED, handoverFile } from './make-smtp-creds.inputs.ts';
import { activation, planRetire } from './make-smtp-creds.retire.ts';
import { credentialTasks } from './make-smtp-creds.tasks.ts';
import type { CheckResult, Situation, Step } from './step.ts';

/** A user with a scoped policy and an active key whose password logs in. */
export const makeSmtpCreds: Step = {
  id: 'make-smtp-creds',
  title: 'SMTP credentials: IAM user, scoped policy, key, proven login',
  needs: [],
  reads: ['caller', 'smtpUser', 'keyInFile'],
  diagnose,
  data,
  action: {
    inputs: (answers) => (asksForFile(answers) ? [handoverFile] : []),
    asked: (answers) => isSet(answers, 'rotate') || isSet(answers, 'retire'),
    refuse: refuseBoth,
    plan: (situation) =>
      isSet(situation.answers, 'retire')
        ? planRetire(situation)
        : {
            consent: `Make these changes in IAM, and hand the secret over once?`,
            tasks: credentialTasks(situation),
          },
  },
};

function refuseBoth({ answers }: Situation): void {
  if (!isSet(answers, 'rotate') || !isSet(answers, 'retire')) return;
  throw usage(
    'rotate-or-retire',
    '--rotate and --retire do not go together: the old key is retired when nothing uses it any more.',
    'Run --rotate now and --retire later.',
  );
}

function asksForFile(answers: Answers): boolean {
  return !isSet(answers, 'retire') && storeIn(textOf(answers, 'output')) === null;
}

function diagnose(world: World, checklist: Checklist): CheckResult {
  if (checklist.choices.sendsBy === 'api') {
    return {
      status: 'skipped',
      summary: 'the applications send over the SES API alone',
      findings: [],
    };
  }
  const { smtpUser } = world;
  const name = smtpUserOf(world.domain, checklist);
  if (!smtpUser.ok) {
    const findings = [couldNotLook(`IAM user ${name}`, smtpUser)];
    return { status: 'unknown', summary: 'IAM could not be asked', findings };
  }
  const user = smtpUser.value;
  if (user === null) {
    return {
      status: 'todo',
      summary: `no IAM user ${name} yet`,
      findings: handedOverTo(checklist, name),
    };
  }
  const findings = [
    ...leftovers(world, user, checklist),
    ...policyFindings(user, world, checklist),
  ];
  const key = activeKey(user, checklist);
  if (key === null) findings.push(...lostKey(user, checklist));
  if (findings.length > 0 || key === null) {
    return { status: 'todo', summary: todoSummary(user, key), findings };
  }
  const result = judgeLogin(user, key, checklist);
  const old = oldKeys(user, checklist);
  return {
    ...result,
    summary: [
      result.summary,
      ...old.map((each) => `old key ${each.id} ${keyState(each, user)}`),
    ].join('; '),
    findings: [...result.findings, ...old.map((each) => oldKey(each, user))],
  };
}

function keyState(key: AccessKey, { asOf }: SmtpUser): string {
  return `${key.active ? 'active' : 'inactive'}, ${useInWords(key, asOf)}`;
}

function oldKey(key: AccessKey, user: SmtpUser): Finding {
  const idle = idleTime(key, user.asOf);
  const unused = idle !== null && idle >= parseDuration(DEFAULT_UNUSED);
  const retire = `\`ses-migrate make-smtp-creds --retire --confirm ${key.id}\``;
  const fix = !key.active
    ? `Delete it some days after it was deactivated: ${retire}. If something stopped sending, activate it again: ${activation(user.name, key.id)}`
    : unused
      ? `Nothing has used it for ${spanInWords(idle)}: ${retire} deactivates it.`
      : `Give the new settings to whatever uses it; when it was unused for ${spanInWords(parseDuration(DEFAULT_UNUSED))}: ${retire}.`;
  return finding('smtp/old-key', `Old key ${key.id} is ${keyState(key, user)}.`, {
    subject: key.id,
    fix,
  });
}

function judgeLogin(user: SmtpUser, key: AccessKey, checklist: Checklist): CheckResult {
  const login = lastLogin(checklist, key.id);
  const who = `user ${user.name}, key ${key.id}`;
  if (isProven(login)) {
    return {
      status: 'done',
      summary: `${who}, login proven ${login?.at.slice(0, 10)}`,
      findings: [],
    };
  }
  if (login?.what === 'login-refused') {
    const refused = finding(
      'smtp/login-refused',
      `The SMTP server refused key ${key.id}: ${escapeControls(String(login.facts.response))}`,
      {
        found: String(login.facts.response),
        fix: `Try it with \`ses-migrate send-test --via smtp\`. If it is refused again, delete key ${key.id} in IAM and run make-smtp-creds for a new one.`,
      },
    );
    return { status: 'problem', summary: `${who}, login refused`, findings: [refused] };
  }
  const why =
    login === null
      ? 'was not tried'
      : `could not be tried: ${escapeControls(String(login.facts.response))}`;
  const untried = finding('smtp/login-not-proven', `The login of key ${key.id} ${why}.`, {
    fix: 'Send a message with it: `ses-migrate send-test --via smtp`.',
  });
  return { status: 'done', summary: `${who}; login not proven`, findings: [untried] };
}

/** What a run left that ended between the making of a key and its receipt. */
function leftovers(world: World, user: SmtpUser, checklist: Checklist): Finding[] {
  const unrecorded = unrecordedKey(world, checklist);
  const file = brokenCreation(checklist)?.facts.writtenTo ?? null;
  const found = orphanedKeys(world, checklist).map((key) => orphan(world, user, key, file));
  if (unrecorded === null) return found;
  const noted = finding(
    'smtp/hand-over-unrecorded',
    `Key ${unrecorded.id} is in ${file}; the run that put it there ended before it noted that.`,
    { subject: unrecorded.id, fix: 'Run make-smtp-creds again: it notes it and tries the login.' },
  );
  return [noted, ...found];
}

function orphan(
  { keyInFile }: World,
  user: SmtpUser,
  key: AccessKey,
  file: string | number | boolean | null,
): Finding {
  const made = `${key.created.slice(0, 16).replace('T', ' ')} UTC`;
  const place = keyInFile.ok
    ? file === null
      ? ''
      : `, and it is not in ${file}`
    : `, and whether ${file} has it is not known: ${keyInFile.message}`;
  return finding(
    'smtp/orphaned-key',
    `Key ${key.id} of ${user.name} was made ${made} by a run that ended before it noted a hand-over${place}. It was ${useInWords(key, user.asOf)}.`,
    {
      subject: key.id,
      fix: `Run make-smtp-creds again: it deletes ${key.id} (--confirm ${key.id}) and makes a new key.`,
    },
  );
}

function policyFindings(user: SmtpUser, world: World, checklist: Checklist): Finding[] {
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
        fix: 'Run make-smtp-creds: it shows and writes the policy.',
      },
    ),
  ];
}

function lostKey(user: SmtpUser, checklist: Checklist): Finding[] {
  const last = handovers(checklist).at(-1);
  if (last === undefined || last.facts.user !== user.name) return [];
  return [
    finding(
      'smtp/key-gone',
      `Key ${last.facts.accessKeyId}, handed over ${last.at.slice(0, 10)}, is inactive or deleted in IAM.`,
      {
        fix: 'Run make-smtp-creds for a new one.',
      },
    ),
  ];
}

function handedOverTo(checklist: Checklist, name: string): Finding[] {
  const last = handovers(checklist).at(-1);
  if (last === undefined || last.facts.user !== name) return [];
  return [
    finding(
      'smtp/user-gone',
      `User ${name}, whose key was handed over ${last.at.slice(0, 10)}, is no longer in IAM.`,
      {
        fix: 'Run make-smtp-creds to make it again; the old password does not work any more.',
      },
    ),
  ];
}

function todoSummary(user: SmtpUser, key: AccessKey | null): string {
  return key === null
    ? `user ${user.name} is there; no key of it was handed over by this checklist`
    : `user ${user.name}, key ${key.id}; something to mend`;
}

function data(world: World, checklist: Checklist): Readonly<Record<string, unknown>> {
  const user = world.smtpUser.ok ? world.smtpUser.value : null;
  const key = user === null ? null : activeKey(user, checklist);
  const handover = handovers(checklist).findLast((each) => each.facts.accessKeyId === key?.id);
  return {
    user: user?.name ?? null,
    accessKeyId: key?.id ?? null,
    host: handover?.facts.host ?? smtpHost(world.region),
    port: handover?.facts.port ?? 587,
    region: world.region,
    writtenTo: handover?.facts.writtenTo ?? null,
    keys: (user?.keys ?? []).map((each) => toldKey(each, key)),
  };
}

/** One of at most two keys; `lastUse` null: never used, or not known, which `lastUseKnown` tells apart. */
function toldKey({ id, active, created, lastUse }: AccessKey, inUse: AccessKey | null) {
  return {
    id,
    active,
    inUse: id === inUse?.id,
    created,
    lastUse: lastUse.ok ? lastUse.value : null,
    lastUseKnown: lastUse.ok,
  };
}
