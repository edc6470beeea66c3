import { expect, test } from 'vitest';
import { Secret } from '../../src/core/model/secret.ts';
import type { Report } from '../../src/core/model/types.ts';
import { checkSubject, openSession } from '../../src/flow/session.ts';
import { fakePorts, START } from '../helpers/ports.ts';
import { ACCOUNT, checklist, DOMAIN, REGION, SENT } from '../helpers/world.ts';

const ORDER = ['verify-domain', 'check-dns'];
const SUBJECT = { domain: DOMAIN, region: REGION };
const REPORT: Report = {
  version: 1,
  command: 'make-smtp-creds',
  target: { ...SUBJECT, account: null },
  status: 'done',
  exitCode: 0,
  steps: [],
  next: [],
  data: {
    ...{ user: 'u', accessKeyId: 'AKIA', host: 'h.example', port: 587, region: 'eu-west-1' },
    ...{ writtenTo: null, password: new Secret('shown on purpose') },
  },
};

function open(stored = null as ReturnType<typeof checklist> | null) {
  const fakes = fakePorts({ checklist: stored });
  return { fakes, session: openSession(fakes.ports, stored, SUBJECT) };
}

test('nothing is written before something is about to happen', async () => {
  const { fakes, session } = open();
  session.choose({ smtpUser: 'mailer' });
  session.bindAccount(ACCOUNT);
  expect(session.checklist()).toMatchObject({ domain: DOMAIN, choices: { smtpUser: 'mailer' } });
  expect(fakes.stored()).toBeNull();
});

test('the first write keeps the subject, the account and the choices', async () => {
  const { fakes, session } = open();
  session.choose({ smtpUser: 'mailer' });
  session.bindAccount(ACCOUNT);
  await session.intend('make-smtp-creds', 'create-user', { user: 'mailer' });
  expect(fakes.stored()).toMatchObject({
    domain: DOMAIN,
    region: REGION,
    account: ACCOUNT,
    choices: { smtpUser: 'mailer' },
    steps: { 'make-smtp-creds': { intent: { at: START.toISOString(), what: 'create-user' } } },
  });
});

test('older choices stay, new ones win', async () => {
  const { fakes, session } = open(checklist({ choices: { dns: 'manual', smtpUser: 'old' } }));
  session.choose({ smtpUser: 'new' });
  await session.record('verify-domain', 'enabled-signing', {});
  expect(fakes.stored()?.choices).toEqual({ dns: 'manual', smtpUser: 'new' });
});

test('what another process wrote meanwhile is kept', async () => {
  const { fakes, session } = open(checklist());
  const other = openSession(fakes.ports, fakes.stored(), SUBJECT);
  await other.record('send-test', 'sent', SENT);
  await session.record('verify-domain', 'created-identity', {
    domain: 'acme.example',
    keyLength: 2048,
  });
  expect(Object.keys(fakes.stored()?.steps ?? {}).sort()).toEqual(['send-test', 'verify-domain']);
});

test('an account that another process has bound stays bound', async () => {
  const { fakes, session } = open(checklist());
  const other = openSession(fakes.ports, fakes.stored(), SUBJECT);
  other.bindAccount(ACCOUNT);
  await other.record('send-test', 'sent', SENT);
  await session.record('verify-domain', 'enabled-signing', {});
  expect(fakes.stored()?.account).toBe(ACCOUNT);
});

test('a receipt takes the place of the intent', async () => {
  const { fakes, session } = open();
  await session.intend('send-test', 'send', { via: 'api', token: 't', to: '' });
  await session.record('send-test', 'sent', SENT);
  expect(fakes.stored()?.steps['send-test']).toMatchObject({
    intent: null,
    receipts: [{ what: 'sent' }],
  });
  expect(session.checklist()).toEqual(fakes.stored());
});

test('another account is refused once one is known', () => {
  const { session } = open(checklist({ account: ACCOUNT }));
  session.bindAccount(ACCOUNT);
  session.checkAccount(ACCOUNT);
  expect(() => session.checkAccount('999999999999')).toThrowError(
    expect.objectContaining({ code: 'checklist/other-account', exitCode: 1 }),
  );
});

test('the last report is kept where the file exists, without what was shown', async () => {
  const { fakes, session } = open(checklist());
  await session.keep(REPORT, ORDER);
  expect(fakes.stored()?.last).toMatchObject({ status: 'done', data: {} });
  expect(JSON.stringify(fakes.stored())).not.toContain('on purpose');
  await session.keep(REPORT, ORDER);
  expect(fakes.log).toEqual(['checklist']);
});

test('a report of work to do makes no file; one of work that was there already adopts it', async () => {
  const { fakes, session } = open();
  await session.keep({ ...REPORT, status: 'waiting', exitCode: 8 }, ORDER);
  expect(fakes.stored()).toBeNull();
  await session.keep(REPORT, ORDER);
  expect(fakes.stored()).toMatchObject({ domain: DOMAIN, last: { status: 'done' } });
});

test('choices alone are kept, too', async () => {
  const { fakes, session } = open();
  session.choose({ sendsBy: 'api' });
  await session.keep({ ...REPORT, exitCode: 1 }, ORDER);
  expect(fakes.stored()?.choices).toEqual({ sendsBy: 'api' });
});

test.each([
  ['domain', { ...SUBJECT, domain: 'other.example' }, 'usage/other-domain'],
  ['Region', { ...SUBJECT, region: 'us-east-1' }, 'usage/other-region'],
])('a checklist of another %s is refused', (_what, subject, code) => {
  expect(() => checkSubject(checklist(), './ses-migrate.json', subject)).toThrowError(
    expect.objectContaining({ code, exitCode: 2 }),
  );
});

test.each([null, checklist(), checklist({ domain: null, region: null })])(
  'any other is taken: %#',
  (stored) => {
    expect(() => checkSubject(stored, './ses-migrate.json', SUBJECT)).not.toThrow();
  },
);
