import { findRegion } from './regions.ts';
import type { StoreName } from './secret-stores.ts';

/**
 * What IAM judges an action on. `any`: the action knows no resource, so a policy has to say `*`.
 * `addresses` are the identities that are e-mail addresses, `identities` all; `identity-in-any-region` is that of
 * the domain in any Region.
 */
export type On =
  | 'any'
  | 'identity'
  | 'identities'
  | 'identity-in-any-region'
  | 'addresses'
  | 'domain-addresses'
  | 'configuration-set'
  | 'zone'
  | 'change'
  | 'smtp-user'
  | 'parameter'
  | 'secret'
  | 'topic'
  | 'alarm'
  | 'proof-queue'
  | 'proof-rule';

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
  /** Of the events; absent: any of the account in this Region. */
  readonly topicArn?: string;
}

/** What one IAM action is judged on, and the only store of secrets that needs it. */
interface ActionFacts {
  readonly on: readonly On[];
  readonly store?: StoreName;
}

/**
 * Every IAM action that this tool can need, with the resources that it is usually judged on here (resource types:
 * Service Authorization Reference of SES v2, Route 53, IAM; read 2026-09), in the order in which a policy names
 * them. `sts:GetCallerIdentity` is not here: it needs no permission (STS API reference).
 * test/core/aws/permissions.test.ts holds the calls of the adapter against this list.
 */
export const IAM_ACTIONS = {
  'ses:GetEmailIdentity': { on: ['identity'] },
  'ses:ListEmailIdentities': { on: ['any'] },
  'ses:CreateEmailIdentity': { on: ['identity', 'configuration-set'] },
  'ses:PutEmailIdentityMailFromAttributes': { on: ['identity'] },
  'ses:PutEmailIdentityDkimAttributes': { on: ['identity'] },
  'ses:PutEmailIdentityDkimSigningAttributes': { on: ['identity'] },
  'ses:PutEmailIdentityConfigurationSetAttributes': { on: ['identity', 'configuration-set'] },
  'ses:GetConfigurationSet': { on: ['configuration-set'] },
  'ses:GetConfigurationSetEventDestinations': { on: ['configuration-set'] },
  'ses:GetIdentityNotificationAttributes': { on: ['any'] },
  'ses:CreateConfigurationSet': { on: ['configuration-set'] },
  'ses:PutConfigurationSetReputationOptions': { on: ['configuration-set'] },
  'ses:PutConfigurationSetSuppressionOptions': { on: ['configuration-set'] },
  'ses:CreateConfigurationSetEventDestination': { on: ['configuration-set'] },
  'ses:UpdateConfigurationSetEventDestination': { on: ['configuration-set'] },
  'sns:GetTopicAttributes': { on: ['topic'] },
  'sns:ListSubscriptionsByTopic': { on: ['topic'] },
  'sns:CreateTopic': { on: ['topic'] },
  // Asked for beside CreateTopic where the topic gets tags.
  'sns:TagResource': { on: ['topic'] },
  'sns:SetTopicAttributes': { on: ['topic'] },
  'sns:Subscribe': { on: ['topic'] },
  'sns:Unsubscribe': { on: ['any'] },
  'cloudwatch:DescribeAlarmsForMetric': { on: ['any'] },
  'cloudwatch:PutMetricAlarm': { on: ['alarm'] },
  // Asked for beside PutMetricAlarm where the alarm gets tags.
  'cloudwatch:TagResource': { on: ['alarm'] },
  'sqs:ListQueues': { on: ['any'] },
  'sqs:ListQueueTags': { on: ['proof-queue'] },
  'sqs:CreateQueue': { on: ['proof-queue'] },
  // Asked for beside CreateQueue where the queue gets tags.
  'sqs:TagQueue': { on: ['proof-queue'] },
  'sqs:ReceiveMessage': { on: ['proof-queue'] },
  'sqs:DeleteMessage': { on: ['proof-queue'] },
  'sqs:DeleteQueue': { on: ['proof-queue'] },
  'events:PutRule': { on: ['proof-rule'] },
  'events:PutTargets': { on: ['proof-rule'] },
  'events:RemoveTargets': { on: ['proof-rule'] },
  'events:DeleteRule': { on: ['proof-rule'] },
  'route53:ListHostedZonesByName': { on: ['any'] },
  'route53:GetHostedZone': { on: ['zone'] },
  'route53:ListResourceRecordSets': { on: ['zone'] },
  'route53:ChangeResourceRecordSets': { on: ['zone'] },
  'route53:GetChange': { on: ['change'] },
  'ses:GetAccount': { on: ['any'] },
  'ses:PutAccountDetails': { on: ['any'] },
  'iam:GetUser': { on: ['smtp-user'] },
  'iam:ListAccessKeys': { on: ['smtp-user'] },
  'iam:GetAccessKeyLastUsed': { on: ['smtp-user'] },
  'iam:ListUserPolicies': { on: ['smtp-user'] },
  'iam:GetUserPolicy': { on: ['smtp-user'] },
  'iam:CreateUser': { on: ['smtp-user'] },
  // Asked for beside CreateUser where the user gets tags.
  'iam:TagUser': { on: ['smtp-user'] },
  'iam:PutUserPolicy': { on: ['smtp-user'] },
  'iam:CreateAccessKey': { on: ['smtp-user'] },
  'iam:UpdateAccessKey': { on: ['smtp-user'] },
  'iam:DeleteAccessKey': { on: ['smtp-user'] },
  'ssm:GetParameter': { on: ['parameter'], store: 'ssm' },
  'ssm:PutParameter': { on: ['parameter'], store: 'ssm' },
  'secretsmanager:DescribeSecret': { on: ['secret'], store: 'secrets-manager' },
  'secretsmanager:GetSecretValue': { on: ['secret'], store: 'secrets-manager' },
  'secretsmanager:CreateSecret': { on: ['secret'], store: 'secrets-manager' },
  'secretsmanager:PutSecretValue': { on: ['secret'], store: 'secrets-manager' },
  'ses:SendRawEmail': { on: ['identities', 'configuration-set'] },
  'ses:DeleteEmailIdentity': { on: ['addresses'] },
  // Asked for beside CreateEmailIdentity when tags of an expired address are kept (not verified with AWS).
  'ses:TagResource': { on: ['addresses'] },
} as const satisfies Readonly<Record<string, ActionFacts>>;

