import type { PolicyDocument } from '../core/aws/policies.ts';
import type { PolicyStatement } from '../core/model/policy-statement.ts';
import { hclString as text } from '../core/text/hcl-string.ts';

/**
 * A policy as Terraform: a data source of the document and the policy itself, written as `terraform fmt`
 * writes it. `label` is the name inside Terraform, `name` the one in IAM.
 */
export function policyHcl(policy: PolicyDocument, label: string, name: string): string {
  const statements = policy.Statement.map(statementHcl).join('\n\n');
  return [
    `data "aws_iam_policy_document" ${text(label)} {`,
    statements,
    '}',
    '',
    `resource "aws_iam_policy" ${text(label)} {`,
    `  name   = ${text(name)}`,
    `  policy = data.aws_iam_policy_document.${label}.json`,
    '}',
    '',
  ].join('\n');
}

function statementHcl({ Sid, Action, Resource, Condition }: PolicyStatement): string {
  const conditions = Object.entries(Condition ?? {}).flatMap(([test, keys]) =>
    Object.entries(keys).map(([variable, values]) => conditionHcl(test, variable, values)),
  );
  return [
    '  statement {',
    ...(Sid === undefined ? [] : [`    sid = ${text(Sid)}`, '']),
    ...listHcl('actions', Action),
    '',
    ...listHcl('resources', Resource),
    ...conditions.flat(),
    '  }',
  ].join('\n');
}

function listHcl(name: string, values: string | readonly string[]): string[] {
  const all = [values].flat();
  if (all.length === 1) return [`    ${name} = [${text(all[0] ?? '')}]`];
  return [`    ${name} = [`, ...all.map((value) => `      ${text(value)},`), '    ]'];
}

function conditionHcl(
  test: string,
  variable: string,
  values: string | readonly string[],
): string[] {
  return [
    '',
    '    condition {',
    `      test     = ${text(test)}`,
    `      variable = ${text(variable)}`,
    `      values   = [${[values].flat().map(text).join(', ')}]`,
    '    }',
  ];
}
