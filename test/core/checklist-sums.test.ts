import { expect, test } from 'vitest';
import {
  type Checklist,
  emptyChecklist,
  intentsOf,
  receiptsOf,
  withIntent,
} from '../../src/core/checklist.ts';
import { uniteChecklists } from '../../src/core/checklist-merge.ts';
import { parseChecklist } from '../../src/core/checklist-parse.ts';
import { marksIn, tokenMark, withSums } from '../../src/core/checklist-sums.ts';
import { checklistText } from '../../src/core/checklist-text.ts';
import { lastProof, lastSent, messageOf, unproven } from '../../src/core/sending/sent.ts';

const START = Date.parse('2026-11-02T08:00:00.000Z');
const MINUTES = 60_000;
const TOKEN = (n: number) => `3f2504e0-4f89-41d3-9a0c-${String(n).padStart(12, '0')}`;

function send(n: number, change: object = {}) {
  const facts = {
    ...{ via: n % 2 === 0 ? 'api' : 'smtp', token: TOKEN(n), from: 'team@acme.example' },
    ...{ to: 'someone@recipient.example', host: 'email-smtp.eu-west-1.amazonaws.com' },
    ...{ port: 587, code: 250, response: `Ok 0100019${n}-abcdef-000000`, ambiguous: false },
    ...{ messageId: `<0100019${n}@eu-west-1.amazonses.com>`, accessKeyId: null, ...change },
  };
  return { at: new Date(START + n * 20 * MINUTES).toISOString(), what: 'sent', facts };
}

function proof(n: number) {
  const facts = {
    ...{ token: TOKEN(n), via: n % 2 === 0 ? 'api' : 'smtp', dkim: 'pass', spf: 'pass' },
    ...{ dmarc: 'pass', alignedBy: 'dkim,spf', receivedAt: null, folder: null, place: null },
    ...{ seconds: 3, receiver: 'mx.recipient.example', causes: '', selector: 'abc' },
    ...{ mailFrom: 'mail.acme.example', region: 'eu-west-1' },
  };
  return { at: send(n).at, what: 'proved', facts };
}

/** As a file is read: with every fact checked. */
function withReceipts(receipts: readonly object[]): Checklist {
  return parseChecklist(
    JSON.stringify({
      ...emptyChecklist('9b2d'),
      steps: { 'send-test': { intent: null, receipts } },
    }),
  );
}

const many = (count: number, from = 0) => Array.from({ length: count }, (_, n) => send(from + n));
const sentIn = (checklist: Checklist) => receiptsOf(checklist, 'send-test', 'sent');
const sumsIn = (checklist: Checklist) => receiptsOf(checklist, 'send-test', 'summed-sends');

test('2,000 messages, each with its proof, are less than 200 kB, and every one is still known', () => {
  const whole = withReceipts(many(2_000).flatMap((each, n) => [each, proof(n)]));
  const small = withSums(whole);
  expect(checklistText(whole).length).toBeGreaterThan(1_500_000);
  expect(checklistText(small).length).toBeLessThan(200_000);
  expect(sentIn(small).length).toBeLessThan(110);
  for (const n of [0, 1, 999, 1_899, 1_900, 1_999])
    expect(messageOf(small, TOKEN(n))).toMatchObject({ token: TOKEN(n), answered: true });
  expect(messageOf(small, TOKEN(2_000))).toBeNull();
});

test('a sum has the messages of one day over one path', () => {
  const [first] = sumsIn(withSums(withReceipts(many(300))));
  expect(first).toMatchObject({
    id: 'sends-2026-11-02-api',
    at: '2026-11-02T08:00:00.000Z',
    facts: { day: '2026-11-02', via: 'api', first: send(0).at, last: send(46).at, refused: '' },
  });
  expect(marksIn(first?.facts.sent ?? '')).toHaveLength(24);
});

test('a hundred stay as they are', () => {
  const few = withReceipts(many(100));
  expect(withSums(few)).toBe(few);
});

