import { expect, test } from 'vitest';
import { Failure } from '../../src/core/model/errors.ts';
import { failureLines } from '../../src/render/failure.ts';
import { statementLines } from '../../src/render/statements.ts';

const allow = (Action: string, Resource: string) =>
  ({ Effect: 'Allow', Action, Resource }) as const;

test('actions on one resource stand together; what is printed is a list of statements', () => {
  const lines = statementLines([
    allow('ses:GetEmailIdentity', 'arn:aws:ses:eu-west-1:1:identity/a.example'),
    allow('ses:GetAccount', '*'),
    allow('ses:GetEmailIdentity', 'arn:aws:ses:eu-west-1:1:identity/a.example'),
    allow('route53:ListHostedZonesByName', '*'),
  ]);
  expect(JSON.parse(`[${lines.join('\n')}]`)).toEqual([
    allow('ses:GetEmailIdentity', 'arn:aws:ses:eu-west-1:1:identity/a.example'),
    { Effect: 'Allow', Action: ['ses:GetAccount', 'route53:ListHostedZonesByName'], Resource: '*' },
  ]);
  expect(statementLines([])).toEqual([]);
});

test('a failure: the message, the way out, the statement; nothing of it can harm a terminal', () => {
  const failure = new Failure('aws/denied', 'No.\u001b[2J', {
    exitCode: 4,
    fix: { say: 'Add this:', statement: allow('ses:GetAccount', '\u009b1m') },
  });
  expect(failureLines(failure)).toEqual([
    'No.\\u{1b}[2J',
    '  Add this:',
    '  {',
    '    "Effect": "Allow",',
    '    "Action": "ses:GetAccount",',
    '    "Resource": "\\u{9b}1m"',
    '  }',
  ]);
});
