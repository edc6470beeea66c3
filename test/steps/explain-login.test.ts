import { beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/model/secret.ts';
import { smtpPassword } from '../../src/core/smtp-credentials/smtp-password.ts';
import { PortError, type Ports, type SmtpLogin } from '../../src/ports/index.ts';
import { explainLogin } from '../../src/steps/explain-login.ts';
import { shareKeys, shareLiveWorld } from '../helpers/live-creds.ts';
import { fakePorts } from '../helpers/ports.ts';
import { REGION } from '../helpers/world.ts';

const OTHER = 'us-west-2';
const world = shareLiveWorld();
const { active, inactive } = shareKeys(world);

/** The login as a command tries it, and what is then said of it. */
async function explained(login: SmtpLogin, change: Partial<Ports> = {}) {
  const { aws, smtp } = world();
  const fakes = fakePorts();
  const ports = { ...fakes.ports, ...aws, smtp, ...change };
  const attempt = await smtp.login(smtp.endpoint(REGION), login);
  expect(attempt).toMatchObject({ ok: false, code: 535 });
  const finding = await explainLogin(ports, { region: REGION, port: null, login }, attempt);
  for (const secret of [login.password, active.secret, smtpPassword(active.secret, REGION)])
    if (secret.reveal() !== '')
      expect(JSON.stringify([finding, fakes.notes, fakes.results])).not.toContain(secret.reveal());
  expect(finding.found).toBe('535 Authentication Credentials Invalid');
  return finding;
}

/** A key whose password has + and /, which programs write in other ways. */
let special: { readonly id: string; readonly secret: Secret };
beforeAll(async () => {
  const { iam } = world().aws;
  await iam.createUser('special');
  for (;;) {
    special = await iam.createAccessKey('special');
    if (/\+/.test(passwordOf(special)) && /\//.test(passwordOf(special))) break;
    await iam.deleteAccessKey('special', special.id);
  }
  await world().pass('1m');
});
const passwordOf = ({ secret }: typeof special) => smtpPassword(secret, REGION).reveal();
const encoded = (text: string) => encodeURIComponent(text);

const derived = (region = REGION) => smtpPassword(active.secret, region);

describe('a 535 of the rehearsal is explained', () => {
  test('a temporary key', async () => {
    const login = { username: 'ASIAIOSFODNN7EXAMPLE', password: derived() };
    expect((await explained(login)).code).toBe('smtp/temporary-key');
  });

  test.each([
    ['a space at the end', (text: string) => `${text} `],
    ['a line end', (text: string) => `${text}\r\n`],
    ['quotes', (text: string) => `"${text}"`],
  ])('%s', async (_what, spoil) => {
    const password = new Secret(spoil(derived().reveal()));
    const { code, message } = await explained({ username: active.id, password });
    expect([code, message]).toEqual(['smtp/stray-characters', expect.stringContaining('password')]);
    expect(message).not.toContain('user name');
  });

  test.each<[string, RegExp, (text: string) => string]>([
    ['percent-encoded', /is percent-encoded/, encoded],
    ['percent-encoded twice', /is percent-encoded/, (text) => encoded(text).replaceAll('%', '%25')],
    [
      'percent-encoded in lower case',
      /is percent-encoded/,
      (text) => encoded(text).replace(/%../g, (each) => each.toLowerCase()),
    ],
    ['spaces for plus', /a space in place of each \+/, (text) => text.replaceAll('+', ' ')],
    [
      'the URL alphabet',
      /- or _ in place of \+ or \//,
      (text) => text.replaceAll('+', '-').replaceAll('/', '_'),
    ],
    ['JSON', /has backslashes/, (text) => text.replaceAll('/', '\\/').replaceAll('+', '\\u002b')],
    ['a line end that was written out', /has backslashes/, (text) => `${text}\\n`],
    [
      'HTML',
      /as in HTML/,
      (text) => text.replaceAll('+', '&#43;').replaceAll('/', '&#x2F;').concat('&quot;'),
    ],
    ['padding', /the padding of base64/, (text) => `${text}=`],
    ['the name of the variable', /the name of its variable/, (text) => `SMTP_PASSWORD=${text}`],
    ['base64 twice', /as in a Kubernetes Secret/, (text) => Buffer.from(text).toString('base64')],
    [
      'base64 twice with a line end',
      /as in a Kubernetes Secret.* and contains/,
      (text) => Buffer.from(`${text}\n`).toString('base64'),
    ],
    [
      'quotes around percent escapes',
      /percent-encoded.* and |quotes.* and /,
      (text) => `"${encoded(text)}"`,
    ],
    ['a zero-width space', /invisible characters/, (text) => `${text}\u200b`],
  ])('a password that was changed on its way: %s', async (_what, message, spoil) => {
    const { secret } = special;
    const password = new Secret(spoil(smtpPassword(secret, REGION).reveal()));
    const finding = await explained({ username: special.id, password });
    expect([finding.code, finding.message]).toEqual([
      'smtp/password-encoded',
      expect.stringMatching(message),
    ]);
    expect(finding.fix).not.toMatch(/again/);
    expect(JSON.stringify(finding)).not.toContain(smtpPassword(secret, REGION).reveal());
  });

  test('a changed password that never was one of this key is not said to log in', async () => {
    const other = smtpPassword(inactive.secret, REGION).reveal();
    const password = new Secret(`${other}=`);
    expect((await explained({ username: active.id, password })).code).toBe('smtp/password-form');
  });

  test('a space before the user name', async () => {
    const { code, message } = await explained({ username: ` ${active.id}`, password: derived() });
    expect([code, message]).toEqual([
      'smtp/stray-characters',
      expect.stringContaining('user name'),
    ]);
  });

  test('the name of the IAM user as user name', async () => {
    expect((await explained({ username: 'mailer', password: derived() })).code).toBe(
      'smtp/user-name',
    );
  });

  test('the secret as password: what is derived from it logs in', async () => {
    const { code, message, fix } = await explained({
      username: active.id,
      password: active.secret,
    });
    expect([code, message]).toEqual([
      'smtp/secret-as-password',
      expect.stringContaining('derived from it for eu-west-1 logs in'),
    ]);
    expect(fix).toContain('--from-secret-stdin');
  });

  test('the secret of another key as password: it is not said to log in', async () => {
    const { code, message } = await explained({ username: active.id, password: inactive.secret });
    expect([code, message]).toEqual([
      'smtp/secret-as-password',
      expect.stringContaining('SES also refuses'),
    ]);
  });

  test('a password that was cut off', async () => {
    const password = new Secret(derived().reveal().slice(0, 43));
    const { code, message } = await explained({ username: active.id, password });
    expect([code, message]).toEqual(['smtp/password-form', expect.stringContaining('43')]);
  });

  test('a password from before 2019', async () => {
    const octets = Buffer.concat([Buffer.from([2]), Buffer.alloc(32, 7)]);
    const password = new Secret(octets.toString('base64'));
    expect((await explained({ username: active.id, password })).code).toBe('send/old-password');
  });

  test('an inactive key, and how to activate it', async () => {
    const password = smtpPassword(inactive.secret, REGION);
    const { code, fix } = await explained({ username: inactive.id, password });
    expect(code).toBe('smtp/inactive-key');
    expect(fix).toContain(`--user-name mailer --access-key-id ${inactive.id} --status Active`);
  });

  test('a key that was deleted', async () => {
    const login = { username: 'AKIAIOSFODNN7EXAMPLE', password: derived() };
    expect((await explained(login)).code).toBe('smtp/unknown-key');
  });

  test('a password of another Region, which is named: nothing was sent to find out', async () => {
    const login = { username: active.id, password: derived(OTHER) };
    const { code, message } = await explained(login);
    expect([code, message]).toEqual([
      'smtp/wrong-region-password',
      expect.stringContaining(`belongs to ${OTHER}`),
    ]);
  });

  test('the password of another key: the Regions that refused it, too, are counted', async () => {
    const password = smtpPassword(inactive.secret, REGION);
    const { code, message } = await explained({ username: active.id, password });
    expect(code).toBe('smtp/password-of-other-key');
    expect(message).toContain(`Access key ${active.id} is active`);
    // The rehearsal has one other Region.
    expect(message).toContain('1 other Region also refused them');
  });

  test('where IAM may not be asked, nothing is said of the key', async () => {
    const refuse = () =>
      Promise.reject(new PortError('no', { reason: 'denied', errorName: 'AccessDenied' }));
    const iam = Object.assign(Object.create(world().aws.iam), { keyOwner: refuse });
    const login = { username: active.id, password: smtpPassword(inactive.secret, REGION) };
    expect((await explained(login, { iam })).code).toBe('send/login-refused');
  });

  test('a Region that did not answer is not counted', async () => {
    const { smtp } = world();
    const login: Ports['smtp']['login'] = async (endpoint, given) =>
      endpoint.port === smtp.endpoint(REGION).port
        ? smtp.login(endpoint, given)
        : { ...(await smtp.login(endpoint, given)), ok: false, code: null, response: 'timeout' };
    const password = smtpPassword(inactive.secret, REGION);
    const change = { smtp: { ...smtp, login } };
    const { code, message } = await explained({ username: active.id, password }, change);
    expect(code).toBe('smtp/password-of-other-key');
    expect(message).not.toContain('other Region');
  });

  test('where IAM may not be asked, other Regions still are', async () => {
    const refuse = () =>
      Promise.reject(new PortError('no', { reason: 'denied', errorName: 'AccessDenied' }));
    const iam = Object.assign(Object.create(world().aws.iam), { keyOwner: refuse });
    const login = { username: active.id, password: derived(OTHER) };
    expect((await explained(login, { iam })).code).toBe('smtp/wrong-region-password');
  });
});

test('other Regions are asked one after the other, by login alone, until one takes it', async () => {
  const asked: string[] = [];
  const reply = { via: 'smtp', port: 587, ms: 1, messageId: null, ambiguous: false };
  const fakes = fakePorts({
    iam: { keyOwner: () => ({ user: 'mailer', active: true }) },
    smtp: {
      endpoint: (region: string) => ({ host: region, port: 587, tls: 'starttls' as const }),
      login: ({ host }) => {
        asked.push(host);
        const ok = host === 'eu-central-1';
        return { ...reply, host, ok, code: ok ? 235 : 535, response: 'x' };
      },
    },
  });
  const attempt = {
    ...reply,
    host: REGION,
    ok: false,
    code: 535,
    response: '535 Authentication Credentials Invalid',
  };
  const login = { username: 'AKIAIOSFODNN7EXAMPLE', password: derived() };
  const finding = await explainLogin(fakes.ports, { region: REGION, port: null, login }, attempt);
  expect(finding.code).toBe('smtp/wrong-region-password');
  expect(asked).not.toContain(REGION);
  expect(asked).not.toContain('us-gov-west-1');
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked.at(-1)).toBe('eu-central-1');
});

test.each([
  [454, '454 Temporary authentication failure', 'send/login-unchecked'],
  [535, '535 Account not subscribed to SES', 'send/not-subscribed'],
  [null, 'connect ETIMEDOUT', 'send/unreachable'],
])('%s %s explains itself: nobody is asked', async (code, response, expected) => {
  const attempt = { via: 'smtp', host: 'h', port: 587, ms: 1, messageId: null, ambiguous: false };
  const login = { username: 'AKIAIOSFODNN7EXAMPLE', password: new Secret('x') };
  const { ports } = fakePorts();
  const tried = { region: REGION, port: null, login };
  const finding = await explainLogin(ports, tried, { ...attempt, ok: false, code, response });
  expect(finding.code).toBe(expected);
});
