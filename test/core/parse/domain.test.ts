import { expect, test } from 'vitest';
import { parseDomain, readableDomain } from '../../../src/core/parse/domain.ts';
import { refusePublicSuffix } from '../../../src/core/parse/public-suffix.ts';

const label63 = 'a'.repeat(63);
const name253 = `${'a'.repeat(61)}.${label63}.${label63}.${label63}`;

test.each([
  ['acme.example', 'acme.example'],
  [' Acme.EXAMPLE\n', 'acme.example'],
  ['mail.acme.co.uk', 'mail.acme.co.uk'],
  ['acme.example.', 'acme.example'],
  ['BÜCHER.example.', 'xn--bcher-kva.example'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['BÜCHER.example', 'xn--bcher-kva.example'],
  ['bu\u0308cher.example', 'xn--bcher-kva.example'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['例え。テスト', 'xn--r8jz45g.xn--zckzah'],
  ['3m.example', '3m.example'],
  ['a-b--c.example', 'a-b--c.example'],
  [`${label63}.example`, `${label63}.example`],
  [name253, name253],
])('%j is %s', (text, domain) => {
  expect(parseDomain(text)).toBe(domain);
});

test.each([
  ['', 'is empty', 'Enter a domain such as acme.example.'],
  ['https://acme.example/x', 'is a URL', 'Did you mean acme.example?'],
  ['HTTPS://user@Acme.example:8443?x#y', 'is a URL', 'Did you mean acme.example?'],
  ['https://bücher.example', 'is a URL', 'Did you mean xn--bcher-kva.example?'],
  ['http://localhost:3000', 'is a URL', 'Enter a domain'],
  ['mailto:hello@acme.example?subject=x', 'is an e-mail link', 'Did you mean acme.example?'],
  ['hello@acme.example', 'is an e-mail address', 'Did you mean acme.example?'],
  ['Acme <hello@acme.example>', 'is an e-mail address', 'Did you mean acme.example?'],
  ['@acme.example', 'is an e-mail address', 'Did you mean acme.example?'],
  ['acme.example/login', 'has a path', 'Did you mean acme.example?'],
  ['acme.example:25', 'has a port', 'Did you mean acme.example?'],
  ['*.acme.example', 'is a wildcard', 'Did you mean acme.example?'],
  ['_dmarc.acme.example', 'is the name of a DNS record', 'Did you mean acme.example?'],
  ['abc._domainkey.acme.example', 'is the name of a DNS record', 'Did you mean acme.example?'],
  ['.acme.example', 'begins with a dot', 'Did you mean acme.example?'],
  ['acme..example', 'has nothing between two dots', 'Did you mean acme.example?'],
  ['acme .example', 'has a space', 'Did you mean acme.example?'],
  ['192.0.2.1', 'is an IP address', 'Enter a domain'],
  ['2001:db8::1', 'is an IP address', 'Enter a domain'],
  ['[2001:db8::1]', 'is an IP address', 'Enter a domain'],
  ['acme', 'has no dot', 'Enter a domain'],
  [`a${label63}.example`, 'has a part of more than 63 characters', 'Enter a domain'],
  [`a${name253}`, 'is longer than 253 characters', 'Enter a domain'],
  ['-acme.example', 'has a part that begins or ends with a hyphen', 'Enter a domain'],
  ['acme-.example', 'has a part that begins or ends with a hyphen', 'Enter a domain'],
  ['acme.123', 'ends with a number', 'Enter a domain'],
  ['ac%6De.example', 'has characters that are not allowed in a domain', 'Enter a domain'],
  ['acme,example.com', 'has characters that are not allowed in a domain', 'Enter a domain'],
  ['xn--a.example', 'has characters that are not allowed in a domain', 'Enter a domain'],
  [
    'xn--mnchen-3ya.xn--0.example',
    'has characters that are not allowed in a domain',
    'Enter a domain',
  ],
  ['acme.\u001b[31mexample', 'has characters that are not allowed in a domain', 'Enter a domain'],
])('refuses %j, which %s', (text, is, fix) => {
  expect(() => parseDomain(text)).toThrow(
    expect.objectContaining({
      code: 'usage/bad-domain',
      exitCode: 2,
      message: expect.stringContaining(`${JSON.stringify(text)} ${is}`),
      fix: expect.stringContaining(fix),
    }),
  );
});

test('does not put an escape sequence into the message', () => {
  expect(() => parseDomain('acme.\u001b[31m')).toThrow(/^[^\u001b]*$/);
});

test.each(['com', 'co.uk', 'foo.ck', 'xn--p1ai'])('%s alone is nobody’s domain', (suffix) => {
  expect(() => refusePublicSuffix(suffix)).toThrow(
    expect.objectContaining({
      code: 'usage/bad-domain',
      fix: expect.stringContaining(`acme.${suffix}`),
    }),
  );
});

test.each(['acme.com', 'acme.co.uk', 'www.ck', 'github.io', 'acme.example', 'acme.internal'])(
  '%s may be somebody’s domain',
  (domain) => {
    expect(() => refusePublicSuffix(domain)).not.toThrow();
  },
);

test.each([
  ['acme.example', 'acme.example'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example (bücher.example)'],
  ['xn--3e0b707e.example', 'xn--3e0b707e.example (한국.example)'],
  // No Punycode: nothing to read.
  ['xn--a.example', 'xn--a.example'],
  ['not-xn--bcher-kva.example', 'not-xn--bcher-kva.example'],
])('%s is shown as %s', (domain, shown) => {
  expect(readableDomain(domain)).toBe(shown);
});
