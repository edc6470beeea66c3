import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parseEnvFile, quoteForEnv } from '../../../src/core/smtp-credentials/env-file.ts';

test.each([
  ['A=1', { A: '1' }],
  ['A=1\r\nB=2\r\n', { A: '1', B: '2' }],
  ['\uFEFFA=1', { A: '1' }],
  ['  export A = 1 ', { A: '1' }],
  ['# A=1\n#B=2\nC=3', { C: '3' }],
  ['A=1 # one\nB=#none\nC=a#b', { A: '1', B: '', C: 'a#b' }],
  [`A='1 # one' # comment`, { A: '1 # one' }],
  [`A="a \\"b\\" \\$c\\nd"`, { A: 'a "b" $c\nd' }],
  [`A='a\\nb'`, { A: 'a\\nb' }],
  ['A=`b`', { A: 'b' }],
  ['A=', { A: '' }],
  ['A=b=c==', { A: 'b=c==' }],
  ['A=1\nA=2', { A: '2' }],
  [`KEY="-----BEGIN\nA=1\n-----END"\nB=2`, { KEY: '-----BEGIN\nA=1\n-----END', B: '2' }],
  [`A='open\nB=2`, { A: "'open", B: '2' }],
  [`A='open\nB='x`, { A: "'open", B: "'x" }],
  ['not an assignment\n1A=2\n', {}],
])('%j holds %j', (text, values) => {
  expect(Object.fromEntries(parseEnvFile(text))).toEqual(values);
});

const VALUES = [
  'BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2',
  'abc+/=',
  'hello@acme.example',
  'Acme <hello@acme.example>',
  "O'Brien <o@acme.example>",
  'a b',
  ' a ',
  'a#b #c',
  '$HOME `id` "x" \\n !1',
  '*',
  '~',
  '',
  'größe',
];

test.each(VALUES)('%j is read back by a shell and by this reader', (value) => {
  const line = `NAME=${quoteForEnv('NAME', value)}`;
  expect(parseEnvFile(line).get('NAME')).toBe(value);
  const script = `${line}\nprintf %s "$NAME"`;
  expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(value);
});

test('leaves base64 and addresses without quotes', () => {
  expect(quoteForEnv('A', 'aZ09+/==')).toBe('aZ09+/==');
  expect(quoteForEnv('A', 'a@acme.example')).toBe('a@acme.example');
});

test.each([`it's "$x"`, `'"`, 'a\nb', `don't!`])('refuses %j and does not show it', (value) => {
  expect(() => quoteForEnv('SMTP_FROM', value)).toThrow(
    expect.objectContaining({
      code: 'usage/unquotable',
      message: expect.not.stringContaining(value),
    }),
  );
});
