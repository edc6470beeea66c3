/** Servers that repeat the password they refuse: it is taken out before anyone hears of it. */

import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createCloudflare } from '../../src/adapters/cloudflare/index.ts';
import { createInbox } from '../../src/adapters/inbox/index.ts';
import { createSmtp } from '../../src/adapters/smtp.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { startEchoImap, startEchoSmtp } from '../helpers/echo-servers.ts';
import { formsOf } from '../helpers/leaks.ts';
import { fakePorts } from '../helpers/ports.ts';

const VALUE = 'open/sesame 77aa';
const password = new Secret(VALUE);

function expectHidden(told: string): void {
  expect(told).toContain('[secret]');
  for (const form of formsOf(VALUE)) expect(told).not.toContain(form);
}

test('IMAP', async () => {
  const { port, ca, heard } = await startEchoImap();
  const account = { host: '127.0.0.1', port, tls: 'implicit', user: 'you' } as const;
  const inbox = createInbox(fakePorts().ports.dns, { ca });
  const { signal } = new AbortController();
  const refused = await inbox.open(account, password, { since: null, signal }).then(
    () => expect.fail('logged in'),
    (error: Error) => error,
  );
  expect(refused).toMatchObject({ code: 'inbox/login-refused' });
  expect(formsOf(VALUE).some((form) => heard.join().includes(form))).toBe(true);
  expectHidden(refused.message);
});

test('SMTP, at a login and at a message', async () => {
  const { port } = await startEchoSmtp();
  const { login, send } = createSmtp(null);
  const endpoint = { host: '127.0.0.1', port, tls: 'if-offered' } as const;
  const credentials = { username: 'you', password };
  const message = { from: 'a@b.example', to: ['c@d.example'], raw: Buffer.from('x') };
  for (const attempt of [
    await login(endpoint, credentials),
    await send(endpoint, credentials, { ...message, configurationSet: null }),
  ]) {
    expect(attempt).toMatchObject({ ok: false, code: 535 });
    expectHidden(JSON.stringify(attempt));
  }
});

test.each(['geheim\ntoken-77', 'geheim token-77', 'geheim-token-77…'])(
  'Cloudflare: %j is no token, and is not repeated by what would send it',
  async (value) => {
    const publisher = createCloudflare({
      env: {},
      token: new Secret(value),
      baseUrl: 'http://127.0.0.1:9',
    });
    const refused = await publisher.hostedZones('acme.example').catch((error: unknown) => error);
    expect(refused).toMatchObject({ reason: 'credentials' });
    expect(inspect(refused, { depth: 9 })).not.toMatch(/geheim|token-77/);
  },
);
