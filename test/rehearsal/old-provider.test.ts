import nodemailer from 'nodemailer';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Inbound } from '../../src/rehearsal/contract.ts';
import { createCertificate } from '../../src/rehearsal/smtp/certificate.ts';
import type { SmtpEndpoint } from '../../src/rehearsal/smtp/listen.ts';
import { startOldProvider } from '../../src/rehearsal/smtp/old-provider.ts';

const LOGIN = { user: 'old', password: 'secret 1' };
const KEY = { domain: 'acme.example', selector: 'resend', privateKey: 'PEM' };
let server: SmtpEndpoint;
let ca: string;
const received: Inbound[] = [];

beforeAll(async () => {
  const certificate = await createCertificate();
  ca = certificate.cert;
  const inbox = {
    receive: async (message: Inbound) => {
      received.push(message);
      return { id: 'id-1' };
    },
  };
  server = await startOldProvider({
    certificate,
    inbox,
    domain: 'acme.example',
    dkim: KEY,
    ...LOGIN,
  });
});
afterAll(() => server.close());
beforeEach(() => {
  received.splice(0);
});

function client(pass: string) {
  const [host, port] = server.address.split(':');
  const options = { host, port: Number(port), requireTLS: true, tls: { ca } };
  return nodemailer.createTransport({ ...options, auth: { user: LOGIN.user, pass } });
}

const letter = { to: 'nina@b.example', subject: 's', text: 't' };

test('a login and a sender of the domain: the message is handed to the inbox', async () => {
  const sent = await client(LOGIN.password).sendMail({ ...letter, from: 'app@acme.example' });
  expect(sent.response).toBe('250 2.0.0 Ok: queued as id-1');
  expect(received).toMatchObject([
    {
      from: 'bounces@send.acme.example',
      dkim: KEY,
      recipients: ['nina@b.example'],
      ip: '192.0.2.200',
    },
  ]);
});

test.each([
  ['a wrong password', 'wrong', 'app@acme.example', 535],
  ['a sender of another domain', LOGIN.password, 'app@bank.example', 550],
  ['a domain that only ends alike', LOGIN.password, 'app@evil-acme.example', 550],
])('%s is refused', async (_what, pass, from, responseCode) => {
  await expect(client(pass).sendMail({ ...letter, from })).rejects.toMatchObject({ responseCode });
  expect(received).toEqual([]);
});
