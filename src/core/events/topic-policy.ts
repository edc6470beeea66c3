import { matchesWildcard } from '../aws/wildcard.ts';

/**
 * Reads the policy of an SNS topic as far as it decides whether SES may publish, and adds what is missing (SES Developer
 * Guide, "Give Amazon SES permission to publish events to the topic"). What others put there stays.
 */

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

export interface PublishSource {
  readonly topicArn: string;
  /** Account of the configuration set, twelve digits. */
  readonly account: string;
  /** ARN of the configuration set. */
  readonly setArn: string;
}

export type PolicyVerdict =
  | { readonly kind: 'allowed' }
  /** `merged`: the document with the statement that is missing, which is called `sid`. */
  | { readonly kind: 'missing'; readonly merged: string; readonly sid: string }
  /** A statement denies SES, or everybody: no added one helps. */
  | { readonly kind: 'denied' }
  /** No policy document that can be read: nothing is written over it. */
  | { readonly kind: 'unreadable' };

const SES = 'ses.amazonaws.com';
const EVENTS_SID = 'AllowSesEvents';
const ALARMS_SID = 'AllowSesAlarms';

export function judgeTopicPolicy(document: string | null, source: PublishSource): PolicyVerdict {
  const policy = document === null ? emptyPolicy() : parsed(document);
  if (policy === null) return { kind: 'unreadable' };
  const statements = statementsOf(policy);
  if (statements === null) return { kind: 'unreadable' };
  const matching = statements.filter((statement) => covers(statement, source));
  if (matching.some(({ Effect }) => Effect === 'Deny')) return { kind: 'denied' };
  if (matching.length > 0) return { kind: 'allowed' };
  const sid = freeSid(EVENTS_SID, statements);
  return withStatement(policy, statements, statementFor(source, sid), sid);
}

function emptyPolicy(): JsonObject {
  return { Version: '2012-10-17', Statement: [] };
}

function parsed(document: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(document);
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function statementsOf({ Statement: given }: JsonObject): readonly JsonObject[] | null {
  const all: readonly unknown[] = Array.isArray(given) ? given : [given];
  const statements = all.filter(isObject);
  return statements.length === all.length ? statements : null;
}

/** One element, or a list of them, as the policy language allows. */
function listed(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((each) => typeof each === 'string');
}

function covers(statement: JsonObject, source: PublishSource): boolean {
  return (
    names(statement, SES) &&
    listed(statement.Action).some((action) =>
      matchesWildcard(action.toLowerCase(), 'sns:publish'),
    ) &&
    listed(statement.Resource).some((resource) => matchesWildcard(resource, source.topicArn)) &&
    conditionsHold(statement.Condition, source)
  );
}

function names({ Principal: principal }: JsonObject, service: string): boolean {
  if (principal === '*') return true;
  if (!isObject(principal)) return false;
  return [...listed(principal.Service), ...listed(principal.AWS)].some(
    (each) => each === service || each === '*',
  );
}

const EXACT = new Set(['StringEquals', 'StringEqualsIfExists']);
const PATTERNS = new Set(['StringLike', 'ArnEquals', 'ArnLike', 'StringLikeIfExists']);

/** Other conditions cannot be judged here and count as not met, so that a statement is added beside them. */
function conditionsHold(condition: unknown, { account, setArn }: PublishSource): boolean {
  if (condition === undefined) return true;
  if (!isObject(condition)) return false;
  const known: Readonly<Record<string, string>> = {
    'aws:sourceaccount': account,
    'aws:sourcearn': setArn,
  };
  return Object.entries(condition).every(([operator, keys]) => {
    if (!isObject(keys)) return false;
    return Object.entries(keys).every(([key, wanted]) => {
      const value = known[key.toLowerCase()];
      if (value === undefined) return operator.endsWith('IfExists');
      if (EXACT.has(operator)) return listed(wanted).includes(value);
      return (
        PATTERNS.has(operator) && listed(wanted).some((pattern) => matchesWildcard(pattern, value))
      );
    });
  });
}

function statementFor({ topicArn, account, setArn }: PublishSource, sid: string): JsonObject {
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: SES },
    Action: 'sns:Publish',
    Resource: topicArn,
    Condition: { StringEquals: { 'AWS:SourceAccount': account, 'AWS:SourceArn': setArn } },
  };
}

function withStatement(
  policy: JsonObject,
  statements: readonly JsonObject[],
  added: JsonObject,
  sid: string,
): PolicyVerdict {
  const merged = JSON.stringify({ ...policy, Statement: [...statements, added] });
  return { kind: 'missing', merged, sid };
}

/** Sids are unique in a policy. */
function freeSid(wanted: string, statements: readonly JsonObject[]): string {
  const taken = new Set(statements.map(({ Sid }) => Sid));
  for (let number = 1; ; number += 1) {
    const sid = number === 1 ? wanted : `${wanted}${number}`;
    if (!taken.has(sid)) return sid;
  }
}

/** The statement that lets an alarm tell the topic, where a policy of its own replaced the default. */
export function judgeAlarmPolicy(
  document: string | null,
  source: { readonly topicArn: string; readonly account: string; readonly region: string },
): PolicyVerdict {
  const policy = document === null ? emptyPolicy() : parsed(document);
  const statements = policy === null ? null : statementsOf(policy);
  if (policy === null || statements === null) return { kind: 'unreadable' };
  const isAllowed = statements.some(
    (statement) =>
      statement.Effect === 'Allow' &&
      (isFor(statement, 'cloudwatch.amazonaws.com') || isOwners(statement, source.account)) &&
      listed(statement.Action).some((action) =>
        matchesWildcard(action.toLowerCase(), 'sns:publish'),
      ) &&
      listed(statement.Resource).some((resource) => matchesWildcard(resource, source.topicArn)),
  );
  if (isAllowed) return { kind: 'allowed' };
  const sid = freeSid(ALARMS_SID, statements);
  const added: JsonObject = {
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: source.topicArn,
    Condition: { StringEquals: { 'AWS:SourceAccount': source.account } },
  };
  return withStatement(policy, statements, added, sid);
}

function isFor({ Principal: principal }: JsonObject, service: string): boolean {
  return isObject(principal) && listed(principal.Service).includes(service);
}

/** SNS's default statement: everybody of the owner's account, CloudWatch for it included; or really everybody. */
function isOwners({ Principal: principal, Condition: condition }: JsonObject, account: string) {
  const isEverybody =
    principal === '*' || (isObject(principal) && listed(principal.AWS).includes('*'));
  return isEverybody && (condition === undefined || JSON.stringify(condition).includes(account));
}

/** Whether a policy has a statement of this Sid; null: it is not a document that can be read. */
export function hasStatement(document: string | null, sid: string): boolean | null {
  const policy = document === null ? emptyPolicy() : parsed(document);
  const statements = policy === null ? null : statementsOf(policy);
  return statements === null ? null : statements.some(({ Sid }) => Sid === sid);
}
