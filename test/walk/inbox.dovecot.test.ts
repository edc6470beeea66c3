/** A person at `--inbox`: the password at a prompt, Ctrl-C there and in the wait, and the walkthrough's mailbox. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { shareWorld, type Team, trust } from '../cli/world.ts';
import { describeWith } from '../helpers/daemon.ts';
import { DOVECOT, type Dovecot, PASSWORD, startDovecot, USER } from '../helpers/dovecot.ts';
import type { Pty } from '../helpers/pty.ts';
import { answerAll, expectEnd, isAsked, isBusy, openTool, type Question } from './person.ts';
import { DOMAIN } from './script.ts';

describeWith(DOVECOT, 'a person and a mailbox', atDovecot);

const SIZE = { cols: 80, rows: 40 };
const SEND: Question = { asks: 'Send', answer: 'y' };
const ASKED: Question = { asks: 'IMAP password', answer: '' };
const WRONG = 'hunter2 hunter2';

function atDovecot(): void {
  const options = { domain: DOMAIN, region: 'eu-west-1', situation: 'production', speed: 200 };
  const world = shareWorld(options);
  let dovecot: Dovecot;
  let inbox: string[];
  let send: string[];

  beforeAll(async () => {
    dovecot = await startDovecot();
    inbox = ['--inbox', `imaps://${USER}@127.0.0.1:${dovecot.imaps}`];
    send = ['send-test', '--from', `a@${DOMAIN}`, '--via', 'api', ...inbox];
    await newTeam().report(['verify-domain', '--yes']);
    await world().pass('1h');
  });
  afterAll(() => dovecot.stop());

  function newTeam(): Team {
    const team = world().team({ SES_MIGRATE_DOMAIN: DOMAIN, IMAP_PASSWORD: '' });
    trust(team, dovecot.caFile);
    return team;
  }

  /** As the mail server of the mailbox: puts there all that SES sent after the first `before` messages. */
  async function deliverAfter(before: number): Promise<void> {
    for (const { raw } of (await world().inbox()).slice(before)) await dovecot.deliver(raw);
  }

  async function typePassword(pty: Pty, password: string): Promise<void> {
    await isAsked(pty, ASKED);
    pty.typeSecret(password);
    await pty.until(new RegExp(`\\*{${password.length}}$`, 'm'));
    pty.key('enter');
  }

  test('a wrong password is reported and asked for again; nothing is sent before it is right', async () => {
    const team = newTeam();
    const before = (await world().inbox()).length;
    const pty = openTool(team, SIZE, send);
    await answerAll(pty, [SEND]);
    await isAsked(pty, ASKED);
    pty.key('enter');
    await pty.until(/The input is empty/);
    await typePassword(pty, WRONG);
    await pty.until(/refused you@inbox\.example: .*\nEnter it again.*\n\? IMAP password/);
    expect(await world().inbox()).toHaveLength(before);
    await typePassword(pty, PASSWORD);
    await isBusy(pty, 'Waiting for the message');
    await deliverAfter(before);
    expect(await expectEnd(pty, 0)).toMatch(/DKIM pass/);
    expect(await world().inbox()).toHaveLength(before + 1);
  });

  test('wrong three times: 1, with what to do, and nothing is sent', async () => {
    const team = newTeam();
    const before = (await world().inbox()).length;
    const pty = openTool(team, SIZE, send);
    await answerAll(pty, [SEND]);
    for (let tries = 0; tries < 3; tries += 1) {
      await typePassword(pty, WRONG);
      if (tries < 2) await pty.until(new RegExp(`(Enter it again[^]*){${tries + 1}}\\? IMAP`));
    }
    const screen = await expectEnd(pty, 1);
    expect(screen).toMatch(/^ {2}Check the user and IMAP_PASSWORD/m);
    expect(screen).toContain('`ses-migrate send-test --eml FILE`');
    expect(await world().inbox()).toHaveLength(before);
  });

  test('Ctrl-C at the password: 130, nothing is sent, and no trace of it', async () => {
    const team = newTeam();
    const before = (await world().inbox()).length;
    const pty = openTool(team, SIZE, send);
    await answerAll(pty, [SEND]);
    await isAsked(pty, ASKED);
    pty.typeSecret(WRONG);
    await pty.until(/\*{15}/);
    pty.key('ctrl-c');
    await expectEnd(pty, 130);
    expect(await world().inbox()).toHaveLength(before);
  });

  test('Ctrl-C in the wait: 130, what was sent is kept; --find proves it without sending again', async () => {
    const team = newTeam();
    const before = (await world().inbox()).length;
    const pty = openTool(team, SIZE, send);
    await answerAll(pty, [SEND]);
    await typePassword(pty, PASSWORD);
    await isBusy(pty, 'Waiting for the message');
    await pty.until(/sent [\d:]{8} UTC,\s+waiting\s+until\s+[\d:]{8}/);
    pty.key('ctrl-c');
    expect(await expectEnd(pty, 130)).toMatch(/the same command with\s+--find/);
    const kept = JSON.parse(team.read('ses-migrate.json'));
    expect(kept.steps['send-test']).toMatchObject({ intent: null, receipts: [{ what: 'sent' }] });
    await deliverAfter(before);
    const next = openTool(team, SIZE, [...send, '--find']);
    await typePassword(next, PASSWORD);
    await expectEnd(next, 0);
    expect(await world().inbox()).toHaveLength(before + 1);
  });

  test('the walkthrough: the mailbox as a choice, stopped at each of its questions', async () => {
    const team = newTeam();
    expect(await team.report(['setup-events', '--yes'])).toMatchObject({ status: 'done' });
    const before = (await world().inbox()).length;
    await team.report(['make-smtp-creds', '--yes', '--file', 'ses-smtp.env']);
    await team.report(['send-test', '--yes', '--from', `a@${DOMAIN}`, '--to', USER]);
    await deliverAfter(before);
    const sent = (await world().inbox()).length;
    const questions: Question[] = [
      { asks: 'How do you want to prove', answer: '' },
      { asks: 'Mailbox URL', answer: inbox[1] ?? '' },
    ];
    for (const [index, question] of [...questions, ASKED].entries()) {
      const pty = openTool(team, SIZE);
      await answerAll(pty, questions.slice(0, index));
      await isAsked(pty, question);
      pty.key('ctrl-c');
      await expectEnd(pty, 130);
    }
    const last = openTool(team, SIZE);
    await answerAll(last, questions);
    await typePassword(last, PASSWORD);
    expect(await expectEnd(last, 0)).toMatch(/✔ done +send-test/);
    expect(await world().inbox()).toHaveLength(sent);
  });
}
