import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { probePort } from '../../src/adapters/smtp-probe.ts';
import { type Certificate, createCertificate } from '../../src/rehearsal/smtp/certificate.ts';

let certificate: Certificate;
beforeAll(async () => {
  certificate = await createCertificate();
});

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  return (server.address() as AddressInfo).port;
}

function serve(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({
    ...certificate,
    banner: 'Ready',
    disableReverseLookup: true,
    closeTimeout: 1,
    ...options,
  });
  server.on('error', () => undefined);
  return listen(server.server as Server);
}
const at = (port: number, tls: 'starttls' | 'implicit') => ({ host: '127.0.0.1', port, tls });

test.each([
  ['starttls', false],
  ['implicit', true],
] as const)('an open port with %s: greeting, TLS, certificate and logins', async (tls, secure) => {
  const logins: unknown[] = [];
  const port = await serve({ secure, onAuth: (auth) => void logins.push(auth) });
  const probe = await probePort(at(port, tls));
  expect(probe).toEqual({
    ...{ host: '127.0.0.1', port, tls, state: 'open', problem: null, ms: expect.any(Number) },
    banner: expect.stringMatching(/ESMTP Ready$/),
    tlsVersion: 'TLSv1.3',
    cipher: expect.stringMatching(/^TLS_AES_/),
    certificate: {
      subject: 'ses-migrate rehearsal',
      names: 'DNS:localhost, IP Address:127.0.0.1',
      issuer: 'ses-migrate rehearsal',
      validTo: expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/),
      // Nobody has named this test's authority to Node.
      problem: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    },
    auth: ['LOGIN', 'PLAIN'],
  });
  expect(logins).toEqual([]);
});

test('a closed port', async () => {
  const probe = await probePort(at(9, 'starttls'));
  expect(probe).toMatchObject({ state: 'closed', banner: null, certificate: null });
  expect(probe.problem).toContain('ECONNREFUSED');
});

test.each<[string, (socket: Socket) => void, RegExp]>([
  ['hangs up', (socket) => socket.destroy(), /closed|ECONNRESET/],
  ['says nothing', () => undefined, /no answer within 0.3 s/],
  ['is no mail server', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'), /no answer/],
  ['takes nobody', (socket) => socket.write('554 go away\r\n'), /^554 go away$/],
  ['has no end', (socket) => socket.write('220-'.repeat(9_000)), /does not end/],
])('something that %s is no SMTP server, and no closed port', async (_what, greet, problem) => {
  const probe = await probePort(at(await listen(createServer(greet)), 'starttls'), 300);
  expect(probe.state).toBe('broken');
  expect(probe.problem).toMatch(problem);
});

test('a server without STARTTLS is not open: SES would not be', async () => {
  const port = await serve({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
  expect(await probePort(at(port, 'starttls'))).toMatchObject({
    state: 'broken',
    banner: expect.stringContaining('Ready'),
    tlsVersion: null,
  });
});
