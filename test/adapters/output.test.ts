import { PassThrough, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createOutput } from '../../src/adapters/output.ts';
import { Secret } from '../../src/core/model/secret.ts';

const STYLE = { color: false, unicode: true, columns: 80 };

function outputOn(
  change: { animate?: boolean; quiet?: boolean; actions?: boolean; stdout?: Writable } = {},
) {
  const { stdout = new PassThrough(), ...rest } = change;
  const stderr = new PassThrough();
  let now = 0;
  const output = createOutput({
    stdout: stdout as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    style: { stdout: STYLE, stderr: STYLE },
    animate: false,
    quiet: false,
    actions: false,
    ...rest,
    now: () => now,
  });
  const read = (stream: PassThrough) => String(stream.read() ?? '');
  return {
    output,
    stderr,
    stdoutText: () => read(stdout as PassThrough),
    stderrText: () => read(stderr),
    pass: (ms: number) => {
      now += ms;
    },
  };
}

test('results go to stdout with one line end, the conversation to stderr', () => {
  const { output, stdoutText, stderrText } = outputOn();
  output.result('{}');
  output.result('text\n');
  output.note('hello');
  expect(stdoutText()).toBe('{}\ntext\n');
  expect(stderrText()).toBe('hello\n');
});

test('off a terminal: one line a change of state, and no escape byte', () => {
  const { output, stderrText, pass } = outputOn();
  for (const detail of ['next look in 3 s', 'in 2 s', 'in 1 s']) {
    output.progress('waiting for DNS', detail);
    pass(1000);
  }
  output.progress('waiting for SES');
  output.progress('waiting for DNS');
  output.endProgress();
  const text = stderrText();
  expect(text).toBe('waiting for DNS\nwaiting for SES\nwaiting for DNS\n');
  expect(text).not.toContain('\u001b');
});

test('a heartbeat after 30 s of the same state, not before', () => {
  const { output, stderrText, pass } = outputOn();
  const beats = [0, 29_999, 1, 29_999, 1].map((ms) => {
    pass(ms);
    output.progress('waiting');
    return stderrText();
  });
  expect(beats).toEqual(['waiting\n', '', 'waiting\n', '', 'waiting\n']);
});

test('the heartbeat tells how far it is', () => {
  const { output, stderrText, pass } = outputOn();
  output.progress('300 domains', '1 of 300');
  output.progress('300 domains', '2 of 300');
  pass(30_000);
  output.progress('300 domains', '150 of 300');
  expect(stderrText()).toBe('300 domains\n300 domains (150 of 300)\n');
});

test('quiet: results alone', () => {
  const { output, stdoutText, stderrText } = outputOn({ quiet: true });
  output.note('a');
  output.progress('b');
  output.result('c');
  expect([stdoutText(), stderrText()]).toEqual(['c\n', '']);
});

test('on a terminal a line is redrawn, cleared by the next note, and does not come back', async () => {
  const { output, stderr, stderrText } = outputOn({ animate: true });
  Object.assign(stderr, { columns: 80 });
  output.progress('waiting', 'next look in 3 s');
  await expect.poll(() => stderrText()).toContain('waiting (next look in 3 s)');
  output.note('done');
  expect(stderrText()).toContain('done\n');
  await delay(200);
  expect(stderrText()).toBe('');
});

test('a wait that ends before its first frame never shows', async () => {
  const { output, stderrText } = outputOn({ animate: true });
  output.progress('waiting');
  output.endProgress();
  await delay(100);
  expect(stderrText()).toBe('');
});

function failing(code: string): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })),
  });
}

test('a reader that went away does not end the run', async () => {
  const stdout = failing('EPIPE');
  const { output } = outputOn({ stdout });
  output.result('a');
  await new Promise((closed) => stdout.once('close', closed));
});

test('another write error is not passed over', async () => {
  const stdout = failing('ENOSPC');
  outputOn({ stdout });
  expect(() => stdout.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }))).toThrow(
    'full',
  );
});

test('in GitHub Actions a secret is masked in its likely forms, elsewhere nothing is printed', () => {
  const inActions = outputOn({ actions: true });
  inActions.output.mask(new Secret('a/b+c'), 'stdout');
  expect(inActions.stdoutText().split('\n')).toEqual([
    '::add-mask::a/b+c',
    `::add-mask::${Buffer.from('a/b+c').toString('base64')}`,
    '::add-mask::a%2Fb%2Bc',
    '',
  ]);
  const piped = outputOn({ actions: true });
  piped.output.mask(new Secret('a/b+c'), 'stderr');
  expect(piped.stdoutText()).toBe('');
  const elsewhere = outputOn();
  elsewhere.output.mask(new Secret('a/b+c'), 'stdout');
  expect(elsewhere.stdoutText()).toBe('');
});

test('a window that was made narrower is known to be so', () => {
  const { output, stderr } = outputOn({ animate: true });
  expect(output.stderr.columns).toBe(80);
  Object.assign(stderr, { columns: 40 });
  expect(output.stderr).toEqual({ ...STYLE, columns: 40 });
});
