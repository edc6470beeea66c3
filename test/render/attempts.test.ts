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
    attemptLines(
      { provider: null, messageId: null, attempts: [attempt], proof: null, lastProof: null },
      style,
    ),
  ).toEqual([`${outcome}  api   h.example:443  7 ms`, `          ${words}`]);
});

test('a proof of an earlier run is shown as such, with its date and address', () => {
  const attempt = { via: 'smtp', host: 'h.example', port: 25, ms: 7, ok: false, code: null };
  const lastProof = {
    ...{ dkim: 'pass', spf: 'pass', dmarc: 'pass', alignedBy: ['dkim'] as const, via: 'api' },
    ...{ seconds: 0, provedAt: '2026-11-20T10:00:00.000Z', to: ['you@inbox.example'] },
  };
  const attempts = [{ ...attempt, response: 'connect ECONNREFUSED' }];
  const shown = { provider: null, messageId: null, attempts, proof: null, lastProof };
  const text = attemptLines(shown, style).join('\n');
  expect(text).toContain('last proof (an earlier run, 2026-11-20 10:00 UTC): message to');
  expect(text.replace(/\s+/g, ' ')).toContain('you@inbox.example over the SES API: DKIM pass');
  expect(text).not.toMatch(/^received|submitted/m);
  const seen = attemptLines({ ...shown, proof: { ...lastProof, seconds: 4 } }, style).join('\n');
  expect(seen).not.toContain('last proof');
  expect(seen).toContain('4 s after');
});
