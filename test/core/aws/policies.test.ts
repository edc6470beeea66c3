import { expect, test } from 'vitest';
import { comparePolicies, senderPolicy, sendersIn } from '../../../src/core/aws/policies.ts';

test('allows SendRawEmail from every address of the domain, and nothing else', () => {
  expect(senderPolicy({ domain: 'acme.example' })).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'SesSmtpSend',
        Effect: 'Allow',
        Action: 'ses:SendRawEmail',
        Resource: '*',
        Condition: { StringLike: { 'ses:FromAddress': '*@acme.example' } },
      },
    ],
  });
});

test('takes a pattern as it is', () => {
  const policy = senderPolicy({ fromPatterns: ['billing@acme.example'] });
  expect(JSON.stringify(policy)).toContain('"ses:FromAddress":"billing@acme.example"');
});

test('has several patterns in one list, whose order makes no difference', () => {
  const policy = senderPolicy({ fromPatterns: ['*@acme.example', '*@news.acme.example'] });
  expect(policy.Statement).toHaveLength(1);
  expect(sendersIn(policy)).toEqual(['*@acme.example', '*@news.acme.example']);
  const turned = senderPolicy({ fromPatterns: ['*@news.acme.example', '*@acme.example'] });
  expect(comparePolicies(policy, turned)).toBe(true);
  expect(comparePolicies(policy, senderPolicy({ domain: 'acme.example' }))).toBe(false);
});

test.each<readonly [document: unknown, senders: readonly string[]]>([
  [
    { Statement: { Condition: { StringEquals: { 'SES:fromaddress': ['a@x', 'b@x'] } } } },
    ['a@x', 'b@x'],
  ],
  [{ Statement: [{ Condition: { StringLike: { 'ses:Recipients': 'a@x' } } }] }, []],
  [undefined, []],
  ['text', []],
])('%j names the senders %j', (document, senders) => {
  expect(sendersIn(document)).toEqual(senders);
});

const ours = senderPolicy({ domain: 'acme.example' });
const statement = {
  Effect: 'Allow',
  Action: 'ses:SendRawEmail',
  Resource: '*',
  Condition: { StringLike: { 'ses:FromAddress': '*@acme.example' } },
};

test.each([
  ['itself', ours],
  ['one statement without a list', { Version: '2012-10-17', Statement: statement }],
  [
    'lists of one, another case of the action, no Sid',
    {
      Statement: [
        {
          Resource: ['*'],
          Condition: { StringLike: { 'ses:FromAddress': ['*@acme.example'] } },
          Action: ['ses:sendrawemail'],
          Effect: 'Allow',
        },
      ],
      Version: '2012-10-17',
    },
  ],
  ['the same statement twice', { Version: '2012-10-17', Statement: [statement, statement] }],
])('says the same: %s', (_, other) => {
  expect(comparePolicies(ours, other)).toBe(true);
});

test.each([
  ['Deny', { ...statement, Effect: 'Deny' }],
  ['one action more', { ...statement, Action: ['ses:SendRawEmail', 'ses:SendEmail'] }],
  ['NotAction', { ...statement, Action: undefined, NotAction: 'ses:SendRawEmail' }],
  [
    'another case of the address',
    {
      ...statement,
      Condition: { StringLike: { 'ses:FromAddress': '*@Acme.example' } },
    },
  ],
  ['no condition', { ...statement, Condition: undefined }],
  [
    'another operator',
    {
      ...statement,
      Condition: { StringEquals: { 'ses:FromAddress': '*@acme.example' } },
    },
  ],
  ['another resource', { ...statement, Resource: 'arn:aws:ses:us-east-1:1:identity/acme.example' }],
])('does not say the same: %s', (_, other) => {
  const document = JSON.parse(JSON.stringify({ Version: '2012-10-17', Statement: [other] }));
  expect(comparePolicies(ours, document)).toBe(false);
});

test.each([
  ['the version', { ...ours, Version: '2008-10-17' }],
  ['a statement more', { ...ours, Statement: [statement, { ...statement, Effect: 'Deny' }] }],
  ['nothing', null],
  ['a text', 'ses:SendRawEmail'],
])('does not say the same: %s', (_, document) => {
  expect(comparePolicies(ours, document)).toBe(false);
});

test('lists are sets, wherever they are', () => {
  const a = { Statement: { Effect: 'Allow', Action: ['b:X', 'a:Y'], Resource: ['r1', 'r2'] } };
  const b = { Statement: { Effect: 'Allow', Action: ['a:y', 'b:x'], Resource: ['r2', 'r1'] } };
  expect(comparePolicies(a, b)).toBe(true);
});

test('a condition key called Sid counts, and true is "true"', () => {
  const withKey = (value: unknown) => ({
    Statement: { Effect: 'Allow', Condition: { Bool: { Sid: value } } },
  });
  expect(comparePolicies(withKey(true), withKey('true'))).toBe(true);
  expect(comparePolicies(withKey('a'), withKey('b'))).toBe(false);
});
