import { expect, test } from 'vitest';
import { publishedNames } from '../../../src/core/domain-setup/published.ts';
import {
  failed,
  hosting,
  NS,
  observations,
  ok,
  RECORDS,
  RESOLVER,
  set,
  world,
} from '../../helpers/world.ts';

const NOTHING = Object.fromEntries(RECORDS.map(({ purpose }) => [purpose, null]));
const nowhere = ok(observations(RECORDS, NOTHING));
const EVERY = RECORDS.map(({ name, type }) => `${name} ${type}`);

test('what every authoritative server shows is published', () => {
  expect([...publishedNames(world())]).toEqual(EVERY);
  expect([...publishedNames(world({ dns: nowhere }))]).toEqual([]);
});

test('one authoritative server that lacks it is enough to say no; a resolver is not asked', () => {
  const [first] = observations();
  if (first === undefined) throw new Error('no record');
  const absent = { kind: 'nxdomain', rcode: 'NXDOMAIN', soa: null, aa: true, ms: 1 } as const;
  const onSecond = { ...first, answers: [...first.answers, { ...absent, server: NS }] };
  const onResolver = { ...first, answers: [...first.answers, { ...absent, server: RESOLVER }] };
  expect(publishedNames(world({ dns: ok([onSecond]) })).size).toBe(0);
  expect(publishedNames(world({ dns: ok([onResolver]) })).size).toBe(1);
});

test('what Route 53 holds is published before its servers show it', () => {
  const sets = RECORDS.map((record) => set(record));
  const held = ok(hosting({ recordSets: ok(sets) }));
  expect([...publishedNames(world({ dns: nowhere, hosting: held }))]).toEqual(EVERY);
  const others = ok(
    hosting({ recordSets: ok(sets.map((each) => ({ ...each, values: ['"x"'] }))) }),
  );
  expect(publishedNames(world({ dns: nowhere, hosting: others })).size).toBe(0);
});

test('what could not be read is not called published', () => {
  const blind = world({ dns: failed('unreachable'), hosting: failed('denied') });
  expect(publishedNames(blind).size).toBe(0);
  expect(publishedNames(world({ records: failed('denied') })).size).toBe(0);
});
