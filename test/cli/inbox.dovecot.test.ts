/** A message from the rehearsal's SES into a mailbox at Dovecot, and its proof by `send-test --inbox`. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BIN, openSandbox } from '../helpers/cli.ts';
import { describeWith } from '../helpers/daemon.ts';
import { DOVECOT, type Dovecot, PASSWORD, startDovecot, USER } from '../helpers/dovecot.ts';
import { shareWorld, type Team, trust } from './world.ts';

describeWith(DOVECOT, 'send-test --inbox', sendsIntoDovecot);

const FROM = 'Acme <hello@acme.example>';

function sendsIntoDovecot(): void {
  const world = shareWorld({ domain: 'acme.example', region: 'eu-west-1', speed: 200 });
  let dovecot: Dovecot;
  let team: Team;
  let inbox: string[];

  beforeAll(async () => {
    dovecot = await startDovecot();
    team = world().team({ SES_MIGRATE_DOMAIN: 'acme.example', IMAP_PASSWORD: PASSWORD });
    trust(team, dovecot.caFile);
    inbox = ['--inbox', `imaps://${USER}@127.0.0.1:${dovecot.imaps}`];
    await team.report(['verify-domain', '--yes']);
    await world().pass('1h');
    await team.run(['verify-address', USER, '--yes']);
    await world().verifyAddress(USER);
  });
  afterAll(() => dovecot.stop());

  const send = (...more: string[]) =>
    team.report(['send-test', '--from', FROM, '--via', 'api', '--yes', ...inbox, ...more]);

  /** As the mail server of the mailbox: what SES sent next is put there. */
  async function passOn(folder: 'INBOX' | 'Junk' = 'INBOX', change = (raw: string) => raw) {
    const before = (await world().inbox()).length;
    return async () => {
      for (;;) {
        const message = (await world().inbox())[before];
        if (message !== undefined) return dovecot.deliver(change(message.raw), folder);
        await sleep(50);
      }
    };
  }

  test('proven: folder, time, both verdicts; kept in the checklist; the password is nowhere', async () => {
    const deliver = await passOn();
    const [{ data, exitCode, status }] = await Promise.all([send(), deliver()]);
    expect([exitCode, status]).toEqual([0, 'done']);
    expect(data.proof).toMatchObject({
      dkim: 'pass',
      spf: 'pass',
      dmarc: 'pass',
      alignedBy: ['dkim', 'spf'],
      folder: 'INBOX',
      seconds: expect.any(Number),
      mailFrom: 'mail.acme.example',
      authenticationResults: { server: 'mx.inbox.example', dkim: 'pass', spf: 'pass' },
    });
    const kept = JSON.parse(team.read('ses-migrate.json'));
    expect(kept.steps['send-test'].receipts.at(-1)).toMatchObject({
      what: 'proved',
      facts: { dkim: 'pass', folder: 'INBOX', place: 'inbox' },
    });
    const written = readdirSync(team.folder, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => team.read(relative(team.folder, join(each.parentPath, each.name))));
    expect([...written, JSON.stringify(data)].join()).not.toContain(PASSWORD);
    expect(await dovecot.read()).toEqual([]);
  });

  test('changed on its way and in the folder for spam: 1, each with its cause', async () => {
    const deliver = await passOn('Junk', (raw) => raw.replace(/^Subject: /m, 'Subject: [list] '));
    const [{ data, exitCode, steps }] = await Promise.all([send(), deliver()]);
    expect(exitCode).toBe(1);
    const codes = steps[0]?.findings.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['send/dkim-broken', 'send/in-junk']));
    expect(data.proof).toMatchObject({ folder: 'Junk', alignedBy: ['spf'] });
  });

  test('never there: 8; the same with --find proves it later and sends nothing', async () => {
    const deliver = await passOn();
    const late = await send('--wait', '1s');
    expect([late.exitCode, late.status]).toEqual([8, 'waiting']);
    const sent = (await world().inbox()).length;
    await deliver();
    const found = await team.report(['send-test', ...inbox, '--find', '--sends-by', 'api']);
    expect([found.exitCode, found.data.proof]).toMatchObject([
      0,
      { dkim: 'pass', folder: 'INBOX' },
    ]);
    expect((await world().inbox()).length).toBe(sent);
  });

  test('interrupted in the wait: 130 and one document that says how to continue', async () => {
    const sandbox = openSandbox(team.env);
    const args = ['send-test', '--from', FROM, '--via', 'api', '--yes', '--json', ...inbox];
    const child = spawn(process.execPath, [BIN, ...args], { cwd: team.folder, env: sandbox.env });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      if (stderr.includes('Waiting for the message') && !child.killed) child.kill('SIGINT');
    });
    const [stdout, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    sandbox.close({ args, said: { stdout, stderr }, cwd: team.folder });
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'error',
      exitCode: 130,
      error: { message: expect.stringContaining('--find') },
    });
  });

  test('a wrong password: 1, and nothing is sent', async () => {
    const before = (await world().inbox()).length;
    const args = ['send-test', '--from', FROM, '--via', 'api', '--yes', ...inbox];
    const refused = await team.report(args, { env: { IMAP_PASSWORD: 'hunter2' } });
    expect(refused).toMatchObject({ exitCode: 1, error: { code: 'inbox/login-refused' } });
    expect(JSON.stringify(refused)).not.toContain('hunter2');
    expect((await world().inbox()).length).toBe(before);
  });
}
