import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { refusal, startWorld } from './world.ts';

const OPERATOR = 'arn:aws:iam::123456789012:user/operator';
const allow = (...statements: object[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'iam:SimulatePrincipalPolicy', Resource: '*' },
      ...statements,
    ],
  });

test('decides as the real call would be decided, for each resource and for all', async () => {
  const operatorPolicy = allow(
    { Effect: 'Allow', Action: 'iam:*User', Resource: 'arn:aws:iam::123456789012:user/mail*' },
    { Effect: 'Deny', Action: 'iam:DeleteUser', Resource: '*' },
  );
  await using world = await startWorld({ faults: { operatorPolicy } });
  const users = ['mailer', 'admin'].map((name) => `arn:aws:iam::123456789012:user/${name}`);
  const { EvaluationResults, IsTruncated } = await world.iam().send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: OPERATOR,
      ActionNames: ['iam:CreateUser', 'iam:DeleteUser', 'iam:CreateAccessKey'],
      ResourceArns: users,
    }),
  );
  expect(IsTruncated).toBe(false);
  const decisions = (EvaluationResults ?? []).map((result) => [
    result.EvalActionName,
    result.EvalDecision,
    ...(result.ResourceSpecificResults ?? []).map((each) => each.EvalResourceDecision),
  ]);
  expect(decisions).toEqual([
    ['iam:CreateUser', 'implicitDeny', 'allowed', 'implicitDeny'],
    ['iam:DeleteUser', 'explicitDeny', 'explicitDeny', 'explicitDeny'],
    ['iam:CreateAccessKey', 'implicitDeny', 'implicitDeny', 'implicitDeny'],
  ]);
});

test('names the condition keys that it was not given', async () => {
  const operatorPolicy = allow({
    Effect: 'Allow',
    Action: 'ses:SendRawEmail',
    Resource: '*',
    Condition: { StringLike: { 'ses:FromAddress': '*@acme.example' } },
  });
  await using world = await startWorld({ faults: { operatorPolicy } });
  const simulate = async (...addresses: string[]) => {
    const { EvaluationResults } = await world.iam().send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: OPERATOR,
        ActionNames: ['ses:SendRawEmail'],
        ContextEntries: addresses.map((address) => ({
          ContextKeyName: 'ses:FromAddress',
          ContextKeyType: 'string',
          ContextKeyValues: [address],
        })),
      }),
    );
    const [result] = EvaluationResults ?? [];
    return [result?.EvalDecision, result?.MissingContextValues];
  };
  expect(await simulate()).toEqual(['implicitDeny', ['ses:FromAddress']]);
  expect(await simulate('a@acme.example')).toEqual(['allowed', []]);
  expect(await simulate('a@other.example')).toEqual(['implicitDeny', []]);
});

test('is itself refused without the right to it, and knows users alone', async () => {
  await using world = await startWorld({ faults: { deny: ['iam:SimulatePrincipalPolicy'] } });
  const ask = (PolicySourceArn: string) =>
    refusal(
      world
        .iam()
        .send(
          new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['ses:GetAccount'] }),
        ),
    );
  expect(await ask(OPERATOR)).toMatchObject({ name: 'AccessDenied', status: 403 });
  await using open = await startWorld();
  const inOpen = (PolicySourceArn: string) =>
    refusal(
      open
        .iam()
        .send(
          new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['ses:GetAccount'] }),
        ),
    );
  expect(await inOpen('arn:aws:iam::123456789012:user/nobody')).toMatchObject({ status: 404 });
  expect(await inOpen('arn:aws:sts::123456789012:assumed-role/a/b')).toMatchObject({ status: 400 });
});
