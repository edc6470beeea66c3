import type { Status } from '../core/model/types.ts';
import type { Style } from '../core/text/style.ts';
import { type Ink, paint } from './style.ts';

interface StatusLook {
  readonly glyph: string;
  readonly ascii: string;
  readonly word: string;
  readonly ink: Ink;
}

/** How each status looks; the word is always there, so that nothing is told by colour or glyph alone. */
const WORDS: Readonly<Record<Status, StatusLook>> = {
  done: { glyph: '✔', ascii: '[x]', word: 'done', ink: 'green' },
  todo: { glyph: '○', ascii: '[ ]', word: 'to do', ink: 'cyan' },
  waiting: { glyph: '…', ascii: '[~]', word: 'waiting', ink: 'yellow' },
  problem: { glyph: '✖', ascii: '[!]', word: 'problem', ink: 'red' },
  blocked: { glyph: '·', ascii: '[.]', word: 'later', ink: 'dim' },
  unknown: { glyph: '?', ascii: '[?]', word: 'unknown', ink: 'yellow' },
  skipped: { glyph: '-', ascii: '[-]', word: 'skipped', ink: 'dim' },
};
const WIDEST_WORD = 7;

export function statusMark(status: Status, style: Style): string {
  const { glyph, ascii, word, ink } = WORDS[status];
  return paint(`${style.unicode ? glyph : ascii} ${word.padEnd(WIDEST_WORD)}`, ink, style);
}

export function statusWord(status: Status): string {
  return WORDS[status].word;
}
