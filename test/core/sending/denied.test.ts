import { describe, expect, test } from 'vitest';
import { explainDenied, refusedUser } from '../../../src/core/sending/denied.ts';
import { explainReply } from '../../../src/core/sending/replies.ts';

const USER = 'ses-smtp-acme.example';
const denied = (principal = `arn:aws:iam::123456789012:user/${USER}`) =>
  `554 Access denied: User \`${principal}' is not authorized to perform \`ses:SendRawEmail' on resource \`arn:aws:ses:us-east-1:123456789012:identity/acme.example'`;
const FROM = 'Acme <hello@shop.acme.example>';

function explain(
  Condition: object,
  { policy = 'ses-smtp-send', user = USER, from = FROM, Effect = 'Allow' } = {},
) {
  const response = denied();
  const said = explainReply({
    via: 'smtp',
    host: 'email-smtp.us-east-1.amazonaws.com',
    code: 554,
    response,
    ambiguous: false,
    from,
  });
  const Statement = { Effect, Action: 'ses:SendRawEmail', Resource: '*', Condition };
  const message = { from, to: ['ann@one.example'], region: 'us-east-1', response };
  const holder = { name: user, policies: { [policy]: { Statement } } };
  return explainDenied(said, message, holder, USER);
}

test('another sender: key, value of the policy and of the message, and the command that adds it', () => {
  const finding = explain({ StringLike: { 'ses:FromAddress': ['*@acme.example', 'a@b.example'] } });
  expect(finding).toMatchObject({
    code: 'send/denied-by-condition',
    subject: 'ses:FromAddress',
    expected: '*@acme.example, a@b.example',
    found: 'hello@shop.acme.example',
  });
  expect(finding.message).toContain(
    'Policy ses-smtp-send of user ses-smtp-acme.example allows ses:SendRawEmail only if ses:FromAddress matches *@acme.example or a@b.example. The message has hello@shop.acme.example.',
  );
  expect(finding.fixes?.map(({ command }) => command)).toEqual([
    "ses-migrate make-smtp-creds --from '*@acme.example' --from a@b.example --from hello@shop.acme.example",
  ]);
});

test('of another user than the usual one, the command names it', () => {
  const [fix] =
    explain({ StringLike: { 'ses:FromAddress': '*@acme.example' } }, { user: 'shop mailer' })
      .fixes ?? [];
  expect(fix?.command).toContain("make-smtp-creds --user-name 'shop mailer' --from");
});

describe('the words for each key', () => {
  test.each([
    [{ StringLike: { 'ses:Recipients': '*@acme.example' } }, 'ses:Recipients', 'ann@one.example'],
    [
      { StringEquals: { 'ses:FeedbackAddress': 'bounce@acme.example' } },
      'ses:FeedbackAddress',
      'hello@shop.acme.example',
    ],
    [{ StringEquals: { 'ses:FromDisplayName': 'Shop' } }, 'ses:FromDisplayName', 'Acme'],
    [{ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }, 'aws:RequestedRegion', 'us-east-1'],
  ])('%j', (condition, key, value) => {
    const { subject, found, message, fixes = [] } = explain(condition);
    expect([subject, found]).toEqual([key, value]);
    expect(message).toContain(`The message has ${value}.`);
    expect(fixes[0]?.say).toContain(`the values of ${key} in policy ses-smtp-send of user ${USER}`);
    expect(fixes[0]?.command).toBeUndefined();
  });

  test('a source address is known to AWS only', () => {
    const { message } = explain({ IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } });
    expect(message).toContain('aws:SourceIp is in 192.0.2.0/24. Only AWS knows the value');
  });

  test('no display name in the message', () => {
    const { message } = explain(
      { StringEquals: { 'ses:FromDisplayName': 'Shop' } },
      { from: 'hello@acme.example' },
    );
    expect(message).toContain('The message has no such value.');
  });

  test('a Deny is named as one', () => {
    const { message } = explain(
      { StringNotLike: { 'ses:FromAddress': '*@acme.example' } },
      { Effect: 'Deny' },
    );
    expect(message).toContain(
      'denies ses:SendRawEmail if ses:FromAddress does not match *@acme.example',
    );
  });
});

test('no statement is proposed beside a condition, and control characters are not repeated', () => {
  for (const policy of ['ses-smtp-send', 'own\u001b[31m']) {
    const finding = explain({ StringLike: { 'ses:FromAddress': 'x\u001b]0;@*' } }, { policy });
    expect(finding.fixes?.every(({ statement }) => statement === undefined)).toBe(true);
    expect(JSON.stringify(finding)).not.toContain('\\u001b');
  }
});

test('a policy with patterns that make-smtp-creds does not write is changed by hand', () => {
  for (const pattern of ['*', '*@*', 'hello@*'])
    expect(
      explain({ StringEquals: { 'ses:FromAddress': pattern } }).fixes?.[0]?.command,
    ).toBeUndefined();
});

test('where no condition is in the way, the general finding stays, with a statement for the sender only', () => {
  const finding = explain({ StringLike: { 'ses:FromAddress': '*@shop.acme.example' } });
  expect(finding.code).toBe('send/denied');
  expect(finding.fixes?.[0]?.statement?.Condition).toEqual({
    StringEquals: { 'ses:FromAddress': 'hello@shop.acme.example' },
  });
});

test('a sender that is no address gets no statement', () => {
  for (const from of ['', 'nobody', 'a@b c'])
    expect(
      explain({ StringLike: { 'ses:Recipients': 'ann@*' } }, { from }).fixes?.[0]?.statement,
    ).toBeUndefined();
});

test.each([
  ['arn:aws:iam::123456789012:user/team/shop', { name: 'shop', account: '123456789012' }],
  ['arn:aws-cn:iam::123456789012:user/shop', { name: 'shop', account: '123456789012' }],
  ['arn:aws:sts::123456789012:assumed-role/Admin/ann', null],
  ['arn:aws:iam::123456789012:root', null],
])('%s is the user %j', (arn, user) => {
  expect(refusedUser(denied(arn))).toEqual(user);
});