test('what others refer to stays whole: the last of each path and key, unanswered ones, proofs', () => {
  const old = [
    send(0, { via: 'old' }),
    send(1, { accessKeyId: 'AKIAOLD' }),
    send(2, { ambiguous: true }),
    send(3),
    send(4),
  ];
  const small = withSums(withReceipts([...old, proof(3), ...many(300, 10)]));
  const kept = sentIn(small).map(({ facts }) => facts.token);
  for (const n of [0, 1, 2, 3]) expect(kept).toContain(TOKEN(n));
  expect(kept).not.toContain(TOKEN(4));
  expect(lastProof(small)?.facts.token).toBe(TOKEN(3));
  expect(lastSent(small, 'api')?.facts.token).toBe(TOKEN(308));
});

test('the answers of the checklist are the same with sums as without', () => {
  const whole = withReceipts([...many(400), proof(398)]);
  const cut = withIntent(whole, 'send-test', {
    ...{ at: send(5).at, what: 'send' },
    facts: { via: 'api', token: 'cut', to: 'a@b.example' },
  });
  const small = withSums(cut);
  // Of messages that are summed up, a copy is known by its mark, but none is waited for.
  const tokens = (from: Checklist) => unproven(from).map(({ token }) => token);
  const sent = tokens(cut).filter((token) => token !== 'cut');
  expect(new Set(tokens(small))).toEqual(new Set(['cut', ...sent.slice(-99)]));
  expect(intentsOf(small, 'send-test', 'send')).toEqual(intentsOf(cut, 'send-test', 'send'));
  expect(lastProof(small)).toEqual(lastProof(cut));
});

test('a proof stays for each claim: the first and the last, and the newest ones', () => {
  const other = { ...proof(0), facts: { ...proof(0).facts, selector: 'before' } };
  const proofs = [other, ...Array.from({ length: 300 }, (_, n) => proof(n + 2))];
  const small = withSums(withReceipts(proofs));
  const kept = receiptsOf(small, 'send-test', 'proved');
  expect(kept[0]?.facts.selector).toBe('before');
  expect(kept.length).toBeLessThan(110);
  const marks = sumsIn(small).flatMap(({ facts }) => marksIn(facts.proved));
  expect(marks.length + kept.length).toBe(301);
});

test('summing up again changes nothing, and in steps it comes to the same', () => {
  const once = withSums(withReceipts(many(500)));
  expect(checklistText(withSums(once))).toBe(checklistText(once));
  let step = withReceipts([]);
  for (let n = 0; n < 500; n += 50) {
    const receipts = [...(step.steps['send-test']?.receipts ?? []), ...many(50, n)];
    step = withSums({ ...step, steps: { 'send-test': { intent: null, receipts } } });
  }
  expect(new Set(sumsIn(step).map(({ facts }) => JSON.stringify(facts)))).toEqual(
    new Set(sumsIn(once).map(({ facts }) => JSON.stringify(facts))),
  );
});

test('two branches that both summed up count no message twice, and lose none', () => {
  const base = withSums(withReceipts(many(150)));
  const grown = (from: number) =>
    withSums({
      ...base,
      steps: {
        'send-test': {
          intent: null,
          receipts: [...(base.steps['send-test']?.receipts ?? []), ...many(120, from)],
        },
      },
    });
  const [ours, theirs] = [grown(1_000), grown(2_000)];
  const { checklist } = uniteChecklists({ base, ours, theirs }, 'ours');
  const marks = sumsIn(checklist).flatMap(({ facts }) => marksIn(facts.sent));
  const whole = sentIn(checklist).map(({ facts }) => tokenMark(facts.token));
  const all = [...many(150), ...many(120, 1_000), ...many(120, 2_000)];
  expect(new Set([...marks, ...whole])).toEqual(
    new Set(all.map(({ facts }) => tokenMark(facts.token))),
  );
  expect(new Set(marks).size).toBe(marks.length);
});
