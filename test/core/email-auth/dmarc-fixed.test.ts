import { expect, test } from 'vitest';
import { parseDmarc } from '../../../src/core/email-auth/dmarc.ts';
import { fixedDmarc } from '../../../src/core/email-auth/dmarc-fixed.ts';

test.each<[string[], string]>([
  [
    ['v=DMARC1;p=none;sp=none;rua=mailto:d@acme.example;aspf=r;adkim=r;pct=0;acme.example'],
    'v=DMARC1; p=none; sp=none; rua=mailto:d@acme.example; aspf=r; adkim=r; pct=0',
  ],
  [
    ['v=dmarc1; p=Reject; ruf=mailto:f@acme.example; fo=1'],
    'v=DMARC1; p=reject; ruf=mailto:f@acme.example; fo=1',
  ],
  [
    ['v=DMARC1 p=reject rua=mailto:d@acme.example'],
    'v=DMARC1; p=reject; rua=mailto:d@acme.example',
  ],
  [['"v=DMARC1; p=quarantine; np=reject"'], 'v=DMARC1; p=quarantine; np=reject'],
  [['p=reject; v=DMARC1; t=y'], 'v=DMARC1; p=reject; t=y'],
  [
    ['v=DMARC1; p=none; rua=d@acme.example, mailto:e@acme.example'],
    'v=DMARC1; p=none; rua=mailto:d@acme.example,mailto:e@acme.example',
  ],
  [
    [
      'v=DMARC1; p=none; rua=mailto:a@x.example',
      'v=DMARC1; p=reject; rua=mailto:b@x.example; aspf=s',
    ],
    'v=DMARC1; p=reject; rua=mailto:a@x.example,mailto:b@x.example; aspf=s',
  ],
  [['v=DMARC1; p=reject, sp=none'], 'v=DMARC1; p=reject; sp=none'],
  [['v=DMARC1; p: reject'], 'v=DMARC1; p=reject'],
  [['v=DMARC1; hello=world; p=reject; aspf=x'], 'v=DMARC1; p=reject; hello=world'],
  [['v=DMARC1'], 'v=DMARC1; p=none'],
])('%j becomes %s', (texts, text) => {
  expect(fixedDmarc(texts, null)).toBe(text);
  expect(parseDmarc(text)).toMatchObject({ errors: [], ignored: [], weakened: null });
});

test('never below the floor', () => {
  expect(fixedDmarc(['v=dmarc1; p=none'], 'reject')).toBe('v=DMARC1; p=reject');
  expect(fixedDmarc(['v=dmarc1; p=reject'], 'none')).toBe('v=DMARC1; p=reject');
});
