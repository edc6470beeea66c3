import { stripVTControlCharacters } from 'node:util';
import type { Ora } from 'ora';
import stringWidth from 'string-width';

/** Milliseconds before the first frame, so that what ends at once never flashes. */
const DELAY = 100;

/** Lines at the end of a terminal that are redrawn in place, with a spinner before the first. */
export interface Redraw {
  show(head: string, below: readonly string[]): void;
  end(): void;
}

/**
 * ora draws, and puts what others write above its lines. It is given lines that neither wrap nor are
 * higher than the window, as nothing else can be taken back.
 */
export function createRedraw(stream: NodeJS.WriteStream, unicode: boolean): Redraw {
  let shown: { head: string; below: readonly string[] } | null = null;
  let drawn: readonly string[] = [];
  let spinner: Ora | null = null;

  const text = (): string => {
    if (shown === null) return '';
    const columns = stream.columns ?? 80;
    const [first = '', ...rest] = wrapped(shown.head, columns - 3);
    const head = [`* ${first}`, ...rest.map((line) => `  ${line}`)];
    const lines = [...head, ...(shown.below.length === 0 ? [] : ['', ...shown.below])];
    drawn = fitting(lines, columns, stream.rows ?? 24);
    // The spinner stands for the first two characters. The cursor rests on an empty line below: some
    // terminals wrap the cursor's own line anew, others do not.
    return [drawn[0]?.slice(2), ...drawn.slice(1), ''].join('\n');
  };
  const redrawNarrower = (): void => {
    const columns = stream.columns ?? 80;
    // ora takes back the rows it drew; a window that was made narrower has wrapped them into more.
    const extra = drawn.reduce((sum, line) => sum + rowsOf(line, columns) - 1, 0);
    if (spinner !== null) spinner.text = text();
    stream.write(`${'\x1b[1A\x1b[2K'.repeat(extra)}\r`);
  };
  const start = async (): Promise<void> => {
    // Most commands never wait.
    const { default: ora } = await import('ora');
    if (shown === null || spinner !== null) return;
    const frames = unicode ? 'dots' : 'line';
    spinner = ora({ text: text(), stream, spinner: frames, isEnabled: true, discardStdin: false });
    stream.on('resize', redrawNarrower);
    spinner.start();
  };
  let timer: NodeJS.Timeout | null = null;

  return {
    show(head, below) {
      shown = { head, below };
      if (spinner !== null) spinner.text = text();
      // Whoever waits keeps the process alive; a spinner alone does not.
      else timer ??= setTimeout(() => void start(), DELAY).unref();
    },
    end() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      shown = null;
      stream.off('resize', redrawNarrower);
      spinner?.stop();
      spinner = null;
      drawn = [];
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
  if (stringWidth(line) <= width) return line;
  let text = '';
  let left = width;
  for (const { segment } of new Intl.Segmenter().segment(stripVTControlCharacters(line))) {
    left -= stringWidth(segment);
    if (left < 0) break;
    text += segment;
  }
  return text;
}

function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(stringWidth(line) / columns));
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || stringWidth(`${last} ${word}`) > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
