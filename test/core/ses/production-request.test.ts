import { expect, test } from 'vitest';
import {
  lintRequest,
  type ProductionRequest,
  refusedAsMalformed,
} from '../../../src/core/ses/production-request.ts';

const GOOD: ProductionRequest = {
  mailType: 'TRANSACTIONAL',
  websiteUrl: 'https://acme.example',
  contactLanguage: 'EN',
  useCase: `Acme sends receipts and sign-in codes to people who registered at acme.example with their own address.
Bounces and complaints are written to the account-level suppression list at once and never mailed again.
Every message links to the settings page where notices can be turned off. About 500 messages a day.`,
  contacts: ['ops@acme.example'],
};

function codes(change: Partial<ProductionRequest>): string[] {
  return lintRequest({ ...GOOD, ...change }).map((finding) => finding.code);
}

test('a text that answers every question has nothing to fix', () => {
  expect(codes({})).toEqual([]);
  expect(refusedAsMalformed(GOOD)).toBeNull();
});

test.each([
  ['production/no-opt-in', / to people who registered.*address/],
  ['production/no-bounces', /Bounces and complaints.*suppression list/],
  ['production/no-opt-out', / links to the settings page where notices can be turned off/],
  ['production/no-volume', /500/],
])('%s is found when the sentence is gone', (code, sentence) => {
  expect(codes({ useCase: GOOD.useCase.replace(sentence, '') })).toEqual([code]);
});

test.each([
  'Each mail has a link to unsubscribe.',
  'Users may turn these notifications off.',
  'Notifications can be disabled.',
  'They stop when the account is closed.',
])('%s tells how to stop the mail', (sentence) => {
  const opting = / links to the settings page where notices can be turned off/;
  const useCase = GOOD.useCase.replace(opting, ` ${sentence}`);
  expect(codes({ useCase })).toEqual([]);
});

test('settings in which mail is asked for do not tell how to stop it', () => {
  const opting = / links to the settings page where notices can be turned off/;
  const useCase = GOOD.useCase.replace(opting, ' Users enable it in the dashboard settings.');
  expect(codes({ useCase })).toEqual(['production/no-opt-out']);
});

test('a short text and a site without TLS are advice, no refusal', () => {
  const short = { ...GOOD, useCase: 'Receipts.', websiteUrl: 'http://acme.example' };
  expect(codes(short)).toEqual(
    expect.arrayContaining(['production/short', 'production/website-http']),
  );
  expect(refusedAsMalformed(short)).toBeNull();
});

test.each([
  ['', 'empty'],
  [' \n ', 'empty'],
  ['x'.repeat(5001), '5001'],
])('SES would refuse %#', (useCase, says) => {
  expect(refusedAsMalformed({ ...GOOD, useCase })).toContain(says);
  expect(refusedAsMalformed({ ...GOOD, useCase: 'x'.repeat(5000) })).toBeNull();
});
