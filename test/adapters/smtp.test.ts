import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createSmtp } from '../../src/adapters/smtp.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { explainReply } from '../../src/core/sending/replies.ts';
import type { SmtpEndpoint } from '../../src/ports/index.ts';
import { type Certificate, createCertificate } from '../../src/rehearsal/smtp/certificate.ts';

const LOGIN = { username: 'AKIA', password: new Secret('sesame') };
const WRONG = { ...LOGIN, password: new Secret('wrong') };
const MESSAGE = {
  from: 'a@acme.example',
  to: ['b@inbox.example', 'c@inbox.example'],
  raw: Buffer.from('From: a@acme.example\r\nSubject: x\r\n\r\n.dot\r\nend\r\n'),
  configurationSet: null,
};
const { login, send, endpoint: endpointOf, compose } = createSmtp(null);

let certificate: Certificate;
const open: (() => Promise<void>)[] = [];
beforeAll(async () => {
  certificate = await createCertificate();
});
// Node 20 reads it at each connection; one test below takes it back.
beforeEach(() => void vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0'));
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of open.splice(0)) await close();
});

interface Stub {
  readonly endpoint: SmtpEndpoint;
  /** Passwords tried, envelopes and messages taken. */
  readonly logins: unknown[];
  readonly envelopes: { from: string; to: string[] }[];
  readonly messages: string[];
  /** Ends every connection without a word. */
  hangUp(): void;
}

