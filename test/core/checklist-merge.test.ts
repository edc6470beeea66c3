import { describe, expect, test } from 'vitest';
import {
  type Checklist,
  emptyChecklist,
  intentsOf,
  receiptsOf,
  withChoice,
  withIntent,
  withReceipt,
} from '../../src/core/checklist.ts';
import { type Sides, uniteChecklists } from '../../src/core/checklist-merge.ts';
import { parseChecklist } from '../../src/core/checklist-parse.ts';
import { checklistText } from '../../src/core/checklist-text.ts';

const at = (minute: number) => `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`;
const userMade = (minute: number, user: string) => ({
  at: at(minute),
  what: 'created-user' as const,
  facts: { user },
});
const sending = (minute: number, token: string, run: string) => ({
  at: at(minute),
  by: { run, host: 'laptop', pid: 7 },
  what: 'send' as const,
  facts: { via: 'api' as const, token, to: 'a@b.example' },
});
const sent = (minute: number, token: string) => ({
  at: at(minute),
  what: 'sent' as const,
  facts: {
    ...{ via: 'api' as const, token, from: 'a@acme.example', to: 'a@b.example', host: 'h' },
    ...{ port: null, code: null, response: '', messageId: null, accessKeyId: null },
    ambiguous: false,
  },
});
const base: Checklist = withReceipt(
  { ...emptyChecklist('9b2d'), domain: 'acme.example', region: 'eu-west-1' },
  'make-smtp-creds',
  userMade(0, 'first'),
);
const CREDS = 'make-smtp-creds';

/** Both directions give the same text, whichever side a person is on. */
function united(sides: Sides) {
  const one = uniteChecklists(sides, 'ours');
  const other = uniteChecklists({ ...sides, ours: sides.theirs, theirs: sides.ours }, 'theirs');
  expect(checklistText(other.checklist)).toBe(checklistText(one.checklist));
  return one;
}

describe('receipts', () => {
  test('of both sides are there once, oldest first', () => {
    const ours = withReceipt(withReceipt(base, CREDS, userMade(2, 'b')), CREDS, userMade(5, 'e'));
    const theirs = withReceipt(withReceipt(base, CREDS, userMade(3, 'c')), CREDS, userMade(4, 'd'));
    for (const before of [base, null]) {
      const { checklist, added, differences } = united({ base: before, ours, theirs });
      const users = receiptsOf(checklist, CREDS, 'created-user').map(({ facts }) => facts.user);
      expect(users).toEqual(['first', 'b', 'c', 'd', 'e']);
      expect({ added, differences }).toEqual({ added: 2, differences: [] });
    }
  });

  test('of steps that only one side has', () => {
    const theirs = withReceipt(base, 'send-test', sent(1, 't'));
    const { checklist } = united({ base, ours: base, theirs });
    expect(receiptsOf(checklist, 'send-test', 'sent')).toHaveLength(1);
  });

  test('of version 1, which has no ids, meet those that were given ids meanwhile', () => {
    const text = JSON.stringify({ ...base, version: 1, serial: 3 });
    const old = parseChecklist(text);
    const renewed = parseChecklist(checklistText(old));
    const { checklist, added } = united({ base: null, ours: old, theirs: renewed });
    expect(receiptsOf(checklist, CREDS)).toHaveLength(1);
    expect(added).toBe(0);
  });

  test('of kinds that this version does not know stay', () => {
    const foreign = { at: at(1), what: 'tied-knot', facts: { n: 1 } };
    const { checklist } = united({
      base,
      ours: withReceipt(base, 'clean-up', foreign),
      theirs: base,
    });
    expect(checklist.steps['clean-up']?.receipts).toMatchObject([foreign]);
  });

  test('one that was edited on one side is named, not chosen silently', () => {
    const saved = parseChecklist(checklistText(base));
    const edited = parseChecklist(checklistText(base).replace('"first"', '"edited"'));
    const { differences } = uniteChecklists({ base: saved, ours: saved, theirs: edited }, 'ours');
    expect(differences).toMatchObject([
      { name: expect.stringMatching(/^receipt make-smtp-creds/) },
    ]);
  });
});

describe('intents', () => {
  const cut = withIntent(base, 'send-test', sending(1, 't1', 'one'));
  const answered = withReceipt(cut, 'send-test', sent(2, 't1'), 'one');
  const tokens = (checklist: Checklist) =>
    intentsOf(checklist, 'send-test', 'send').map(({ facts }) => facts.token);

  test.each([cut, null])('one that the other side has answered is closed (base %#)', (before) => {
    expect(tokens(united({ base: before, ours: cut, theirs: answered }).checklist)).toEqual([]);
  });

  test('one that both leave open stays open, once', () => {
    const theirs = withReceipt(cut, 'send-test', sent(2, 'another'), 'two');
    expect(tokens(united({ base: cut, ours: cut, theirs }).checklist)).toEqual(['t1']);
  });

  test.each([base, null])('each side has its own: both stay, oldest first (base %#)', (before) => {
    const theirs = withIntent(base, 'send-test', sending(3, 't3', 'two'));
    expect(tokens(united({ base: before, ours: cut, theirs }).checklist)).toEqual(['t1', 't3']);
  });

  test('an answer that was there before the intent closes nothing', () => {
    const early = withReceipt(base, 'send-test', sent(0, 't1'));
    expect(tokens(united({ base, ours: cut, theirs: early }).checklist)).toEqual(['t1']);
  });
});

