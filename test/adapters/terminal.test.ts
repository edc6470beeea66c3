import { expect, test } from 'vitest';
import { canAnimate, interactivity, isShared, styleOf } from '../../src/adapters/terminal.ts';

const NO_FLAGS = { noInput: false, interactive: false, json: false };
const THERE = { env: {}, stdinIsTerminal: true, stdoutIsTerminal: true, flags: NO_FLAGS };

test('a person at a terminal', () => {
  expect(interactivity(THERE).interactive).toBe(true);
});

test.each([
  ['stdin is not a terminal', { stdinIsTerminal: false }],
  ['stdout is not a terminal', { stdoutIsTerminal: false }],
  ['CI is set', { env: { CI: 'true' } }],
  ['CI is set', { env: { CI: '1' } }],
  ['GITHUB_ACTIONS is set', { env: { GITHUB_ACTIONS: 'true' } }],
  ['TERM is dumb', { env: { TERM: 'dumb' } }],
  ['--no-input', { flags: { ...NO_FLAGS, noInput: true } }],
  ['--no-input', { flags: { ...NO_FLAGS, noInput: true, interactive: true } }],
  ['--json', { flags: { ...NO_FLAGS, json: true, interactive: true } }],
  ['stdin', { stdinIsTerminal: false, flags: { ...NO_FLAGS, interactive: true } }],
])('nobody is asked, because %s: %j', (because, change) => {
  const decided = interactivity({ ...THERE, ...change });
  expect(decided.interactive).toBe(false);
  expect(decided.because).toContain(because);
});

test.each([
  { CI: '' },
  { CI: 'false' },
  { CI: '0' },
  { CI: 'False' },
  { GITHUB_ACTIONS: 'false' },
  { TERM: 'xterm' },
])('%j is no reason not to ask', (env) => {
  expect(interactivity({ ...THERE, env }).interactive).toBe(true);
});

test.each([{ CI: '1' }, { GITHUB_ACTIONS: 'true' }, { TERM: 'dumb' }])(
  '--interactive overrules %j',
  (env) => {
    const flags = { ...NO_FLAGS, interactive: true };
    expect(interactivity({ ...THERE, env, flags }).interactive).toBe(true);
  },
);

const TTY = { isTerminal: true, columns: 100 };
const PIPE = { isTerminal: false, columns: undefined };

/** NO_COLOR > flags > FORCE_COLOR > terminal (cli.md). */
test.each([
  ['a terminal', {}, TTY, null, true],
  ['a pipe', {}, PIPE, null, false],
  ['TERM=dumb', { TERM: 'dumb' }, TTY, null, false],
  ['FORCE_COLOR on a pipe', { FORCE_COLOR: '1' }, PIPE, null, true],
  ['FORCE_COLOR over TERM=dumb', { FORCE_COLOR: '1', TERM: 'dumb' }, TTY, null, true],
  ['FORCE_COLOR=0 on a terminal', { FORCE_COLOR: '0' }, TTY, null, false],
  ['FORCE_COLOR=false on a terminal', { FORCE_COLOR: 'false' }, TTY, null, false],
  ['--color on a pipe', {}, PIPE, true, true],
  ['--no-color over FORCE_COLOR', { FORCE_COLOR: '1' }, TTY, false, false],
  ['--color over FORCE_COLOR=0', { FORCE_COLOR: '0' }, PIPE, true, true],
  ['NO_COLOR over --color', { NO_COLOR: '1' }, TTY, true, false],
  ['NO_COLOR over FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, TTY, null, false],
  ['an empty NO_COLOR', { NO_COLOR: '' }, TTY, null, true],
] as const)('colour: %s', (_what, env, stream, flag, color) => {
  expect(styleOf(env, stream, flag).color).toBe(color);
});

test('width of the stream, else 80; ASCII where the terminal has no more', () => {
  expect(styleOf({}, TTY, null)).toMatchObject({ columns: 100, unicode: true });
  expect(styleOf({}, PIPE, null).columns).toBe(80);
  for (const TERM of ['dumb', 'linux']) expect(styleOf({ TERM }, TTY, null).unicode).toBe(false);
});

test.each([
  [{}, TTY, true],
  [{}, PIPE, false],
  [{ CI: 'true' }, TTY, false],
  [{ CI: 'false' }, TTY, true],
  [{ TERM: 'dumb' }, TTY, false],
  [{ ACCESSIBLE: '1' }, TTY, false],
  [{ ACCESSIBLE: '0' }, TTY, true],
])('a line is redrawn with %j on %j: %s', (env, stream, animated) => {
  expect(canAnimate(env, stream)).toBe(animated);
});

const FILE = { dev: 1, ino: 7, isTerminal: false };
const SCREEN = { dev: 24, ino: 5, isTerminal: true };

test.each([
  ['one terminal', SCREEN, SCREEN, true],
  ['2>&1 into one file or pipe', FILE, FILE, true],
  ['two terminals', SCREEN, { ...SCREEN, ino: 6 }, false],
  ['a file and a terminal', FILE, SCREEN, false],
  ['files of one number on two disks', FILE, { ...FILE, dev: 2 }, false],
  [
    'terminals without a number (Windows)',
    { ...SCREEN, ino: 0 },
    { ...SCREEN, dev: 3, ino: 0 },
    true,
  ],
] as const)('whether both streams end at one place: %s', (_what, stdout, stderr, shared) => {
  expect(isShared(stdout, stderr)).toBe(shared);
});
