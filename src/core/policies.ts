/** A statement that allows something (IAM User Guide, JSON policy elements). */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  /** Values by operator and condition key. */
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** Who may be in From: every address of a domain, or an address or pattern as IAM's StringLike reads it. */
export type AllowedFrom = { readonly domain: string } | { readonly fromPattern: string };

/**
 * The inline policy of an SMTP user. SMTP needs `ses:SendRawEmail` and nothing else (SES Developer Guide,
 * smtp-credentials). The resource is `*`, as in AWS's own policy, and the sender is held by
 * `ses:FromAddress`: with a resource given, SES also asks for the recipient's identity and the
 * configuration set.
 */
export function senderPolicy(allowed: AllowedFrom): PolicyDocument {
  const pattern = 'domain' in allowed ? `*@${allowed.domain}` : allowed.fromPattern;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'SesSmtpSend',
        Effect: 'Allow',
        Action: 'ses:SendRawEmail',
        Resource: '*',
        Condition: { StringLike: { 'ses:FromAddress': pattern } },
      },
    ],
  };
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
