import { findRegion } from './regions.ts';
import type { StoreName } from './secret-stores.ts';

/** Commands that ask AWS for something, in the order of the journey. */
export const AWS_COMMANDS = [
  'verify-domain',
  'check-dns',
  'request-production',
  'make-smtp-creds',
  'send-test',
  'verify-address',
  'export',
  'status',
] as const;
export type AwsCommand = (typeof AWS_COMMANDS)[number];

/**
 * What IAM judges an action on. `any`: the action knows no resource, so a policy has to say `*`.
 * `addresses` are the identities that are e-mail addresses, `identities` all; `identity-elsewhere` is that of
 * the domain in any Region.
 */
type On =
  | 'any'
  | 'identity'
  | 'identities'
  | 'identity-elsewhere'
  | 'addresses'
  | 'domain-addresses'
  | 'configuration-set'
  | 'zone'
  | 'change'
  | 'smtp-user'
  | 'parameter'
  | 'secret';

/** The names that stand in ARNs; null where a name is not known: `*` stands for it. */
export interface Names {
  readonly region: string;
  readonly account: string | null;
  readonly domain: string | null;
  /** null: any. */
  readonly configurationSet: string | null;
  readonly zoneId: string | null;
  readonly smtpUser: string | null;
  /** In the store of secrets. */
  readonly secretName?: string | null;
}

/** A right to one action: what it is judged on, and the commands that use it so. */
export interface Right {
  readonly action: string;
  readonly on: readonly On[];
  readonly commands: readonly AwsCommand[];
  /** Needed only where the secret goes to this store. */
  readonly store?: StoreName;
}

const ZONE_READERS = ['verify-domain', 'check-dns', 'export', 'status'] as const;
const SET_READERS = ['verify-domain', 'export', 'status'] as const;
const USER_READERS = ['make-smtp-creds', 'status'] as const;

/**
 * Every IAM action that this tool can need, with the resource types of the Service Authorization Reference
 * (SES v2, Route 53, IAM; read 2026-09). `sts:GetCallerIdentity` is not here: it needs no permission (STS API
 * reference). test/core/aws/permissions.test.ts holds the calls of the adapter against this list.
 */
export const RIGHTS: readonly Right[] = [
  {
    action: 'ses:GetEmailIdentity',
    on: ['identity'],
    commands: ['verify-domain', 'check-dns', 'export'],
  },
  // What is around the identity is told, and hinders nothing where it is refused.
  {
    action: 'ses:GetEmailIdentity',
    on: ['identity-elsewhere', 'domain-addresses'],
    commands: ['verify-domain', 'status'],
  },
  { action: 'ses:ListEmailIdentities', on: ['any'], commands: ['verify-domain', 'status'] },
  {
    action: 'ses:CreateEmailIdentity',
    on: ['identity', 'configuration-set'],
    commands: ['verify-domain'],
  },
  {
    action: 'ses:PutEmailIdentityMailFromAttributes',
    on: ['identity'],
    commands: ['verify-domain'],
  },
  { action: 'ses:PutEmailIdentityDkimAttributes', on: ['identity'], commands: ['verify-domain'] },
  {
    action: 'ses:PutEmailIdentityDkimSigningAttributes',
    on: ['identity'],
    commands: ['verify-domain'],
  },
  {
    action: 'ses:PutEmailIdentityConfigurationSetAttributes',
    on: ['identity', 'configuration-set'],
    commands: ['verify-domain'],
  },
  { action: 'ses:GetConfigurationSet', on: ['configuration-set'], commands: SET_READERS },
  {
    action: 'ses:GetConfigurationSetEventDestinations',
    on: ['configuration-set'],
    commands: SET_READERS,
  },
  { action: 'route53:ListHostedZonesByName', on: ['any'], commands: ZONE_READERS },
  { action: 'route53:GetHostedZone', on: ['zone'], commands: ZONE_READERS },
  { action: 'route53:ListResourceRecordSets', on: ['zone'], commands: ZONE_READERS },
  { action: 'route53:ChangeResourceRecordSets', on: ['zone'], commands: ['verify-domain'] },
  { action: 'route53:GetChange', on: ['change'], commands: ['verify-domain'] },
  {
    action: 'ses:GetAccount',
    on: ['any'],
    commands: ['request-production', 'send-test', 'verify-address', 'status'],
  },
  { action: 'ses:PutAccountDetails', on: ['any'], commands: ['request-production'] },
  { action: 'iam:GetUser', on: ['smtp-user'], commands: USER_READERS },
  { action: 'iam:ListAccessKeys', on: ['smtp-user'], commands: [...USER_READERS, 'send-test'] },
  // send-test asks for both only to say why a login was refused, and does without them.
  {
    action: 'iam:GetAccessKeyLastUsed',
    on: ['smtp-user'],
    commands: [...USER_READERS, 'send-test'],
  },
  { action: 'iam:ListUserPolicies', on: ['smtp-user'], commands: USER_READERS },
  { action: 'iam:GetUserPolicy', on: ['smtp-user'], commands: USER_READERS },
  { action: 'iam:CreateUser', on: ['smtp-user'], commands: ['make-smtp-creds'] },
  // Asked for beside CreateUser where the user gets tags.
  { action: 'iam:TagUser', on: ['smtp-user'], commands: ['make-smtp-creds'] },
  { action: 'iam:PutUserPolicy', on: ['smtp-user'], commands: ['make-smtp-creds'] },
  { action: 'iam:CreateAccessKey', on: ['smtp-user'], commands: ['make-smtp-creds'] },
  { action: 'iam:UpdateAccessKey', on: ['smtp-user'], commands: ['make-smtp-creds'] },
  { action: 'iam:DeleteAccessKey', on: ['smtp-user'], commands: ['make-smtp-creds'] },
  {
    action: 'ssm:GetParameter',
    on: ['parameter'],
    commands: ['make-smtp-creds', 'send-test'],
    store: 'ssm',
  },
  {
    action: 'ssm:PutParameter',
    on: ['parameter'],
    commands: ['make-smtp-creds'],
    store: 'ssm',
  },
  {
    action: 'secretsmanager:DescribeSecret',
    on: ['secret'],
    commands: ['make-smtp-creds'],
    store: 'secrets-manager',
  },
  {
    // Read after a run that was killed, and for the login of send-test.
    action: 'secretsmanager:GetSecretValue',
    on: ['secret'],
    commands: ['make-smtp-creds', 'send-test'],
    store: 'secrets-manager',
  },
  {
    action: 'secretsmanager:CreateSecret',
    on: ['secret'],
    commands: ['make-smtp-creds'],
    store: 'secrets-manager',
  },
  {
    action: 'secretsmanager:PutSecretValue',
    on: ['secret'],
    commands: ['make-smtp-creds'],
    store: 'secrets-manager',
  },
  // In the sandbox send-test looks whether the recipient is verified: its address or its domain.
  { action: 'ses:GetEmailIdentity', on: ['identities'], commands: ['send-test', 'verify-address'] },
  { action: 'ses:SendRawEmail', on: ['identities', 'configuration-set'], commands: ['send-test'] },
  {
    action: 'ses:CreateEmailIdentity',
    on: ['addresses', 'configuration-set'],
    commands: ['verify-address'],
  },
  { action: 'ses:DeleteEmailIdentity', on: ['addresses'], commands: ['verify-address'] },
  // Asked for beside CreateEmailIdentity when tags of an expired address are kept (not verified with AWS).
  { action: 'ses:TagResource', on: ['addresses'], commands: ['verify-address'] },
  { action: 'ses:GetEmailIdentity', on: ['identity'], commands: ['status'] },
];

