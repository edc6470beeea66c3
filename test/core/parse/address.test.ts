import { expect, test } from 'vitest';
import {
  addressOrNull,
  formatAddress,
  parseAddress,
  parseSenders,
  sendersOrNull,
} from '../../../src/core/parse/address.ts';

test.each([
  ['hello@acme.example', null, 'hello@acme.example'],
  [' <hello@acme.example> ', null, 'hello@acme.example'],
  ['Hello@ACME.Example', null, 'Hello@acme.example'],
  ['Acme <hello@acme.example>', 'Acme', 'hello@acme.example'],
  ['Acme, Inc. <hello@acme.example>', 'Acme, Inc.', 'hello@acme.example'],
  ['"Acme, \\"Inc\\"" <hello@acme.example>', 'Acme, "Inc"', 'hello@acme.example'],
  ['Ünï@Köln <hello@bücher.example>', 'Ünï@Köln', 'hello@xn--bcher-kva.example'],
  ["o'brien+tag=x.y@acme.example", null, "o'brien+tag=x.y@acme.example"],
  [`${'a'.repeat(64)}@acme.example`, null, `${'a'.repeat(64)}@acme.example`],
])('%j is %j at %s', (text, name, address) => {
  expect(parseAddress(text)).toEqual({ name, address });
});

test.each([
  ['', 'contains no address'],
  ['Acme <>', 'contains no address'],
  ['acme.example', 'has no @'],
  ['Acme hello@acme.example', 'is not a single address'],
  ['a@acme.example, b@acme.example', 'is not a single address'],
  ['A <a@acme.example>, B <b@acme.example>', 'is not a single address'],
  ['Acme <hello@acme.example', 'is not a single address'],
  ['mailto:hello@acme.example', 'is an e-mail link'],
  ['@acme.example', 'has nothing before the @'],
  ['müller@acme.example', 'is not ASCII'],
  [`${'a'.repeat(65)}@acme.example`, 'more than 64 characters'],
  ['.a@acme.example', 'is not allowed'],
  ['a..b@acme.example', 'is not allowed'],
  ['a.@acme.example', 'is not allowed'],
  ['"a b"@acme.example', 'is not a single address'],
  ['"ab"@acme.example', 'is not allowed'],
  ['a@b@acme.example', 'is not allowed'],
  ['a@acme', 'has no dot'],
  ['a@acme.example..', 'nothing between two dots'],
  ['a@192.0.2.1', 'is an IP address'],
  ['Acme\r\nBcc: x@y.example <hello@acme.example>', 'control character'],
])('refuses %j: %s', (text, is) => {
  expect(() => parseAddress(text)).toThrow(
    expect.objectContaining({
      code: 'usage/bad-address',
      exitCode: 2,
      message: expect.stringContaining(is),
    }),
  );
});

test.each([
  'hello@acme.example',
  'Acme Mail <hello@acme.example>',
  '"Acme, Inc." <hello@acme.example>',
  '"A \\"B\\" \\\\ C" <hello@acme.example>',
])('%s is formatted as it was', (text) => {
  expect(formatAddress(parseAddress(text))).toBe(text);
});

test.each([
  ['*@acme.example', '*@acme.example'],
  ['*@ACME.example,*@news.acme.example', '*@acme.example *@news.acme.example'],
  [' *@acme.example ,  hello@other.example\t', '*@acme.example hello@other.example'],
  ['*@acme.example *@Acme.Example', '*@acme.example'],
  ['Acme <hello@acme.example>', 'hello@acme.example'],
])('the senders %j are %j, and the result is read as itself', (text, senders) => {
  expect(parseSenders(text)).toBe(senders);
  expect(parseSenders(senders)).toBe(senders);
});

test.each(['', ' ', ',', '*', '*@', '*@*', '*@*.example', '*@acme.example *', 'a@x.example, b'])(
  '%j is refused as senders',
  (text) => {
    expect(() => parseSenders(text)).toThrow(expect.objectContaining({ exitCode: 2 }));
    expect(sendersOrNull(text)).toBeNull();
  },
);

test('what is read leniently is null where it is not valid', () => {
  expect(addressOrNull('Acme <hello@acme.example>')?.address).toBe('hello@acme.example');
  expect(addressOrNull('nobody')).toBeNull();
  expect(sendersOrNull('*@acme.example')).toBe('*@acme.example');
});
