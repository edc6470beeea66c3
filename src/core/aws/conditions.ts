import { matchesWildcard } from './wildcard.ts';
/**
 * Which conditions of a user's policies a refused request does not meet. It explains a refusal, it decides nothing:
 * policies that are attached, of groups and above the account are not here (IAM User Guide, policy evaluation
 * logic; condition operators).
 */

/** Values of condition keys in a request, by key in lower case. An empty list: the request has no such value. */
export type RequestValues = Readonly<Record<string, readonly string[]>>;

/** A condition in the way of a request. */
export interface BarringCondition {
  /** Name of the policy. */
  readonly policy: string;
  /** `Allow`: it is not met. `Deny`: it is met. */
  readonly effect: 'Allow' | 'Deny';
  readonly operator: string;
  /** As the policy writes it: `ses:FromAddress`. */
  readonly key: string;
  readonly expected: readonly string[];
  /** null: nobody but AWS knows the value, and so whether this condition is the cause. */
  readonly found: readonly string[] | null;
}

interface Statement {
  readonly policy: string;
  readonly effect: 'Allow' | 'Deny';
  readonly conditions: readonly Judged[];
}

interface Judged extends Omit<BarringCondition, 'policy' | 'effect'> {
  /** null: not known. */
  readonly met: boolean | null;
}

/**
 * The conditions of statements about this action and resource that explain why the request was refused; none where
 * no statement covers it, or where one surely allows it. `policies` are parsed documents by name, in whatever shape.
 */
export function barringConditions(
  policies: Readonly<Record<string, unknown>>,
  { action, resource }: { readonly action: string; readonly resource: string },
  values: RequestValues,
): readonly BarringCondition[] {
  const statements = Object.entries(policies).flatMap(([policy, document]) =>
    listOf(recordOf(document).Statement)
      .map(recordOf)
      .filter((each) => covers(each, action, resource))
      .flatMap((each): Statement[] =>
        each.Effect === 'Allow' || each.Effect === 'Deny'
          ? [{ policy, effect: each.Effect, conditions: conditionsOf(each.Condition, values) }]
          : [],
      ),
  );
  const holds = ({ conditions }: Statement) => conditions.every(({ met }) => met === true);
  const denying = statements.filter((each) => each.effect === 'Deny' && holds(each));
  if (denying.length > 0) return denying.flatMap((each) => named(each, each.conditions));
  const allowing = statements.filter(({ effect }) => effect === 'Allow');
  if (allowing.some(holds)) return [];
  return allowing.flatMap((each) => {
    const unmet = each.conditions.filter(({ met }) => met === false);
    const open = each.conditions.filter(({ met }) => met === null);
    return named(each, unmet.length > 0 ? unmet : open);
  });
}

function named(
  { policy, effect }: Statement,
  conditions: readonly Judged[],
): readonly BarringCondition[] {
  return conditions.map(({ met: _met, ...condition }) => ({ policy, effect, ...condition }));
}

function covers(statement: Readonly<Record<string, unknown>>, action: string, resource: string) {
  const { Action, NotAction, Resource, NotResource } = statement;
  const isAction = (pattern: string) =>
    matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
  const isResource = (pattern: string) => matchesWildcard(pattern, resource);
  const onAction =
    Action === undefined
      ? NotAction !== undefined && !textsOf(NotAction).some(isAction)
      : textsOf(Action).some(isAction);
  return (
    onAction &&
    (Resource === undefined
      ? NotResource !== undefined && !textsOf(NotResource).some(isResource)
      : textsOf(Resource).some(isResource))
  );
}

function conditionsOf(block: unknown, values: RequestValues): readonly Judged[] {
  return Object.entries(recordOf(block)).flatMap(([operator, keys]) =>
    Object.entries(recordOf(keys)).map(([key, value]) => {
      const expected = textsOf(value);
      const found = values[key.toLowerCase()] ?? null;
      return { operator, key, expected, found, met: isMet(operator, expected, found) };
    }),
  );
}

type Matcher = (pattern: string, value: string) => boolean;
/** Operators on text. Whether one on addresses, times or numbers is met depends on what only AWS knows. */
const MATCHERS: Readonly<Record<string, Matcher>> = {
  StringEquals: (pattern, value) => pattern === value,
  StringEqualsIgnoreCase: (pattern, value) => pattern.toLowerCase() === value.toLowerCase(),
  StringLike: matchesWildcard,
};

function isMet(
  operator: string,
  expected: readonly string[],
  found: readonly string[] | null,
): boolean | null {
  const [, set, name = '', ifExists] =
    /^(ForAllValues:|ForAnyValue:)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (found === null) return null;
  if (name === 'Null') return (expected[0] === 'true') === (found.length === 0);
  const isNegated = name.startsWith('StringNot');
  const matcher = MATCHERS[isNegated ? name.replace('Not', '') : name];
  // A policy variable stands for a value of the request.
  if (matcher === undefined || expected.some((each) => each.includes('${'))) return null;
  if (found.length === 0) return ifExists !== undefined || set === 'ForAllValues:' || isNegated;
  const matches = (value: string) =>
    expected.some((pattern) => matcher(pattern, value)) !== isNegated;
  return set === 'ForAnyValue:' ? found.some(matches) : found.every(matches);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).map(String);
}
