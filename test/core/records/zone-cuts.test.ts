import { expect, test } from 'vitest';
import type { RecordSet } from '../../../src/core/records/facts.ts';
import { cutAbove, namesDownTo, namesToRead } from '../../../src/core/records/zone-cuts.ts';
import { DOMAIN, RECORDS } from '../../helpers/world.ts';

function ns(name: string, ...values: string[]): RecordSet {
  return { name, type: 'NS', ttl: 300, values, setIdentifier: null, isAlias: false };
}

test('the names from the apex down to a record', () => {
  expect(namesDownTo('a.b.acme.example', 'acme.example')).toEqual([
    'b.acme.example',
    'a.b.acme.example',
  ]);
  expect(namesDownTo('acme.example', 'acme.example')).toEqual([]);
  expect(namesDownTo('a.notacme.example', 'acme.example')).toEqual([]);
});

test('what lies between a record and its zone is read, once', () => {
  const names = namesToRead(RECORDS, DOMAIN);
  expect(names).toContain(`_domainkey.${DOMAIN}`);
  expect(names).not.toContain(DOMAIN);
  expect(new Set(names).size).toBe(names.length);
});

test.each([
  ['at the name', [ns('mail.acme.example', 'NS1.Other.example.')], 'mail.acme.example'],
  ['above it', [ns('example.acme.example'), ns('acme.example')], null],
  [
    'the one nearest to the apex',
    [ns('x.mail.acme.example'), ns('mail.acme.example')],
    'mail.acme.example',
  ],
])('a cut %s', (_what, sets, cut) => {
  const name = cut === null ? 'mail.acme.example' : 'x.mail.acme.example';
  expect(cutAbove(name, 'acme.example', sets)?.name ?? null).toBe(cut);
});

test('the NS records of the apex are no cut, and other records are none', () => {
  const a = { ...ns('mail.acme.example', '192.0.2.1'), type: 'A' };
  expect(cutAbove('mail.acme.example', 'acme.example', [ns('acme.example', 'x'), a])).toBeNull();
});

test('name servers are compared lower case and without the dot', () => {
  const cut = cutAbove('m.acme.example', 'acme.example', [
    ns('m.acme.example', 'NS1.Other.Example.'),
  ]);
  expect(cut?.nameServers).toEqual(['ns1.other.example']);
});
