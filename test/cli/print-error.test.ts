import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { printError as print } from '../../src/cli/print-error.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { cancelled, Failure, usage } from '../../src/core/model/errors.ts';
import { PortError } from '../../src/ports/index.ts';

const printError = (error: unknown, argv: readonly string[]) => print(error, argv, COMMANDS);

let stdout: string;
let stderr: string;
beforeEach(() => {
  stdout = '';
  stderr = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += text;
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

test('for people: the message, then the way out, on stderr alone', () => {
  expect(
    printError(usage('bad-region', 'No such Region.', 'Did you mean eu-west-1?'), ['status']),
  ).toBe(2);
  expect([stdout, stderr]).toEqual(['', 'No such Region.\n  Did you mean eu-west-1?\n']);
});

test('for scripts: one document on stdout, the same code, and stderr still for people', () => {
  const failure = usage('missing', 'Missing: --to.', 'ses-migrate send-test --to <address>');
  expect(printError(failure, ['send-test', '--json'])).toBe(2);
  expect(JSON.parse(stdout)).toEqual({
    version: 1,
    command: 'send-test',
    status: 'error',
    exitCode: 2,
    error: {
      code: 'usage/missing',
      message: 'Missing: --to.',
      fix: 'ses-migrate send-test --to <address>',
      fixes: [{ say: 'ses-migrate send-test --to <address>' }],
    },
  });
  expect(stderr).toContain('Missing: --to.');
});

test.each([
  [['--region', 'xx', 'status', '--json'], 'status'],
  [['--json'], 'ses-migrate'],
  [['verify-domain', 'check-dns.example', '--json'], 'verify-domain'],
])('the command of %j is %s', (argv, command) => {
  printError(cancelled(), argv);
  expect(JSON.parse(stdout).command).toBe(command);
});

test('--json of the command behind -- is not ours', () => {
  printError(cancelled(), ['rehearse', '--', 'jq', '--json']);
  expect(stdout).toBe('');
});

test.each([
  ['denied', 4],
  ['credentials', 4],
  ['unreachable', 5],
  ['throttled', 5],
  ['failed', 1],
] as const)('a service that was %s exits %i', (reason, code) => {
  expect(printError(new PortError('no', { reason, errorName: 'X' }), [])).toBe(code);
});

test('a Failure keeps its own exit code', () => {
  expect(printError(new Failure('smtp/two-keys', 'x', { exitCode: 1 }), [])).toBe(1);
  expect(printError(cancelled(), [])).toBe(130);
});

test('foreign text can not move the cursor', () => {
  printError(usage('bad-domain', 'a\u001b[2J', 'b\u0007\nc'), ['--json']);
  expect(stderr).not.toMatch(/[\u001b\u0007]/);
  expect(stderr.split('\n')).toHaveLength(4);
  expect(stdout).not.toContain('\u001b');
});

test('a bug is thrown on, and printed by nobody here', () => {
  const bug = new TypeError('x is not a function');
  expect(() => printError(bug, ['--json'])).toThrow(bug);
  expect(stdout + stderr).toBe('');
});
