/** The SES API as a leg: the real SDK against a server that answers as told. */

import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import nodemailer from 'nodemailer';
import { expect, onTestFinished, test } from 'vitest';
import { createFallbackTransport, isDeliveryError } from '../../src/transport/index.ts';
import { startPeer } from '../helpers/smtp-peer.ts';

type Answer = (response: ServerResponse) => void;
const json =
  (status: number, name: string, body: object = { message: 'words' }): Answer =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name })
      .end(JSON.stringify(body));
const page: Answer = (response) => void response.writeHead(504).end('<html>');
const taken = json(200, '', { MessageId: '0100-id' });

async function startApi(answer: Answer) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      answer(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return { port: (server.address() as AddressInfo).port, bodies };
}

function sesTo(port: number, maxAttempts: number) {
  const sesClient = new SESv2Client({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'sesame' },
    maxAttempts,
    requestHandler: { requestTimeout: 300, throwOnRequestTimeout: true },
  });
  return nodemailer.createTransport({ SES: { sesClient, SendEmailCommand } });
}

const MESSAGE = { from: 'a@acme.example', to: 'b@inbox.example', subject: 'x', text: 'words' };

/** SES first, an SMTP server behind it. */
async function sendOver(answer: Answer, { maxAttempts = 1, closed = false } = {}) {
  const [api, smtp] = [await startApi(answer), await startPeer()];
  const mailer = nodemailer.createTransport(
    createFallbackTransport({
      primary: { name: 'SES', transport: sesTo(closed ? 9 : api.port, maxAttempts) },
      fallback: {
        name: 'SMTP',
        transport: nodemailer.createTransport({ host: '127.0.0.1', port: smtp.port }),
      },
    }),
  );
  const outcome = await mailer.sendMail(MESSAGE).catch((error: unknown) => error);
  return { outcome, api, arrived: smtp.messages };
}

test('SES takes it: its message id, its host and the message itself', async () => {
  const { outcome, api, arrived } = await sendOver(taken);
  expect(outcome).toMatchObject({
    provider: 'SES',
    messageId: '<0100-id@eu-west-1.amazonses.com>',
    attempts: [
      {
        via: 'SES',
        host: '127.0.0.1',
        port: api.port,
        ok: true,
        code: 200,
        response: 'Ok 0100-id',
      },
    ],
  });
  expect(arrived).toEqual([]);
  const { Content } = JSON.parse(api.bodies[0] ?? '');
  expect(Buffer.from(Content.Raw.Data, 'base64').toString()).toContain('Subject: x\r\n');
});

test.each<[string, Answer, number]>([
  ['not verified', json(400, 'MessageRejected'), 400],
  ['throttled', json(429, 'TooManyRequestsException'), 429],
  ['throttled in the old way', json(400, 'ThrottlingException'), 400],
  ['denied', json(403, 'AccessDeniedException'), 403],
  ['wrong keys', json(403, 'UnrecognizedClientException'), 403],
  ['paused', json(400, 'SendingPausedException'), 400],
  ['SES itself failed', json(500, 'InternalServiceErrorException'), 500],
])('%s: the other sends, once', async (_what, answer, code) => {
  const { outcome, api, arrived } = await sendOver(answer);
  expect(outcome).toMatchObject({ provider: 'SMTP', attempts: [{ code, ambiguous: false }, {}] });
  expect([api.bodies.length, arrived.length]).toEqual([1, 1]);
});

test('nobody listens: the other sends', async () => {
  const { outcome } = await sendOver(taken, { closed: true });
  expect(outcome).toMatchObject({ provider: 'SMTP', attempts: [{ code: null }, {}] });
});

test.each<[string, Answer, number]>([
  ['a gateway answers', page, 1],
  ['the line dies', (response) => void response.socket?.destroy(), 1],
  ['no answer comes', () => undefined, 1],
  ['the answer is empty', (response) => void response.writeHead(200).end(), 1],
  ['the answer has no id', json(200, '', {}), 1],
  ['the answer is no JSON', (response) => void response.writeHead(200).end('{"Mess'), 1],
  ['the SDK asked more than once', json(429, 'TooManyRequestsException'), 2],
])(
  '%s: the message may have been sent, so nobody else is asked',
  async (_what, answer, maxAttempts) => {
    const { outcome, api, arrived } = await sendOver(answer, { maxAttempts });
    expect(isDeliveryError(outcome) && outcome).toMatchObject({ ambiguous: true });
    expect([api.bodies.length, arrived.length]).toEqual([maxAttempts, 0]);
    if (maxAttempts > 1) expect(String(outcome)).toContain('maxAttempts: 1');
  },
);