function reply(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

/** A server that knows LOGIN and answers each message by `taken`: a reply, an Error, or a dead line. */
async function serve(
  options: SMTPServerOptions & { tls?: SmtpEndpoint['tls'] } = {},
  taken: () => string | Error | 'hang up' = () => 'Ok id-1',
): Promise<Stub> {
  const sockets = new Set<Socket>();
  const stub: Omit<Stub, 'endpoint'> = {
    logins: [],
    envelopes: [],
    messages: [],
    hangUp() {
      for (const socket of sockets) socket.destroy();
    },
  };
  const server = new SMTPServer({
    ...certificate,
    closeTimeout: 1,
    disableReverseLookup: true,
    onAuth({ password }, _session, done) {
      stub.logins.push(password);
      if (password === 'sesame') done(null, { user: 'AKIA' });
      else done(reply(535, 'Authentication Credentials Invalid'));
    },
    onData(stream, { envelope }, done) {
      void buffer(stream).then((data) => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        stub.envelopes.push({ from, to: envelope.rcptTo.map(({ address }) => address) });
        stub.messages.push(data.toString());
        const answer = taken();
        if (answer === 'hang up') stub.hangUp();
        else if (answer instanceof Error) done(answer);
        else done(null, answer);
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  open.push(() => new Promise((done) => server.close(() => done())));
  const { port } = server.server.address() as AddressInfo;
  return { ...stub, endpoint: { host: '127.0.0.1', port, tls: options.tls ?? 'starttls' } };
}

test('the endpoint of a Region, and the one that overrides it', () => {
  expect(endpointOf('eu-west-1')).toEqual({
    host: 'email-smtp.eu-west-1.amazonaws.com',
    port: 587,
    tls: 'starttls',
  });
  const override = { host: '127.0.0.1', port: 2525 };
  expect(createSmtp(override).endpoint('eu-west-1')).toEqual({ ...override, tls: 'starttls' });
  const given = createSmtp(override).endpoint('eu-west-1', 465);
  expect(given).toEqual({ host: '127.0.0.1', port: 465, tls: 'implicit' });
});

test('a good login', async () => {
  const { endpoint, logins } = await serve();
  expect(await login(endpoint, LOGIN)).toMatchObject({
    ok: true,
    code: 235,
    ambiguous: false,
    port: endpoint.port,
  });
  expect(logins).toEqual(['sesame']);
});

test('a wrong password: 535 and the words of the server', async () => {
  const { endpoint } = await serve();
  const told = await login(endpoint, WRONG);
  expect(told).toMatchObject({ ok: false, code: 535, ambiguous: false });
  expect(told.response).toMatch(/Authentication Credentials Invalid$/);
  expect(JSON.stringify(told)).not.toContain('wrong');
});

test('a server that can not say: 454 is kept apart from a wrong password', async () => {
  const { endpoint } = await serve({
    onAuth: (_auth, _session, done) => done(reply(454, 'Temporary authentication failure')),
  });
  expect(await login(endpoint, LOGIN)).toMatchObject({ ok: false, code: 454, ambiguous: false });
});

test('an untrusted certificate never sees the password', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', undefined);
  const { endpoint, logins } = await serve();
  const told = await login(endpoint, LOGIN);
  expect(told).toMatchObject({ ok: false, code: null });
  expect(told.response).toMatch(/self-signed certificate/);
  expect(logins).toEqual([]);
});

test('a server without STARTTLS never sees the password', async () => {
  const { endpoint, logins } = await serve({
    hideSTARTTLS: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
  });
  expect((await login(endpoint, LOGIN)).ok).toBe(false);
  const told = await send(endpoint, LOGIN, MESSAGE);
  expect(told).toMatchObject({ ok: false, ambiguous: false });
  expect(logins).toEqual([]);
  expect(explainReply(told)).toMatchObject({
    code: 'send/no-starttls',
    message: expect.stringContaining('500 to STARTTLS: Error: command not recognized'),
    fix: expect.stringContaining('smtps://'),
  });
});

test('the old provider may do without, or speak TLS from the first byte', async () => {
  const plain = await serve({ tls: 'if-offered', hideSTARTTLS: true, authOptional: true });
  expect(await send(plain.endpoint, null, MESSAGE)).toMatchObject({ ok: true });
  const implicit = await serve({ tls: 'implicit', secure: true });
  expect(await send(implicit.endpoint, LOGIN, MESSAGE)).toMatchObject({ ok: true });
});

test('a message: envelope, bytes and id', async () => {
  const { endpoint, envelopes, messages } = await serve();
  const told = await send(endpoint, LOGIN, MESSAGE);
  expect(told).toMatchObject({
    via: 'smtp',
    ok: true,
    code: 250,
    messageId: 'id-1',
    response: '250 Ok id-1',
  });
  expect(envelopes).toEqual([{ from: MESSAGE.from, to: MESSAGE.to }]);
  expect(messages).toEqual([MESSAGE.raw.toString()]);
});

test('the configuration set goes in the header that SES removes', async () => {
  const { endpoint, messages } = await serve();
  await send(endpoint, LOGIN, { ...MESSAGE, configurationSet: 'shop' });
  expect(messages[0]).toBe(`X-SES-CONFIGURATION-SET: shop\r\n${MESSAGE.raw}`);
});

test.each([
  ['Ok 0100019a-1', '0100019a-1'],
  ['2.0.0 Ok: queued as 4F3', '4F3'],
  ['OK id=1xV59F-0007Pt-1u', '1xV59F-0007Pt-1u'],
  ['Message accepted', null],
])('each server has its own words for the id of a message: %s', async (taken, messageId) => {
  const { endpoint } = await serve({}, () => taken);
  expect(await send(endpoint, LOGIN, MESSAGE)).toMatchObject({ ok: true, messageId });
});

test.each([
  [454, 'Throttling failure: Maximum sending rate exceeded'],
  [554, 'Message rejected: Email address is not verified.'],
])('a refusal after DATA is certain: %i', async (code, text) => {
  const { endpoint } = await serve({}, () => reply(code, text));
  const told = await send(endpoint, LOGIN, MESSAGE);
  expect(told).toMatchObject({ ok: false, code, ambiguous: false, messageId: null });
  expect(told.response).toContain(text);
});

test('a recipient that is refused is no message at all', async () => {
  const { endpoint, messages } = await serve({
    onRcptTo: (_address, _session, done) => done(reply(553, 'address unknown')),
  });
  expect(await send(endpoint, LOGIN, MESSAGE)).toMatchObject({
    ok: false,
    code: 553,
    ambiguous: false,
  });
  expect(messages).toEqual([]);
});

test('a line that dies after the whole message was sent: it may have been taken', async () => {
  const { endpoint, messages } = await serve({}, () => 'hang up');
  expect(await send(endpoint, LOGIN, MESSAGE)).toMatchObject({
    ok: false,
    code: null,
    ambiguous: true,
  });
  expect(messages).toHaveLength(1);
});

test('a line that dies before the message was sent: it was not taken', async () => {
  const stub: Stub = await serve({ authOptional: true, onMailFrom: () => stub.hangUp() });
  expect(await send(stub.endpoint, null, MESSAGE)).toMatchObject({
    ok: false,
    code: null,
    ambiguous: false,
  });
});

test('a closed port', async () => {
  const { endpoint } = await serve();
  await open.pop()?.();
  const told = await send(endpoint, LOGIN, MESSAGE);
  expect(told).toMatchObject({ ok: false, code: null, ambiguous: false, messageId: null });
  expect(told.response).toContain('ECONNREFUSED');
});

test('a composed message has CRLF alone, its headers, and both bodies', async () => {
  const raw = (
    await compose({
      from: 'Grüße, Inc. <a@acme.example>',
      to: ['b@inbox.example'],
      subject: 'Ihr Code',
      messageId: '<t-1@acme.example>',
      text: 'Grüße\n',
      html: '<p>Grüße</p>',
      headers: { 'X-Migration-Token': 't-1' },
    })
  ).toString();
  expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(raw).toMatch(/^X-Migration-Token: t-1\r$/m);
  expect(raw).toMatch(/^Message-ID: <t-1@acme\.example>\r$/m);
  expect(raw).toMatch(/^From: =\?UTF-8\?.*<a@acme\.example>\r$/m);
  expect(raw).toContain('text/plain');
  expect(raw).toContain('text/html');
});
