import type { PolicyStatement } from '../model/policy-statement.ts';

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** Allowed in From: every address of a domain, or addresses and patterns as IAM's StringLike reads them. */
export type AllowedFrom =
  | { readonly domain: string }
  | { readonly fromPatterns: readonly string[] };

/** How an application sends: SMTP needs `ses:SendRawEmail` alone (SES Developer Guide, smtp-credentials). */
export type SendsBy = 'api' | 'smtp' | 'both';

export interface SenderScope {
  readonly sendsBy: SendsBy;
  /** ARNs; `*` for all. */
  readonly resources: string | readonly string[];
}

/**
 * The policy of an application that sends, and of an SMTP user. The sender is held by `ses:FromAddress`, not by
 * the resource: SES asks also for the configuration set and for every recipient that is itself an identity of
 * the account. Without a scope the resource is `*`, as in AWS's own policy for SMTP users.
 */
export function senderPolicy(
  allowed: AllowedFrom,
  { sendsBy, resources }: SenderScope = { sendsBy: 'smtp', resources: '*' },
): PolicyDocument {
  const patterns = 'domain' in allowed ? [`*@${allowed.domain}`] : allowed.fromPatterns;
  const [first = '', ...more] = patterns;
  const smtp = sendsBy === 'smtp';
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: smtp ? 'SesSmtpSend' : 'SesSend',
        Effect: 'Allow',
        // The API asks for one or the other, by the form of the content (SESv2, SendEmail).
        Action: smtp ? 'ses:SendRawEmail' : ['ses:SendEmail', 'ses:SendRawEmail'],
        Resource: resources,
        Condition: { StringLike: { 'ses:FromAddress': more.length === 0 ? first : patterns } },
      },
    ],
  };
}

/** The values of every condition on `ses:FromAddress` in a policy document of whatever shape. */
export function sendersIn(document: unknown): readonly string[] {
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([key, value]) =>
    key.toLowerCase() === 'ses:fromaddress' ? [value].flat().map(String) : sendersIn(value),
  );
}

/**
 * Whether two policy documents say the same: order of keys and of list items, a single value or a list of
 * one, `true` or `"true"`, the case of actions and the `Sid` make no difference (IAM User Guide, grammar).
 */
export function comparePolicies(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** One text for all documents that say the same. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(canonical))].sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(String(value));
  const isStatement = 'Effect' in value;
  const members = Object.entries(value)
    .filter(([key]) => !(isStatement && key === 'Sid'))
    .map(([key, inner]) => canonicalMember(key, inner));
  return `{${members.sort().join()}}`;
}

function canonicalMember(key: string, value: unknown): string {
  const text = canonical(Array.isArray(value) ? value : [value]);
  const isAction = key === 'Action' || key === 'NotAction';
  return `${JSON.stringify(key)}:${isAction ? text.toLowerCase() : text}`;
}
