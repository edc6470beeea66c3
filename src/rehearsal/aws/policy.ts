/** How IAM judges: an explicit Deny wins, then an Allow, else implicit deny (IAM User Guide, policy evaluation logic). */

import { AwsError } from './errors.ts';
import { isRecord } from './shape.ts';

export type Decision = 'allowed' | 'explicit-deny' | 'implicit-deny';
/** Values of condition keys; `ses:Recipients` holds its values joined by commas. */
export type Context = Readonly<Record<string, string>>;

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly Condition[];
}

export function decide(
  statements: readonly Statement[],
  action: string,
  resource: string,
  context: Context,
): Decision {
  const matching = statements.filter(
    (statement) =>
      covers(statement, action, resource) &&
      statement.conditions.every((condition) => holds(condition, context)),
  );
  if (matching.some((statement) => statement.effect === 'Deny')) return 'explicit-deny';
  return matching.length > 0 ? 'allowed' : 'implicit-deny';
}

/** Condition keys that decide whether a statement about this action and resource holds, and are not given. */
export function missingContext(
  statements: readonly Statement[],
  action: string,
  resource: string,
  context: Context,
): readonly string[] {
  const given = new Set(Object.keys(context).map((key) => key.toLowerCase()));
  const keys = statements
    .filter((statement) => covers(statement, action, resource))
    .flatMap((statement) => statement.conditions.map(({ key }) => key))
    .filter((key) => !given.has(key.toLowerCase()));
  return [...new Set(keys)];
}

function covers({ actions, resources }: Statement, action: string, resource: string): boolean {
  return (
    actions.some((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
    resources.some((pattern) => like(pattern, resource))
  );
}

/** `*` any text, `?` any one character. */
function like(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^${source}$`).test(value);
}

const matchers: Readonly<Record<string, (pattern: string, value: string) => boolean>> = {
  StringEquals: (pattern, value) => pattern === value,
  StringEqualsIgnoreCase: (pattern, value) => pattern.toLowerCase() === value.toLowerCase(),
  StringLike: like,
  // ArnEquals and ArnLike behave the same (IAM User Guide, condition operators).
  ArnEquals: like,
  ArnLike: like,
};

/** Conditions on text and ARNs are judged here; a statement with another kind of condition does not match. */
function holds(condition: Condition, context: Context): boolean {
  const [, set, name = '', ifExists] =
    /^(ForAllValues:|ForAnyValue:)?(\w+?)(IfExists)?$/.exec(condition.operator) ?? [];
  const held = Object.entries(context).find(
    ([key]) => key.toLowerCase() === condition.key.toLowerCase(),
  )?.[1];
  if (held === undefined) return ifExists !== undefined || set === 'ForAllValues:';
  const values = set === undefined ? [held] : held.split(',');
  const negated = /^(?:String|Arn)Not/.test(name);
  const matcher = matchers[negated ? name.replace('Not', '') : name];
  if (!matcher) return false;
  const matches = (value: string) =>
    condition.values.some((pattern) => matcher(pattern, value)) !== negated;
  return set === 'ForAnyValue:' ? values.some(matches) : values.every(matches);
}

const conditionOperator =
  /^(ForAllValues:|ForAnyValue:)?(String(Not)?(Equals|EqualsIgnoreCase|Like)|Numeric\w+|Date\w+|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like)|Null)(IfExists)?$/;

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', 400, message);
}

export function texts(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const found = items.filter((item) => typeof item === 'string');
  if (found.length === 0 || found.length !== items.length) {
    throw malformed('Syntax errors in policy.');
  }
  return found;
}

/** Reads a policy document of a user. Throws MalformedPolicyDocument in IAM's words. */
export function readPolicy(document: string): readonly Statement[] {
  let policy: unknown;
  try {
    policy = JSON.parse(document);
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed('Syntax errors in policy.');
    throw error;
  }
  if (!isRecord(policy) || policy.Statement === undefined) {
    throw malformed('Syntax errors in policy.');
  }
  const statements: readonly unknown[] = Array.isArray(policy.Statement)
    ? policy.Statement
    : [policy.Statement];
  return statements.map(readStatement);
}

function readStatement(statement: unknown): Statement {
  if (!isRecord(statement)) throw malformed('Syntax errors in policy.');
  if (statement.Principal !== undefined) {
    throw malformed('Policy document should not specify a principal.');
  }
  const { Effect: effect } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed('Syntax errors in policy.');
  const actions = texts(statement.Action);
  if (actions.some((action) => action !== '*' && !/^[\w-]+:/.test(action))) {
    throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
  const resources = texts(statement.Resource);
  for (const resource of resources) {
    if (resource !== '*' && !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:./.test(resource)) {
      throw malformed(`Resource ${resource} must be in ARN format or "*".`);
    }
  }
  return { effect, actions, resources, conditions: readConditions(statement.Condition) };
}

/** Throws MalformedPolicyDocument. */
export function readConditions(block: unknown): readonly Condition[] {
  if (block === undefined) return [];
  if (!isRecord(block)) throw malformed('Syntax errors in policy.');
  return Object.entries(block).flatMap(([operator, keys]) => {
    if (!conditionOperator.test(operator)) {
      throw malformed(`Invalid Condition type : ${operator}.`);
    }
    if (!isRecord(keys)) throw malformed('Syntax errors in policy.');
    return Object.entries(keys).map(([key, values]) => ({ operator, key, values: texts(values) }));
  });
}
