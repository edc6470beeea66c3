/** The clock of this machine is wrong: AWS, which is asked over a socket, has another time. */

import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { awsAt } from './endpoint.ts';

const MINUTE = 60_000;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}
const NOT_FOUND = { status: 404, type: 'NotFoundException', message: 'No identity.' };
const DENIED = { status: 403, type: 'AccessDeniedException', message: 'You are not authorized' };
const WRONG_SECRET = {
  status: 403,
  type: 'InvalidSignatureException',
  message: 'The request signature we calculated does not match the signature you provided.',
};

afterEach(() => vi.unstubAllEnvs());

/** SES whose clock is `ahead` milliseconds from ours; what is signed within five minutes of it gets `answer`. */
async function startSes(ahead: number, answer: Answer) {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const now = Date.now() + ahead;
    const { status, type, message } = isTimely(request, now) ? answer : tooOld(request);
    request.resume().once('end', () => {
      response.writeHead(status, {
        date: new Date(now).toUTCString(),
        'content-type': 'application/json',
        'x-amzn-ErrorType': type,
      });
      response.end(JSON.stringify({ message }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    aws: awsAt((server.address() as AddressInfo).port),
    /** How often it was asked since the last time this was called. */
    asked: () => {
      const count = requests;
      requests = 0;
      return count;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function isTimely({ headers }: IncomingMessage, now: number): boolean {
  const [, date, time] = /^(\d{8})T(\d{6})Z$/.exec(String(headers['x-amz-date'])) ?? [];
  const signed = Date.parse(
    `${date?.replace(/(..)(..)$/, '-$1-$2')}T${time?.replace(/(..)(..)$/, ':$1:$2')}Z`,
  );
  return Math.abs(signed - now) < 5 * MINUTE;
}

function tooOld({ headers }: IncomingMessage): Answer {
  const message = `Signature expired: ${headers['x-amz-date']} is now earlier than the limit.`;
  return { status: 403, type: 'InvalidSignatureException', message };
}

const CLOCKS = [
  ['two hours ahead', 120 * MINUTE],
  ['two hours behind', -120 * MINUTE],
] as const;

test.each(CLOCKS)('AWS is %s: it is asked twice once, and then by its own clock', async (_, ms) => {
  await using ses = await startSes(ms, NOT_FOUND);
  expect(await ses.aws.ses.addressIdentity('a@acme.example')).toBeNull();
  expect(ses.asked()).toBe(2);
  for (let round = 0; round < 3; round += 1) {
    expect(await ses.aws.ses.addressIdentity('a@acme.example')).toBeNull();
    expect(ses.asked()).toBe(1);
  }
});

test.each([
  ['what is denied', DENIED, 'denied'],
  ['a wrong secret key', WRONG_SECRET, 'credentials'],
])('AWS is an hour ahead: %s is told after one more try', async (_, answer, reason) => {
  await using ses = await startSes(60 * MINUTE, answer);
  await expect(ses.aws.ses.account()).rejects.toMatchObject({ reason });
  expect(ses.asked()).toBe(2);
});

test('what AWS takes for timely is asked for once, also four and a half minutes off', async () => {
  await using ses = await startSes(4.5 * MINUTE, NOT_FOUND);
  for (let round = 0; round < 3; round += 1) {
    expect(await ses.aws.ses.addressIdentity('a@acme.example')).toBeNull();
    expect(ses.asked()).toBe(1);
  }
});

test.each(CLOCKS)('AWS is %s: what is never tried again is signed by its clock', async (_, ms) => {
  await using ses = await startSes(ms, {
    status: 409,
    type: 'AlreadyExistsException',
    message: '',
  });
  await expect(ses.aws.ses.account()).rejects.toMatchObject({
    errorName: 'AlreadyExistsException',
  });
  ses.asked();
  const address = { address: 'a@acme.example', configurationSet: null, tags: [] };
  await expect(ses.aws.ses.createAddress(address)).rejects.toMatchObject({
    errorName: 'AlreadyExistsException',
  });
  expect(ses.asked()).toBe(1);
});