/** Actions that IAM judges under another name than the operation: raw content (SES, SendEmail). */
const JUDGED_AS: Readonly<Record<string, string>> = { 'ses:SendEmail': 'ses:SendRawEmail' };

/** The IAM action behind a call of the SDK. */
export function actionOf(service: string, operation: string): string {
  const call = `${service}:${operation}`;
  return JUDGED_AS[call] ?? call;
}

const NOBODY: Omit<Names, 'region' | 'account'> = {
  domain: null,
  configurationSet: null,
  zoneId: null,
  smtpUser: null,
};

/** Where AWS does not say on what it refused an action: the resources that a policy has to name. */
export function resourcesOf(action: string, account: string | null): readonly string[] {
  const right = RIGHTS.find((each) => each.action === action);
  const names: Names = { ...NOBODY, region: '*', account };
  return [...new Set((right?.on ?? ['any']).map((on) => arnOf(on, names)))];
}

/** The ARN, or `*`, that stands in a policy for what an action is judged on. */
export function arnOf(on: On, names: Names): string {
  const { region, domain } = names;
  const partition = findRegion(region)?.partition ?? 'aws';
  const account = names.account ?? '*';
  const ses = `arn:${partition}:ses:${region}:${account}`;
  switch (on) {
    case 'any':
      return '*';
    case 'identity':
      return `${ses}:identity/${domain ?? '*'}`;
    case 'identities':
      return `${ses}:identity/*`;
    case 'identity-elsewhere':
      return `arn:${partition}:ses:*:${account}:identity/${domain ?? '*'}`;
    case 'addresses':
      return `${ses}:identity/*@*`;
    case 'domain-addresses':
      return `${ses}:identity/*@${domain ?? '*'}`;
    case 'configuration-set':
      return `${ses}:configuration-set/${names.configurationSet ?? '*'}`;
    case 'zone':
      return `arn:${partition}:route53:::hostedzone/${names.zoneId ?? '*'}`;
    case 'change':
      return `arn:${partition}:route53:::change/*`;
    case 'smtp-user':
      return `arn:${partition}:iam::${account}:user/${names.smtpUser ?? '*'}`;
    case 'parameter':
      return `arn:${partition}:ssm:${region}:${account}:parameter/${(names.secretName ?? '*').replace(/^\//, '')}`;
    case 'secret':
      // Secrets Manager puts a hyphen and six characters behind the name.
      return `arn:${partition}:secretsmanager:${region}:${account}:secret:${names.secretName ?? ''}*`;
  }
}
