import { stripVTControlCharacters } from 'node:util';

/** Milliseconds between two frames of the spinner. */
const FRAME = 100;
const SPINNER = { unicode: '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏', ascii: '-\\|/' } as const;

/** Lines at the end of a terminal that are redrawn in place, with a spinner before the first. */
export interface Redraw {
  /** Drawn with the next frame, so that what ends at once never flashes. */
  show(head: string, below: readonly string[]): void;
  /** Takes the lines away while `write` puts something above them. */
  above(write: () => void): void;
  end(): void;
}

/**
 * No line wraps and no block is higher than the window when it is drawn, as nothing else can be taken back.
 * A window that was made narrower has wrapped the lines since: they are counted anew before they are erased.
 */
export function createRedraw(stream: NodeJS.WriteStream, unicode: boolean): Redraw {
  const frames = [...SPINNER[unicode ? 'unicode' : 'ascii']];
  let shown: { head: string; below: readonly string[] } | null = null;
  let drawn: readonly string[] = [];
  let timer: NodeJS.Timeout | null = null;
  let frame = 0;

  const columns = () => stream.columns ?? 80;
  const erase = (): string => {
    const rows = drawn.reduce((sum, line) => sum + rowsOf(line, columns()), 0);
    drawn = [];
    return rows === 0 ? '' : `\x1b[${rows}A\r\x1b[J`;
  };
  const draw = (): void => {
    if (shown === null) return;
    const [first = '', ...rest] = wrapped(shown.head, columns() - 3);
    const head = [`${frames[frame % frames.length]} ${first}`, ...rest.map((line) => `  ${line}`)];
    const lines = [...head, ...(shown.below.length === 0 ? [] : ['', ...shown.below])];
    const before = erase();
    drawn = fitting(lines, columns(), stream.rows ?? 24);
    // The cursor rests below them: some terminals do not wrap its line anew, others do.
    stream.write(before + drawn.map((line) => `${line}\n`).join(''));
  };
  const tick = (): void => {
    frame += 1;
    draw();
  };
  const hide = (): void => {
    if (drawn.length > 0) stream.write(erase());
  };

  return {
    show(head, below) {
      shown = { head, below };
      if (timer !== null) return;
      // Whoever waits keeps the process alive; a spinner alone does not.
      timer = setInterval(tick, FRAME).unref();
      stream.on('resize', draw);
    },
    above(write) {
      const visible = drawn.length > 0;
      hide();
      write();
      if (visible) draw();
    },
    end() {
      if (timer !== null) clearInterval(timer);
      stream.off('resize', draw);
      timer = null;
      shown = null;
      hide();
    },
  };
}

/** What the window holds: lines cut at its width, and of too many the first, with a word on the others. */
function fitting(lines: readonly string[], columns: number, rows: number): string[] {
  const room = Math.max(2, rows - 1);
  const cut = (line: string) => clipped(line, columns - 1);
  if (lines.length <= room) return lines.map(cut);
  const hidden = lines.length - (room - 1);
  const more = `(${hidden} more lines; a higher window shows them)`;
  return [...lines.slice(0, room - 1), more].map(cut);
}

/** A line that is cut loses its colours: they would have to be ended. */
function clipped(line: string, width: number): string {
  if (cells(line) <= width) return line;
  let text = '';
  let left = width;
  for (const char of stripVTControlCharacters(line)) {
    left -= cells(char);
    if (left < 0) break;
    text += char;
  }
  return text;
}

function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(cells(line) / columns));
}

/** Han, Hangul, Kana, full-width forms and emoji take two cells of a terminal (Unicode UAX 11). */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

function cells(text: string): number {
  const chars = [...stripVTControlCharacters(text)];
  return chars.reduce((sum, char) => sum + (WIDE.test(char) ? 2 : 1), 0);
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || cells(`${last} ${word}`) > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
