import { couldNotLook } from '../../core/aws/could-not-look.ts';
import type { AccessKey, SmtpUser } from '../../core/aws/iam-user.ts';
import { rightsTo } from '../../core/aws/permissions.ts';
import type { Checklist } from '../../core/checklist.ts';
import { pendingAddresses } from '../../core/domain-setup/address-identities.ts';
import { smtpUserOf } from '../../core/domain-setup/defaults.ts';
import { finding } from '../../core/model/findings.ts';
import type { Next, StepReport } from '../../core/model/types.ts';
import { adoptableKey } from '../../core/smtp-credentials/saved-settings.ts';
import { storeIn } from '../../core/smtp-credentials/secret-store.ts';
import {
  activeKey,
  foreignKeys,
  isProven,
  lastLogin,
  oldKeys,
} from '../../core/smtp-credentials/smtp-keys.ts';
import { escapeControls } from '../../core/text/printable.ts';
import type { World } from '../../core/world.ts';
import type { CheckResult, Step } from '../step.ts';
import {
  foreignKey,
  handedOverTo,
  leftovers,
  lostKey,
  oldKey,
  policyFindings,
} from './findings.ts';
import {
  checkFlags,
  handoverFile,
  type MakeSmtpCredsOptions,
  makeSmtpCredsInputs,
  neededFile,
  onlySender,
} from './inputs.ts';
import { placesIn } from './places.ts';
import { placesNamed, refuseHandedOver, refuseSkipped } from './refusals.ts';
import { renamedUser } from './renamed.ts';
import { makeSmtpCredsData } from './report.ts';
import { planRetire } from './retire.ts';
import { keyInPlace, NO_CHANGE, savedFindings } from './saved-findings.ts';
import { credentialTasks } from './tasks.ts';

const rights = rightsTo(
  'iam:CreateUser',
  'iam:TagUser',
  'iam:PutUserPolicy',
  'iam:CreateAccessKey',
  'iam:UpdateAccessKey',
  'iam:DeleteAccessKey',
  // To explain a refused login.
  'iam:ListAccessKeys',
  'iam:GetAccessKeyLastUsed',
  // The precheck reads what is at the name; the login check reads what was written.
  'ssm:GetParameter',
  'ssm:PutParameter',
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetSecretValue',
  'secretsmanager:CreateSecret',
  'secretsmanager:PutSecretValue',
);

/** A user with a scoped policy and an active key whose password logs in. */
export const makeSmtpCreds: Step<MakeSmtpCredsOptions, 'make-smtp-creds'> = {
  id: 'make-smtp-creds',
  title: 'SMTP credentials: IAM user, scoped policy, key, proven login',
  needs: [],
  reads: ['caller', 'smtpUser', 'keysInPlace', 'keyOwner', 'savedSettings', 'addresses'],
  diagnose,
  data: makeSmtpCredsData,
  action: {
    rights,
    inputs: (answers) =>
      asksForFile(answers) ? [mustName(answers) ? neededFile : handoverFile] : [],
    places: placesNamed,
    requestedBy: (answers) => answers.rotate === true || answers.retire === true,
    validate(situation) {
      refuseSkipped(situation);
      refuseHandedOver(situation);
    },
    plan: (situation) =>
      situation.answers.retire === true
        ? planRetire(situation)
        : {
            consent: `Make these changes in IAM, and save the secret once?`,
            tasks: credentialTasks(situation),
          },
  },
  command: {
    summary: 'Create scoped SMTP credentials and verify the login',
    inputs: makeSmtpCredsInputs,
    sender: ({ from }) => onlySender(from),
    canWait: false,
    examples: ['make-smtp-creds --file .env.smtp', 'make-smtp-creds --from-secret-stdin < secret'],
    needsNoDomain: ({ fromSecretStdin }) => fromSecretStdin === true,
    check: checkFlags,
  },
  next: [{ command: 'ses-migrate send-test', why: 'send a test message to verify the setup' }],
  nextWhile,
};

/** A key that no run knows is replaced only where it is named. */
function nextWhile({ status, findings }: StepReport): readonly Next[] | null {
  const orphans = findings.filter(({ code }) => code === 'smtp/orphaned-key');
  if (status !== 'todo' || orphans.length === 0) return null;
  const named = orphans.map(({ subject }) => ` --confirm ${subject}`).join('');
  const why = 'create scoped SMTP credentials and verify the login';
  return [{ command: `ses-migrate make-smtp-creds${named}`, why }];
}

