import { expect, test } from 'vitest';
import {
  PATHS,
  TEMPLATES,
  TOKEN_HEADER,
  testMessage,
  tokenOf,
} from '../../../src/core/sending/message.ts';

const TRANSACTIONAL = { token: 'abc-123', unsubscribe: null };

test.each(TEMPLATES.flatMap((template) => PATHS.map((via) => [template, via] as const)))(
  '%s over %s carries its token and says the path',
  (template, via) => {
    const message = testMessage(template, via, 'acme.example', TRANSACTIONAL);
    expect(message.headers).toEqual({ [TOKEN_HEADER]: 'abc-123' });
    expect(message.text).toContain('abc-123');
    expect(message.html === null).toBe(template === 'plain');
    expect(`${message.subject}${message.text}`).toContain('acme.example');
  },
);

test('marketing mail has both headers of one-click unsubscribe (RFC 8058, 3)', () => {
  const unsubscribe = 'https://acme.example/u?t=1';
  const { headers } = testMessage('html', 'api', 'acme.example', { token: 't', unsubscribe });
  expect(headers).toEqual({
    [TOKEN_HEADER]: 't',
    'List-Unsubscribe': '<https://acme.example/u?t=1>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  });
});

test('SES keeps the header of the token', () => {
  expect(TOKEN_HEADER).not.toMatch(/^x-ses-/i);
});

test('HTML is escaped', () => {
  const { html } = testMessage('html', 'api', 'a<b&c>.example', TRANSACTIONAL);
  expect(html).toContain('a&lt;b&amp;c&gt;.example');
});

test('a code has six digits, the same in text and HTML', () => {
  const { text, html } = testMessage('code', 'api', 'acme.example', TRANSACTIONAL);
  const code = /\b\d{6}\b/.exec(text)?.[0];
  expect(code).toBeDefined();
  expect(html).toContain(code);
});

test.each([
  ['as sent', 'From: a@b.example\r\nX-Migration-Token: t-1\r\n\r\nbody', 't-1'],
  ['in other case', 'x-migration-token:t-1\n\nbody', 't-1'],
  ['folded', 'X-Migration-Token:\r\n t-1\r\nTo: b\r\n\r\nbody', 't-1'],
  ['only in the body', 'From: a@b.example\r\n\r\nX-Migration-Token: t-1\r\n', null],
  ['in another header', 'Subject: X-Migration-Token: t-1\r\n\r\n', null],
  ['absent', '', null],
])('the token of a received message, %s', (_what, raw, token) => {
  expect(tokenOf(raw)).toBe(token);
});
