/** A 535 through make-smtp-creds and send-test, over SMTP and IAM of a rehearsal: what a person and a script see. */

import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { envLogins } from '../../../src/adapters/env-logins.ts';
import { createSmtp } from '../../../src/adapters/smtp.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { Report, Reporter } from '../../../src/core/model/types.ts';
import { readSettings } from '../../../src/core/smtp-credentials/settings-reader.ts';
import { smtpPassword } from '../../../src/core/smtp-credentials/smtp-password.ts';
import { runStep } from '../../../src/flow/run.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { reportJson } from '../../../src/render/json.ts';
import { reportText } from '../../../src/render/report.ts';
import {
  type SendingService,
  type SendingServiceOptions,
  shareKeys,
  shareLiveWorld,
} from '../../helpers/live-creds.ts';
import { account, DOMAIN, identity, REGION } from '../../helpers/world.ts';

const OTHER = 'us-west-2';
const REPLY = '535 Authentication Credentials Invalid';
const world = shareLiveWorld();
const { active, inactive } = shareKeys(world);

/** The domain may send: a login is refused before SES looks whether it may. */
function sending(ports: Ports, env: Readonly<Record<string, string>>): Ports {
  const ses: Ports['ses'] = Object.assign(Object.create(ports.ses), {
    identity: async () => identity(),
    account: async () => account(),
  });
  return { ...ports, ses, env: envLogins(env) };
}

async function run<Id extends Reporter>(
  desk: SendingService,
  ports: Ports,
  id: Id,
  answers: SendingServiceOptions,
) {
  return runStep(await desk.job(ports, answers), id);
}

/** As it is on an 80 columns wide screen, each run of white space as one. */
function onScreen(report: Report): string {
  const lines = reportText(report, { color: false, unicode: true, columns: 80 }).split('\n');
  // Commands to copy are never cut.
  for (const line of lines.filter((each) => !each.includes('`')))
    expect(line.length, line).toBeLessThanOrEqual(80);
  return lines.join(' ').replace(/\s+/g, ' ');
}

/** One finding says why, on the screen and in the JSON, and no secret is in either. */
function expectTold(report: Report, code: string, secrets: readonly string[]) {
  expect(report.exitCode).toBe(1);
  const found = report.steps.flatMap(({ findings }) => findings);
  expect(found.map((each) => each.code)).toEqual([code]);
  const [finding] = found;
  if (finding?.fix === undefined) throw new Error('no way out');
  expect(finding.found).toBe(REPLY);
  const [screen, json] = [onScreen(report), reportJson(report, 2)];
  expect(screen).toContain(`${finding.message} [${code}] → ${finding.fix}`);
  expect(JSON.parse(json).steps[0].findings).toMatchObject([finding]);
  for (const secret of secrets.filter((each) => each.length > 9))
    for (const text of [screen, json]) expect(text).not.toContain(secret);
  return finding;
}

const derived = (key = active, region = REGION) => smtpPassword(key.secret, region).reveal();
const octetsOf2018 = Buffer.concat([Buffer.from([2]), Buffer.alloc(32, 7)]).toString('base64');

describe('send-test --via smtp', () => {
  test.each<[string, () => readonly [username: string, password: string], RegExp, RegExp]>([
    [
      'smtp/secret-as-password',
      () => [active.id, active.secret.reveal()],
      /The password derived from it for eu-west-1 logs in/,
      /--from-secret-stdin --region eu-west-1/,
    ],
    [
      'smtp/secret-as-password',
      () => [active.id, inactive.secret.reveal()],
      /SES also refuses the password derived from it for eu-west-1/,
      /Create new credentials/,
    ],
    [
      'smtp/stray-characters',
      () => [active.id, ` ${derived()}`],
      /^The SMTP password contains spaces/,
      /Remove them where/,
    ],
    [
      'smtp/stray-characters',
      () => [`'${active.id}'`, `"${derived()}"\n`],
      /^The SMTP user name and password contains spaces, a line end or quotes/,
      /Remove them where/,
    ],
    [
      'smtp/wrong-region-password',
      () => [active.id, derived(active, OTHER)],
      /belongs to us-west-2: SES accepts the login there and refuses it in eu-west-1/,
      /Send over .*, or derive the password for eu-west-1/,
    ],
    [
      'smtp/temporary-key',
      () => ['ASIAIOSFODNN7EXAMPLE', derived()],
      /temporary key \(ASIA…\)/,
      /make-smtp-creds/,
    ],
    [
      'smtp/inactive-key',
      () => [inactive.id, derived(inactive)],
      /of mailer is inactive/,
      /aws iam update-access-key --user-name mailer --access-key-id AKIA\w+ --status Active/,
    ],
    [
      'smtp/unknown-key',
      () => ['AKIAIOSFODNN7EXAMPLE', derived()],
      /it was deleted, is mistyped, or belongs to another AWS account/,
      /Create new credentials/,
    ],
    [
      'smtp/password-of-other-key',
      () => [active.id, derived(inactive)],
      /is active .* refuses the pair/,
      /Copy the user name and the password again/,
    ],
    [
      'smtp/user-name',
      () => ['mailer', derived()],
      /is not an access key ID/,
      /make-smtp-creds wrote/,
    ],
    [
      'smtp/password-form',
      () => [active.id, derived().slice(0, 43)],
      /has 43 characters.* one has 44/,
      /Copy the whole password again/,
    ],
    ['send/old-password', () => [active.id, octetsOf2018], /before 2019-01-10/, /new credentials/],
  ])('%s', async (code, login, message, fix) => {
    const [username, password] = login();
    const desk = world().desk('sender');
    const ports = sending(desk.ports(), {
      SES_MIGRATE_SMTP_USERNAME: username,
      SES_MIGRATE_SMTP_PASSWORD: password,
    });
    const answers: SendingServiceOptions = {
      from: `a@${DOMAIN}`,
      scenario: 'success',
      via: ['smtp'],
    };
    const report = await run(desk, ports, 'send-test', answers);
    const secrets = [password.trim(), active.secret.reveal(), inactive.secret.reveal()];
    const finding = expectTold(report, code, secrets);
    expect(finding.message).toMatch(message);
    expect(finding.fix).toMatch(fix);
    expect(report.data.attempts).toMatchObject([{ via: 'smtp', ok: false, code: 535 }]);
  });
});

