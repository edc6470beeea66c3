import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseFaults } from '../../src/rehearsal/faults.ts';
import { type RehearseMode, rehearse } from '../../src/rehearsal/index.ts';

/** Uses the world as any program would: the AWS SDK and nodemailer, told nothing but the environment. */
const VISITOR = `
  import { writeFileSync } from 'node:fs';
  import { createRequire } from 'node:module';
  import { Resolver } from 'node:dns/promises';
  const require = createRequire(process.env.REPOSITORY);
  const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
  const { default: nodemailer } = await import(require.resolve('nodemailer'));
  const resolver = new Resolver();
  resolver.setServers([process.env.SES_MIGRATE_RESOLVERS]);
  const smtp = async (pass) => {
    const [host, port] = process.env.SES_MIGRATE_SMTP.split(':');
    const auth = { user: process.env.AWS_ACCESS_KEY_ID, pass };
    const transport = nodemailer.createTransport({ host, port, requireTLS: true, auth });
    return transport.verify().catch((error) => error.response ?? error.message);
  };
  const control = (path) => fetch(process.env.SES_MIGRATE_REHEARSAL + path).then((r) => r.json());
  writeFileSync(process.env.REPORT, JSON.stringify({
    env: process.env,
    caller: await new STSClient().send(new GetCallerIdentityCommand()),
    mx: await resolver.resolveMx('send.acme.example'),
    smtp: await smtp('wrong'),
    requests: await control('/requests'),
  }));
  process.exitCode = 7;
`;

let folder: string;
let notes: string;
let results: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drive-test-'));
  notes = '';
  results = '';
  vi.stubEnv('AWS_PROFILE', 'of-somebody');
  vi.stubEnv('REPOSITORY', fileURLToPath(new URL('../../package.json', import.meta.url)));
  vi.stubEnv('REPORT', join(folder, 'report.json'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

function start(mode: RehearseMode, entry = '/nowhere'): Promise<number> {
  const options = {
    domain: 'acme.example',
    region: 'eu-west-1',
    dns: 'manual',
    speed: 20,
  } as const;
  return rehearse(
    { ...options, faults: parseFaults('none', []), mode, checklist: null, entry },
    {
      note: (text) => {
        notes += text;
      },
      result: (text) => {
        results += text;
      },
    },
  );
}

async function isOpen(url: string): Promise<boolean> {
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  const opened = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'close').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return opened;
}

test('a command finds AWS, DNS, SMTP and the control API by its environment; after it all is gone', async () => {
  const command = [process.execPath, '--input-type=module', '-e', VISITOR];
  expect(await start({ kind: 'run', command })).toBe(7);
  const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
  expect(report.caller.Arn).toMatch(/^arn:aws:iam::\d{12}:user\//);
  // Newer Nodes add the type.
  expect(report.mx).toMatchObject([
    { exchange: 'feedback-smtp.us-east-1.amazonses.com', priority: 10 },
  ]);
  expect(report.smtp).toBe('535 Authentication Credentials Invalid');
  expect(report.requests).toMatchObject([
    { service: 'sts', operation: 'GetCallerIdentity', status: 200 },
  ]);
  const { env } = report;
  expect(env.AWS_REGION).toBe('eu-west-1');
  expect(env.AWS_PROFILE).toBeUndefined();
  expect(env.SES_MIGRATE_NAMESERVERS.split(',')).toHaveLength(2);
  expect(env.SES_MIGRATE_CHECKLIST).toMatch(/ses-migrate\.json$/);
  for (const url of [
    env.AWS_ENDPOINT_URL,
    env.SES_MIGRATE_REHEARSAL,
    `tcp://${env.SES_MIGRATE_SMTP}`,
  ]) {
    expect(await isOpen(url)).toBe(false);
  }
  for (const path of [env.NODE_EXTRA_CA_CERTS, env.SES_MIGRATE_REHEARSAL_INBOX]) {
    expect(existsSync(path)).toBe(false);
  }
});

test('authorities that were trusted before still are', async () => {
  const company = join(folder, 'company.pem');
  await writeFile(company, '# of the company\n');
  vi.stubEnv('NODE_EXTRA_CA_CERTS', company);
  const script = 'cp "$NODE_EXTRA_CA_CERTS" "$REPORT"';
  expect(await start({ kind: 'run', command: ['/bin/sh', '-c', script] })).toBe(0);
  expect(await readFile(join(folder, 'report.json'), 'utf8')).toMatch(
    /^-----BEGIN CERTIFICATE-----[^#]*-----END CERTIFICATE-----\n# of the company\n$/,
  );
});

test('a command that is not there is 127 and said', async () => {
  expect(await start({ kind: 'run', command: ['no-such-command-here'] })).toBe(127);
  expect(notes).toBe('ses-migrate rehearse: command not found: no-such-command-here\n');
});

test('the walkthrough runs the program inside; an inbox with mail stays for a person to read', async () => {
  const entry = join(folder, 'program.cjs');
  await writeFile(
    entry,
    `const { env, argv } = process;
    require("fs").writeFileSync(env.SES_MIGRATE_REHEARSAL_INBOX + "/1.eml", "Subject: hello");
    require("fs").writeFileSync(env.REPORT, JSON.stringify({ env, argv }));`,
  );
  expect(await start({ kind: 'walk' }, entry)).toBe(0);
  const { env, argv } = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
  expect(argv.slice(1)).toEqual([entry]);
  expect(notes).toContain('Nothing leaves this machine');
  expect(notes).toContain(`curl --data-binary @- ${env.SES_MIGRATE_REHEARSAL}/zone`);
  expect(notes).toContain(env.SES_MIGRATE_REHEARSAL_INBOX);
  expect(existsSync(env.SES_MIGRATE_REHEARSAL_INBOX)).toBe(true);
  expect(existsSync(env.NODE_EXTRA_CA_CERTS)).toBe(false);
  await rm(env.SES_MIGRATE_REHEARSAL_INBOX, { recursive: true });
});

test('serve prints the environment and serves until it is told to stop', async () => {
  const ended = start({ kind: 'serve' });
  await expect.poll(() => results, { timeout: 40_000 }).toContain('export SES_MIGRATE_REHEARSAL=');
  expect(results.split('\n')).toContain('unset AWS_PROFILE');
  const control = /^export SES_MIGRATE_REHEARSAL='(.*)'$/m.exec(results)?.[1] ?? '';
  expect((await fetch(`${control}/inbox`)).status).toBe(200);
  process.kill(process.pid, 'SIGTERM');
  expect(await ended).toBe(0);
  expect(await isOpen(control)).toBe(false);
});

test('an unknown situation or fault is named together with those that there are', () => {
  expect(() => parseFaults('none', ['earthquake'])).toThrow(
    /unknown fault "earthquake"\. Use one of deny:ACTION/,
  );
  expect(() => parseFaults('sunny', [])).toThrow(
    /unknown situation "sunny"\. Use one of none, review-denied/,
  );
});
