import { describe, expect, test } from 'vitest';
import { principalName, readRefusal, refusalRemedy } from '../../../src/core/aws/refusal.ts';
import type { Refusal } from '../../../src/core/model/refused.ts';

const USER = 'arn:aws:iam::123456789012:user/JohnDoe';
const IDENTITY = 'arn:aws:ses:eu-west-1:123456789012:identity/acme.example';

/** Forms of the IAM User Guide (troubleshoot access denied, 2022-2026), and those that SES has of its own. */
const READ: readonly [string, Partial<Refusal>][] = [
  [
    `User: ${USER} is not authorized to perform: ses:GetEmailIdentity on resource: ${IDENTITY} because no identity-based policy allows the ses:GetEmailIdentity action`,
    { resource: IDENTITY, principal: USER, policy: 'identity-based policy', explicit: false },
  ],
  [
    `User: ${USER} is not authorized to perform: ses:GetEmailIdentity on resource: ${IDENTITY}`,
    { resource: IDENTITY, policy: null, explicit: false },
  ],
  [
    `User: ${USER} is not authorized to perform: ses:GetEmailIdentity because no session policy allows the ses:GetEmailIdentity action`,
    { resource: null, policy: 'session policy', explicit: false },
  ],
  [
    `User: ${USER} is not authorized to perform: ses:GetEmailIdentity on resource: ${IDENTITY} because no permissions boundary allows the ses:GetEmailIdentity action`,
    { policy: 'permissions boundary', explicit: false },
  ],
  [
    `User: ${USER} is not authorized to perform: \nses:GetEmailIdentity with an explicit deny in a service control policy`,
    { resource: null, policy: 'service control policy', explicit: true },
  ],
  [
    `User: ${USER} is not authorized to perform: ses:GetEmailIdentity on resource: ${IDENTITY} with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-a/service_control_policy/p-b`,
    { resource: IDENTITY, policy: 'service control policy', explicit: true },
  ],
  [
    `User: ${USER} is not authorized to perform: ses:GetEmailIdentity on resource: ${IDENTITY} with an explicit deny in an identity-based policy`,
    { policy: 'identity-based policy', explicit: true },
  ],
  [
    `User: ${USER} is not authorized to perform: ses:GetEmailIdentity on resource: ${IDENTITY} with an explicit deny in a VPC endpoint policy transitively through a service control policy`,
    { policy: 'VPC endpoint policy', explicit: true },
  ],
  [
    `User: ${USER} is not authorized to perform: ses:GetEmailIdentity on resource: ${IDENTITY} with an explicit deny`,
    { policy: null, explicit: true },
  ],
  [
    `User: ${USER} is not authorized to perform: ses:GetEmailIdentity because of an explicit deny in a service control policy`,
    { policy: 'service control policy', explicit: true },
  ],
  [
    `User: ${USER} is not authorized to perform: iam:CreateUser on resource: user ses-smtp-acme.example because no identity-based policy allows the iam:CreateUser action`,
    {
      action: 'iam:CreateUser',
      resource: 'arn:aws:iam::123456789012:user/ses-smtp-acme.example',
      policy: 'identity-based policy',
    },
  ],
  [
    'User: arn:aws-us-gov:iam::123456789012:user/JohnDoe is not authorized to perform: ses:GetEmailIdentity on resource: user ann.',
    { resource: 'arn:aws-us-gov:iam::123456789012:user/ann' },
  ],
  ['Access denied', { resource: null, principal: null, policy: null, explicit: false }],
];

test.each(READ)('reads: %s', (message, expected) => {
  expect(readRefusal(message, 'ses', 'GetEmailIdentity')).toMatchObject({
    action: 'ses:GetEmailIdentity',
    ...expected,
  });
});

test('the action that AWS names counts: raw content has one of its own', () => {
  const quoted = `User \`${USER}' is not authorized to perform \`ses:SendRawEmail' on resource \`${IDENTITY}'`;
  expect(readRefusal(quoted, 'ses', 'SendEmail')).toEqual({
    action: 'ses:SendRawEmail',
    resource: IDENTITY,
    principal: USER,
    policy: null,
    explicit: false,
  });
  expect(readRefusal('Access denied', 'ses', 'SendEmail').action).toBe('ses:SendRawEmail');
});

const refusal = (change: Partial<Refusal> = {}): Refusal => ({
  action: 'ses:GetEmailIdentity',
  resource: IDENTITY,
  principal: USER,
  policy: 'identity-based policy',
  explicit: false,
  ...change,
});

const statementOf = (each: Refusal) => refusalRemedy(each).statement;

