/** SMTP servers that flood, trickle or fall silent, at each stage of the conversation. */

import type { Socket } from 'node:net';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createSmtp, type SmtpLimits } from '../../src/adapters/smtp.ts';
import { probePort } from '../../src/adapters/smtp-probe.ts';
import { type Certificate, createCertificate } from '../../src/rehearsal/smtp/certificate.ts';
import {
  flood,
  listen,
  type Misbehaviour,
  onLines,
  silence,
  trickle,
} from '../helpers/hostile-server.ts';

let certificate: Certificate;
beforeAll(async () => {
  certificate = await createCertificate();
});
afterEach(() => void vi.unstubAllEnvs());

/** No limit of time is met before the one of size is. */
const SIZES: SmtpLimits = { connection: 30_000, silence: 30_000, whole: 30_000, reply: 20_000 };
const TIMES: SmtpLimits = { connection: 1_500, silence: 1_500, whole: 3_000, reply: 2_000_000 };

const STAGES = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'end of DATA'] as const;
type Stage = (typeof STAGES)[number];

const ANSWERS: Readonly<Record<string, string>> = {
  EHLO: '250-localhost\r\n250 SIZE 1000000\r\n',
  DATA: '354 go on\r\n',
};

/** Behaves well up to the stage. */
function server(stage: Stage, misbehave: Misbehaviour, tls: 'implicit' | 'if-offered') {
  const talk = (socket: Socket) => {
    if (stage === 'greeting') return misbehave(socket);
    socket.write('220 localhost ESMTP\r\n');
    let data = false;
    onLines(socket, (line) => {
      if (data && line !== '.') return true;
      const command = data ? 'end of DATA' : (line.split(/[ :]/)[0] ?? '').toUpperCase();
      data = command === 'DATA';
      if (command === stage) misbehave(socket);
      else socket.write(ANSWERS[command] ?? '250 ok\r\n');
      return command !== stage;
    });
  };
  return listen(talk, tls === 'implicit' ? certificate : null);
}

async function send(
  stage: Stage,
  misbehave: Misbehaviour,
  limits: SmtpLimits,
  tls: 'implicit' | 'if-offered' = 'if-offered',
) {
  const smtp = createSmtp(null, new Map(), limits);
  const endpoint = { host: '127.0.0.1', port: await server(stage, misbehave, tls), tls } as const;
  return smtp.send(endpoint, null, {
    from: 'a@acme.example',
    to: ['b@acme.example'],
    raw: Buffer.from('Subject: test\r\n\r\nHello\r\n'),
    configurationSet: null,
  });
}

const FLOODS = [
  ['lines of one reply without end', flood('250-more\r\n')],
  ['a line without end', flood('250 more and more ')],
] as const;
const SLOW = [
  ['silence', silence],
  ['a byte now and then', trickle('250-m')],
] as const;
/** nodemailer's words for each limit, and ours for the whole. */
const TOO_LARGE = /exceeds maximum allowed size/;
const TOO_LATE = /never received|Timeout|did not end within/i;
const CASES = STAGES.flatMap((stage) => [
  ...FLOODS.map(([what, misbehave]) => [stage, what, misbehave, SIZES, TOO_LARGE] as const),
  ...SLOW.map(([what, misbehave]) => [stage, what, misbehave, TIMES, TOO_LATE] as const),
]);

test.each(CASES)('at %s: %s', async (stage, _what, misbehave, limits, words) => {
  const attempt = await send(stage, misbehave, limits);
  expect(attempt).toMatchObject({ ok: false, messageId: null });
  expect(attempt.response).toMatch(words);
  // Only where the whole message was sent can the server have accepted it.
  expect(attempt.ambiguous).toBe(stage === 'end of DATA');
  expect(attempt.response.length).toBeLessThan(1_000);
});

test.each(
  (['greeting', 'EHLO', 'end of DATA'] as const).flatMap((stage) =>
    FLOODS.map(([what, misbehave]) => [stage, what, misbehave] as const),
  ),
)('over TLS at %s: %s', async (stage, _what, misbehave) => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  const attempt = await send(stage, misbehave, SIZES, 'implicit');
  expect(attempt.response).toMatch(TOO_LARGE);
  expect(attempt).toMatchObject({ ok: false, ambiguous: stage === 'end of DATA' });
});

test('a server that floods over TLS with a certificate that is not trusted is left at once', async () => {
  const attempt = await send('greeting', flood('220-more\r\n'), SIZES, 'implicit');
  expect(attempt).toMatchObject({ ok: false, ambiguous: false });
  expect(attempt.response).toMatch(/self-signed certificate/);
});

test('a server that is slow within the limits is not refused', async () => {
  const slowly = (socket: Socket) => {
    const pieces = ['250-first\r\n', '250-second\r\n', '250 ', 'ok\r\n'];
    const timer = setInterval(() => {
      const piece = pieces.shift();
      if (piece === undefined) clearInterval(timer);
      else socket.write(piece);
    }, 50);
  };
  const attempt = await send('end of DATA', slowly, SIZES);
  expect(attempt).toMatchObject({ ok: true, ambiguous: false });
});

test.each([
  ['lines of one reply without end', flood('220-more\r\n'), /does not end/],
  ['a line without end', flood('220 more and more '), /does not end/],
  ['silence', silence, /no answer within/],
  ['a byte now and then', trickle('220-m'), /no answer within/],
] as const)('a probe of a port: %s', async (_what, misbehave, problem) => {
  const port = await listen(misbehave);
  const probe = await probePort({ host: '127.0.0.1', port, tls: 'starttls' }, 500);
  expect(probe.state).toBe('broken');
  expect(probe.problem).toMatch(problem);
});