/** `--json` and `--output FORM` say where a secret goes without a file: the report, or a pipe. */
function mustName(answers: MakeSmtpCredsOptions): boolean {
  return answers.json !== true && answers.output === undefined;
}

function asksForFile(answers: MakeSmtpCredsOptions): boolean {
  if (answers.retire === true) return false;
  return placesIn(answers).some(({ output }) => storeIn(output ?? null) === null);
}

function diagnose(world: World, checklist: Checklist): CheckResult {
  if (checklist.choices.sendsBy === 'api') {
    return {
      status: 'skipped',
      summary: 'the applications send only over the SES API',
      findings: [],
    };
  }
  const { smtpUser } = world;
  const name = smtpUserOf(world.domain, checklist);
  if (!smtpUser.ok) {
    const findings = [couldNotLook(`IAM user ${name}`, smtpUser)];
    return { status: 'unknown', summary: 'could not read from IAM', findings };
  }
  const user = smtpUser.value;
  if (user === null) {
    const renamed = renamedUser(world, checklist, name);
    if (renamed !== null) return renamed;
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
  const adopted = adoptableKey(world, checklist);
  const others = foreignKeys(world, checklist)
    .filter((each) => each.active && each !== adopted?.key)
    .map((each) => foreignKey(each, user));
  if (adopted !== null) findings.push(keyInPlace(adopted, user));
  else if (key === null) findings.push(...lostKey(user, checklist));
  if (findings.length > 0 || key === null) {
    return {
      status: 'todo',
      summary: todoSummary(user, key),
      findings: [...findings, ...others],
    };
  }
  const login = judgeLogin(user, key, checklist);
  // A refused login is explained by itself.
  const saved = login.status === 'problem' ? NO_CHANGE : savedFindings(user, world, checklist);
  const result = {
    ...login,
    status: saved.status ?? login.status,
    findings: [...saved.findings, ...login.findings],
  };
  const old = oldKeys(user, checklist);
  return {
    ...result,
    summary: [
      result.summary,
      ...(saved.status === null ? [] : ['the saved settings are missing or changed']),
      ...old.map(({ id, active }) => `old key ${id} ${active ? 'active' : 'inactive'}`),
    ].join('; '),
    findings: [
      ...result.findings,
      ...old.map((each) => oldKey(each, user)),
      ...others,
      ...pendingAddresses(world.addresses, world.domain),
    ],
  };
}

function judgeLogin(user: SmtpUser, key: AccessKey, checklist: Checklist): CheckResult {
  const login = lastLogin(checklist, key.id);
  const who = `user ${user.name}, key ${key.id}`;
  if (isProven(login)) {
    return {
      status: 'done',
      summary: `${who}, login proven ${login?.at.slice(0, 10)} (UTC)`,
      findings: [],
    };
  }
  if (login?.what === 'login-refused') {
    const refused = finding(
      'smtp/login-refused',
      `The SMTP server refused the login of key ${key.id}: ${escapeControls(login.facts.response)}`,
      {
        found: login.facts.response,
        fix: `SMTP can take minutes to accept a new key. Try it with \`ses-migrate send-test --via smtp\`, which reports more. If it is refused again, delete key ${key.id} in IAM and run make-smtp-creds to create a new one.`,
      },
    );
    return { status: 'problem', summary: `${who}, login refused`, findings: [refused] };
  }
  const why =
    login === null
      ? 'was not tried'
      : `could not be tried: ${escapeControls(login.facts.response)}`;
  const untried = finding('smtp/login-not-proven', `The login of key ${key.id} ${why}.`, {
    fix: 'Send a message with it: `ses-migrate send-test --via smtp`.',
  });
  return { status: 'done', summary: `${who}; login not proven`, findings: [untried] };
}

function todoSummary(user: SmtpUser, key: AccessKey | null): string {
  return key === null
    ? `user ${user.name} exists, but this checklist has not saved a key for it`
    : `user ${user.name}, key ${key.id}; something to fix`;
}
