/** KeyBuzz: an SMTP provider first, SES behind it, in a worker that keeps a delivery trace; eu-west-1. */

import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import nodemailer from 'nodemailer';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { createFallbackTransport, isDeliveryError } from '../../src/transport/index.ts';
import { shareWorld, type Team } from '../cli/world.ts';
import { startPeer } from '../helpers/smtp-peer.ts';

const DOMAIN = 'keybuzz.io';
const REGION = 'eu-west-1';
const FROM = `noreply@${DOMAIN}`;
const MAIL = { from: FROM, to: 'success@simulator.amazonses.com', subject: 'Reply', text: 'Hello' };

const world = shareWorld({ domain: DOMAIN, region: REGION, speed: 200 });
let team: Team;
beforeAll(async () => {
  team = world().team();
  await team.run(['verify-domain', DOMAIN, '--yes', '--wait=60s']);
});

/** What the worker of the note does: SMTP of old, SES as fallback, provider and trace kept. */
function worker(smtpPort: number, secret = world().env.AWS_SECRET_ACCESS_KEY ?? '') {
  const { AWS_ENDPOINT_URL = '', AWS_ACCESS_KEY_ID = '' } = world().env;
  const sesClient = new SESv2Client({
    region: REGION,
    endpoint: AWS_ENDPOINT_URL,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: secret },
    maxAttempts: 1,
  });
  onTestFinished(() => sesClient.destroy());
  const smtp = nodemailer.createTransport({ host: '127.0.0.1', port: smtpPort });
  const ses = nodemailer.createTransport({ SES: { sesClient, SendEmailCommand } });
  return nodemailer.createTransport(
    createFallbackTransport({
      primary: { name: 'SMTP', transport: smtp },
      fallback: { name: 'SES', transport: ses },
    }),
  );
}
const NOBODY = 9;

it('Scénario A : SMTP OK', async () => {
  const old = await startPeer();
  const before = (await world().inbox()).length;
  expect(await worker(old.port).sendMail(MAIL)).toMatchObject({ provider: 'SMTP' });
  expect([old.messages.length, (await world().inbox()).length - before]).toEqual([1, 0]);
});

it('Scénario B : fallback SES, and the message arrives signed', async () => {
  const before = (await world().inbox()).length;
  const info = await worker(NOBODY).sendMail(MAIL);
  expect(info).toMatchObject({
    provider: 'SES',
    attempts: [
      { via: 'SMTP', ok: false, code: null },
      { via: 'SES', ok: true, code: 200 },
    ],
  });
  const arrived = (await world().inbox()).slice(before);
  expect(arrived).toHaveLength(1);
  expect(JSON.stringify(arrived)).toContain(`d=${DOMAIN}`);
});

it('both fail: `SMTP: … | SES: …`, with the words of SES', async () => {
  const sending = worker(NOBODY).sendMail({ ...MAIL, from: 'a@stranger.example' });
  const error = await sending.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!isDeliveryError(error)) throw error;
  expect(error.message).toMatch(
    /^SMTP: connect ECONNREFUSED .* \| SES: MessageRejected: Email address is not verified\./,
  );
  // The old provider may be back in a minute.
  expect(error).toMatchObject({ ambiguous: false, temporary: true });
});

it('the command sends over the same chain, and rehearses its failure', async () => {
  const old = await startPeer();
  const env = { SMTP_URL: `smtp://127.0.0.1:${old.port}` };
  const args = ['send-test', '--from', FROM, '--scenario', 'success', '--via', 'old,api', '--yes'];
  const good = await team.report(args, { env });
  expect([good.exitCode, good.data.provider]).toEqual([0, 'old']);
  // A sandbox takes one message a second, and one was sent a moment ago.
  await world().pass('2s');
  const rehearsed = await team.report([...args, '--fail-first'], { env });
  expect([rehearsed.exitCode, rehearsed.data.provider]).toEqual([0, 'api']);
  expect(rehearsed.data.attempts).toMatchObject([
    { via: 'old', ok: false, port: old.port },
    { via: 'api', ok: true },
  ]);
  expect(old.messages).toHaveLength(1);
});

it('the ports are checked without a login', async () => {
  const report = await team.report(['send-test', '--probe-ports']);
  expect([report.exitCode, report.status]).toEqual([0, 'done']);
  expect(report.data.ports).toMatchObject([
    {
      state: 'open',
      tls: 'starttls',
      tlsVersion: expect.stringMatching(/^TLSv1/),
      certificate: { problem: null, validTo: expect.stringMatching(/^20/) },
      auth: ['PLAIN', 'LOGIN'],
    },
  ]);
});

it('a password in --smtp-url is refused and told to nobody', async () => {
  const url = 'smtp://u:correct-horse@old.example';
  const { exitCode, stdout, stderr } = await team.run([
    'send-test',
    '--from',
    FROM,
    '--scenario',
    'success',
    '--via',
    'old',
    '--smtp-url',
    url,
  ]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('SMTP_URL');
  expect(stdout + stderr).not.toContain('correct-horse');
});
