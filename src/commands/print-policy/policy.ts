import { operatorPolicy } from '../../core/aws/operator-policy.ts';
import { AWS_COMMANDS, type AwsCommand, arnOf, type Names } from '../../core/aws/permissions.ts';
import { type PolicyDocument, senderPolicy } from '../../core/aws/policies.ts';
import type { StoreName } from '../../core/aws/secret-stores.ts';
import type { Checklist } from '../../core/checklist.ts';
import { senderPatternOf, smtpUserOf } from '../../core/domain-setup/defaults.ts';
import { EXIT, usage } from '../../core/model/errors.ts';
import type { Report } from '../../core/model/types.ts';
import { candidatesOf } from '../../core/records/footprint.ts';
import { storeIn } from '../../core/smtp-credentials/secret-store.ts';
import { jsonText } from '../../core/text/json-text.ts';
import type { Subject } from '../../flow/session.ts';
import { PortError, type Sts } from '../../ports/index.ts';
import { policyHcl } from '../../render/policy-hcl.ts';
import { secretNameOf } from '../../steps/make-smtp-creds/inputs.ts';
import type { PrintPolicyOptions } from './inputs.ts';

export type PolicyRole = 'operator' | 'sender';

/** What `print-policy` is asked for; throws Failure `usage/bad-role`. */
export function parseRole(role: string | undefined): PolicyRole {
  if (role === 'operator' || role === 'sender') return role;
  throw usage(
    'bad-role',
    role === undefined
      ? 'print-policy needs to know whose policy.'
      : `There is no policy for ${JSON.stringify(role)}.`,
    '`ses-migrate print-policy operator` is for who runs ses-migrate, `print-policy sender` for what sends mail.',
  );
}

export interface PolicyJob {
  readonly role: PolicyRole;
  readonly subject: Subject;
  readonly answers: PrintPolicyOptions;
  /** Of this domain, with the choices of the command line. */
  readonly checklist: Checklist;
  /** Asked only where nothing else says the account. */
  readonly caller: Sts['caller'];
}

/** The policy for a role, with every name filled in that is known; asks AWS for nothing but the account. */
export async function printPolicy(job: PolicyJob): Promise<Report> {
  const { role, subject, answers, checklist } = job;
  const account = await accountOf(job, checklist);
  const names: Names = {
    ...subject,
    account,
    configurationSet: checklist.choices.configurationSet ?? null,
    zoneId: checklist.choices.hostedZoneId ?? null,
    smtpUser: smtpUserOf(subject.domain, checklist),
    secretName: secretNameOf(answers, subject.domain),
  };
  const commands = answers.for ?? AWS_COMMANDS;
  const policy =
    role === 'sender'
      ? policyOfSender(names, checklist)
      : policyOfOperator(names, commands, checklist, storeIn(answers.output ?? null));
  const format = answers.format ?? 'json';
  return {
    version: 1,
    command: 'print-policy',
    target: { ...subject, account },
    status: 'done',
    exitCode: EXIT.done,
    steps: [],
    next: [],
    data: {
      role,
      format,
      commands: role === 'operator' ? commands : null,
      policy,
      text: format === 'json' ? `${jsonText(policy, 2)}\n` : hcl(policy, role, subject),
      notes: notes(role, names, policy, commands),
    },
  };
}

function policyOfOperator(
  names: Names,
  commands: readonly AwsCommand[],
  checklist: Checklist,
  store: StoreName | null,
): PolicyDocument {
  const { dns = 'auto', mailFrom } = checklist.choices;
  const domain = names.domain ?? '';
  // DNS decides which one is free, and is not asked here.
  const candidates = names.domain === null ? [] : candidatesOf(domain);
  return operatorPolicy({
    ...names,
    commands,
    store,
    route53: dns === 'auto' || dns === 'route53',
    from: senderPatternOf(domain, checklist),
    mailFrom: mailFrom === undefined ? candidates : [mailFrom],
  });
}

function policyOfSender(names: Names, checklist: Checklist): PolicyDocument {
  const { sendsBy = 'both' } = checklist.choices;
  const resources = [arnOf('identities', names), arnOf('configuration-set', names)];
  const fromPattern = senderPatternOf(names.domain ?? '', checklist);
  return senderPolicy({ fromPattern }, { sendsBy, resources });
}

function hcl(policy: PolicyDocument, role: PolicyRole, { domain }: Subject): string {
  return policyHcl(policy, `ses_${role}`, `ses-${role}-${domain}`);
}

/** From the flag, the checklist, or AWS; null where none of them says. */
async function accountOf(job: PolicyJob, checklist: Checklist): Promise<string | null> {
  const known = job.answers.account ?? checklist.account;
  if (known !== null) return known;
  try {
    return (await job.caller()).account;
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return null;
  }
}

/** What a reader of the policy should know and it cannot say. */
function notes(
  role: PolicyRole,
  names: Names,
  policy: PolicyDocument,
  commands: readonly AwsCommand[],
): readonly string[] {
  const written = JSON.stringify(policy);
  const open: readonly [boolean, string][] = [
    [
      names.account === null,
      'The account is not known here and stands as *: fill it in with --account.',
    ],
    [
      names.configurationSet === null && written.includes(':configuration-set/*'),
      'Every configuration set is allowed: name yours with --configuration-set.',
    ],
    [
      written.includes(':hostedzone/*'),
      'Every hosted zone may be read, and written at the names of this domain: name yours with --hosted-zone-id.',
    ],
    [
      role === 'operator' && commands.includes('make-smtp-creds'),
      `iam:PutUserPolicy lets the operator give ${names.smtpUser} any right: set a permissions boundary on that user if that is too much, or leave make-smtp-creds out with --for.`,
    ],
    [
      role === 'sender',
      'The From address holds the sender. SES also asks for the identity of a recipient that is verified in this account, hence identity/*.',
    ],
  ];
  return open.flatMap(([holds, note]) => (holds ? [note] : []));
}