describe('settings', () => {
  const none = withChoice(base, 'dmarc', 'none');

  test.each<[string, Checklist | null, Checklist, Checklist, object, string[]]>([
    ['one side set it', base, none, base, { dmarc: 'none' }, []],
    ['one side set it, base not known', null, none, base, { dmarc: 'none' }, []],
    ['both set the same', base, none, none, { dmarc: 'none' }, []],
    [
      'one side changed it',
      none,
      withChoice(none, 'dmarc', 'reject'),
      none,
      { dmarc: 'reject' },
      [],
    ],
    ['one side removed it', none, base, none, {}, []],
    [
      'each set another one',
      base,
      withChoice(base, 'dns', 'manual'),
      none,
      { dns: 'manual', dmarc: 'none' },
      [],
    ],
    [
      'each set another value',
      base,
      withChoice(base, 'dmarc', 'reject'),
      none,
      { dmarc: 'reject' },
      ['choices.dmarc'],
    ],
    [
      'each another value, base not known',
      null,
      withChoice(base, 'dmarc', 'reject'),
      none,
      { dmarc: 'reject' },
      ['choices.dmarc'],
    ],
    [
      'one changed, one removed',
      none,
      base,
      withChoice(none, 'dmarc', 'reject'),
      {},
      ['choices.dmarc'],
    ],
  ])('%s', (_what, before, ours, theirs, choices, names) => {
    const { checklist, differences } = united({ base: before, ours, theirs });
    expect(checklist.choices).toEqual(choices);
    expect(differences.map(({ name }) => name)).toEqual(names);
  });

  test('the side that is preferred decides', () => {
    const ours = withChoice(base, 'dmarc', 'reject');
    const theirs = uniteChecklists({ base, ours, theirs: none }, 'theirs');
    expect(theirs.checklist.choices.dmarc).toBe('none');
    expect(theirs.differences).toEqual([{ name: 'choices.dmarc', ours: 'reject', theirs: 'none' }]);
  });

  test('fields that this version does not know are united name by name', () => {
    const withItems = (items: object) => ({ ...base, items }) as Checklist;
    const sides = { base, ours: withItems({ a: { by: 'Ann' } }), theirs: withItems({ b: 1 }) };
    expect(united(sides).checklist).toMatchObject({ items: { a: { by: 'Ann' }, b: 1 } });
    const clash = uniteChecklists({ ...sides, theirs: withItems({ a: { by: 'Bob' } }) }, 'ours');
    expect(clash.differences).toEqual([{ name: 'items.a.by', ours: 'Ann', theirs: 'Bob' }]);
  });
});

describe('which migration', () => {
  test.each([
    ['domain', 'other.example'],
    ['region', 'us-east-1'],
  ])('another %s is refused', (name, value) => {
    const theirs = { ...base, [name]: value };
    expect(() => uniteChecklists({ base: null, ours: base, theirs }, 'ours')).toThrow(
      expect.objectContaining({ code: 'checklist/foreign', exitCode: 1 }),
    );
  });

  test('another account is refused; one that is not known yet is taken from the other side', () => {
    const ours = { ...base, account: '123456789012' };
    expect(united({ base, ours, theirs: base }).checklist.account).toBe('123456789012');
    const theirs = { ...base, account: '999999999999' };
    expect(() => uniteChecklists({ base, ours, theirs }, 'ours')).toThrow(/999999999999/);
  });

  test('two that were begun apart for the same domain become one, the same on either side', () => {
    const theirs = withReceipt({ ...base, lineage: '1aaa' }, CREDS, userMade(1, 'x'));
    const { checklist } = united({ base: null, ours: base, theirs });
    expect(checklist.lineage).toBe('1aaa');
    expect(receiptsOf(checklist, CREDS)).toHaveLength(2);
  });
});

test('three ways of merging three branches give the same file', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((user, index) =>
    withReceipt(base, CREDS, userMade(index + 1, user)),
  );
  if (!a || !b || !c) throw new Error('three branches');
  const merge = (ours: Checklist, theirs: Checklist) =>
    uniteChecklists({ base, ours, theirs }, 'ours').checklist;
  const texts = [merge(merge(a, b), c), merge(a, merge(c, b)), merge(merge(c, a), b)];
  expect(new Set(texts.map(checklistText)).size).toBe(1);
});
