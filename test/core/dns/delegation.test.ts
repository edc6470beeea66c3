import { describe, expect, test } from 'vitest';
import type { ParentView } from '../../../src/core/dns/types.ts';
import { codes, DELEGATION, diagnose } from './dns-case.ts';

const SAME: Extract<ParentView, { ok: true }> = {
  ok: true,
  zone: 'com',
  delegated: ['ns1.host.net', 'ns2.host.net'],
  own: ['ns1.host.net', 'ns2.host.net'],
  withoutAddress: [],
};
const seen = (parent: ParentView) => diagnose({}, { delegation: { ...DELEGATION, parent } });

describe('the delegation', () => {
  test.each<[string, ParentView, string[]]>([
    ['the same set at parent and zone', SAME, []],
    ['a zone that did not tell its own set', { ...SAME, own: null }, []],
    [
      'parents that could not be asked, and a server that the resolvers know without an address',
      { ok: false, denied: false, message: 'no route', withoutAddress: ['ns2.host.net'] },
      ['dns/ns-without-address', 'dns/parents-not-asked'],
    ],
    ['one more at the parent', { ...SAME, own: ['ns1.host.net'] }, ['dns/ns-differ']],
    [
      'one more in the zone',
      { ...SAME, own: [...SAME.delegated, 'ns3.host.net'] },
      ['dns/ns-differ'],
    ],
    [
      'a server without an address',
      { ...SAME, withoutAddress: ['ns2.host.net'] },
      ['dns/ns-without-address'],
    ],
    [
      'parents that could not be asked',
      { ok: false, denied: false, message: 'no route' },
      ['dns/parents-not-asked'],
    ],
  ])('%s', (_what, parent, expected) => {
    const { findings, status } = seen(parent);
    expect(codes(findings)).toEqual(expected);
    // The records are right on every server that can be asked.
    expect(status).toBe('done');
  });

  test('a registry that does not know the domain: the records help nobody', () => {
    const { findings, status } = seen({ ok: false, denied: true, message: 'com does not' });
    expect(codes(findings)).toEqual(['dns/not-delegated']);
    expect(status).toBe('problem');
  });

  test('given name servers: nothing is said of the parents', () => {
    expect(diagnose().findings).toEqual([]);
  });

  test('who names whom, and the NS records to paste', () => {
    const [finding] = seen({ ...SAME, own: ['ns2.host.net', 'ns9.host.net'] }).findings;
    expect(finding?.message).toBe(
      'The delegation of example.com and its own NS records differ: only com names ns1.host.net; only the zone itself names ns9.host.net.',
    );
    expect(finding?.fix).toContain(
      'example.com. 86400 IN NS ns1.host.net.\nexample.com. 86400 IN NS ns2.host.net.',
    );
  });
});