export type IamAction = keyof typeof IAM_ACTIONS;

/** A right to one action on these resources. */
export interface Right {
  readonly action: IamAction;
  readonly on: readonly On[];
}

/** A right to an action, on what it is usually judged on unless `on` says otherwise. */
export function rightTo(action: IamAction, ...on: readonly On[]): Right {
  return { action, on: on.length === 0 ? IAM_ACTIONS[action].on : on };
}

/** Rights to these actions, each on what it is usually judged on. */
export function rightsTo(...actions: readonly IamAction[]): readonly Right[] {
  return actions.map((action) => rightTo(action));
}

/** The store of secrets without which the action is not needed; null: it is always needed. */
export function storeOf(action: IamAction): StoreName | null {
  const facts: ActionFacts = IAM_ACTIONS[action];
  return facts.store ?? null;
}

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
  const facts: Readonly<Record<string, ActionFacts>> = IAM_ACTIONS;
  const on = Object.hasOwn(facts, action) ? facts[action]?.on : undefined;
  const names: Names = { ...NOBODY, region: '*', account };
  return [...new Set((on ?? (['any'] as const)).map((each) => arnOf(each, names)))];
}

/** The ARN, or `*`, that is in a policy for what an action is judged on. */
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
    case 'identity-in-any-region':
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
    case 'topic':
      return names.topicArn ?? `arn:${partition}:sns:${region}:${account}:*`;
    case 'alarm':
      return `arn:${partition}:cloudwatch:${region}:${account}:alarm:ses-migrate-*`;
    case 'proof-queue':
      return `arn:${partition}:sqs:${region}:${account}:ses-migrate-proof-*`;
    case 'proof-rule':
      return `arn:${partition}:events:${region}:${account}:rule/ses-migrate-proof-*`;
  }
}
