import { once } from 'node:events';
import { Readable } from 'node:stream';
import nodemailer from 'nodemailer';
import { describe, expect, test } from 'vitest';
import {
  type Attempt,
  createFallbackTransport,
  type FallbackOptions,
  isDeliveryError,
  type MailTransport,
} from '../../src/transport/index.ts';
import { type Peer, startPeer } from '../helpers/smtp-peer.ts';

const MESSAGE = { from: 'a@acme.example', to: 'b@inbox.example', subject: 'x', text: 'words' };

function reply(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}
/** Refuses every message after its end. */
function refusing(code: number, text: string): Promise<Peer> {
  return startPeer({
    onData(stream, _session, done) {
      stream.on('end', () => done(reply(code, text))).resume();
    },
  });
}
const smtp = (peer: Peer, more: object = {}) =>
  nodemailer.createTransport({ host: '127.0.0.1', port: peer.port, ...more });

function chain(
  first: FallbackOptions['primary']['transport'],
  second: FallbackOptions['primary']['transport'],
  more: Partial<FallbackOptions> = {},
) {
  return nodemailer.createTransport(
    createFallbackTransport({
      primary: { name: 'SMTP', transport: first },
      fallback: { name: 'SES', transport: second },
      ...more,
    }),
  );
}

async function failure(work: Promise<unknown>) {
  const error = await work.then(
    (result) => expect.fail(`sent: ${JSON.stringify(result)}`),
    (thrown: unknown) => thrown,
  );
  if (!isDeliveryError(error)) throw error;
  return error;
}

describe('the result', () => {
  test('the primary sends, and nobody else hears of it', async () => {
    const [first, second] = [await startPeer(), await startPeer()];
    const info = await chain(smtp(first), smtp(second)).sendMail(MESSAGE);
    const { attempts, ...rest } = info;
    expect(rest).toMatchObject({
      provider: 'SMTP',
      response: '250 Ok 1',
      messageId: expect.stringMatching(/^<.+@.+>$/),
      envelope: { from: 'a@acme.example', to: ['b@inbox.example'] },
      accepted: ['b@inbox.example'],
    });
    expect(attempts).toEqual([
      {
        ...{ via: 'SMTP', host: '127.0.0.1', port: first.port, ok: true, code: 250 },
        ...{ response: '250 Ok 1', ms: expect.any(Number), messageId: info.messageId },
        ambiguous: false,
      },
    ]);
    expect(second.connections().all).toBe(0);
  });

  test('both providers are handed the same bytes under one Message-ID, streams too', async () => {
    const seen: string[] = [];
    const first = await startPeer({
      onData(stream, _session, done) {
        let text = '';
        stream.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        stream.on('end', () => {
          seen.push(text);
          done(reply(451, 'Temporary service failure'));
        });
      },
    });
    const second = await startPeer();
    const traced: [Attempt, string][] = [];
    const mailer = chain(smtp(first), smtp(second), {
      onAttempt: (attempt, { messageId }) => traced.push([attempt, messageId]),
    });
    const attachments = [{ filename: 'a.txt', content: Readable.from(['once ', 'only']) }];
    const { messageId, attempts } = await mailer.sendMail({ ...MESSAGE, attachments });
    expect(second.messages).toEqual(seen);
    expect(seen[0]).toContain(`Message-ID: ${messageId}`);
    expect(seen[0]).toContain(Buffer.from('once only').toString('base64'));
    expect(traced).toEqual(attempts.map((attempt) => [attempt, messageId]));
  });

  test('refused recipients among others are reported, and not sent to by the fallback', async () => {
    const first = await startPeer({
      onRcptTo: ({ address }, _session, done) =>
        address.startsWith('no') ? done(reply(550, 'Not here')) : done(),
    });
    const second = await startPeer();
    const to = ['no@inbox.example', 'b@inbox.example'];
    const info = await chain(smtp(first), smtp(second)).sendMail({ ...MESSAGE, to });
    expect(info).toMatchObject({ provider: 'SMTP', rejected: ['no@inbox.example'] });
    expect([first.messages.length, second.messages.length]).toEqual([1, 0]);
  });
});

