import { type CommandRights, operatorPolicy } from '../../core/aws/operator-policy.ts';
import { arnOf, type Names } from '../../core/aws/permissions.ts';
import { type PolicyDocument, senderPolicy } from '../../core/aws/policies.ts';
import type { StoreName } from '../../core/aws/secret-stores.ts';
import type { Checklist } from '../../core/checklist.ts';
import { senderPatternsOf, smtpUserOf } from '../../core/domain-setup/defaults.ts';
import { EXIT, usage } from '../../core/model/errors.ts';
import type { ReportOf } from '../../core/model/types.ts';
import { candidatesOf } from '../../core/records/footprint.ts';
import { storeIn } from '../../core/smtp-credentials/secret-store.ts';
import { jsonText } from '../../core/text/json-text.ts';
import type { Subject } from '../../flow/session.ts';
import { PortError, type Sts } from '../../ports/index.ts';
import { policyHcl } from '../../render/policy-hcl.ts';
import { onlyStore, secretNameOf } from '../../steps/make-smtp-creds/inputs.ts';
import { makeSmtpCreds } from '../../steps/make-smtp-creds/step.ts';
import type { PrintPolicyOptions } from './inputs.ts';

export interface PrintPolicyData {
  readonly role: PolicyRole;
  readonly format: NonNullable<PrintPolicyOptions['format']>;
  /** null: those of a sender are not chosen. */
  readonly commands: readonly string[] | null;
  readonly policy: PolicyDocument;
  /** The policy in the form that was asked for, with a line break at its end. */
  readonly text: string;
  /** What to know of it, for people. */
  readonly notes: readonly string[];
}

declare module '../../core/model/types.ts' {
  interface ReportData {
    readonly 'print-policy': PrintPolicyData;
  }
}

export type PolicyRole = 'operator' | 'sender';

/** What `print-policy` is asked for; throws Failure `usage/bad-role`. */
export function parseRole(role: string | undefined): PolicyRole {
  if (role === 'operator' || role === 'sender') return role;
  throw usage(
    'bad-role',
    role === undefined ? 'The role is missing.' : `Unknown role: ${JSON.stringify(role)}.`,
    'Use `ses-migrate print-policy operator` for the person who runs ses-migrate, or `ses-migrate print-policy sender` for the applications that send.',
  );
}

export interface PolicyJob {
  readonly role: PolicyRole;
  readonly subject: Subject;
  readonly answers: PrintPolicyOptions;
  /** Those that the policy of an operator is for. */
  readonly commands: readonly CommandRights[];
  /** Of this domain, with the choices of the command line. */
  readonly checklist: Checklist;
  /** Called only if nothing else gives the account. */
  readonly caller: Sts['caller'];
}

/** The policy for a role, with every name filled in that is known; of AWS, it reads only the account. */
export async function printPolicy(job: PolicyJob): Promise<ReportOf<'print-policy'>> {
  const { role, subject, answers, checklist, commands } = job;
  const account = await accountOf(job, checklist);
  const store = onlyStore(answers);
  const names: Names = {
    ...subject,
    account,
    configurationSet: checklist.choices.configurationSet ?? null,
    zoneId: checklist.choices.hostedZoneId ?? null,
    smtpUser: smtpUserOf(subject.domain, checklist),
    secretName: store === null ? null : secretNameOf(store, subject.domain),
  };
  const policy =
    role === 'sender'
      ? policyOfSender(names, checklist)
      : policyOfOperator(names, commands, checklist, storeIn(store?.output ?? null));
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
      commands: role === 'operator' ? commands.map(({ id }) => id) : null,
      policy,
      text: format === 'json' ? `${jsonText(policy, 2)}\n` : hcl(policy, role, subject),
      notes: notes(role, names, policy, commands),
    },
  };
}

function policyOfOperator(
  names: Names,
  commands: readonly CommandRights[],
  checklist: Checklist,
  store: StoreName | null,
): PolicyDocument {
  const { dns = 'auto', mailFrom } = checklist.choices;
  const domain = names.domain ?? '';
  // DNS decides which name is free, and is not read here.
  const candidates = names.domain === null ? [] : candidatesOf(domain);
  return operatorPolicy({
    ...names,
    commands,
    store,
    route53: dns === 'auto' || dns === 'route53',
    from: senderPatternsOf(domain, checklist),
    mailFrom: mailFrom === undefined ? candidates : [mailFrom],
  });
}

function policyOfSender(names: Names, checklist: Checklist): PolicyDocument {
  const { sendsBy = 'both' } = checklist.choices;
  const resources = [arnOf('identities', names), arnOf('configuration-set', names)];
  const fromPatterns = senderPatternsOf(names.domain ?? '', checklist);
  return senderPolicy({ fromPatterns }, { sendsBy, resources });
}

function hcl(policy: PolicyDocument, role: PolicyRole, { domain }: Subject): string {
  return policyHcl(policy, `ses_${role}`, `ses-${role}-${domain}`);
}

/** From the flag, the checklist, or AWS; null: unknown. */
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

/** What the reader should know besides the policy itself. */
function notes(
  role: PolicyRole,
  names: Names,
  policy: PolicyDocument,
  commands: readonly CommandRights[],
): readonly string[] {
  const written = JSON.stringify(policy);
  const open: readonly [boolean, string][] = [
    [
      names.account === null,
      'The account is unknown, so the policy has * in its place. Set it with --account.',
    ],
    [
      names.configurationSet === null && written.includes(':configuration-set/*'),
      'The policy allows every configuration set. Name yours with --configuration-set.',
    ],
    [
      written.includes(':hostedzone/*'),
      'The policy allows reading every hosted zone, and writing the names of this domain in each. Name your zone with --hosted-zone-id.',
    ],
    [
      role === 'operator' && commands.some(({ id }) => id === makeSmtpCreds.id),
      `iam:PutUserPolicy lets the operator grant ${names.smtpUser} any permission. To prevent that, set a permissions boundary on the user, or leave make-smtp-creds out with --for.`,
    ],
    [
      role === 'sender',
      'The condition on the From address limits the sender. The resource is identity/* because SES also checks the identity of a recipient that is verified in this account.',
    ],
  ];
  return open.flatMap(([holds, note]) => (holds ? [note] : []));
}