describe('the statement to add', () => {
  test('is about the resource that AWS named', () => {
    expect(statementOf(refusal())).toEqual({
      Effect: 'Allow',
      Action: 'ses:GetEmailIdentity',
      Resource: IDENTITY,
    });
  });

  test('is about the kind of resource where AWS named none', () => {
    expect(statementOf(refusal({ action: 'iam:GetUser', resource: null }))).toMatchObject({
      Resource: 'arn:aws:iam::123456789012:user/*',
    });
    expect(statementOf(refusal({ resource: null, principal: null }))).toMatchObject({
      Resource: 'arn:aws:ses:*:*:identity/*',
    });
  });

  test('says * where IAM takes nothing else, whatever AWS named', () => {
    const named = 'arn:aws:ses:eu-west-1:123456789012:/v2/email/account';
    expect(statementOf(refusal({ action: 'ses:GetAccount', resource: named }))).toMatchObject({
      Resource: '*',
    });
  });

  test('of an action that this version does not know is about what AWS named, or *', () => {
    expect(statementOf(refusal({ action: 'ses:Brandnew', resource: null }))).toMatchObject({
      Resource: '*',
    });
  });

  test('is none where a Deny stands', () => {
    expect(statementOf(refusal({ explicit: true }))).toBeUndefined();
  });
});

describe('what to do', () => {
  test.each<[Partial<Refusal>, RegExp]>([
    [{}, /^Add this statement to a policy of user JohnDoe:$/],
    [{ policy: null, principal: null }, /policy of the identity that runs this command:$/],
    [{ policy: 'permissions boundary' }, /permissions boundary of user JohnDoe.*:$/],
    [{ policy: 'session policy' }, /session policy that user JohnDoe.*:$/],
    [{ policy: 'VPC endpoint policy' }, /VPC endpoint.*:$/],
    [{ policy: 'service control policy', explicit: true }, /administrator of the organization/],
    [{ policy: 'resource control policy', explicit: true }, /administrator of the organization/],
    [{ policy: 'identity-based policy', explicit: true }, /^A Deny in an identity-based policy/],
    [{ policy: null, explicit: true }, /^A policy denies ses:GetEmailIdentity on arn/],
  ])('%j', (change, words) => {
    expect(refusalRemedy(refusal(change)).say).toMatch(words);
  });

  test('a Deny is never answered with a statement', () => {
    expect(refusalRemedy(refusal({ explicit: true })).say).not.toMatch(/Add this statement/);
  });
});

test.each([
  ['arn:aws:iam::123456789012:user/team/JohnDoe', 'user JohnDoe'],
  ['arn:aws:sts::123456789012:assumed-role/Admin/alice@acme.example', 'role Admin'],
  [
    'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_MailAdmins_0123456789abcdef/alice',
    'permission set MailAdmins (IAM Identity Center)',
  ],
  ['arn:aws:iam::123456789012:root', 'the root user'],
  ['arn:aws:sts::123456789012:federated-user/x', 'the identity that runs this command'],
])('%s is called %s', (arn, name) => {
  expect(principalName(arn)).toBe(name);
});

test.each(['because no', 'with an explicit deny in a'])(
  'what a policy of the organization refuses is not answered with an Allow: %s',
  (words) => {
    for (const kind of ['service control policy', 'resource control policy']) {
      const rest = words.startsWith('because')
        ? ` ${kind} allows the ses:GetAccount action`
        : ` ${kind}`;
      const message = `User: ${USER} is not authorized to perform: ses:GetAccount on resource: * ${words}${rest}`;
      const remedy = refusalRemedy(readRefusal(message, 'ses', 'GetAccount'));
      expect(remedy.statement).toBeUndefined();
      expect(remedy.say).toContain('organization');
    }
  },
);

test('the statement for a user that IAM names without an ARN is about that one user', () => {
  const message = `User: ${USER} is not authorized to perform: iam:CreateUser on resource: user ses-smtp-acme.example because no identity-based policy allows the iam:CreateUser action`;
  expect(refusalRemedy(readRefusal(message, 'iam', 'CreateUser')).statement).toEqual({
    Effect: 'Allow',
    Action: 'iam:CreateUser',
    Resource: 'arn:aws:iam::123456789012:user/ses-smtp-acme.example',
  });
});

describe('a refused sender, whom a condition can have refused', () => {
  const refusedOn = (resource: string, sender: string | null = null) =>
    refusalRemedy(
      readRefusal(
        `Access denied: User \`arn:aws:iam::123456789012:user/shop' is not authorized to perform \`ses:SendRawEmail' on resource \`${resource}'`,
        'ses',
        'SendEmail',
      ),
      sender,
    );
  const SES = 'arn:aws:ses:us-east-1:123456789012';

  test.each(['identity/acme.example', 'identity/ann@example.net', 'configuration-set/main'])(
    '%s: the statement allows the one sender, whatever else SES asks for',
    (name) => {
      const { say, statement } = refusedOn(`${SES}:${name}`, 'hello@acme.example');
      expect(statement).toEqual({
        Effect: 'Allow',
        Action: 'ses:SendRawEmail',
        Resource: '*',
        Condition: { StringEquals: { 'ses:FromAddress': 'hello@acme.example' } },
      });
      expect(say).toMatch(/ses:FromAddress, ses:Recipients, aws:SourceIp.*user shop/);
    },
  );

  test.each(['identity/acme.example', 'configuration-set/main', 'identity/*'])(
    '%s: no statement where the sender is not known',
    (name) => {
      expect(refusedOn(`${SES}:${name}`).statement).toBeUndefined();
    },
  );
});
