import { PassThrough, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type LogReader, logReaderOf } from '../../src/adapters/log-reader.ts';
import { createOutput } from '../../src/adapters/output.ts';
import { Secret } from '../../src/core/model/secret.ts';

const STYLE = { color: false, unicode: true, columns: 80 };

function outputOn(
  change: {
    animate?: boolean;
    quiet?: boolean;
    reader?: LogReader | null;
    json?: boolean;
    showProgress?: boolean;
    stdout?: Writable;
    color?: boolean;
  } = {},
) {
  const { stdout = new PassThrough(), color = false, ...rest } = change;
  const style = { ...STYLE, color };
  const stderr = new PassThrough();
  let now = 0;
  const output = createOutput({
    stdout: stdout as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    style: { stdout: style, stderr: style },
    animate: false,
    showProgress: true,
    quiet: false,
    reader: null,
    json: false,
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
  output.show('Delete the key?');
  expect(stderrText()).toBe('Delete the key?\n');
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
  expect(output.readerGone.aborted).toBe(false);
  await new Promise((closed) => stdout.once('close', closed));
  expect(output.readerGone.aborted).toBe(true);
});

test('another write error is not passed over', async () => {
  const stdout = failing('ENOSPC');
  outputOn({ stdout });
  expect(() => stdout.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }))).toThrow(
    'full',
  );
});

test('in GitHub Actions a secret is masked in its likely forms, elsewhere nothing is printed', () => {
  const inActions = outputOn({ reader: 'github' });
  inActions.output.mask(new Secret('a/b+c'), 'stdout');
  expect(inActions.stdoutText().split('\n')).toEqual([
    '::add-mask::a/b+c',
    `::add-mask::${Buffer.from('a/b+c').toString('base64')}`,
    '::add-mask::a%2Fb%2Bc',
    '',
  ]);
  const piped = outputOn({ reader: 'github' });
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

/** What an SMTP reply, a TXT record or an error of AWS may hold. */
const NASTY = '\u001b]0;title\u0007\u001b[8m\u009b2J\u202etxt.exe\u2066\u200b\u2028end\u0000\r';

test.each([false, true])(
  'no control of others reaches either stream, by whatever method (colour: %s)',
  (color) => {
    const { output, stdoutText, stderrText } = outputOn({ color });
    output.result(NASTY);
    output.report(NASTY, []);
    output.note(NASTY);
    output.progress(NASTY, NASTY);
    output.progress(`a\nforged line ${NASTY}`);
    const text = `${stdoutText()}${stderrText()}`;
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(text).toContain('\\u{1b}]0;title\\u{7}\\u{1b}[8m\\u{9b}2J\\u{202e}txt.exe');
    expect(text).not.toMatch(/^forged line/m);
  },
);

test('on a terminal, too', async () => {
  const { output, stderr, stderrText } = outputOn({ animate: true });
  Object.assign(stderr, { columns: 80 });
  output.progress('451 wait\u001b]52;c;x\u0007', undefined, ['below\u001b[2J']);
  await expect.poll(() => stderrText()).toContain('451 wait\\u{1b}]52;c;x\\u{7}');
  output.endProgress();
});

test('our colours, line breaks and tabs stay; without colour no escape byte at all', () => {
  const text = '\u001b[32mpass\u001b[39m\n\tb\r\n';
  const painted = outputOn({ color: true });
  painted.output.result(text);
  expect(painted.stdoutText()).toBe(text);
  const plain = outputOn();
  plain.output.result(text);
  expect(plain.stdoutText()).toBe('\\u{1b}[32mpass\\u{1b}[39m\n\tb\r\n');
});

const COMMANDS: Readonly<Record<LogReader, readonly string[]>> = {
  github: [
    '::set-output name=x::y',
    '  ::add-mask::e',
    'text ##[set-output name=x;]y',
    '::stop-commands::x',
    '##[error]x',
    'a\n::error::wrapped',
  ],
  azure: ['x ##vso[task.setvariable variable=x]y', '##VSO[task.complete]', '##[error]x'],
  teamcity: ["x ##teamcity[setParameter name='x' value='y']"],
  buildkite: ['--- group', '+++ open', '~~~ muted', '^^^ +++', 'a\n--- wrapped'],
};
const OBEYED: Readonly<Record<LogReader, RegExp>> = {
  github: /^\s*::|##\[/m,
  azure: /##(vso)?\[/i,
  teamcity: /##teamcity\[/i,
  buildkite: /^(---|\+\+\+|~~~|\^\^\^)/m,
};

test.each(Object.entries(COMMANDS) as [LogReader, string[]][])(
  'no word of others is a command to %s, on either stream',
  (reader, words) => {
    for (const word of words) {
      const { output, stdoutText, stderrText } = outputOn({ reader });
      output.result(word);
      output.note(word);
      output.progress(word);
      const text = `${stdoutText()}${stderrText()}`;
      expect(word).toMatch(OBEYED[reader]);
      expect(text).not.toMatch(OBEYED[reader]);
    }
  },
);

test('in GitHub Actions the report stands between stop-commands and its end, annotations after it', () => {
  const read = () => {
    const { output, stdoutText, stderrText } = outputOn({ reader: 'github' });
    output.report('::error::x\nreport', ['::warning title=a::b']);
    expect(stderrText()).toBe('');
    return stdoutText();
  };
  const text = read();
  const [, token = ''] = /^::stop-commands::([\w-]{20,})\n/.exec(text) ?? [];
  expect(text).toBe(
    `::stop-commands::${token}\n\\::error::x\nreport\n::${token}::\n::warning title=a::b\n`,
  );
  expect(read()).not.toContain(token);
  const elsewhere = outputOn();
  elsewhere.output.report('report', ['::warning title=a::b']);
  expect(elsewhere.stdoutText()).toBe('report\n');
});

test.each([
  [{ GITHUB_ACTIONS: 'true' }, 'github'],
  [{ TF_BUILD: 'True' }, 'azure'],
  [{ TEAMCITY_VERSION: '2026.1' }, 'teamcity'],
  [{ BUILDKITE: 'true' }, 'buildkite'],
  [{ GITHUB_ACTIONS: 'false', CI: 'true' }, null],
  [{}, null],
])('%j has the log read by %s', (env, reader) => {
  expect(logReaderOf(env)).toBe(reader);
});

test.each([false, true])(
  'no progress where it would be written into JSON (animated: %s)',
  async (animate) => {
    const { output, stderrText } = outputOn({ animate, json: true, showProgress: false });
    expect(output.animated).toBe(false);
    output.progress('waiting', 'next look in 3 s', ['a table']);
    await delay(200);
    output.endProgress();
    expect(stderrText()).toBe('');
    output.note('an error is not progress');
    expect(stderrText()).not.toBe('');
  },
);
