import { expect, test } from 'vitest';
import { messagesIn } from '../../../src/core/proof/mbox.ts';

const LINE = 'From bounce@mail.acme.example Tue Dec  1 10:00:00 2026';

function split(text: string): string[] {
  return messagesIn(Buffer.from(text, 'latin1')).map((each) => each.toString('latin1'));
}

test.each(['\n', '\r\n'])('several messages, line ends %j', (end) => {
  const file = [LINE, 'Subject: one', '', 'first', '', LINE, 'Subject: two', '', 'second', ''];
  expect(split(file.join(end))).toEqual([
    ['Subject: one', '', 'first', ''].join(end),
    ['Subject: two', '', 'second', ''].join(end),
  ]);
});

test('a marked line is as it was sent, and begins no message', () => {
  const body = `text\n\n>From here on 2026\n>>From there\n> From a quote\n`;
  expect(split(`${LINE}\nSubject: x\n\n${body}`)).toEqual([
    'Subject: x\n\ntext\n\nFrom here on 2026\n>From there\n> From a quote\n',
  ]);
});

test('without a blank line before it, or without a date, it is text', () => {
  const text = `${LINE}\nSubject: x\n\na\n${LINE}\n\nFrom us all\nb\n`;
  expect(split(text)).toHaveLength(1);
});

test.each([
  ['a single source', 'Subject: x\n\n>From here 2026\n'],
  ['From: as first field', 'From: a@b.example\nSubject: 2026\n\nx'],
  ['nothing', ''],
])('%s is left as it is', (_what, text) => {
  expect(split(text)).toEqual([text]);
});

test('a byte order mark in front', () => {
  expect(split(`\xef\xbb\xbf${LINE}\nSubject: x\n\ny`)).toEqual(['Subject: x\n\ny']);
});
