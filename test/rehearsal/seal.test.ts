/** Nothing in a rehearsal leaves the machine: what every Node.js program there can and cannot do. */

import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { run } from '../helpers/cli.ts';

const SEAL = fileURLToPath(new URL('../../bin/loopback-only.cjs', import.meta.url));

/** Runs a program under the seal, without the guard of the tests; it prints one word. */
async function sealed(program: string): Promise<string> {
  const code = `
    const told = (error) => console.log(error?.code ?? error?.cause?.code ?? 'went through');
    ${program}`;
  const env = { PATH: process.env.PATH, NODE_OPTIONS: `--require "${SEAL}"` };
  const args = ['--input-type=module', '-e', code];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, timeout: 20_000 });
  return stdout.trim();
}

const DGRAM = `import dgram from 'node:dgram'; const socket = dgram.createSocket('udp4');
  const end = (error) => { told(error); socket.close(); };`;

// 192.0.2.1 is of a block that no network routes (RFC 5737): an open seal times out instead of passing.
describe('refused', () => {
  test.each([
    [
      'a TCP connection',
      "import net from 'node:net'; net.connect(25, '192.0.2.1').on('error', told)",
      'ENETUNREACH',
    ],
    [
      'the same with options',
      "import net from 'node:net'; net.connect({ port: 25, host: '192.0.2.1' }).on('error', told)",
      'ENETUNREACH',
    ],
    [
      'an imported connect',
      "import { connect } from 'node:net'; connect(25, '192.0.2.1').on('error', told)",
      'ENETUNREACH',
    ],
    [
      'a name',
      "import net from 'node:net'; net.connect(993, 'imap.gmail.com').on('error', told)",
      'ENOTFOUND',
    ],
    [
      'a name that only begins like this machine',
      "import net from 'node:net'; net.connect(80, 'localhost.example').on('error', told)",
      'ENOTFOUND',
    ],
    [
      'IPv6',
      "import net from 'node:net'; net.connect(25, '2001:db8::1').on('error', told)",
      'ENETUNREACH',
    ],
    [
      'IPv4 in IPv6',
      "import net from 'node:net'; net.connect(25, '::ffff:192.0.2.1').on('error', told)",
      'ENETUNREACH',
    ],
    [
      'TLS',
      "import tls from 'node:tls'; tls.connect({ port: 465, host: 'smtp.resend.com' }).on('error', told)",
      'ENOTFOUND',
    ],
    [
      'HTTP',
      "import http from 'node:http'; http.get('http://192.0.2.1/').on('error', told)",
      'ENETUNREACH',
    ],
    ['fetch', "fetch('https://192.0.2.1/').then(() => told(), told)", 'ENETUNREACH'],
    ['a datagram', `${DGRAM} socket.send('x', 53, '192.0.2.1', end)`, 'ENETUNREACH'],
    [
      'a part of a datagram',
      `${DGRAM} socket.send(Buffer.from('abc'), 0, 1, 53, '192.0.2.1', end)`,
      'ENETUNREACH',
    ],
    [
      'a datagram that nobody asks about',
      `${DGRAM} socket.on('error', end); socket.send('x', 53, '192.0.2.1')`,
      'ENETUNREACH',
    ],
    ['a connected datagram socket', `${DGRAM} socket.connect(53, '192.0.2.1', end)`, 'ENETUNREACH'],
    ['a look-up', "import dns from 'node:dns'; dns.lookup('example.com', told)", 'ENOTFOUND'],
    [
      'a look-up by promise',
      "import { lookup } from 'node:dns/promises'; lookup('example.com').then(() => told(), told)",
      'ENOTFOUND',
    ],
    [
      'a query',
      "import { Resolver } from 'node:dns/promises'; const r = new Resolver(); r.setServers(['192.0.2.1:53']); r.resolveMx('example.com').then(() => told(), told)",
      'ENOTFOUND',
    ],
    [
      'a query by callback',
      "import { Resolver } from 'node:dns'; const r = new Resolver(); r.setServers(['[2001:db8::1]:53']); r.resolve4('example.com', told)",
      'ENOTFOUND',
    ],
    [
      'a thread',
      `import { Worker } from 'node:worker_threads';
      const code = "import net from 'node:net'; import { parentPort } from 'node:worker_threads'; net.connect(25, '192.0.2.1').on('error', (e) => parentPort.postMessage(e.code))";
      new Worker(code, { eval: true }).on('message', (code) => console.log(code))`,
      'ENETUNREACH',
    ],
    [
      'a program started in turn',
      `import { execFileSync } from 'node:child_process';
      const code = "require('net').connect(25, '192.0.2.1').on('error', (e) => console.log(e.code))";
      process.stdout.write(execFileSync(process.execPath, ['-e', code]))`,
      'ENETUNREACH',
    ],
  ])('%s', async (_what, program, code) => {
    expect(await sealed(program)).toBe(code);
  });
});

