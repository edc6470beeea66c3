import { describe, expect, test } from 'vitest';
import { judgeAlarmPolicy, judgeTopicPolicy } from '../../../src/core/events/topic-policy.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:ses-events';
const SET = 'arn:aws:ses:eu-west-1:123456789012:configuration-set/main';
const SOURCE = { topicArn: TOPIC, account: '123456789012', setArn: SET };

const allow = (change: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service: 'ses.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: TOPIC,
  ...change,
});
const policy = (...statements: object[]) =>
  JSON.stringify({ Version: '2012-10-17', Id: 'theirs', Statement: statements });
/** What SNS gives every new topic: the owner's account, not a service. */
const DEFAULT = allow({
  Sid: '__default_statement_ID',
  Principal: { AWS: '*' },
  Action: ['SNS:Publish', 'SNS:Subscribe'],
  Condition: { StringEquals: { 'AWS:SourceOwner': '123456789012' } },
});

describe('whether SES may publish', () => {
  test.each<[string, object | object[], 'allowed' | 'missing' | 'denied']>([
    [
      'the statement of the guide',
      allow({
        Condition: { StringEquals: { 'AWS:SourceAccount': '123456789012', 'AWS:SourceArn': SET } },
      }),
      'allowed',
    ],
    ['no condition', allow(), 'allowed'],
    [
      'keys of conditions in another case',
      allow({ Condition: { StringEquals: { 'aws:sourceaccount': '123456789012' } } }),
      'allowed',
    ],
    [
      'any set of the account',
      allow({
        Condition: {
          ArnLike: { 'AWS:SourceArn': 'arn:aws:ses:*:123456789012:configuration-set/*' },
        },
      }),
      'allowed',
    ],
    [
      'a list of sets',
      allow({ Condition: { StringEquals: { 'AWS:SourceArn': ['arn:x', SET] } } }),
      'allowed',
    ],
    ['all actions of SNS on all topics', allow({ Action: 'SNS:*', Resource: '*' }), 'allowed'],
    ['everybody', allow({ Principal: '*' }), 'allowed'],
    [
      'several services',
      allow({ Principal: { Service: ['s3.amazonaws.com', 'ses.amazonaws.com'] } }),
      'allowed',
    ],
    ["SNS's default", DEFAULT, 'missing'],
    [
      'another set',
      allow({ Condition: { StringEquals: { 'AWS:SourceArn': `${SET}-2` } } }),
      'missing',
    ],
    [
      'an identity, as for notifications of the older API',
      allow({
        Condition: {
          StringEquals: {
            'AWS:SourceArn': 'arn:aws:ses:eu-west-1:123456789012:identity/acme.example',
          },
        },
      }),
      'missing',
    ],
    [
      'another account',
      allow({ Condition: { StringEquals: { 'AWS:SourceAccount': '999999999999' } } }),
      'missing',
    ],
    ['another topic', allow({ Resource: `${TOPIC}-2` }), 'missing'],
    ['another action', allow({ Action: 'sns:Subscribe' }), 'missing'],
    ['another service', allow({ Principal: { Service: 's3.amazonaws.com' } }), 'missing'],
    [
      'a condition that is not known here',
      allow({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
      'missing',
    ],
    ['a Deny of SES', [allow(), allow({ Effect: 'Deny' })], 'denied'],
    ['a Deny of everybody', [allow(), allow({ Effect: 'Deny', Principal: '*' })], 'denied'],
    [
      'a Deny of another account',
      [
        allow(),
        allow({
          Effect: 'Deny',
          Condition: { StringEquals: { 'AWS:SourceAccount': '999999999999' } },
        }),
      ],
      'allowed',
    ],
  ])('%s', (_what, statements, kind) => {
    expect(judgeTopicPolicy(policy(...[statements].flat()), SOURCE).kind).toBe(kind);
  });

  test('one statement that is not in a list counts too', () => {
    const single = JSON.stringify({ Version: '2012-10-17', Statement: allow() });
    expect(judgeTopicPolicy(single, SOURCE).kind).toBe('allowed');
  });

  test.each(['', '{', '[]', '"x"', '{"Version":"2012-10-17"}', '{"Statement":["x"]}'])(
    'what is not a policy is not written over: %s',
    (document) => {
      expect(judgeTopicPolicy(document, SOURCE)).toEqual({ kind: 'unreadable' });
    },
  );
});

describe('the merged policy', () => {
  function merged(document: string | null) {
    const verdict = judgeTopicPolicy(document, SOURCE);
    if (verdict.kind !== 'missing') throw new Error(verdict.kind);
    return JSON.parse(verdict.merged);
  }

  test('keeps every statement and member that was there, and adds one', () => {
    const theirs = allow({ Sid: 'Theirs', Principal: { Service: 's3.amazonaws.com' } });
    const result = merged(policy(DEFAULT, theirs));
    expect(result).toMatchObject({ Version: '2012-10-17', Id: 'theirs' });
    expect(result.Statement.slice(0, 2)).toEqual([DEFAULT, theirs]);
    expect(result.Statement[2]).toEqual({
      Sid: 'AllowSesEvents',
      Effect: 'Allow',
      Principal: { Service: 'ses.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: TOPIC,
      Condition: {
        StringEquals: { 'AWS:SourceAccount': '123456789012', 'AWS:SourceArn': SET },
      },
    });
  });

  test('is enough: judged again, SES may publish', () => {
    const again = judgeTopicPolicy(JSON.stringify(merged(policy(DEFAULT))), SOURCE);
    expect(again).toEqual({ kind: 'allowed' });
  });

  test('has each Sid once', () => {
    const other = allow({
      Sid: 'AllowSesEvents',
      Resource: 'arn:aws:sns:eu-west-1:123456789012:x',
    });
    expect(merged(policy(other)).Statement.map(({ Sid }: { Sid: string }) => Sid)).toEqual([
      'AllowSesEvents',
      'AllowSesEvents2',
    ]);
  });

  test('of a topic without a policy is that statement', () => {
    expect(merged(null).Statement).toHaveLength(1);
  });
});

describe('whether an alarm may tell the topic', () => {
  const PLACE = { topicArn: TOPIC, account: '123456789012', region: 'eu-west-1' };
  test.each<[string, object, string]>([
    ["SNS's default lets the account's alarms in", DEFAULT, 'allowed'],
    ['a policy that replaced it does not', allow(), 'missing'],
    [
      'a statement for CloudWatch does',
      allow({ Principal: { Service: 'cloudwatch.amazonaws.com' } }),
      'allowed',
    ],
    [
      'the default of another account does not',
      { ...DEFAULT, Condition: { StringEquals: { 'AWS:SourceOwner': '999999999999' } } },
      'missing',
    ],
  ])('%s', (_what, statement, kind) => {
    expect(judgeAlarmPolicy(policy(statement), PLACE).kind).toBe(kind);
  });

  test('the added statement keeps the others and is enough', () => {
    const verdict = judgeAlarmPolicy(policy(allow()), PLACE);
    if (verdict.kind !== 'missing') throw new Error(verdict.kind);
    expect(JSON.parse(verdict.merged).Statement).toHaveLength(2);
    expect(judgeAlarmPolicy(verdict.merged, PLACE).kind).toBe('allowed');
    expect(judgeTopicPolicy(verdict.merged, SOURCE).kind).toBe('allowed');
  });

  test('what is not a policy is not written over', () => {
    expect(judgeAlarmPolicy('{', PLACE)).toEqual({ kind: 'unreadable' });
  });
});
