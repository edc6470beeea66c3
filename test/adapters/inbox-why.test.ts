/** Why a mailbox cannot be opened, in the server's own words, and what to do about it. */

import { generate } from 'selfsigned';
import { describe, expect, test } from 'vitest';
import { createInbox } from '../../src/adapters/inbox/index.ts';
import type { Failure } from '../../src/core/model/errors.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { MailAccount } from '../../src/core/parse/inbox-url.ts';
import { type ImapScript, startImapScript } from '../helpers/imap-script.ts';
import { fakePorts } from '../helpers/ports.ts';

const PASSWORD = 'open sesame 9a1b';

async function failed(
  script: ImapScript,
  change: Partial<MailAccount> = {},
  options: { readonly silence?: number; readonly trusted?: boolean } = {},
): Promise<{ error: Failure; heard: readonly string[] }> {
  const { port, ca, heard } = await startImapScript(script);
  const { silence = 5_000, trusted = true } = options;
  const inbox = createInbox(fakePorts().ports.dns, {
    limits: { silence },
    ...(trusted ? { ca } : {}),
  });
  const account = { host: '127.0.0.1', port, tls: 'implicit', user: 'you', ...change } as const;
  const signal = new AbortController().signal;
  const error = await inbox
    .open(account, new Secret(PASSWORD), { since: null, signal })
    .then(() => Promise.reject(new Error('it opened')))
    .catch((thrown: Failure) => thrown);
  return { error, heard };
}

function said({ message, fix }: Failure): string {
  return `${message} ${fix}`;
}

describe('response codes of a refused login (RFC 5530, 3)', () => {
  test.each<[string, string, number, RegExp]>([
    [
      'NO [UNAVAILABLE] User database is down',
      'inbox/unavailable',
      5,
      /database is down.*possibly right/,
    ],
    [
      'NO [LIMIT] Too many logins',
      'inbox/unavailable',
      5,
      /Too many logins.*Close other mail programs/,
    ],
    ['NO [INUSE] Mailbox is locked', 'inbox/unavailable', 5, /locked/],
    ['NO [SERVERBUG] Internal error', 'inbox/unavailable', 5, /fault of its own/],
    ['NO [CONTACTADMIN] Account blocked', 'inbox/contact-admin', 1, /Account blocked.*operator/],
    ['NO [AUTHENTICATIONFAILED] Invalid credentials', 'inbox/login-refused', 1, /Check the user/],
    ['NO [EXPIRED] Password too old', 'inbox/login-refused', 1, /has expired: set a new one/],
    ['NO [AUTHORIZATIONFAILED] Not yours', 'inbox/login-refused', 1, /Not yours/],
    ['NO [ALERT] Please log in via your web browser', 'inbox/login-refused', 1, /web browser/],
    ['NO no', 'inbox/login-refused', 1, /Check the user/],
  ])('%s', async (login, code, exitCode, words) => {
    const { error } = await failed({ login });
    expect(error).toMatchObject({ code, exitCode });
    expect(said(error)).toMatch(words);
    expect(said(error)).not.toContain(PASSWORD);
  });
});

describe('a server that takes no password', () => {
  test('LOGINDISABLED with XOAUTH2 alone: the way out, and no password on the wire', async () => {
    const capabilities = 'IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2 AUTH=OAUTHBEARER';
    const { error, heard } = await failed({ capabilities });
    expect(error).toMatchObject({ code: 'inbox/takes-no-password', exitCode: 1 });
    expect(said(error)).toMatch(/takes no password: it offers .*XOAUTH2.*--eml FILE/);
    expect(heard.join()).not.toMatch(/LOGIN |sesame/);
  });

  test('LOGINDISABLED beside AUTH=PLAIN is none of them', async () => {
    const { error } = await failed({
      capabilities: 'IMAP4rev1 LOGINDISABLED AUTH=PLAIN SASL-IR',
      login: 'NO [AUTHENTICATIONFAILED] no',
    });
    expect(error.code).toBe('inbox/login-refused');
  });
});

describe('BYE says why', () => {
  test.each<[string, ImapScript]>([
    ['in place of a greeting', { greeting: '* BYE Too many connections from your address' }],
    [
      'in place of an answer to the login',
      { login: '* BYE Too many connections from your address' },
    ],
  ])('%s', async (_when, script) => {
    const { error } = await failed(script);
    expect(error).toMatchObject({ code: 'inbox/unreachable', exitCode: 5 });
    expect(error.message).toContain('Too many connections from your address');
  });
});

describe('a scheme that does not fit the port', () => {
  test('imaps:// where the server greets in the clear names imap://', async () => {
    const { error, heard } = await failed({ tls: false });
    expect(error).toMatchObject({ code: 'inbox/no-tls', exitCode: 1 });
    expect(error.message).not.toContain('certificate');
    expect(error.fix).toContain('imap://');
    expect(heard.join()).not.toContain('sesame');
  });
});

test('a certificate that has expired has its own advice', async () => {
  const pems = await generate([{ name: 'commonName', value: 'old' }], {
    notBeforeDate: new Date('2024-01-01'),
    notAfterDate: new Date('2024-02-01'),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const { error } = await failed({ certificate: { cert: pems.cert, key: pems.private } });
  expect(error).toMatchObject({ code: 'inbox/no-tls', exitCode: 1 });
  expect(error.fix).toMatch(/^It has expired: its operator has to renew it/);
  expect(error.fix).not.toContain('NODE_EXTRA_CA_CERTS');
});

test('one of another name, and one of an unknown authority, have theirs', async () => {
  const { error: unknown } = await failed({}, {}, { trusted: false });
  expect(unknown.fix).toContain('NODE_EXTRA_CA_CERTS');
  const { error: other } = await failed({}, { host: 'localhost' });
  expect(other.fix).toMatch(/another name/);
});

describe('a server that is silent', () => {
  test.each<[string, ImapScript]>([
    ['after the login', { later: null }],
    ['in place of an answer to the login', { login: null }],
  ])('%s is given up', async (_when, script) => {
    const { error } = await failed(script, {}, { silence: 300 });
    expect(error).toMatchObject({ code: 'inbox/unreachable', exitCode: 5 });
  });
});
