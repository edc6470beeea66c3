import type { Ora } from 'ora';
import type { Style } from '../core/text/style.ts';

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
export function createRedraw(
  stream: NodeJS.WriteStream,
  { unicode, color }: Pick<Style, 'unicode' | 'color'>,
): Redraw {
  let shown: { head: string; below: readonly string[] } | null = null;
  let drawn: readonly string[] = [];
  let spinner: Ora | null = null;
  let fit: typeof import('./fitting.ts') | null = null;

  const text = (): string => {
    if (shown === null || fit === null) return '';
    const columns = stream.columns ?? 80;
    const [first = '', ...rest] = fit.wrapped(shown.head, columns - 3);
    const head = [`* ${first}`, ...rest.map((line) => `  ${line}`)];
    const lines = [...head, ...(shown.below.length === 0 ? [] : ['', ...shown.below])];
    drawn = fit.fitting(lines, columns, stream.rows ?? 24);
    // The spinner stands for the first two characters. The cursor rests on an empty line below: some
    // terminals wrap the cursor's own line again, others do not.
    return [drawn[0]?.slice(2), ...drawn.slice(1), ''].join('\n');
  };
  const redrawNarrower = (): void => {
    const columns = stream.columns ?? 80;
    // ora takes back the rows it drew; a window that was made narrower has wrapped them into more.
    const rows = drawn.map((line) => fit?.rowsOf(line, columns) ?? 1);
    const extra = rows.reduce((sum, count) => sum + count - 1, 0);
    if (spinner !== null) spinner.text = text();
    stream.write(`${'\x1b[1A\x1b[2K'.repeat(extra)}\r`);
  };
  const start = async (): Promise<void> => {
    // Most commands never wait, and to load how wide characters are takes 50 ms.
    const { default: ora } = await import('ora');
    const { fitting, rowsOf, wrapped } = await import('./fitting.ts');
    fit = { fitting, rowsOf, wrapped };
    if (shown === null || spinner !== null) return;
    const frames = unicode ? 'dots' : 'line';
    spinner = ora({
      text: text(),
      stream,
      spinner: frames,
      // ora colours it cyan by itself, whatever NO_COLOR says.
      color: color ? 'cyan' : false,
      isEnabled: true,
      discardStdin: false,
    });
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
