import { describe, expect, test } from 'vitest';
import { disagreement, explainProof, verdictOf } from '../../../src/core/proof/proof.ts';
import type { Proof, Signature } from '../../../src/core/proof/received-proof.ts';
import * as w from '../../helpers/world.ts';

const signature = (change: Partial<Signature> = {}): Signature => ({
  domain: w.DOMAIN,
  selector: 'tok1',
  result: 'neutral',
  why: null,
  aligned: true,
  messageId: null,
  tokens: [],
  partial: false,
  bodyChanged: false,
  ...change,
});
const broken = (why: string) => ({
  dkim: 'neutral',
  alignedBy: ['spf'] as const,
  signatures: [signature({ why })],
});

test('a whole proof needs no word', () => {
  expect(verdictOf(w.proof())).toBe('holds');
  expect(explainProof(w.proof())).toEqual([]);
});

test.each<[string, Partial<Proof>, string[], RegExp]>([
  [
    'no signature',
    { dkim: 'none', alignedBy: ['spf'], signatures: [] },
    ['send/unsigned'],
    /no DKIM/,
  ],
  [
    'SES alone signed',
    {
      alignedBy: ['spf'],
      signatures: [signature({ domain: 'amazonses.com', aligned: false, result: 'pass' })],
    },
    ['send/only-ses-signature'],
    /only with d=amazonses\.com, not with d=acme\.example/,
  ],
  ['no key', broken('no key'), ['send/dkim-no-key'], /tok1\._domainkey\.acme\.example/],
  ['body changed', broken('body hash did not verify'), ['send/dkim-broken'], /^The text/],
  ['header changed', broken('bad signature'), ['send/dkim-broken'], /^A signed header/],
  ['expired', broken('expired'), ['send/not-aligned'], /expired/],
  [
    'another domain signed',
    { alignedBy: ['spf'], signatures: [signature({ domain: 'esp.example', aligned: false })] },
    ['send/dkim-not-aligned'],
    /same organizational domain/,
  ],
  [
    'strict DKIM',
    {
      from: 'news.acme.example',
      strict: ['dkim'],
      alignedBy: ['spf'],
      signatures: [signature({ aligned: false, result: 'pass' })],
    },
    ['send/dkim-not-aligned'],
    /adkim=s/,
  ],
  [
    'SPF fails',
    { spf: 'softfail', alignedBy: ['dkim'] },
    ['send/spf-fails'],
    /softfail for 192\.0\.2\.25/,
  ],
  [
    'MAIL FROM fell back',
    { mailFrom: 'eu-west-1.amazonses.com', alignedBy: ['dkim'] },
    ['send/mail-from-ses'],
    /SES used its own/,
  ],
  ['strict SPF', { strict: ['spf'], alignedBy: ['dkim'] }, ['send/spf-not-aligned'], /aspf=s/],
  [
    'foreign MAIL FROM',
    { mailFrom: 'bounces.esp.example', alignedBy: ['dkim'] },
    ['send/spf-not-aligned'],
    /different organizational/,
  ],
  [
    'a forwarder with SRS',
    {
      spf: 'pass',
      mailFrom: 'fwd.example',
      alignedBy: ['dkim'],
      rewritten: { by: 'forwarder', domain: 'fwd.example' },
    },
    ['send/envelope-rewritten'],
    /rewritten by a forwarder \(fwd\.example\)/,
  ],
  ['no DMARC record', { dmarc: 'none', policy: null }, ['send/no-dmarc'], /no DMARC record/],
  [
    'nothing is right',
    { dkim: 'none', spf: 'fail', dmarc: 'none', alignedBy: [], signatures: [] },
    ['send/unsigned', 'send/spf-fails', 'send/no-dmarc'],
    /no DKIM/,
  ],
  [
    'DNS was silent',
    { dkim: 'temperror', spf: 'temperror' },
    ['send/proof-unknown'],
    /did not answer/,
  ],
])('%s', (_what, change, codes, words) => {
  const found = explainProof(w.proof(change));
  expect(found.map(({ code }) => code)).toEqual(codes);
  expect(found[0]?.message).toMatch(words);
});

test('what a forwarder did to SPF does not count against SES', () => {
  const rewritten = { by: 'forwarder', domain: 'fwd.example' } as const;
  const forwarded = w.proof({ spf: 'fail', alignedBy: ['dkim'], rewritten });
  expect(verdictOf(forwarded)).toBe('holds');
  expect(verdictOf({ ...forwarded, rewritten: null })).toBe('fails');
});

test('what a message claims cannot move the cursor', () => {
  const [found] = explainProof(
    w.proof({
      alignedBy: ['spf'],
      signatures: [signature({ domain: 'a\u001b[2Jb', aligned: false })],
    }),
  );
  expect(found?.message).not.toContain('\u001b');
});

describe('beside the receiver’s verdict', () => {
  const theirs = (change: object) => ({
    authenticationResults: {
      server: 'mx.example',
      dkim: 'pass',
      spf: 'pass',
      dmarc: 'pass',
      mailFrom: null,
      ...change,
    },
  });

  test('the same, or nothing said: no word', () => {
    expect(disagreement(w.proof(theirs({})))).toBeNull();
    expect(disagreement(w.proof(theirs({ dkim: null })))).toBeNull();
    expect(disagreement(w.proof())).toBeNull();
  });

  test('neutral here and fail there is the same broken signature', () => {
    expect(disagreement(w.proof({ ...theirs({ dkim: 'fail' }), dkim: 'neutral' }))).toBeNull();
  });

  test('a forwarder between: each difference with its reason', () => {
    const said = disagreement(w.proof(theirs({ spf: 'fail' })));
    expect(said).toMatch(/^mx\.example reports SPF fail where this check says pass: .*forwarder/);
    expect(said).not.toMatch(/DKIM/);
  });
});