describe('when nobody sends', () => {
  test('the error has both reasons, the attempts, and the errors themselves', async () => {
    const first = await refusing(535, 'Authentication Credentials Invalid');
    const second = await refusing(554, 'Message rejected');
    const error = await failure(chain(smtp(first), smtp(second)).sendMail(MESSAGE));
    expect(error.message).toBe(
      'SMTP: 535 Authentication Credentials Invalid | SES: 554 Message rejected',
    );
    expect(error).toMatchObject({ ambiguous: false, temporary: false, code: 'EDELIVERY' });
    expect(error.attempts.map(({ via, ok, code }) => [via, ok, code])).toEqual([
      ['SMTP', false, 535],
      ['SES', false, 554],
    ]);
    expect(error.errors).toMatchObject([{ responseCode: 535 }, { responseCode: 554 }]);
  });

  test('a later try is worth it where one of them was only busy', async () => {
    const first = await refusing(554, 'No');
    const second = await refusing(454, 'Throttling failure: Maximum sending rate exceeded');
    const error = await failure(chain(smtp(first), smtp(second)).sendMail(MESSAGE));
    expect(error).toMatchObject({ temporary: true, ambiguous: false });
  });

  test('a recipient who does not exist is not sent to over another provider', async () => {
    const first = await startPeer({
      onRcptTo: (_address, _session, done) => done(reply(550, '5.1.1 User unknown')),
    });
    const second = await startPeer();
    const error = await failure(chain(smtp(first), smtp(second)).sendMail(MESSAGE));
    expect(error.message).toMatch(/^SMTP: 550 5\.1\.1 User unknown \(SES not used: /);
    expect(second.connections().all).toBe(0);
  });

  test('an attachment that cannot be read stops before anyone is asked', async () => {
    const [first, second] = [await startPeer(), await startPeer()];
    const attachments = [{ path: '/nowhere/at/all' }];
    const sending = chain(smtp(first), smtp(second)).sendMail({ ...MESSAGE, attachments });
    await expect(sending).rejects.toMatchObject({ code: 'ENOENT' });
    expect([first.connections().all, second.connections().all]).toEqual([0, 0]);
  });

  test('a caller who gives up gets no second try', async () => {
    const abort = new AbortController();
    const first = await startPeer({ onMailFrom: () => abort.abort() });
    const second = await startPeer();
    const message = { ...MESSAGE, signal: abort.signal };
    const error = await failure(chain(smtp(first), smtp(second)).sendMail(message));
    expect(error.message).toContain('the caller gave up');
    expect(second.connections().all).toBe(0);
  });
});

describe('pooled connections', () => {
  test('are kept from message to message, and closed with the transport', async () => {
    const [first, second] = [await startPeer(), await startPeer()];
    const mailer = chain(smtp(first, { pool: true, maxConnections: 1 }), smtp(second));
    for (const subject of ['1', '2', '3']) await mailer.sendMail({ ...MESSAGE, subject });
    expect(first.messages).toHaveLength(3);
    expect(first.connections()).toEqual({ all: 1, open: 1 });
    expect(mailer.isIdle()).toBe(true);
    mailer.close();
    await expect.poll(() => first.connections().open).toBe(0);
  });

  test('a pool that would hand a message over twice is stopped', async () => {
    let read = 0;
    const twice: MailTransport = {
      name: 'SMTP (of another make)',
      async send({ message }, callback) {
        const { createReadStream } = message as { createReadStream(): Readable };
        for (;;) {
          const stream = createReadStream();
          const ended = once(stream.resume(), 'end').then(
            () => null,
            (error: Error) => error,
          );
          const error = await ended;
          if (error !== null) return callback(error);
          read += 1;
        }
      },
    };
    const second = await startPeer();
    const error = await failure(chain(twice, smtp(second)).sendMail(MESSAGE));
    expect(read).toBe(1);
    expect(error.ambiguous).toBe(true);
    expect(second.messages).toEqual([]);
  });
});

describe('asked again', () => {
  test('a leg that is busy, before the next one, where that is wished for', async () => {
    let asked = 0;
    const first = await startPeer({
      onMailFrom: (_address, _session, done) => {
        asked += 1;
        done(asked === 1 ? reply(421, 'Timeout waiting for data from client') : null);
      },
    });
    const second = await startPeer();
    const info = await chain(smtp(first), smtp(second), { tries: 2 }).sendMail(MESSAGE);
    expect(info.provider).toBe('SMTP');
    expect(info.attempts.map(({ ok }) => ok)).toEqual([false, true]);
  });

  test('never one that refused', async () => {
    const [first, second] = [await refusing(554, 'No'), await startPeer()];
    const info = await chain(smtp(first), smtp(second), { tries: 3 }).sendMail(MESSAGE);
    expect(info.attempts.map(({ via }) => via)).toEqual(['SMTP', 'SES']);
  });
});

describe('a rehearsed failure', () => {
  test('by the option alone', async () => {
    const [first, second] = [await startPeer(), await startPeer()];
    const mailer = chain(smtp(first), smtp(second), { failFirst: true });
    const { provider, attempts } = await mailer.sendMail(MESSAGE);
    expect(provider).toBe('SES');
    expect(attempts[0]).toMatchObject({ via: 'SMTP', ok: false, code: null, port: first.port });
    expect(first.connections().all).toBe(0);
  });

  test('never by the environment', async () => {
    const names = ['SMTP_FORCE_FAIL', 'FAIL_FIRST', 'SES_MIGRATE_FAIL_FIRST'];
    for (const name of names) process.env[name] = 'true';
    const [first, second] = [await startPeer(), await startPeer()];
    const { provider } = await chain(smtp(first), smtp(second)).sendMail(MESSAGE);
    for (const name of names) delete process.env[name];
    expect(provider).toBe('SMTP');
  });
});

test('a split begins with the fallback, and falls back to the primary', async () => {
  const [first, second] = [await startPeer(), await refusing(454, 'Throttling failure')];
  const split = { percent: () => 100 };
  const info = await chain(smtp(first), smtp(second), { split }).sendMail(MESSAGE);
  expect(info.attempts.map(({ via, ok }) => [via, ok])).toEqual([
    ['SES', false],
    ['SMTP', true],
  ]);
});

test('a log that throws is a warning: the message is sent, once', async () => {
  const [first, second] = [await startPeer(), await startPeer()];
  const warned = once(process, 'warning');
  const mailer = chain(smtp(first), smtp(second), {
    onAttempt: () => {
      throw new Error('the log is full');
    },
  });
  expect((await mailer.sendMail(MESSAGE)).provider).toBe('SMTP');
  expect(await warned).toMatchObject([{ message: 'the log is full' }]);
  expect([first.messages.length, second.messages.length]).toEqual([1, 0]);
});

describe('a transport that is neither SMTP nor SES', () => {
  const failing = (fault: object): MailTransport => ({
    name: 'Resend',
    send: (_mail, callback) => callback(Object.assign(new Error('no'), fault)),
  });

  test.each([
    ['says why not', { statusCode: 422 }, 'SES'],
    ['was too fast', { status: 429 }, 'SES'],
    ['was not reached', { code: 'ECONNREFUSED' }, 'SES'],
    ['broke', { statusCode: 500 }, null],
    ['fell silent', { code: 'ECONNRESET' }, null],
    ['says nothing that is known', {}, null],
  ])('%s', async (_what, fault, provider) => {
    const second = await startPeer();
    const sending = chain(failing(fault), smtp(second)).sendMail(MESSAGE);
    if (provider === null) expect((await failure(sending)).ambiguous).toBe(true);
    else expect((await sending).provider).toBe(provider);
    expect(second.messages).toHaveLength(provider === null ? 0 : 1);
  });
});

test('what a server says cannot move the cursor of a terminal', async () => {
  const rude: MailTransport = {
    name: 'SMTP',
    send: (_mail, callback) => callback(new Error('\u001b[2J')),
  };
  const error = await failure(chain(rude, rude).sendMail(MESSAGE));
  expect(error.message).toBe('SMTP: \\u{1b}[2J | SES: \\u{1b}[2J');
});

describe('verify', () => {
  test('is good when every leg is', async () => {
    expect(await chain(smtp(await startPeer()), smtp(await startPeer())).verify()).toBe(true);
  });
  test('names each that is not', async () => {
    const down = nodemailer.createTransport({ host: '127.0.0.1', port: 9 });
    const verifying = chain(smtp(await startPeer()), down).verify();
    await expect(verifying).rejects.toThrow(/^SES: connect ECONNREFUSED/);
  });
});

const leg = { name: 'A', transport: { name: 'SMTP', send() {} } };
test.each<[string, FallbackOptions]>([
  ['one name for two', { primary: leg, fallback: leg }],
  ['no name', { primary: { ...leg, name: '' } }],
  ['a rehearsed failure without a fallback', { primary: leg, failFirst: true }],
  ['a split without a fallback', { primary: leg, split: { percent: 5 } }],
  [
    'more than everybody',
    { primary: leg, fallback: { ...leg, name: 'B' }, split: { percent: 101 } },
  ],
  ['no try', { primary: leg, tries: 0 }],
])('refused at once: %s', (_what, options) => {
  expect(() => createFallbackTransport(options)).toThrow(/Error|must|need/);
});
