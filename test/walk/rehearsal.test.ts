/** `ses-migrate rehearse` as a newcomer meets it: a terminal of 80 × 24, and what is proposed at each question. */

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BIN } from '../helpers/cli.ts';
import { openProgram, type Pty } from '../helpers/pty.ts';

const SIZE = { cols: 80, rows: 24 };
/** What the walk asks, in order, each by how it begins; a consent is answered with Enter as well. */
const QUESTIONS = [
  'Make these changes in SES',
  'Write these records to Route 53',
  'Make these changes in account',
  'What is most of your mail',
  'Which website',
  'What do you send',
  'How do people join',
  'How do you handle',
  'How can people unsub',
  'About how many',
  'Which address should AWS',
  'Send this request',
  'File for the SMTP settings',
  'Make these changes in IAM',
  'Save the same settings',
  'Send from which address',
  'Send to which address',
  'Send these messages',
  'How do you want to prove',
  'Mailbox URL',
];

interface Newcomer {
  readonly pty: Pty;
  /** Where the program was started. */
  readonly folder: string;
}

function rehearse(...flags: string[]): Newcomer {
  const folder = mkdtempSync(join(tmpdir(), 'ses-migrate-newcomer-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const command = [process.execPath, BIN, 'rehearse', '--speed', '5', ...flags];
  return { pty: openProgram(command, { ...SIZE, cwd: folder }), folder };
}

/** The question that is open, in the words before its answer; null: the program has ended. */
async function nextQuestion(pty: Pty): Promise<string | null> {
  const screen = await pty.until(/^\? .+|The rehearsal has ended/m);
  return /^\? (.+)$/m.exec(screen)?.[1] ?? null;
}

/** Answers what is asked with Enter, up to a question that begins like this; returns what was asked. */
async function enterUpTo(pty: Pty, last: string | null): Promise<string[]> {
  const asked: string[] = [];
  for (;;) {
    const question = await nextQuestion(pty);
    if (question === null || (last !== null && question.startsWith(last))) return asked;
    asked.push(question);
    pty.key('enter');
    await pty.until(isAnswered(question));
  }
}

/** A screen on which this question is no longer open. */
function isAnswered(question: string): RegExp {
  return new RegExp(`^(?![\\s\\S]*\\n\\? ${escaped(question.slice(0, 20))})`);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

test('Enter alone leads from the first question to a proven message', async () => {
  const { pty, folder } = rehearse();
  await nextQuestion(pty);
  expect(pty.screen()).toMatch(/^Rehearsal: acme\.example/m);
  const asked = await enterUpTo(pty, null);
  expect(await pty.done, pty.screen()).toMatchObject({ exitCode: 0 });
  // Between them, a wait is asked about where DNS or AWS is slower than the person.
  const own = asked.filter((question) => !question.includes('what now'));
  expect(own).toEqual(QUESTIONS.map((begin) => expect.stringContaining(begin)));
  expect(pty.screen()).toMatch(/^✔ done +send-test/m);
  expect(pty.screen()).toContain('Now for real');
  // Nothing of it stays where it was started.
  expect(readdirSync(folder)).toEqual([]);
  for (const line of pty.screen().split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

/** Questions before something is changed or sent. */
const CONSENTS = [
  'Make these changes in SES',
  'Write these records to Route 53',
  'Make these changes in account',
  'Send this request',
  'Make these changes in IAM',
  'Send these messages',
];

test('"no" at each consent leads to a menu, and Enter there back to the question', async () => {
  const { pty } = rehearse();
  const refused: string[] = [];
  for (;;) {
    const question = await nextQuestion(pty);
    if (question === null) break;
    const consent = CONSENTS.find((begin) => question.startsWith(begin));
    if (consent !== undefined && !refused.includes(consent)) {
      refused.push(consent);
      pty.type('n');
      pty.key('enter');
      await pty.until(/^\? What now\?/m);
      expect(pty.screen()).toContain('This plan was not applied.');
      pty.key('enter');
      await pty.until(isAnswered('What now?'));
      continue;
    }
    pty.key('enter');
    await pty.until(isAnswered(question));
  }
  expect(await pty.done, pty.screen()).toMatchObject({ exitCode: 0 });
  expect(refused).toEqual(CONSENTS);
  expect(pty.screen()).toMatch(/^✔ done +send-test/m);
});
