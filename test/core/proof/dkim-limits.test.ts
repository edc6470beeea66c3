import { expect, test } from 'vitest';
import { identityIn, limitOf } from '../../../src/core/proof/dkim-limits.ts';

const key = {
  record: 'v=DKIM1; p=x',
  algorithm: 'rsa-sha256',
  domain: 'acme.example',
  identity: null,
};

test.each([
  ['rsa-sha1', { algorithm: 'rsa-sha1' }, 'RFC 8301'],
  ['another hash', { record: 'h=sha1; p=x' }, 'h='],
  ['another service', { record: 's=other; p=x' }, 's='],
  ['t=s and a subdomain in i=', { record: 't=y:s; p=x', identity: 'app.acme.example' }, 't=s'],
  ['i= of another domain', { identity: 'notacme.example' }, 'not below'],
])('%s', (_what, change, words) => {
  expect(limitOf({ ...key, ...change })).toContain(words);
});

test.each([
  ['plain', {}],
  ['testing', { record: 't=y; p=x', identity: 'app.acme.example' }],
  ['t=s and the domain itself', { record: 't=s; p=x', identity: 'acme.example' }],
  ['a list', { record: 'h=sha1 : SHA256; s=email; p=x' }],
  ['not seen', { record: null }],
])('%s passes', (_what, change) => {
  expect(limitOf({ ...key, ...change })).toBeNull();
});

test('i= is that of the signature asked about', () => {
  const signature = 'v=1; d=Acme.example; s=tok1; i=@app.acme.example; b=x';
  expect(identityIn(signature, 'acme.example', 'tok1')).toBe('app.acme.example');
  expect(identityIn(signature, 'acme.example', 'tok2')).toBeNull();
});
