import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AwsPorts } from '../../../src/ports/index.ts';
import { awsAt } from './endpoint.ts';

const USER = { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ops/ann' };
const ROLE = {
  account: '123456789012',
  arn: 'arn:aws:sts::123456789012:assumed-role/Admin/ann@acme.example',
};

/** Answers of IAM by action, in order; the forms that were asked. */
let answers: Record<string, string[]>;
let asked: URLSearchParams[];
let close: () => void;
let aws: AwsPorts;

beforeEach(async () => {
  asked = [];
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    asked.push(form);
    const action = form.get('Action') ?? '';
    const answer = answers[action]?.shift();
    if (answer === undefined) {
      response.writeHead(403, { 'content-type': 'text/xml' });
      const message = `User: x is not authorized to perform: iam:${action}`;
      response.end(
        `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
      return;
    }
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(
      `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${answer}</${action}Result></${action}Response>`,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  close = () => void server.close().closeAllConnections();
  aws = awsAt(port);
});
afterEach(() => {
  vi.unstubAllEnvs();
  close();
});

/** The results of a simulation (IAM API reference, EvaluationResult). */
function results(list: readonly [action: string, decision: string, more?: string][], rest = '') {
  const members = list.map(
    ([action, decision, more = '']) =>
      `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${decision}</EvalDecision>${more}</member>`,
  );
  return `<EvaluationResults>${members.join('')}</EvaluationResults>${rest}`;
}

const GET = { action: 'ses:GetAccount', resource: '*' };
const CREATE = { action: 'iam:CreateUser', resource: 'arn:aws:iam::123456789012:user/mailer' };
const PUT = { action: 'iam:PutUserPolicy', resource: CREATE.resource };

test('a user is simulated by its own ARN, each resource alone, with its actions', async () => {
  answers = {
    SimulatePrincipalPolicy: [
      results([['ses:GetAccount', 'allowed']]),
      results([
        ['iam:CreateUser', 'implicitDeny'],
        ['iam:PutUserPolicy', 'explicitDeny'],
      ]),
    ],
  };
  const verdicts = await aws.simulator.simulate(USER, [GET, CREATE, PUT]);
  const forms = asked.map((form) => ({
    source: form.get('PolicySourceArn'),
    resource: form.get('ResourceArns.member.1'),
    second: form.get('ResourceArns.member.2'),
    actions: [form.get('ActionNames.member.1'), form.get('ActionNames.member.2')],
  }));
  const common = { source: USER.arn, second: null };
  expect(forms).toEqual([
    { ...common, resource: '*', actions: ['ses:GetAccount', null] },
    {
      ...common,
      resource: CREATE.resource,
      actions: ['iam:CreateUser', 'iam:PutUserPolicy'],
    },
  ]);
  expect(verdicts.map(({ action }) => action)).toEqual([
    'ses:GetAccount',
    'iam:CreateUser',
    'iam:PutUserPolicy',
  ]);
});

test('a session is simulated by its role, with the path that only IAM knows', async () => {
  const arn = 'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-west-1/Admin';
  answers = {
    GetRole: [`<Role><Arn>${arn}</Arn></Role>`],
    SimulatePrincipalPolicy: [results([['ses:GetAccount', 'implicitDeny']])],
  };
  expect(await aws.simulator.simulate(ROLE, [GET])).toEqual([
    { ...GET, decision: 'implicitDeny', certain: true },
  ]);
  expect(asked[0]?.get('RoleName')).toBe('Admin');
  expect(asked[1]?.get('PolicySourceArn')).toBe(arn);
});

test('where IAM may not be asked for the role, it is taken to have no path', async () => {
  answers = { SimulatePrincipalPolicy: [results([['ses:GetAccount', 'allowed']])] };
  await aws.simulator.simulate(ROLE, [GET]);
  expect(asked[1]?.get('PolicySourceArn')).toBe('arn:aws:iam::123456789012:role/Admin');
});

test.each([
  [
    'a condition key is missing',
    '<MissingContextValues><member>aws:SourceIp</member></MissingContextValues>',
  ],
  [
    'a policy of the organization decides',
    '<OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations></OrganizationsDecisionDetail>',
  ],
])('is not certain where %s', async (_why, more) => {
  answers = { SimulatePrincipalPolicy: [results([['ses:GetAccount', 'implicitDeny', more]])] };
  expect(await aws.simulator.simulate(USER, [GET])).toEqual([
    { ...GET, decision: 'implicitDeny', certain: false },
  ]);
});

test('every page is read', async () => {
  answers = {
    SimulatePrincipalPolicy: [
      results(
        [['iam:CreateUser', 'allowed']],
        '<IsTruncated>true</IsTruncated><Marker>m1</Marker>',
      ),
      results([['iam:PutUserPolicy', 'implicitDeny']], '<IsTruncated>false</IsTruncated>'),
    ],
  };
  const verdicts = await aws.simulator.simulate(USER, [CREATE, PUT]);
  expect(verdicts.map(({ decision }) => decision)).toEqual(['allowed', 'implicitDeny']);
  expect(asked[1]?.get('Marker')).toBe('m1');
});

test('a refusal to simulate is thrown, and the root user is not simulated', async () => {
  answers = {};
  await expect(aws.simulator.simulate(USER, [GET])).rejects.toMatchObject({
    reason: 'denied',
    refusal: { action: 'iam:SimulatePrincipalPolicy' },
  });
  asked = [];
  const root = { ...USER, arn: 'arn:aws:iam::123456789012:root' };
  await expect(aws.simulator.simulate(root, [GET])).rejects.toMatchObject({ reason: 'failed' });
  expect(asked).toEqual([]);
});
