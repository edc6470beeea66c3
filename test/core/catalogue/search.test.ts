import { expect, test } from 'vitest';
import { searchCatalogue } from '../../../src/core/catalogue/search.ts';

const codes = (text: string) => searchCatalogue(text).map(({ code }) => code);

test.each([
  ['quota', 'send/quota'],
  ['DMARC', 'dns/dmarc-missing'],
  ['doubled-suffix', 'dns/doubled-suffix'],
  ['dns-doubled-sufix', 'dns/doubled-suffix'],
  ['mailbox is full', 'send/mailbox-full'],
])('%j finds %s', (text, code) => {
  expect(codes(text)).toContain(code);
});

test.each(['', 'the and for', 'xyzzyplugh', '12345'])('%j finds nothing', (text) => {
  expect(codes(text)).toEqual([]);
});

test('no more than five, however many words', () => {
  expect(codes('domain record zone name server mail address key policy region')).toHaveLength(5);
});

test('words of a pattern language are words', () => {
  expect(codes('quota.* (+?[')).toContain('send/quota');
});