describe('make-smtp-creds', () => {
  /** Makes a key and then, before its login is tried, has something happen to it. */
  function meanwhile(desk: SendingService, happens: (keyId: string) => Promise<void>): Ports {
    const ports = desk.ports();
    const createAccessKey: Ports['iam']['createAccessKey'] = async (user) => {
      const key = await ports.iam.createAccessKey(user);
      await happens(key.id);
      return key;
    };
    const iam: Ports['iam'] = Object.assign(Object.create(ports.iam), { createAccessKey });
    return { ...ports, iam };
  }

  test.each<[string, string, (user: string) => (keyId: string) => Promise<void>]>([
    [
      'made-inactive',
      'smtp/inactive-key',
      (user) => (id) => world().aws.iam.setAccessKeyActive(user, id, false),
    ],
    [
      'made-deleted',
      'smtp/unknown-key',
      (user) => (id) => world().aws.iam.deleteAccessKey(user, id),
    ],
  ])('%s: %s', async (user, code, happens) => {
    const desk = world().desk(user);
    const report = await run(desk, meanwhile(desk, happens(user)), 'make-smtp-creds', {});
    const password = readSettings(readFileSync(desk.file, 'utf8'))?.password.reveal() ?? '';
    expect(report.exitCode).toBe(1);
    // The step says, too, that its key is gone; the reason of the refusal is beside it.
    const finding = report.steps[0]?.findings.find((each) => each.code === code);
    if (finding === undefined) throw new Error(`no ${code}`);
    expect(onScreen(report)).toContain(`${finding.message} [${code}] → ${finding.fix}`);
    for (const text of [onScreen(report), reportJson(report, 2)])
      expect(text).not.toContain(password);
  });

  test('whose endpoint is that of another Region: it is named', async () => {
    const { smtp } = world();
    const desk = world().desk('made-elsewhere');
    // Nobody listens on the place of all the others.
    const swapped = new Map([
      [REGION, smtp.endpoint(OTHER)],
      [OTHER, smtp.endpoint(REGION)],
    ]);
    const ports = { ...desk.ports(), smtp: createSmtp({ host: '127.0.0.1', port: 1 }, swapped) };
    const report = await run(desk, ports, 'make-smtp-creds', {});
    const { message } = expectTold(report, 'smtp/wrong-region-password', []);
    expect(message).toContain(`belongs to ${OTHER}`);
    expect(report.status).toBe('problem');
  });

  test('that SMTP does not know for minutes: nothing is said of other keys, and the next run continues', async () => {
    const desk = world().desk('made-slowly');
    const { smtp } = world();
    const login: Ports['smtp']['login'] = (endpoint, given) =>
      smtp.login(endpoint, { ...given, password: new Secret(derived(inactive)) });
    const report = await run(
      desk,
      { ...desk.ports(), smtp: { ...smtp, login } },
      'make-smtp-creds',
      {},
    );
    const { fix } = expectTold(report, 'smtp/login-refused', []);
    expect(fix).toMatch(/take minutes to accept a new key.*send-test --via smtp/);
    const sent = await run(desk, sending(desk.ports(), {}), 'send-test', {
      from: `a@${DOMAIN}`,
      scenario: 'success',
      via: ['smtp'],
    });
    // The login is taken; the domain is not verified in this rehearsal.
    expect(sent.data.attempts).toMatchObject([{ ok: false, code: 554 }]);
  });

  test('that was killed, and whose file somebody spoilt meanwhile', async () => {
    const desk = world().desk('made-spoilt');
    const ports = desk.ports();
    const record: Ports['store']['update'] = async (change) => {
      const next = await ports.store.update(change);
      if (next.steps['make-smtp-creds']?.intent?.what === 'create-access-key')
        throw new Error('killed');
      return next;
    };
    await expect(
      run(desk, { ...ports, store: { ...ports.store, update: record } }, 'make-smtp-creds', {}),
    ).rejects.toThrow('killed');
    const key = await world().aws.iam.createAccessKey('made-spoilt');
    writeFileSync(desk.file, `SMTP_USERNAME=${key.id}\nSMTP_PASSWORD=${key.secret.reveal()}\n`);
    const report = await run(desk, desk.ports(), 'make-smtp-creds', {});
    const finding = expectTold(report, 'smtp/secret-as-password', [key.secret.reveal()]);
    expect(finding.message).toContain('logs in');
  });
});
