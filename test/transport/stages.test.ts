/** Every stage of SMTP at which a line can break: does the fallback send, and how many messages arrive? */

import nodemailer from 'nodemailer';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Certificate, createCertificate } from '../../src/rehearsal/smtp/certificate.ts';
import { createFallbackTransport, isDeliveryError } from '../../src/transport/index.ts';
import { breakLine, type Fault, type Stage, startPeer } from '../helpers/smtp-peer.ts';

const MESSAGE = {
  from: 'a@acme.example',
  to: 'b@inbox.example',
  subject: 'x',
  text: 'Many words.\n'.repeat(40),
};
/** More than the sockets between hold, so that its end is not sent while nobody reads. */
const LARGE = { ...MESSAGE, text: 'Many words.\n'.repeat(500_000) };
const REPLIES = [
  '421 Too many concurrent SMTP connections',
  '451 Temporary service failure',
  '454 Throttling failure: Maximum sending rate exceeded',
  '535 Authentication Credentials Invalid',
  '554 Message rejected',
];
const STAGES: readonly Stage[] = ['banner', 'EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA'];

/** Milliseconds. Only where nothing is heard, as a busy machine may take its time. */
function patience(stage: Stage) {
  const ms = stage === 'dot' ? 2_000 : 250;
  return { connectionTimeout: ms, greetingTimeout: ms, socketTimeout: ms };
}

let certificate: Certificate;
beforeAll(async () => {
  certificate = await createCertificate();
});

function smtp(port: number, more: object = {}) {
  const login = { user: 'u', pass: 'sesame' };
  return nodemailer.createTransport({ host: '127.0.0.1', port, auth: login, ...more });
}

/** Sends over a primary with this fault and a sound fallback. */
async function sendThrough(stage: Stage, fault: Fault, more: object = {}) {
  const secure = stage === 'STARTTLS' ? { ...certificate, hideSTARTTLS: false } : {};
  const [first, second] = [await startPeer(secure), await startPeer()];
  const tls = { requireTLS: true, tls: { rejectUnauthorized: false } };
  const primary = smtp(await breakLine(first, stage, fault), {
    ...(stage === 'STARTTLS' ? tls : {}),
    ...(fault === 'silence' ? patience(stage) : {}),
    ...more,
  });
  const mailer = nodemailer.createTransport(
    createFallbackTransport({
      primary: { name: 'SMTP', transport: primary },
      fallback: { name: 'SES', transport: smtp(second.port) },
    }),
  );
  const outcome = await mailer
    .sendMail(stage === 'body' ? LARGE : MESSAGE)
    .catch((error: unknown) => error);
  mailer.close();
  return { outcome, arrived: [first.messages.length, second.messages.length] };
}

const POOLED = { pool: true, maxRequeues: 1 };
const WAYS = [
  ['a connection for each message', {}],
  ['pooled connections', POOLED],
] as const;

describe.each(WAYS)('%s', (_way, more) => {
  const refusals = STAGES.flatMap((stage) => REPLIES.map((reply) => [stage, reply] as const));
  const faults: readonly (readonly [Stage, Fault])[] = [
    ...(more === POOLED ? refusals.filter(([, reply]) => /^(421|554)/.test(reply)) : refusals),
    ...REPLIES.map((reply) => ['dot', reply] as const),
    ...(['connect', ...STAGES, 'body'] as const).flatMap((stage) =>
      (['hang up', 'silence'] as const).map((fault) => [stage, fault] as const),
    ),
  ];

  test.concurrent.each(faults)('%s, %s: the fallback sends, once', async (stage, fault) => {
    const { outcome, arrived } = await sendThrough(stage, fault, more);
    expect(arrived).toEqual([0, 1]);
    expect(outcome).toMatchObject({
      provider: 'SES',
      attempts: [
        { via: 'SMTP', ok: false, ambiguous: false },
        { via: 'SES', ok: true, code: 250 },
      ],
    });
    const code = /^\d/.test(fault) ? Number(fault.slice(0, 3)) : null;
    expect(outcome).toHaveProperty('attempts.0.code', code);
  });

  test.concurrent.each(['hang up', 'silence', 'What?'])(
    'after the end of the message, %s: it may have arrived, so nothing more is sent',
    async (fault) => {
      const { outcome, arrived } = await sendThrough('dot', fault, more);
      expect(arrived[1]).toBe(0);
      if (fault !== 'What?') expect(arrived[0]).toBe(1);
      expect(isDeliveryError(outcome) && outcome).toMatchObject({
        code: 'EDELIVERY',
        ambiguous: true,
        temporary: false,
        attempts: [{ via: 'SMTP', ok: false, code: null, ambiguous: true }],
        message: expect.stringMatching(/^SMTP: .*may have been sent \(SES not used: .*twice\)$/),
      });
    },
  );
});

test('a port where nobody listens', async () => {
  const second = await startPeer();
  const mailer = nodemailer.createTransport(
    createFallbackTransport({
      primary: { name: 'SMTP', transport: smtp(9) },
      fallback: { name: 'SES', transport: smtp(second.port) },
    }),
  );
  const { provider, attempts } = await mailer.sendMail(MESSAGE);
  expect({ provider, first: attempts[0] }).toMatchObject({
    provider: 'SES',
    first: { host: '127.0.0.1', port: 9, response: expect.stringContaining('ECONNREFUSED') },
  });
  expect(second.messages).toHaveLength(1);
});
