/** The guard of the account is closed when it cannot see, and each plan says whose account it is about. */

import { writeFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { OTHER_ACCOUNT } from '../../helpers/identity-front/index.ts';
import { DOMAIN, keysOf, openPlace } from './person.ts';

vi.setConfig({ testTimeout: 120_000 });

const place = openPlace();
afterEach(() => {
  place.front().state.sts = 'answers';
  place.front().state.plain503.clear();
});

/** A checklist of another account than the person's, in the folder where the command runs. */
function inOtherAccount() {
  const person = place.person({
    env: keysOf(place.front().addUser(`user-${place.front().seen.length}`)),
  });
  const checklist = {
    $schema: 'urn:ses-migrate:checklist:1',
    version: 1,
    lineage: '00000000-0000-4000-8000-000000000000',
    serial: 1,
    domain: DOMAIN,
    region: 'eu-west-1',
    account: OTHER_ACCOUNT,
    choices: {},
    steps: {},
    last: null,
  };
  writeFileSync(person.path('ses-migrate.json'), JSON.stringify(checklist));
  return person;
}

const CHANGES: readonly (readonly string[])[] = [
  ['make-smtp-creds', '--file', 'smtp.env', '--yes'],
  ['verify-domain', DOMAIN, '--yes'],
  ['verify-address', 'ann@example.net', '--yes'],
];

test.each(CHANGES)('%s changes nothing in an account that STS does not name', (...args) =>
  expectClosed(args),
);

async function expectClosed(args: readonly string[]): Promise<void> {
  const person = inOtherAccount();
  const before = place.front().changes();
  place.front().state.sts = 'fails';
  const report = await person.report(args);
  expect(report).toMatchObject({ exitCode: 5, error: { code: 'checklist/account-not-known' } });
  expect(report.error?.message).toContain(`This checklist is about account ${OTHER_ACCOUNT}`);
  expect(report.error?.message).toContain(
    'sts:GetCallerIdentity returned no usable response: HTTP 503',
  );
  expect(place.front().changes()).toEqual(before);
}

test('where STS answers, the account is seen to be another one', async () => {
  const person = inOtherAccount();
  const before = place.front().changes();
  expect(await person.report(['verify-domain', DOMAIN, '--yes'])).toMatchObject({
    exitCode: 1,
    error: { code: 'checklist/other-account' },
  });
  expect(place.front().changes()).toEqual(before);
});

test('a plan says that the account is not known, and why', async () => {
  const person = inOtherAccount();
  place.front().state.sts = 'fails';
  const { stderr } = await person.run(['verify-domain', DOMAIN, '--dry-run']);
  expect(stderr).toMatch(
    /^Account not known \(sts:GetCallerIdentity returned no usable response: HTTP 503.*\), Region eu-west-1$/m,
  );
  expect(stderr).not.toMatch(/SyntaxError|XML parse|Deserialization/);
});

test('an STS that hangs is waited for seconds, not minutes', async () => {
  const person = inOtherAccount();
  place.front().state.sts = 'hangs';
  const started = performance.now();
  const report = await person.report(['make-smtp-creds', '--file', 'smtp.env', '--yes']);
  expect(report).toMatchObject({ exitCode: 5, error: { code: 'checklist/account-not-known' } });
  // Two attempts of five seconds; without a bound of its own it is four of fifteen.
  expect(performance.now() - started).toBeLessThan(35_000);
});

test('a load balancer that answers 503 in plain text is named as such', async () => {
  const person = place.person({ env: keysOf(place.front().addUser('balanced')) });
  place.front().state.plain503.add(`GET /v2/email/identities/${DOMAIN}`);
  const { stdout, stderr, exitCode } = await person.run(['verify-domain', DOMAIN]);
  expect(exitCode).toBe(5);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'ses:GetEmailIdentity returned no usable response: HTTP 503, but not from AWS',
  );
  expect(stdout + stderr).not.toMatch(/SyntaxError|Deserialization/);
});

test('send-test sends nothing in an account that STS does not name, also for a verified domain', async () => {
  const operator = place.world().team();
  expect((await operator.run(['verify-domain', DOMAIN, '--yes', '--wait=60s'])).exitCode).toBe(0);
  const send = ['send-test', '--from', `a@${DOMAIN}`, '--scenario', 'success'];
  await expectClosed([...send, '--via', 'api', '--yes']);
  expect(await place.world().inbox()).toEqual([]);
});
