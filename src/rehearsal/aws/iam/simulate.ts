import { AwsError } from '../errors.ts';
import { type Context, decide, missingContext, type Statement } from '../policy.ts';
import { type QueryOperation, queryOperation } from '../query.ts';
import { list, number, required, struct, text } from '../shape.ts';
import type { XmlValue } from '../xml.ts';
import { noSuchEntity } from './errors.ts';
import type { IamStore, User } from './store.ts';

const DECISION = {
  allowed: 'allowed',
  'explicit-deny': 'explicitDeny',
  'implicit-deny': 'implicitDeny',
} as const;
type Decision = (typeof DECISION)[keyof typeof DECISION];
/** The most restrictive of several resources is the decision on the action. */
const STRICTEST: readonly Decision[] = ['explicitDeny', 'implicitDeny', 'allowed'];

interface Verdict {
  readonly resource: string;
  readonly decision: Decision;
  readonly missing: readonly string[];
}

/** Would the policies of a user allow it? (IAM API reference, SimulatePrincipalPolicy and EvaluationResult.) */
export function simulatePrincipalPolicy(iam: IamStore): QueryOperation {
  return queryOperation({
    name: 'SimulatePrincipalPolicy',
    input: {
      PolicySourceArn: required(text({ min: 20, max: 2048 })),
      ActionNames: required(list(text({ min: 3, max: 128 }))),
      ResourceArns: list(text({ min: 1, max: 2048 })),
      ContextEntries: list(
        struct({
          ContextKeyName: text({ min: 5, max: 256 }),
          ContextKeyValues: list(text()),
          ContextKeyType: text(),
        }),
      ),
      MaxItems: number(),
      Marker: text(),
    },
    action: 'iam:SimulatePrincipalPolicy',
    invalid: 'ValidationError',
    resource: (input) => input.PolicySourceArn,
    run(input) {
      const user = sourceOf(iam, input.PolicySourceArn);
      const statements = [...user.policies.values()].flatMap((policy) => policy.statements);
      const context = Object.fromEntries(
        (input.ContextEntries ?? []).map((entry) => [
          entry.ContextKeyName ?? '',
          (entry.ContextKeyValues ?? []).join(','),
        ]),
      );
      const resources = input.ResourceArns ?? ['*'];
      const results = input.ActionNames.map((action) =>
        writeResult(
          action,
          resources.map((resource) => judge(statements, action, resource, context)),
        ),
      );
      return { EvaluationResults: { member: results }, IsTruncated: false };
    },
  });
}

/** Throws InvalidInput and NoSuchEntity in IAM's words. */
function sourceOf(iam: IamStore, arn: string): User {
  if (!/^arn:[^:]*:iam::\d{12}:(user|group|role)\//.test(arn)) {
    throw new AwsError(
      'InvalidInput',
      400,
      `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`,
    );
  }
  const found = iam.users().find((user) => user.arn === arn);
  if (!found) throw noSuchEntity(`The entity with ARN ${arn} cannot be found.`);
  return found;
}

function judge(
  statements: readonly Statement[],
  action: string,
  resource: string,
  context: Context,
): Verdict {
  return {
    resource,
    decision: DECISION[decide(statements, action, resource, context)],
    missing: missingContext(statements, action, resource, context),
  };
}

function writeResult(action: string, verdicts: readonly Verdict[]): XmlValue {
  const decisions = verdicts.map(({ decision }) => decision);
  return {
    EvalActionName: action,
    EvalResourceName: verdicts[0]?.resource,
    EvalDecision: STRICTEST.find((decision) => decisions.includes(decision)) ?? 'implicitDeny',
    MissingContextValues: { member: [...new Set(verdicts.flatMap(({ missing }) => missing))] },
    ResourceSpecificResults: {
      member: verdicts.map(({ resource, decision, missing }) => ({
        EvalResourceName: resource,
        EvalResourceDecision: decision,
        MissingContextValues: { member: missing },
      })),
    },
  };
}
