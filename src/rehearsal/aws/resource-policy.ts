import { AwsError } from './errors.ts';
import { type Context, decide, readConditions, type Statement, texts } from './policy.ts';
import { isRecord } from './shape.ts';

/** An AWS service that calls on behalf of an account: SES at a topic, SNS at a queue. */
export interface ServiceCall {
  /** `ses.amazonaws.com` */
  readonly principal: string;
  readonly action: string;
  /** ARN that the policy is attached to. */
  readonly resource: string;
  /** `AWS:SourceAccount`, `aws:SourceArn`, … */
  readonly context: Context;
}

interface ResourceStatement extends Statement {
  /** `*`, or names of services and accounts. */
  readonly principals: readonly string[];
}

/**
 * Whether the policy of a topic or queue lets a service in (IAM User Guide, resource-based policies): without a
 * statement for it nothing does.
 */
export function letsIn(document: string | undefined, call: ServiceCall): boolean {
  if (document === undefined || document === '') return false;
  const statements = readResourcePolicy(document).filter(
    ({ principals }) => principals.includes('*') || principals.includes(call.principal),
  );
  return decide(statements, call.action, call.resource, call.context) === 'allowed';
}

/** Throws MalformedPolicyDocument. */
export function readResourcePolicy(document: string): readonly ResourceStatement[] {
  let policy: unknown;
  try {
    policy = JSON.parse(document);
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed();
    throw error;
  }
  if (!isRecord(policy) || policy.Statement === undefined) throw malformed();
  const statements: readonly unknown[] = Array.isArray(policy.Statement)
    ? policy.Statement
    : [policy.Statement];
  return statements.map(readStatement);
}

function readStatement(statement: unknown): ResourceStatement {
  if (!isRecord(statement)) throw malformed();
  const { Effect: effect } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed();
  return {
    effect,
    principals: principalsOf(statement.Principal),
    actions: texts(statement.Action),
    resources: texts(statement.Resource),
    conditions: readConditions(statement.Condition),
  };
}

function principalsOf(principal: unknown): readonly string[] {
  if (principal === '*') return ['*'];
  if (!isRecord(principal)) throw malformed();
  return Object.values(principal).flatMap(texts);
}

function malformed(): AwsError {
  return new AwsError('MalformedPolicyDocument', 400, 'Syntax errors in policy.');
}
