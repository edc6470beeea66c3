import { expect, test } from 'vitest';
import { parse } from '../../src/cli/parse.ts';

test.each([
  [['--nope'], 'usage/unknown-option'],
  [['verify-domain', '--mail-from'], 'usage/option-missing-argument'],
  [['status', 'acme.example'], 'usage/excess-arguments'],
  [['verify-domain', 'acme.example', 'other.example'], 'usage/excess-arguments'],
  [['nope'], 'usage/unknown-command'],
])('%j is refused with %s', (argv, code) => {
  expect(() => parse(argv, {})).toThrow(expect.objectContaining({ code }));
});

test('check-dns takes several domains', () => {
  expect(parse(['check-dns', 'a.example', 'b.example'], {})).toMatchObject({
    command: 'check-dns',
    operands: ['a.example', 'b.example'],
  });
});
