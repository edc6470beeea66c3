import type { SmtpUser } from '../../core/aws/iam-user.ts';
import type { Checklist } from '../../core/checklist.ts';
import { EXIT, Failure } from '../../core/model/errors.ts';
import { runs } from '../../core/model/remedy.ts';
import type { Change } from '../../core/model/types.ts';
import { POLICY_NAME } from '../../core/smtp-credentials/smtp-keys.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import type { NewUser } from '../../ports/index.ts';
import type { Task } from '../step.ts';
import type { CredsSituation, MakeSmtpCredsOptions } from './inputs.ts';

/** Creates the user, or adopts the one that is there. */
export function userTask(
  user: SmtpUser | null,
  name: string,
  { answers, checklist }: CredsSituation,
): Task {
  const wanted = wantedUser(answers);
  const what = `IAM user ${name}`;
  if (user !== null) {
    checkAdopted(user, wanted);
    if (!isOurs(user, checklist)) return { changes: [takenOver(user)] };
    return { changes: [{ op: '=', what, from: 'there', to: 'there' }] };
  }
  const { permissionsBoundary, tags } = wanted;
  const limits = [
    ...(permissionsBoundary === null ? [] : [`boundary ${permissionsBoundary}`]),
    ...Object.entries(tags).map(([key, value]) => `tag ${key}=${value}`),
  ];
  return {
    changes: [{ op: '+', what, from: null, to: ['no console access', ...limits].join(', ') }],
    // IAM asks for it beside CreateUser where there are tags (IAM User Guide, tagging of users).
    iamActions: [
      'iam:CreateUser',
      ...(Object.keys(tags).length === 0 ? [] : ['iam:TagUser' as const]),
    ],
    async run({ ports, intend, record }) {
      await intend('create-user', { user: name });
      await ports.iam.createUser(name, wanted);
      await record('created-user', { user: name });
    },
  };
}

/**
 * Whether this tool made the user, as the account shows it: by the policy that it puts on every user. A checklist can come
 * with a pull request, so that it alone says nothing but of a user with neither policy nor key: one whose
 * making was cut short.
 */
function isOurs({ name, policies, keys }: SmtpUser, checklist: Checklist): boolean {
  if (POLICY_NAME in policies) return true;
  if (Object.keys(policies).length > 0 || keys.length > 0) return false;
  const step = checklist.steps['make-smtp-creds'];
  const made = [...(step?.receipts ?? []), ...(step?.intent ? [step.intent] : [])];
  return made.some(
    ({ what, facts }) => /^created?-user$/.test(what) && 'user' in facts && facts.user === name,
  );
}

/** Who can send with its new key can do all else that the user may: a person names it. */
function takenOver({ name }: SmtpUser): Change {
  const from = 'was not made by ses-migrate';
  return {
    op: '~',
    what: `IAM user ${name}`,
    from,
    to: 'gets the policy and a key',
    confirm: name,
  };
}

function wantedUser(answers: MakeSmtpCredsOptions): NewUser {
  return {
    permissionsBoundary: answers.permissionsBoundary ?? null,
    tags: Object.fromEntries((answers.tag ?? []).map(({ key, value }) => [key, value])),
  };
}

/** What was asked for and an adopted user does not have is reported: a limit that is not there is not to be believed in. */
function checkAdopted(user: SmtpUser, { permissionsBoundary, tags }: NewUser): void {
  const name = shellWord(user.name);
  const fixes = [
    ...(permissionsBoundary === null || permissionsBoundary === user.permissionsBoundary
      ? []
      : [
          `aws iam put-user-permissions-boundary --user-name ${name} --permissions-boundary ${shellWord(permissionsBoundary)}`,
        ]),
    ...Object.entries(tags)
      .filter(([key, value]) => user.tags[key] !== value)
      .map(
        ([key, value]) =>
          `aws iam tag-user --user-name ${name} --tags ${shellWord(`Key=${key},Value=${value}`)}`,
      ),
  ];
  if (fixes.length === 0) return;
  throw new Failure(
    'smtp/user-differs',
    `User ${user.name} already exists, without the requested permissions boundary or tags.`,
    { exitCode: EXIT.act, fix: [...fixes.map(runs), { say: 'Or remove these flags.' }] },
  );
}
