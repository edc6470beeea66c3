/** An application with the transport of the tarball: each message is in a Maildir once, or is reported as in doubt. */

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { describeWith } from '../helpers/daemon.ts';
import { MAILBOX, POSTFIX, type Postfix, startPostfix } from '../helpers/postfix.ts';
import { breakLine, type Fault, type Stage } from '../helpers/smtp-peer.ts';

describeWith(POSTFIX, 'an application with the packed transport, over Postfix', overPostfix);

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const execute = promisify(execFile);

interface Outcome {
  readonly subject: string;
  /** Who took it; absent: nobody. */
  readonly provider?: string;
  readonly ambiguous?: boolean;
  readonly message?: string;
}

interface Sending {
  readonly primary: number;
  readonly options?: object;
  readonly mail: readonly Mail[];
}

interface Mail {
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** The application's folder: the tarball's package in node_modules, and nodemailer as it chose. */
async function install(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'application-'));
  const modules = join(folder, 'node_modules/ses-migrate');
  mkdirSync(modules, { recursive: true });
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const env = { ...process.env, npm_config_offline: 'true', npm_config_update_notifier: 'false' };
  const { stdout } = await execute('npm', args, { cwd: ROOT, env });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  await execute('tar', ['-xzf', join(folder, filename), '-C', modules, '--strip-components=1']);
  symlinkSync(join(ROOT, 'node_modules/nodemailer'), join(folder, 'node_modules/nodemailer'));
  copyFileSync(new URL('application.mjs', import.meta.url), join(folder, 'application.mjs'));
  return folder;
}

function overPostfix(): void {
  let folder: string;
  let postfix: Postfix;
  beforeAll(async () => {
    [folder, postfix] = await Promise.all([
      install(),
      // The old provider's mailboxes are closed during the move; the second server takes any sender.
      startPostfix([{ smtpd_reject_unlisted_sender: 'yes' }, {}]),
    ]);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await postfix.stop();
  });

  async function run(messages: readonly Sending[]): Promise<readonly Outcome[]> {
    const child = spawn(process.execPath, ['application.mjs'], { cwd: folder });
    child.stdin.end(JSON.stringify({ fallback: postfix.ports[1], messages }));
    const said = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await once(child, 'close')) as [number];
    const [stdout, stderr] = await said;
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout);
  }

  async function copies(subject: string): Promise<number> {
    const all = await postfix.delivered();
    return all.filter((raw) => raw.includes(`\nSubject: ${subject}\n`)).length;
  }

  /** Postfix has delivered when its queue has let go: as many as were taken. */
  async function expectOnce(outcomes: readonly Outcome[]): Promise<void> {
    for (const { subject, provider, ambiguous } of outcomes) {
      if (provider !== undefined)
        await expect.poll(() => copies(subject), { message: subject }).toBe(1);
      else if (ambiguous === true) expect(await copies(subject), subject).toBeLessThan(2);
      else expect(await copies(subject), subject).toBe(0);
    }
    // What was delivered twice would be here by now, as all that was taken is.
    const all = await postfix.delivered();
    expect(all.length).toBeGreaterThan(0);
  }

  const mailOf = (subject: string, more: Partial<Mail> = {}): Mail => {
    const text = 'Many words.\n'.repeat(40);
    return { subject, from: 'shop@acme.example', to: MAILBOX, text, ...more };
  };

  const STAGES: readonly Stage[] = [
    'connect',
    'banner',
    'EHLO',
    'MAIL',
    'RCPT',
    'DATA',
    'body',
    'dot',
  ];
  const REPLIES = ['421 4.3.2 Shutting down', '451 4.3.0 Try later', '550 5.7.1 Refused'];

  test('cut, silent or refusing at each stage of SMTP, with and without a pool', async () => {
    const sendings: Sending[] = [];
    for (const stage of STAGES)
      for (const fault of ['hang up', 'silence', ...REPLIES] satisfies readonly Fault[])
        for (const pool of [false, true]) {
          if (REPLIES.includes(fault) && (stage === 'connect' || stage === 'body')) continue;
          const primary = await breakLine({ port: postfix.ports[0] ?? 0 }, stage, fault);
          const ms = fault === 'silence' ? 1_500 : 15_000;
          const patience = { connectionTimeout: ms, greetingTimeout: ms, socketTimeout: ms };
          const subject = `${stage} ${fault}${pool ? ' in a pool' : ''}`;
          const mail = [
            mailOf(subject, stage === 'body' ? { text: 'Many words.\n'.repeat(500_000) } : {}),
          ];
          sendings.push({ primary, options: { ...patience, pool }, mail });
        }
    const outcomes = await run(sendings);
    expect(outcomes).toHaveLength(sendings.length);
    await expectOnce(outcomes);
    // Doubt is only after the end of the message, and there always where no answer came.
    const doubtful = outcomes.filter(({ ambiguous }) => ambiguous).map(({ subject }) => subject);
    expect(doubtful.sort()).toEqual([
      ...['dot hang up', 'dot hang up in a pool', 'dot silence', 'dot silence in a pool'],
    ]);
    expect(outcomes.filter(({ provider, ambiguous }) => !provider && !ambiguous)).toEqual([]);
    for (const subject of doubtful)
      await expect.poll(() => copies(subject), { message: subject }).toBe(1);
  });

  test('a server that restarts again and again under a pool: none twice, none lost in silence', async () => {
    const options = { pool: true, maxConnections: 1 };
    // A connection has two replies before the first message and four for each: before, in and after one.
    const sendings = await Promise.all(
      [7, 9, 10].map(async (pieces) => ({
        primary: await lineThatBreaksEvery(pieces, postfix.ports[0] ?? 0),
        options,
        mail: Array.from({ length: 8 }, (_each, index) => mailOf(`restart ${pieces} ${index}`)),
      })),
    );
    const outcomes = await run(sendings);
    expect(outcomes).toHaveLength(24);
    await expectOnce(outcomes);
    const doubtful = outcomes.filter(({ ambiguous }) => ambiguous === true);
    expect(doubtful.map(({ subject }) => subject.slice(0, 10))).toContain('restart 10');
    for (const { subject } of doubtful) await expect.poll(() => copies(subject)).toBe(1);
  });

  test('what Postfix itself refuses: a closed sender goes over the fallback, a missing recipient does not', async () => {
    const [primary = 0] = postfix.ports;
    const outcomes = await run([
      { primary, mail: [mailOf('closed sender', { from: 'billing@inbox.example' })] },
      { primary, mail: [mailOf('missing', { to: 'nobody@inbox.example' })] },
      { primary: 9, mail: [mailOf('nobody listens')] },
    ]);
    expect(outcomes).toMatchObject([
      { subject: 'closed sender', provider: 'SES' },
      { subject: 'missing', ambiguous: false, message: expect.stringContaining('5.1.1') },
      { subject: 'nobody listens', provider: 'SES' },
    ]);
    await expectOnce(outcomes);
  });
}

/** A line that ends, on both sides, after so many pieces from the server, again and again. */
async function lineThatBreaksEvery(pieces: number, target: number): Promise<number> {
  let count = 0;
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.pipe(upstream);
    upstream.on('data', (chunk) => {
      count += 1;
      if (count % pieces !== 0) client.write(chunk);
      else upstream.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
