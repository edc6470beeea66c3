import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { portError } from '../../../src/adapters/aws/errors.ts';
import { cancelled } from '../../../src/core/model/errors.ts';
import { type AwsPorts, PortError } from '../../../src/ports/index.ts';
import { awsAt } from './endpoint.ts';

type Answer = (response: ServerResponse) => void;

let answer: Answer;
let requests: string[];
let close: () => Promise<void>;
let aws: AwsPorts;

beforeEach(async () => {
  requests = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume().once('end', () => answer(response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  close = () =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  aws = awsAt(port);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await close();
});

/** As rest-json services answer (SES). */
function json(status: number, type: string, message: string): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-ErrorType': type });
    response.end(JSON.stringify({ message }));
  };
}

/** As query and rest-xml services answer (IAM, STS, Route 53). */
function xml(status: number, code: string, message: string): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'text/xml' });
    response.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
    );
  };
}

async function thrown(look: Promise<unknown>): Promise<PortError> {
  const error = await look.then(
    (value) => new Error(`it answered ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof PortError)) throw error;
  return error;
}

const DENIED = 'User: arn:aws:iam::1:user/a is not authorized';
const refusalOf = (action: string) => ({
  action,
  resource: null,
  principal: 'arn:aws:iam::1:user/a',
  policy: null,
  explicit: false,
});

describe('told by the service', () => {
  test.each<[string, Answer, () => Promise<unknown>, Partial<PortError>]>([
    [
      'SES denies',
      json(403, 'AccessDeniedException', DENIED),
      () => aws.ses.account(),
      { reason: 'denied', refusal: refusalOf('ses:GetAccount') },
    ],
    [
      'IAM denies',
      xml(403, 'AccessDenied', DENIED),
      () => aws.iam.createUser('a'),
      { reason: 'denied', refusal: refusalOf('iam:CreateUser') },
    ],
    [
      'Route 53 denies',
      xml(403, 'AccessDenied', DENIED),
      () => aws.route53.hostedZones('a.example'),
      { reason: 'denied', refusal: refusalOf('route53:ListHostedZonesByName') },
    ],
    [
      'a key that SES does not know',
      json(403, 'UnrecognizedClientException', 'x'),
      () => aws.ses.account(),
      { reason: 'credentials', refusal: null },
    ],
    [
      'a wrong secret',
      json(403, 'InvalidSignatureException', 'x'),
      () => aws.ses.account(),
      { reason: 'credentials' },
    ],
    [
      'a key that STS does not know',
      xml(403, 'InvalidClientTokenId', 'x'),
      () => aws.sts.caller(),
      { reason: 'credentials' },
    ],
    [
      'an expired token',
      xml(403, 'ExpiredToken', 'x'),
      () => aws.sts.caller(),
      { reason: 'credentials' },
    ],
    [
      'SES is not signed up for',
      json(403, 'OptInRequired', 'x'),
      () => aws.ses.account(),
      { reason: 'credentials' },
    ],
    [
      'a bad request',
      json(400, 'BadRequestException', 'no such thing'),
      () => aws.ses.account(),
      { reason: 'failed', errorName: 'BadRequestException' },
    ],
    [
      'a conflict',
      json(409, 'ConflictException', 'under review'),
      () => aws.ses.account(),
      { reason: 'failed', errorName: 'ConflictException' },
    ],
    [
      'IAM is asked too fast',
      xml(400, 'Throttling', 'Rate exceeded'),
      () => aws.iam.createAccessKey('a'),
      { reason: 'throttled' },
    ],
    [
      'a server error',
      xml(500, 'ServiceFailure', 'x'),
      () => aws.iam.createAccessKey('a'),
      { reason: 'unreachable', ambiguous: true },
    ],
  ])('%s', async (_what, reply, look, expected) => {
    answer = reply;
    const error = await thrown(look());
    expect(error).toMatchObject({ ambiguous: false, ...expected });
    expect(error.cause).toBeInstanceOf(Error);
  });

  test('the message names the call and keeps the words of AWS', async () => {
    answer = json(403, 'AccessDeniedException', DENIED);
    expect((await thrown(aws.ses.account())).message).toBe(`ses:GetAccount: ${DENIED}`);
  });
});

describe('not there, and nothing else', () => {
  test('404 of the identity is null', async () => {
    answer = json(404, 'NotFoundException', 'Email identity a.example does not exist.');
    expect(await aws.ses.identity('a.example')).toBeNull();
  });

  test('404 of the user is null', async () => {
    answer = xml(404, 'NoSuchEntity', 'The user with name a cannot be found.');
    expect(await aws.iam.smtpUser('a')).toBeNull();
  });

  test.each([
    ['denied', json(403, 'AccessDeniedException', DENIED)],
    ['failed', json(404, 'UnknownOperationException', 'a proxy says so')],
    ['failed', json(400, 'BadRequestException', 'x')],
  ])('%s never reads as null', async (reason, reply) => {
    answer = reply;
    expect((await thrown(aws.ses.identity('a.example'))).reason).toBe(reason);
  });

  test('a page that is not from AWS is an error, too', async () => {
    answer = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    const error = await thrown(aws.ses.identity('a.example'));
    expect(error).toMatchObject({ reason: 'unreachable', ambiguous: true });
  });
});

describe('Easy DKIM started again with the key length that there was', () => {
  const SAME = "You can't switch to the same key length as is already configured.";
  const bad = json(400, 'BadRequestException', SAME);
  const good: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"DkimStatus":"PENDING","DkimTokens":[]}');
  };

  test('where SES takes no length that is set already, it is asked without one', async () => {
    const answers = [bad, good];
    answer = (response) => answers.shift()?.(response);
    await aws.ses.startEasyDkim('a.example', 2048);
    expect(answers).toEqual([]);
  });

  test('any other refusal is reported', async () => {
    answer = json(400, 'BadRequestException', 'not more than once in 24 hours');
    expect(await thrown(aws.ses.startEasyDkim('a.example', 2048))).toMatchObject({
      reason: 'failed',
    });
    expect(requests).toHaveLength(1);
  });
});

describe('no answer', () => {
  const hangUp: Answer = (response) => void response.socket?.destroy();

  test('a line that dies after the request may have done it; a key is made once', async () => {
    answer = hangUp;
    const error = await thrown(aws.iam.createAccessKey('a'));
    expect(error).toMatchObject({ reason: 'unreachable', ambiguous: true });
    expect(requests).toHaveLength(1);
  });

  test('what is never tried again does not go over a line that AWS may be closing', async () => {
    const used = new Set<Socket>();
    answer = (response) => {
      const line = response.socket as Socket;
      const key = `<AccessKey><UserName>a</UserName><AccessKeyId>AKIA${requests.length}</AccessKeyId></AccessKey>`;
      if (used.has(line)) line.destroy();
      else
        response.end(
          `<CreateAccessKeyResponse><CreateAccessKeyResult>${key}</CreateAccessKeyResult></CreateAccessKeyResponse>`,
        );
      used.add(line);
    };
    expect((await aws.iam.createAccessKey('a')).id).toBe('AKIA1');
    expect((await aws.iam.createAccessKey('a')).id).toBe('AKIA2');
  });

  test('a closed port did nothing for sure', async () => {
    await close();
    const error = await thrown(aws.iam.createAccessKey('a'));
    expect(error).toMatchObject({ reason: 'unreachable', ambiguous: false });
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('what only looks is tried again', async () => {
    answer = (response) => {
      const reply =
        requests.length < 3 ? json(500, 'InternalServiceErrorException', 'x') : json(200, '', '');
      reply(response);
    };
    expect((await aws.ses.account()).productionAccess).toBe(false);
    expect(requests).toHaveLength(3);
  });

  test('a name that does not resolve was never reached', () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND x'), { code: 'ENOTFOUND' });
    expect(portError(error, 'ses', 'GetAccount')).toMatchObject({
      reason: 'unreachable',
      ambiguous: false,
    });
  });

  test.each(['TimeoutError', 'AbortError'])('%s of the SDK', (name) => {
    const error = Object.assign(new Error('Request timed out'), { name });
    expect(portError(error, 'ses', 'GetAccount')).toMatchObject({
      reason: 'unreachable',
      ambiguous: true,
    });
  });
});

describe('a message over the API', () => {
  const MESSAGE = {
    from: 'a@acme.example',
    to: ['b@c.example'],
    raw: Buffer.from('x'),
    configurationSet: null,
  };

  test.each<[string, Answer, object]>([
    [
      'taken',
      (response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"MessageId":"id-1"}'),
      { ok: true, code: 200, messageId: 'id-1', ambiguous: false },
    ],
    [
      'refused',
      json(400, 'MessageRejected', 'Email address is not verified.'),
      {
        ...{ ok: false, code: 400, ambiguous: false },
        response: 'MessageRejected: Email address is not verified.',
      },
    ],
    [
      'too fast',
      json(429, 'TooManyRequestsException', 'Maximum sending rate exceeded.'),
      { ok: false, code: 429, ambiguous: false },
    ],
    [
      'denied',
      json(403, 'AccessDeniedException', DENIED),
      { ok: false, code: 403, response: `AccessDeniedException: ${DENIED}` },
    ],
    [
      'SES failed, and says so',
      json(500, 'InternalServiceErrorException', 'x'),
      { ok: false, code: 500, ambiguous: false },
    ],
    [
      'something on the way failed',
      (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>'),
      { ok: false, code: 502, ambiguous: true },
    ],
    [
      'the account is not signed up',
      json(403, 'OptInRequired', 'x'),
      { ok: false, code: 403, response: 'OptInRequired: x', ambiguous: false },
    ],
    [
      'the answer is cut short',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"Mess'),
      { ok: false, code: 200, messageId: null, ambiguous: true },
    ],
    [
      'the line died',
      (response) => void response.socket?.destroy(),
      { ok: false, code: null, ambiguous: true },
    ],
  ])('%s: told once, sent once', async (_what, reply, attempt) => {
    answer = reply;
    expect(await aws.ses.sendEmail(MESSAGE)).toMatchObject({ via: 'api', ...attempt });
    expect(requests).toHaveLength(1);
  });

  test('without good credentials it is no attempt', async () => {
    answer = json(403, 'UnrecognizedClientException', 'x');
    expect((await thrown(aws.ses.sendEmail(MESSAGE))).reason).toBe('credentials');
  });
});

describe('passed on as they are', () => {
  test.each([
    ['a bug', new TypeError('x is not a function')],
    ['a person who pressed Ctrl-C at the MFA question', cancelled()],
  ])('%s', (_what, error) => {
    expect(portError(error, 'ses', 'GetAccount')).toBe(error);
  });

  test('what is no error', () => {
    expect(portError('text', 'ses', 'GetAccount')).toBe('text');
  });
});

test('no credentials at all', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  answer = json(500, '', '');
  expect((await thrown(aws.ses.account())).reason).toBe('credentials');
  expect(requests).toEqual([]);
});
