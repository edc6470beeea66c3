import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { actionOf, arnOf, IAM_ACTIONS } from '../../../src/core/aws/permissions.ts';

const ADAPTER = fileURLToPath(new URL('../../../src/adapters/aws/', import.meta.url));

/** What is in the adapter itself: calls on the way to credentials need rights of another identity. */
const sourcesOfTheAdapter = () =>
  readdirSync(ADAPTER, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => readFileSync(`${ADAPTER}${name}`, 'utf8'));

/** `call('ses', 'GetAccount'` and its kin, as written in the adapter. */
function callsOfTheAdapter(): string[] {
  const written = sourcesOfTheAdapter().flatMap((source) => [
    ...source.matchAll(/\bcall(?:OrNull)?\(\s*'(\w+)',\s*'(\w+)'/g),
  ]);
  return [...new Set(written.map(([, service = '', call = '']) => actionOf(service, call)))];
}

/** Calls that need no right, or that are only tried where a policy allows them. */
const WITHOUT_RIGHT = ['sts:GetCallerIdentity', 'iam:SimulatePrincipalPolicy', 'iam:GetRole'];

test('every call of the adapter has its right in the table, and the table nothing else', () => {
  const needed = callsOfTheAdapter().filter((action) => !WITHOUT_RIGHT.includes(action));
  // Tags go along in CreateEmailIdentity and CreateUser.
  const listed = Object.keys(IAM_ACTIONS).filter((action) => !/:Tag/.test(action));
  expect(listed.sort()).toEqual(needed.sort());
});

test('every call of the SDK goes through `call`, where a refusal gets its name', () => {
  const sources = sourcesOfTheAdapter();
  const commands = sources.flatMap((text) => text.match(/new \w+Command\(/g) ?? []).length;
  const calls = sources.flatMap((text) => text.match(/\bcall(OrNull)?\(\s*'/g) ?? []).length;
  expect(calls).toBe(commands);
});

const names = {
  region: 'eu-central-1',
  account: '123456789012',
  domain: 'acme.example',
  configurationSet: 'main',
  zoneId: 'Z1',
  smtpUser: 'mailer',
};

test.each([
  ['any', '*'],
  ['identity', 'arn:aws:ses:eu-central-1:123456789012:identity/acme.example'],
  ['addresses', 'arn:aws:ses:eu-central-1:123456789012:identity/*@*'],
  ['configuration-set', 'arn:aws:ses:eu-central-1:123456789012:configuration-set/main'],
  ['zone', 'arn:aws:route53:::hostedzone/Z1'],
  ['change', 'arn:aws:route53:::change/*'],
  ['smtp-user', 'arn:aws:iam::123456789012:user/mailer'],
] as const)('%s is %s', (on, arn) => {
  expect(arnOf(on, names)).toBe(arn);
});

test('GovCloud has a partition of its own', () => {
  expect(arnOf('smtp-user', { ...names, region: 'us-gov-west-1' })).toBe(
    'arn:aws-us-gov:iam::123456789012:user/mailer',
  );
});