describe('free', () => {
  test.each(['127.0.0.1', 'localhost'])('HTTP on %s', async (host) => {
    const server = createServer((_request, response) => response.end('here'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const ask = `fetch('http://${host}:${port}/').then((r) => r.text()).then(console.log, told)`;
      expect(await sealed(ask)).toBe('here');
    } finally {
      server.close();
    }
  });

  test('a socket with a path', async () => {
    const program = "import net from 'node:net'; net.connect('/nowhere/at-all').on('error', told)";
    expect(await sealed(program)).toBe('ENOENT');
  });
});

/** Without the guard of the tests, which would see the attempt before the seal does. */
const OPEN = { env: { NODE_OPTIONS: '' } };
const WORDS = 'a rehearsal does not leave this machine';

test('the program itself cannot reach a real mailbox, whatever it was told', async () => {
  const inbox = [
    '--inbox',
    'imaps://me@imap.gmail.com',
    '--from',
    'a@acme.example',
    '--to',
    'b@b.example',
    '--yes',
  ];
  const command = ['rehearse', '--', 'ses-migrate', 'send-test', ...inbox, '--no-input'];
  const { stdout, stderr } = await run(command, OPEN);
  expect(`${stdout}${stderr}`).toContain(WORDS);
});

test('credentials, servers and proxies of the outside are not there', async () => {
  const outside = {
    SMTP_URL: 'smtps://real:RealSecretOfTheTeam1@smtp.resend.com:465',
    IMAP_PASSWORD: 'RealSecretOfTheTeam2',
    HTTPS_PROXY: 'http://127.0.0.1:3128',
    SES_MIGRATE_SMTP_USERNAME: 'AKIAREALREALREALREAL',
    SES_MIGRATE_SMTP_PASSWORD: 'RealSecretOfTheTeam3',
    SES_MIGRATE_SMTP_EU_WEST_1: 'email-smtp.eu-west-1.amazonaws.com:587',
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/real',
  };
  const names = Object.keys(outside).map((name) => `${name}=\${${name}-}`);
  const script = `printf '%s\\n' "${names.join('" "')}" | sed 's/:[^:@]*@/:…@/; /IMAP_PASSWORD/s/=.*-.*/=other/'`;
  const { stdout } = await run(['rehearse', '--', 'sh', '-c', script], { env: outside });
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/^SMTP_URL=smtp:\/\/old-provider:…@127\.0\.0\.1:\d+$/),
    'IMAP_PASSWORD=other',
    'HTTPS_PROXY=',
    'SES_MIGRATE_SMTP_USERNAME=',
    'SES_MIGRATE_SMTP_PASSWORD=',
    'SES_MIGRATE_SMTP_EU_WEST_1=',
    'AWS_ROLE_ARN=',
  ]);
});

test('ses-migrate is on PATH, the Region has both names, and a shell says where one is', async () => {
  const script = 'command -v ses-migrate; ses-migrate --version; echo "$AWS_DEFAULT_REGION $PS1"';
  const { stdout } = await run(['rehearse', '--region', 'eu-west-1', '--', 'sh', '-c', script]);
  const [path, version, rest] = stdout.split('\n');
  expect(path).toMatch(/\/bin\/ses-migrate$/);
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(rest).toBe('eu-west-1 (rehearsal acme.example) $ ');
});

test('the old provider and the inbox answer to our own commands', async () => {
  const send = 'ses-migrate send-test --via old --from a@acme.example --to inbox@inbox.example';
  const script = `${send} --inbox "$SES_MIGRATE_INBOX" --yes --json`;
  const { stdout, stderr } = await run(['rehearse', '--', 'sh', '-c', script]);
  const report = JSON.parse(stdout);
  expect(report.data.attempts, stderr).toMatchObject([{ via: 'old', ok: true }]);
});
