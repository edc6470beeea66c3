/** Which condition is in the way of a request, by the operators of the IAM User Guide. */

import { describe, expect, test } from 'vitest';
import { barringConditions } from '../../../src/core/aws/conditions.ts';

const RESOURCE = 'arn:aws:ses:us-east-1:123456789012:identity/acme.example';
const SEND = { action: 'ses:SendRawEmail', resource: RESOURCE };
const VALUES = {
  'ses:fromaddress': ['hello@shop.acme.example'],
  'ses:recipients': ['ann@one.example', 'bob@two.example'],
  'ses:fromdisplayname': [],
  'aws:requestedregion': ['us-east-1'],
};

const allow = (more: object = {}) => ({
  Effect: 'Allow',
  Action: 'ses:SendRawEmail',
  Resource: '*',
  ...more,
});
const barring = (...statements: readonly unknown[]) =>
  barringConditions({ send: { Statement: statements } }, SEND, VALUES);
const when = (operator: string, key: string, value: unknown) =>
  barring(allow({ Condition: { [operator]: { [key]: value } } }));

describe('one condition of an Allow', () => {
  test.each([
    ['StringLike', 'ses:FromAddress', '*@acme.example'],
    ['StringLike', 'SES:fromaddress', ['*@acme.example', 'billing@*']],
    ['StringLike', 'ses:FromAddress', '*@SHOP.acme.example'],
    ['StringEquals', 'ses:FromAddress', '*@shop.acme.example'],
    ['StringNotLike', 'ses:FromAddress', 'hello@*'],
    ['StringEqualsIgnoreCase', 'ses:FromAddress', 'x@shop.acme.example'],
    ['ForAllValues:StringLike', 'ses:Recipients', '*@one.example'],
    ['StringEquals', 'ses:FromDisplayName', 'Acme'],
    ['Null', 'ses:FromDisplayName', 'false'],
    ['StringEquals', 'aws:RequestedRegion', 'eu-west-1'],
  ])('%s %s %j is not met', (operator, key, value) => {
    const found = Object.entries(VALUES).find(([each]) => each === key.toLowerCase())?.[1];
    expect(when(operator, key, value)).toEqual([
      { policy: 'send', effect: 'Allow', operator, key, expected: [value].flat(), found },
    ]);
  });

  test.each([
    ['StringLike', 'ses:FromAddress', '*@shop.acme.example'],
    ['StringLike', 'ses:FromAddress', 'hell?@*'],
    ['StringEqualsIgnoreCase', 'ses:FromAddress', 'HELLO@shop.acme.example'],
    ['ForAnyValue:StringLike', 'ses:Recipients', '*@one.example'],
    ['StringEqualsIfExists', 'ses:FromDisplayName', 'Acme'],
    ['StringNotEquals', 'ses:FromDisplayName', 'Acme'],
    ['Null', 'ses:FromDisplayName', 'true'],
  ])('%s %s %j is met', (operator, key, value) => {
    expect(when(operator, key, value)).toEqual([]);
  });

  test.each([
    ['IpAddress', 'aws:SourceIp', '192.0.2.0/24'],
    ['DateLessThan', 'aws:CurrentTime', '2027-01-01T00:00:00Z'],
    ['Bool', 'aws:SecureTransport', true],
  ])('whether %s %s is met only AWS knows', (operator, key, value) => {
    expect(when(operator, key, value)).toMatchObject([
      { key, expected: [String(value)], found: null },
    ]);
  });

  test('a dot in a pattern is a dot, and a policy variable decides nothing', () => {
    expect(when('StringLike', 'ses:FromAddress', '*@shop-acme.example')).toHaveLength(1);
    const variable = when('StringEquals', 'ses:FromAddress', `\${aws:username}@acme.example`);
    expect(variable).toMatchObject([{ key: 'ses:FromAddress' }]);
  });
});

test('of several conditions those are named that are surely not met, else those that nobody knows', () => {
  const ip = { IpAddress: { 'aws:SourceIp': '192.0.2.1/32' } };
  const sender = { StringLike: { 'ses:FromAddress': '*@acme.example' } };
  expect(barring(allow({ Condition: { ...ip, ...sender } })).map(({ key }) => key)).toEqual([
    'ses:FromAddress',
  ]);
  expect(barring(allow({ Condition: ip })).map(({ key }) => key)).toEqual(['aws:SourceIp']);
});

test('a Deny that applies is the cause, whatever else allows it', () => {
  const deny = {
    Effect: 'Deny',
    Action: 'ses:*',
    Resource: '*',
    Condition: { StringNotLike: { 'ses:FromAddress': '*@acme.example' } },
  };
  expect(barring(allow(), deny)).toMatchObject([{ effect: 'Deny', operator: 'StringNotLike' }]);
  const other = { ...deny, Condition: { StringLike: { 'ses:FromAddress': '*@evil.example' } } };
  expect(barring(allow(), other)).toEqual([]);
});

describe('no condition is named', () => {
  const Condition = { StringLike: { 'ses:FromAddress': '*@acme.example' } };
  test.each<readonly [string, readonly unknown[]]>([
    ['where another statement allows it', [allow({ Condition }), allow()]],
    ['of another action', [allow({ Action: 'ses:GetAccount', Condition })]],
    [
      'of all actions but this one',
      [allow({ Action: undefined, NotAction: 'ses:Send*', Condition })],
    ],
    ['of another resource', [allow({ Resource: RESOURCE.replace('acme', 'other'), Condition })]],
    [
      'of all resources but this one',
      [allow({ Resource: undefined, NotResource: RESOURCE, Condition })],
    ],
    ['of a statement in no known form', [null, 'Allow', { Effect: 'Perhaps', Condition }]],
    ['where there are no statements', []],
  ])('%s', (_name, statements) => {
    expect(barring(...statements)).toEqual([]);
  });

  test('where a document is none', () => {
    for (const document of [null, 'x', [], { Statement: null }])
      expect(barringConditions({ document }, SEND, VALUES)).toEqual([]);
  });
});

test('actions are compared without case, with wildcards, and in every policy', () => {
  const Condition = { StringLike: { 'ses:FromAddress': '*@acme.example' } };
  for (const Action of [
    'SES:sendrawemail',
    'ses:Send*',
    '*',
    ['ses:SendEmail', 'ses:SendRawEmail'],
  ])
    expect(barring(allow({ Action, Condition }))).toHaveLength(1);
  const two = {
    one: { Statement: allow({ Condition }) },
    two: { Statement: [allow({ Condition })] },
  };
  expect(barringConditions(two, SEND, VALUES).map(({ policy }) => policy)).toEqual(['one', 'two']);
});
