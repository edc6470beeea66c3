/** An old provider that someone else wrote: what Exim refuses goes over the fallback, and once. */

import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import nodemailer from 'nodemailer';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createFallbackTransport, isDeliveryError } from '../../src/transport/index.ts';
import { describeWith } from '../helpers/daemon.ts';
import { EXIM, type Exim, type EximOptions, LOGIN, startExim, TO } from '../helpers/exim.ts';

describeWith(EXIM, 'a chain over two servers of Exim', overExim);

const FROM = 'Acme <hello@acme.example>';

function smtp({ port, ca }: Exim, more: object = {}) {
  const tls = { ca };
  return nodemailer.createTransport({
    ...{ host: '127.0.0.1', port, requireTLS: true, tls, auth: LOGIN },
    ...more,
  });
}

function overExim(): void {
  let sound: Exim;
  let first: Exim;
  beforeAll(async () => {
    [sound, first] = await Promise.all([startExim(), startExim({ picky: true })]);
  });
  afterAll(() => Promise.all([sound.stop(), first.stop()]));

  /** Sends under a subject of its own; `arrived` counts the copies of it at the primary and the fallback. */
  async function send(subject: string, to: string, primary = first, more: object = {}) {
    const mailer = nodemailer.createTransport(
      createFallbackTransport({
        primary: { name: 'old', transport: smtp(primary, more) },
        fallback: { name: 'SES', transport: smtp(sound) },
      }),
    );
    const message = { from: FROM, to, subject, text: 'words' };
    const outcome = await mailer.sendMail(message).catch((error: unknown) => error);
    mailer.close();
    const arrived = () => Promise.all([primary, sound].map((exim) => copies(exim, subject)));
    return { outcome, arrived };
  }

  test('what it takes is delivered once, and nobody else is asked', async () => {
    const { outcome, arrived } = await send('taken', TO.known);
    expect(outcome).toMatchObject({
      provider: 'old',
      response: expect.stringMatching(/^250 OK id=/),
    });
    await expect.poll(arrived).toEqual([1, 0]);
  });

  test('over TLS from the first byte', async () => {
    const { outcome, arrived } = await send('smtps', TO.known, first, {
      port: first.smtps,
      secure: true,
    });
    expect(outcome).toMatchObject({ provider: 'old' });
    await expect.poll(arrived).toEqual([1, 0]);
  });

  const wrong = { auth: { ...LOGIN, pass: 'wrong' } };
  test.each<[string, number, string, object]>([
    ['AUTH', 535, 'Incorrect authentication data', wrong],
    ['RCPT without a login', 550, 'relay not permitted', { auth: undefined }],
  ])('%s refused with %i: the fallback delivers', async (stage, code, words, more) => {
    const { outcome, arrived } = await send(stage, TO.known, first, more);
    expect(outcome).toMatchObject({
      provider: 'SES',
      attempts: [{ ok: false, code, response: expect.stringContaining(words) }, { ok: true }],
    });
    await expect.poll(arrived).toEqual([0, 1]);
  });

  test.each<[keyof typeof TO, number]>([
    ['later', 451],
    ['spam', 554],
    ['busy', 451],
  ])('the recipient "%s" refused with %i: the fallback delivers', async (to, code) => {
    const { outcome, arrived } = await send(to, TO[to]);
    expect(outcome).toMatchObject({
      provider: 'SES',
      attempts: [{ via: 'old', ok: false, code, ambiguous: false }, { ok: true }],
    });
    await expect.poll(arrived).toEqual([0, 1]);
  });

  test('a recipient who does not exist is asked for once', async () => {
    const { outcome } = await send('unknown', TO.unknown);
    expect(isDeliveryError(outcome) && outcome.attempts).toMatchObject([{ via: 'old', code: 550 }]);
    expect(String(outcome)).toContain('550 Unrouteable address (SES not used: ');
  });

  test('no answer to RCPT: nothing was taken, so the fallback delivers', async () => {
    const { outcome, arrived } = await send('silent', TO.silent, first, { socketTimeout: 400 });
    expect(outcome).toMatchObject({
      provider: 'SES',
      attempts: [{ via: 'old', ok: false, code: null, ambiguous: false }, { ok: true }],
    });
    await expect.poll(arrived).toEqual([0, 1]);
  });

  // Exim itself drops a message whose sender is gone before the answer; others deliver it.
  test('no answer to the message: it may have been taken, so nobody else is asked', async () => {
    const { outcome, arrived } = await send('slow', TO.slow, first, { socketTimeout: 400 });
    expect(isDeliveryError(outcome) && outcome).toMatchObject({
      ambiguous: true,
      attempts: [{ via: 'old', code: null, ambiguous: true }],
    });
    expect((await arrived())[1]).toBe(0);
  });

  test.each<[string, number, string, EximOptions]>([
    ['no certificate', 454, 'TLS currently unavailable', { main: { tls_certificate: '/nowhere' } }],
    ['no way to check a login', 435, 'Unable to authenticate', { loginCondition: '${if broken' }],
    ['a full disk', 452, 'Space shortage', { main: { check_spool_space: '999999999999K' } }],
  ])('%s, %i: the fallback delivers', async (fault, code, words, options) => {
    const broken = await startExim(options);
    onTestFinished(() => broken.stop());
    const { outcome, arrived } = await send(fault, TO.known, broken);
    expect(outcome).toMatchObject({
      provider: 'SES',
      attempts: [{ code, response: expect.stringContaining(words), ambiguous: false }, {}],
    });
    await expect.poll(arrived).toEqual([0, 1]);
  });

  test('too many connections, 421: the fallback delivers', async () => {
    const narrow = await startExim({ main: { smtp_accept_max: '1' } });
    onTestFinished(() => narrow.stop());
    await hold(narrow.port);
    const { outcome, arrived } = await send('421', TO.known, narrow);
    expect(outcome).toMatchObject({
      provider: 'SES',
      attempts: [{ code: 421, response: expect.stringContaining('Too many concurrent') }, {}],
    });
    await expect.poll(arrived).toEqual([0, 1]);
  });
}

/** A moment is given to a delivery that should not be, then they are counted. */
async function copies(exim: Exim, subject: string): Promise<number> {
  await sleep(50);
  const all = await exim.delivered();
  return all.filter((raw) => raw.includes(`\nSubject: ${subject}\n`)).length;
}

/** Keeps the only connection that the server allows: it may still count the last one for a moment. */
async function hold(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const [greeting] = (await once(socket, 'data')) as [Buffer];
    if (greeting.toString().startsWith('220')) return;
    await sleep(20);
  }
}
