import { describe, expect, test } from 'vitest';
import type { RecordSet } from '../../../src/core/records/facts.ts';
import {
  setsText,
  stateOf,
  undoSet,
  type WrittenSet,
  writtenSets,
} from '../../../src/core/undo/written-sets.ts';
import * as w from '../../helpers/world.ts';

const NAME = 'mail.acme.example';
const SPF = '"v=spf1 include:amazonses.com ~all"';
const OTHER = '"site-verification=1"';
const LATER = '"added-since"';

function set(values: readonly string[], change: Partial<RecordSet> = {}): RecordSet {
  const plain = { setIdentifier: null, isAlias: false };
  return { name: NAME, type: 'TXT', ttl: 300, values, ...plain, ...change };
}

function written(values: readonly string[], before: readonly string[] | null): WrittenSet {
  const zone = { zone: 'Z1', zoneName: 'acme.example', api: 'route53' };
  const at = '2026-11-21T10:00:00.000Z';
  const was = before === null ? null : { ttl: 60, values: before };
  return { ...zone, name: NAME, type: 'TXT', at, ttl: 300, values, before: was };
}

describe('what undoes a set is made from what the zone has now', () => {
  const ours = written([SPF], null);
  const shared = written([OTHER, SPF], [OTHER]);
  const replaced = written([SPF], [OTHER]);
  test.each<[string, WrittenSet, RecordSet | undefined, object | null]>([
    [
      'a set of ours is deleted, exactly as it is',
      ours,
      set([SPF], { ttl: 77 }),
      { action: 'DELETE', ttl: 77, values: [SPF] },
    ],
    [
      'a value that was there before stays',
      shared,
      set([OTHER, SPF]),
      { action: 'UPSERT', ttl: 300, values: [OTHER] },
    ],
    [
      'a value that was added since stays',
      ours,
      set([SPF, LATER]),
      { action: 'UPSERT', ttl: 300, values: [LATER] },
    ],
    [
      'what was replaced comes back with its TTL',
      replaced,
      set([SPF]),
      { action: 'UPSERT', ttl: 60, values: [OTHER] },
    ],
    ['a set that is gone needs nothing', ours, undefined, null],
    ['a set of someone else is left alone', ours, set([LATER]), null],
    ['a routed set is left alone', ours, set([SPF], { setIdentifier: 'eu' }), null],
    ['an alias is left alone', ours, set([SPF], { isAlias: true, ttl: null }), null],
  ])('%s', (_what, made, held, undone) => {
    const result = undoSet(made, held);
    if (undone === null) expect(result).toBeNull();
    else expect(result).toEqual({ name: NAME, type: 'TXT', ...undone });
  });

  test.each([
    [undefined, 'gone'],
    [set([LATER]), 'gone'],
    [set([LATER, SPF]), 'there'],
  ])('its state by what is held', (held, state) => {
    expect(stateOf(ours, held)).toBe(state);
  });
});

describe('what the receipts keep', () => {
  const published = (at: string, ...changes: Parameters<typeof setsText>[0]) => ({
    ...w.receipt('published', {
      zone: 'Z1',
      zoneName: 'acme.example',
      api: 'route53',
      changeId: null,
      records: 1,
      sets: setsText(changes),
    }),
    at,
  });
  const change = (values: readonly string[], before: RecordSet | null) =>
    ({ action: 'UPSERT', name: NAME, type: 'TXT', ttl: 300, values, before }) as const;

  test('two writes of one set: the newest content, over what was there before the first', () => {
    const checklist = w.checklist({
      steps: w.done(
        'verify-domain',
        published('2026-11-20T10:00:00.000Z', change([OTHER, SPF], set([OTHER], { ttl: 60 }))),
        published('2026-11-25T10:00:00.000Z', change([OTHER, SPF, LATER], set([OTHER, SPF]))),
      ),
    });
    expect(writtenSets(checklist)).toEqual([
      {
        ...{ zone: 'Z1', zoneName: 'acme.example', api: 'route53', name: NAME, type: 'TXT' },
        ...{ ttl: 300, values: [OTHER, SPF, LATER], at: '2026-11-20T10:00:00.000Z' },
        before: { ttl: 60, values: [OTHER] },
      },
    ]);
  });

  test.each([
    '',
    '{',
    '{}',
    '[1]',
    '[{"name":1}]',
    '[{"name":"a","type":"TXT","ttl":"1","values":[],"before":null}]',
  ])('a receipt with %j names no records: they are used for deleting', (sets) => {
    const receipt = w.receipt('published', { zone: 'Z1', changeId: null, records: 3, sets });
    expect(writtenSets(w.checklist({ steps: w.done('verify-domain', receipt) }))).toEqual([]);
  });
});
