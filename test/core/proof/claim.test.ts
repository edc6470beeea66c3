import { expect, test } from 'vitest';
import { type Claim, judgeClaim } from '../../../src/core/proof/claim.ts';
import type { Proof, Signature } from '../../../src/core/proof/received-proof.ts';
import * as w from '../../helpers/world.ts';

const CLAIM: Claim = {
  domain: w.DOMAIN,
  selectors: ['tok1', 'tok2', 'tok3'],
  token: 't-api',
  via: 'api',
  messageId: 'id-1',
};
const NO_ID: Partial<Claim> = { messageId: null };

/** What the signature covers names this message in no way. */
const UNBOUND: Partial<Signature> = { messageId: null, tokens: [] };

function judged(proof: Partial<Proof>, claim: Partial<Claim> = {}) {
  const { findings, foreign, selector } = judgeClaim(w.proof(proof), { ...CLAIM, ...claim });
  return { codes: findings.map(({ code }) => code), foreign, selector };
}
const signed = (...changes: Partial<Signature>[]) => ({
  signatures: changes.map((each) => w.signature(each)),
});
const holds = (selector = 'tok1') => ({ codes: [], foreign: false, selector });

test.each<[string, Partial<Proof>, Partial<Claim>, string]>([
  ['signed over SES’s Message-ID', {}, {}, 'tok1'],
  ['another of the three tokens', signed({ selector: 'TOK3' }), {}, 'TOK3'],
  ['the token in the signed text', signed({ messageId: null, tokens: ['t-api'] }), NO_ID, 'tok1'],
  ['From a subdomain', { from: `news.${w.DOMAIN}` }, {}, 'tok1'],
  ['BYODKIM', signed({ selector: 'own2026' }), { selectors: ['own2026'] }, 'own2026'],
  [
    'BYODKIM whose selector SES does not tell',
    signed({ selector: 'own2026' }),
    { selectors: [] },
    'own2026',
  ],
  ['two signatures, the second by SES', signed({ selector: 's1' }, {}), {}, 'tok1'],
  ['one in part, one whole', signed({ partial: true }, {}), {}, 'tok1'],
  [
    'the old provider, where it was asked',
    signed({ selector: 's1', tokens: ['t-old'] }),
    { via: 'old', token: 't-old', messageId: null },
    's1',
  ],
])('holds: %s', (_what, proof, claim, selector) => {
  expect(judged(proof, claim)).toEqual(holds(selector));
});

test.each<[string, Partial<Proof>, Partial<Claim>, string, boolean]>([
  [
    'From another domain signed by itself',
    { from: 'evil.example', ...signed({ domain: 'evil.example' }) },
    {},
    'send/other-domain',
    true,
  ],
  [
    'From a domain that only ends like ours',
    { from: `evil${w.DOMAIN}` },
    {},
    'send/other-domain',
    true,
  ],
  ['From the parent domain', { from: 'example' }, {}, 'send/other-domain', true],
  ['two From', { from: null }, {}, 'send/other-domain', true],
  [
    'an older message of SES with our token on top',
    {
      messageId: 'id-0@eu-west-1.amazonses.com',
      ...signed({ messageId: 'id-0@eu-west-1.amazonses.com' }),
    },
    {},
    'send/other-message',
    true,
  ],
  [
    'an id that only begins like ours',
    { messageId: 'id-10@eu-west-1.amazonses.com' },
    {},
    'send/other-message',
    true,
  ],
  [
    'an older message whose Message-ID was taken off',
    { messageId: null, ...signed(UNBOUND) },
    {},
    'send/token-unsigned',
    true,
  ],
  [
    'our Message-ID on top, the older one signed',
    signed({ messageId: 'id-0@x' }),
    {},
    'send/token-unsigned',
    true,
  ],
  [
    'the token of another run in the text',
    signed({ messageId: null, tokens: ['t-0'] }),
    NO_ID,
    'send/token-unsigned',
    true,
  ],
  ['the old provider signed', signed({ selector: 's1' }), {}, 'send/other-signer', false],
  [
    'the old provider signed, and SES’s signature is broken',
    signed({ selector: 's1' }, { result: 'neutral' }),
    {},
    'send/other-signer',
    false,
  ],
  [
    'a subdomain with SES’s selector',
    signed({ domain: `mail.${w.DOMAIN}` }),
    {},
    'send/other-signer',
    false,
  ],
  [
    'nobody knows the selectors, and the id is not signed',
    signed({ messageId: null, tokens: ['t-api'] }),
    { selectors: [] },
    'send/other-signer',
    false,
  ],
  ['l= with text behind it', signed({ partial: true }), {}, 'send/partial-signature', false],
])('does not hold: %s', (_what, proof, claim, code, foreign) => {
  expect(judged(proof, claim)).toEqual({ codes: [code], foreign, selector: null });
});

test('where nothing passes DKIM has its own words', () => {
  expect(judged(signed({ result: 'neutral' }))).toEqual({
    codes: [],
    foreign: false,
    selector: null,
  });
  expect(judged({ signatures: [] })).toEqual({ codes: [], foreign: false, selector: null });
});

test('each forgery has its own sentence, and none prints what the forger wrote raw', () => {
  const evil = '\u001b]0;x\u0007\u202e::error::';
  const all = [
    { from: evil },
    { messageId: evil },
    signed({ selector: evil }),
    signed({ partial: true, selector: evil }),
    { messageId: null, ...signed(UNBOUND) },
  ].flatMap((change) => judgeClaim(w.proof(change), CLAIM).findings);
  expect(new Set(all.map(({ message }) => message)).size).toBe(5);
  expect(JSON.stringify(all.map(Object.values))).not.toMatch(/[\u0000-\u001f\u202e]|\\u00/);
});
