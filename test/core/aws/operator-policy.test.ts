import { describe, expect, test } from 'vitest';
import { type OperatorScope, operatorPolicy } from '../../../src/core/aws/operator-policy.ts';
import { IAM_ACTIONS } from '../../../src/core/aws/permissions.ts';
import { senderPolicy } from '../../../src/core/aws/policies.ts';
import { AWS_COMMANDS, commandRights } from '../../helpers/rights.ts';

const scope = (change: Partial<OperatorScope> = {}): OperatorScope => ({
  region: 'eu-central-1',
  account: '123456789012',
  domain: 'acme.example',
  configurationSet: 'main',
  zoneId: 'Z1',
  smtpUser: 'ses-smtp-acme.example',
  commands: AWS_COMMANDS,
  route53: true,
  from: ['*@acme.example'],
  mailFrom: ['mail.acme.example'],
  ...change,
});

const actionsOf = (change: Partial<OperatorScope>) =>
  operatorPolicy(scope(change)).Statement.flatMap(({ Action }) => [Action].flat());

test('all commands together have every right of the table, each once on each resource', () => {
  const { Statement } = operatorPolicy(scope({ secretName: 'mail' }));
  const pairs = Statement.flatMap(({ Action, Resource }) =>
    [Action].flat().map((action) => `${action} ${[Resource].flat().join(' ')}`),
  );
  expect(new Set(pairs).size).toBe(pairs.length);
  const actions = new Set(pairs.map((pair) => pair.split(' ')[0]));
  const all = Object.keys(IAM_ACTIONS).filter((action) => !/^(ssm|secretsmanager):/.test(action));
  expect([...actions].sort()).toEqual(all.sort());
});

test.each([
  [
    'ssm',
    ['ssm:GetParameter', 'ssm:PutParameter'],
    'arn:aws:ssm:eu-central-1:123456789012:parameter/acme/smtp',
  ],
  [
    'secrets-manager',
    [
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:CreateSecret',
      'secretsmanager:PutSecretValue',
    ],
    'arn:aws:secretsmanager:eu-central-1:123456789012:secret:/acme/smtp*',
  ],
] as const)('a hand-over to %s has its rights on that one name', (store, Action, Resource) => {
  const { Statement } = operatorPolicy(scope({ store, secretName: '/acme/smtp' }));
  const ofStores = Statement.filter((each) => /^(ssm|secretsmanager):/.test(String(each.Action)));
  expect(ofStores).toEqual([expect.objectContaining({ Action, Resource })]);
});

test('statements have names of their own, of letters and digits, and fit into a managed policy', () => {
  const policy = operatorPolicy(scope());
  const sids = policy.Statement.map(({ Sid }) => Sid ?? '');
  expect(new Set(sids).size).toBe(sids.length);
  for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
  // 6144 characters without white space (IAM quotas).
  expect(JSON.stringify(policy).length).toBeLessThan(6144);
});

describe('only what the commands use', () => {
  test('check-dns reads', () => {
    expect(actionsOf({ commands: [commandRights('check-dns')] }).sort()).toEqual([
      'route53:GetHostedZone',
      'route53:ListHostedZonesByName',
      'route53:ListResourceRecordSets',
      'ses:GetEmailIdentity',
    ]);
  });

  test('Route 53 is left out where DNS is run elsewhere', () => {
    expect(actionsOf({ route53: false }).filter((action) => action.startsWith('route53'))).toEqual(
      [],
    );
  });

  test('nobody may delete the identity of a domain, or write another user', () => {
    const { Statement } = operatorPolicy(scope());
    const on = (action: string) =>
      Statement.filter((each) => [each.Action].flat().includes(action)).flatMap((each) =>
        [each.Resource].flat(),
      );
    expect(on('ses:DeleteEmailIdentity')).toEqual([
      'arn:aws:ses:eu-central-1:123456789012:identity/*@*',
    ]);
    expect(on('iam:PutUserPolicy')).toEqual([
      'arn:aws:iam::123456789012:user/ses-smtp-acme.example',
    ]);
  });
});

test('Route 53 is written at our names, in our types, and nothing is deleted', () => {
  const found = operatorPolicy(scope()).Statement.find(
    ({ Action }) => Action === 'route53:ChangeResourceRecordSets',
  );
  expect(found).toEqual({
    Sid: 'VerifyDomainRecords',
    Effect: 'Allow',
    Action: 'route53:ChangeResourceRecordSets',
    Resource: 'arn:aws:route53:::hostedzone/Z1',
    Condition: {
      'ForAllValues:StringEquals': {
        'route53:ChangeResourceRecordSetsActions': ['CREATE', 'UPSERT'],
        'route53:ChangeResourceRecordSetsRecordTypes': ['CNAME', 'MX', 'TXT'],
      },
      'ForAllValues:StringLike': {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': [
          '*._domainkey.acme.example',
          '_dmarc.acme.example',
          'mail.acme.example',
        ],
      },
    },
  });
});

test('test messages leave from the addresses that the application may use', () => {
  const [sender] = senderPolicy({ fromPatterns: ['billing@acme.example'] }).Statement;
  const found = operatorPolicy(scope({ from: ['billing@acme.example'] })).Statement.find(
    ({ Action }) => Action === 'ses:SendRawEmail',
  );
  expect(found?.Condition).toEqual(sender?.Condition);
});

test('an account that is not known is any', () => {
  const text = JSON.stringify(operatorPolicy(scope({ account: null })));
  expect(text).toContain('arn:aws:ses:eu-central-1:*:identity/acme.example');
  expect(text).not.toContain('null');
});
