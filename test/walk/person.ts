import { expect } from 'vitest';
import type { Team } from '../cli/world.ts';
import { BIN } from '../helpers/cli.ts';
import { openProgram, type Pty } from '../helpers/pty.ts';

/**
 * Runs the tool and then says how it left the terminal: the modes of the line discipline, and whether the
 * cursor is to be seen (DECRQM 25; the terminal answers `ESC [ ? 25 ; 1 $ y`).
 */
const AND_THE_TERMINAL = `
trap : INT # Ctrl-C is for the tool alone.
"$0" "$@"; code=$?
modes=$(stty -a | grep -oE -- '-?\\b(icanon|echo|isig)\\b' | sort | tr '\\n' ' ')
stty raw -echo; printf '\\033[?25$p'; answer=$(head -c 9 | tr -cd ';0-9'); stty sane
printf 'terminal: %scursor %s\\n' "$modes" "$answer"
exit $code`;

const LEFT_WELL = 'terminal: echo icanon isig cursor 25;1';

export interface Terminal {
  readonly cols: number;
  readonly rows: number;
}

/** The tool in a terminal of this size, in the folder of the team. */
export function openTool(team: Team, size: Terminal, args: readonly string[] = []): Pty {
  const command = ['sh', '-c', AND_THE_TERMINAL, process.execPath, BIN, ...args];
  return openProgram(command, { ...size, env: team.env, cwd: team.folder });
}

/** Ends with this code, and leaves the terminal as it was. */
export async function expectEnd(pty: Pty, exitCode: number): Promise<string> {
  expect(await pty.done, pty.screen()).toMatchObject({ exitCode });
  expect(pty.screen()).toContain(LEFT_WELL);
  return pty.screen();
}

/** A question, the words it begins with, and what a person does about it. */
export interface Question {
  readonly asks: string;
  /** Typed before Enter; empty: Enter takes what is suggested. */
  readonly answer: string;
  /** Asked only while a run holds the secret, so a walk that was stopped at it does not ask it again. */
  readonly once?: true;
  /** What else happens in the world then. */
  readonly meanwhile?: (pty: Pty) => Promise<void>;
}

const open = ({ asks }: Question) => new RegExp(`^\\? ${asks}`, 'm');
const answered = ({ asks }: Question) => new RegExp(`^✔ ${asks}`, 'm');

export async function isAsked(pty: Pty, question: Question): Promise<string> {
  return pty.until(open(question));
}

/** Answers the questions in this order. */
export async function answerAll(pty: Pty, questions: readonly Question[]): Promise<void> {
  for (const question of questions) {
    await isAsked(pty, question);
    pty.type(question.answer);
    pty.key('enter');
    await pty.until(answered(question));
    await question.meanwhile?.(pty);
  }
}

/** A spinner is on the screen with these words. */
export async function isBusy(pty: Pty, words: string): Promise<string> {
  return pty.until(new RegExp(`^[⠀-⣿] .*${words}`, 'm'));
}
