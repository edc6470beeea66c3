import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/model/secret.ts';
import { smtpPassword } from '../../src/core/smtp-credentials/smtp-password.ts';
import { randomSecret } from '../../src/rehearsal/aws/random.ts';
import { run } from './cli.ts';
import { formsOf, leaksIn, type Trail } from './leaks.ts';

const KEY = randomSecret();
const password = () => smtpPassword(new Secret(randomSecret()), 'eu-west-1').reveal();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaks-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function leaks(trail: Partial<Trail>): string[] {
  return leaksIn({ args: [], env: {}, folders: [folder], said: {}, ...trail });
}

describe('what is found', () => {
  test.each(formsOf(KEY))('the key that a rehearsal made, as %s', (form) => {
    expect(leaks({ said: { stderr: `<${form}>` } })).toEqual(['secret access key in stderr']);
  });

  test('a key inside of something that is encoded as a whole, wherever it begins there', () => {
    for (const before of ['', 'x', 'xx']) {
      const text = Buffer.from(`${before}${KEY}yyy`).toString('base64');
      expect(leaks({ said: { stdout: text } })).toHaveLength(1);
    }
  });

  test('an SMTP password that this run alone knows', () => {
    expect(leaks({ said: { stdout: `pass ${password()}.` } })).toEqual(['SMTP password in stdout']);
  });

  test('a handed-over password in what a later run says, in any form', () => {
    const known = password();
    const made = { args: ['make-smtp-creds'], said: { stdout: `SMTP_PASS=${known}\n` } };
    expect(leaks(made)).toEqual([]);
    for (const form of formsOf(known))
      expect(leaks({ said: { stdout: form } })).toEqual(['SMTP password in stdout']);
  });

  test.each([
    [['--file', 'smtp.env'], ['SMTP password in stdout']],
    [['--file', '-'], []],
  ])('a password on stdout with %j: %j', (flags, found) => {
    const said = { stdout: `SMTP_PASS=${password()}\n` };
    expect(leaks({ args: ['make-smtp-creds', ...flags], said })).toEqual(found);
  });

  test.each([
    ['IMAP_PASSWORD', 'open sesame 5c1f', 'open sesame 5c1f'],
    ['CLOUDFLARE_API_TOKEN', 'v1.0-abc', 'v1.0-abc'],
    ['SMTP_URL', 'smtp://me:p%2Fq-77@h:1', 'p/q-77'],
    ['SMTP_URL', 'smtp://me:p%2Fq-77@h:1', 'p%2Fq-77'],
  ])('the value of %s=%s', (name, value, secret) => {
    const said = { stdout: `sent with ${secret}` };
    expect(leaks({ env: { [name]: value }, said })).toEqual([`${name} in stdout`]);
  });

  test('what was typed', () => {
    const said = { screen: 'IMAP password: hunter2' };
    expect(leaks({ typed: ['hunter2'], said })).toEqual(['what was typed in screen']);
  });

  test('in a file, in any folder below', () => {
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    writeFileSync(join(folder, 'a/b/ses-migrate.json'), `{"x":"${KEY}"}`);
    expect(leaks({})).toEqual([`secret access key in ${join(folder, 'a/b/ses-migrate.json')}`]);
  });
});

describe('what is none', () => {
  test('a password in the file that was chosen for it, and in its backup; a key is one there, too', () => {
    const args = ['make-smtp-creds', '--file', 'smtp.env'];
    for (const name of ['smtp.env', 'smtp.env.backup'])
      writeFileSync(join(folder, name), `SMTP_PASS=${password()}\n`);
    expect(leaks({ args })).toEqual([]);
    expect(leaks({ args: ['status'] })).toEqual([]);
    expect(leaks({ args, said: { stdout: password() } })).toHaveLength(1);
    writeFileSync(join(folder, 'smtp.env'), KEY);
    expect(leaks({ args })).toHaveLength(1);
  });

  test('what looks alike: hashes, tokens, keys of DKIM, a word of the environment', () => {
    const [sha256, dkim] = [Buffer.alloc(32, 4).toString('base64'), `MIIBCg${'BA'.repeat(120)}`];
    const stdout = `${sha256} p=${dkim} ${'0a'.repeat(32)} test`;
    expect(leaks({ env: { SOME_TOKEN: 'test' }, said: { stdout } })).toEqual([]);
  });
});

test('a program that leaks fails the test that started it, without the value in the error', async () => {
  const started = (code: string) =>
    run(['--version'], {
      env: { IMAP_PASSWORD: 'hunter2', LEAK: code, NODE_OPTIONS: `--import=${LEAKING}` },
    });
  const said = started('console.log(process.env.IMAP_PASSWORD)');
  await expect(said).rejects.toThrow(/^The program left a secret: IMAP_PASSWORD in stdout$/);
  const filed = started("fs.writeFileSync('state.json', process.env.IMAP_PASSWORD)");
  await expect(filed).rejects.toThrow(/IMAP_PASSWORD in .*state\.json$/);
  const passed = started("cp.spawnSync('true', ['--pass', process.env.IMAP_PASSWORD])");
  await expect(passed).rejects.toThrow(/IMAP_PASSWORD in .*\.arguments$/);
});

/** Does what LEAK says before the program begins, with the watch on arguments. */
const PRELOAD = new URL('deny-network-preload.mjs', import.meta.url).href;
const LEAKING = `data:text/javascript,${encodeURIComponent(
  `import '${PRELOAD}';import fs from 'node:fs';import cp from 'node:child_process';eval(process.env.LEAK)`,
)}`;
