import { expect, test } from 'vitest';
import { NOT_ASKED } from '../../src/core/sending/attempt.ts';
import { attemptLines } from '../../src/render/attempts.ts';

const style = { color: false, unicode: true, columns: 80 };

test.each([
  [{ ok: true, code: 250, response: '250 Ok 01' }, 'accepted', '250 Ok 01'],
  [{ ok: true, code: 200, response: 'Ok 01' }, 'accepted', '200 Ok 01'],
  [{ ok: false, code: 400, response: 'MessageRejected: x' }, 'refused ', '400 MessageRejected: x'],
  [{ ok: false, code: 554, response: '554 Rejected' }, 'refused ', '554 Rejected'],
  [{ ok: false, code: null, response: 'Timeout' }, 'no reply', 'Timeout'],
  [{ ok: false, code: null, response: NOT_ASKED }, 'skipped ', 'not tried: --fail-first'],
])('%j: one form over each path, its code in front', (fate, outcome, words) => {
  const attempt = { via: 'api', host: 'h.example', port: 443, ms: 7, ...fate };
  expect(
    attemptLines({ provider: null, messageId: null, attempts: [attempt], proof: null }, style),
  ).toEqual([`${outcome}  api   h.example:443  7 ms`, `          ${words}`]);
});
