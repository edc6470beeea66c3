import { EventEmitter } from 'node:events';
import { clearLine, cursorTo, moveCursor } from 'node:readline';
import xterm from '@xterm/headless';
import { afterEach, expect, test } from 'vitest';
import { createRedraw, type Redraw } from '../../src/adapters/redraw.ts';

const open: Redraw[] = [];
afterEach(() => {
  for (const redraw of open.splice(0)) redraw.end();
});

/** A terminal as people have it: it wraps lines again when its window changes. */
function terminalOf(columns: number, rows: number, color = false) {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    convertEol: true,
  });
  let raw = '';
  const stream = Object.assign(new EventEmitter(), {
    columns,
    rows,
    isTTY: true,
    write: (text: string) => {
      raw += text;
      terminal.write(text);
      return true;
    },
    cursorTo: (x: number): boolean => cursorTo(stream as unknown as NodeJS.WriteStream, x),
    moveCursor: (x: number, y: number): boolean =>
      moveCursor(stream as unknown as NodeJS.WriteStream, x, y),
    clearLine: (way: -1 | 0 | 1): boolean =>
      clearLine(stream as unknown as NodeJS.WriteStream, way),
  });
  const redraw = createRedraw(stream as unknown as NodeJS.WriteStream, {
    unicode: false,
    color,
  });
  open.push(redraw);
  const text = () => {
    const { active } = terminal.buffer;
    const lines = Array.from({ length: active.length }, (_, row) =>
      active.getLine(row)?.translateToString(true),
    );
    return lines.join('\n').trimEnd();
  };
  const settled = () => new Promise<void>((resolve) => terminal.write('', resolve));
  return {
    redraw,
    stream,
    raw: () => raw,
    /** Without the spinner before the head. */
    async screen() {
      await settled();
      return text().replaceAll(/^[-\\|/] /gm, '* ');
    },
    resize: async (cols: number) => {
      await settled();
      terminal.resize(cols, rows);
      stream.columns = cols;
      stream.emit('resize');
    },
  };
}

const MATRIX = ['      A1   A2', 'DKIM  ok   missing', 'A1  ns1.acme.example (authoritative)'];

test('the block is drawn once and redrawn at the same place', async () => {
  const { redraw, stream, screen } = terminalOf(80, 24);
  stream.write('before\n');
  redraw.show('check-dns: 1 of 2', MATRIX);
  await expect.poll(screen).toBe(['before', '* check-dns: 1 of 2', '', ...MATRIX].join('\n'));
  redraw.show('check-dns: 2 of 2', MATRIX.slice(0, 2));
  await expect
    .poll(screen)
    .toBe(['before', '* check-dns: 2 of 2', '', ...MATRIX.slice(0, 2)].join('\n'));
});

test('a window made narrower, and wider again, leaves no old rows', async () => {
  const { redraw, stream, screen, resize } = terminalOf(100, 24);
  stream.write('before\n');
  redraw.show(`check-dns: ${'waiting for so much '.repeat(4)}`, MATRIX);
  await expect.poll(screen).toContain('A1  ns1');
  for (const columns of [34, 20, 50, 100]) {
    await resize(columns);
    const seen = await screen();
    expect(seen).toMatch(/^before\n\* check-dns/);
    expect(seen.match(/check-dns/g)).toHaveLength(1);
    expect(seen.match(/DKIM/g)).toHaveLength(1);
    expect(seen.match(/A1 {2}ns1/g)).toHaveLength(1);
  }
  redraw.end();
  expect(await screen()).toBe('before');
});

test('more lines than the window holds: the first of them, and how many there are', async () => {
  const { redraw, stream, screen } = terminalOf(80, 10);
  stream.write('before\n');
  const below = Array.from({ length: 40 }, (_, n) => `line ${n}`);
  redraw.show('head', below);
  await expect.poll(screen).toContain('34 more lines');
  redraw.show('head again', below);
  await expect.poll(screen).toContain('head again');
  const seen = await screen();
  expect(seen.split('\n')).toHaveLength(10);
  expect(seen).toMatch(/^before\n\* head again\n\nline 0\n/);
});

test('a result goes above the block, which stays the last', async () => {
  const { redraw, stream, screen } = terminalOf(80, 24);
  redraw.show('2 domains', ['[##--]']);
  await expect.poll(screen).toContain('[##--]');
  stream.write('done  a.example\n');
  stream.write('done  b.example\n');
  expect(await screen()).toBe('done  a.example\ndone  b.example\n* 2 domains\n\n[##--]');
});

test('wide characters count for two, and a line that is cut ends its colours', async () => {
  const { redraw, screen } = terminalOf(20, 24);
  redraw.show('head', ['\x1b[31m한국어한국어한국어한국어\x1b[39m', 'next']);
  await expect.poll(screen).toBe('* head\n\n한국어한국어한국어\nnext');
});

test.each([false, true])(
  'colour only where the stream has it, also of the spinner (%s)',
  async (color) => {
    const forced = process.env.FORCE_COLOR;
    process.env.FORCE_COLOR = '1';
    try {
      const { redraw, screen, raw } = terminalOf(80, 24, color);
      redraw.show('waiting', []);
      await expect.poll(screen).toContain('* waiting');
      // Colours are SGR sequences, which end in m; those that move the cursor do not.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape is looked for.
      if (!color) expect(raw()).not.toMatch(/\x1b\[[\d;]*m/);
    } finally {
      if (forced === undefined) delete process.env.FORCE_COLOR;
      else process.env.FORCE_COLOR = forced;
    }
  },
);
