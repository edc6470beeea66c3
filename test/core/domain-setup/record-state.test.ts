import { describe, expect, test } from 'vitest';
import { recordStates } from '../../../src/core/domain-setup/record-state.ts';
import type { ExpectedRecord } from '../../../src/core/model/types.ts';
import * as w from '../../helpers/world.ts';

const [, , , MX, SPF, DMARC] = w.RECORDS as readonly ExpectedRecord[] as [
  ExpectedRecord,
  ExpectedRecord,
  ExpectedRecord,
  ExpectedRecord,
  ExpectedRecord,
  ExpectedRecord,
];

/** What stands of the record for this purpose when the servers say this. */
function seen(purpose: ExpectedRecord['purpose'], data: string | null) {
  const world = w.world({ dns: w.ok(w.observations(w.RECORDS, { [purpose]: data })) });
  return recordStates(world).find(({ record }) => record.purpose === purpose);
}

function held(...sets: ReturnType<typeof w.set>[]) {
  const hosting = w.hosting({ zones: w.ok([w.zone()]), recordSets: w.ok(sets) });
  return (record: ExpectedRecord) =>
    recordStates(w.world({ hosting: w.ok(hosting), dns: w.failed('unreachable') })).find(
      (each) => each.record.name === record.name && each.record.type === record.type,
    );
}

describe('as the servers of the zone say', () => {
  test.each([
    ['dkim', 'tok1.dkim.amazonses.com', 'different'],
    ['dkim', null, 'absent'],
    ['mail-from-mx', '10 mx.other.example', 'different'],
    ['mail-from-spf', 'v=spf1 -all', 'different'],
    ['mail-from-spf', null, 'absent'],
  ] as const)('%s %j is %s', (purpose, data, state) => {
    // The second and third DKIM record do not have the target of the first.
    const found = purpose === 'dkim' && data !== null ? seenLast(data) : seen(purpose, data);
    expect(found).toMatchObject({ state, values: data === null ? [] : [data] });
  });

  function seenLast(data: string) {
    const world = w.world({ dns: w.ok(w.observations(w.RECORDS, { dkim: data })) });
    return recordStates(world).filter(({ record }) => record.purpose === 'dkim')[2];
  }

  test('a right record has the value that stands', () => {
    expect(seen('mail-from-spf', 'v=spf1 include:amazonses.com -all')?.record.value).toBe(
      'v=spf1 include:amazonses.com -all',
    );
    expect(seen('dmarc', 'v=DMARC1; p=reject')?.record.value).toBe('v=DMARC1; p=reject');
  });

  test('nobody answered: nothing is known, which is not absence', () => {
    const world = w.world({ dns: w.failed('unreachable') });
    expect(new Set(recordStates(world).map(({ state }) => state))).toEqual(new Set(['unknown']));
  });

  test('one server that has it and one that has not: absent still', () => {
    const [found] = w
      .observations()
      .filter(({ type }) => type === 'MX')
      .map((each) => ({
        ...each,
        answers: [
          ...each.answers,
          {
            server: { ...w.NS, name: 'ns2.dns.example' },
            ms: 1,
            aa: true,
            kind: 'nxdomain' as const,
            rcode: 'NXDOMAIN',
            soa: null,
          },
        ],
      }));
    const world = w.world({ dns: w.ok(found === undefined ? [] : [found]) });
    expect(recordStates(world)[3]?.state).toBe('absent');
  });
});

describe('as Route 53 holds it', () => {
  test('nothing there is absent, whatever DNS could not say', () => {
    expect(held()(MX)).toMatchObject({ state: 'absent', values: [], alias: null });
  });

  test('a set of others is absent for us, with its values', () => {
    expect(held(w.set(SPF, { values: ['"other=1"'] }))(SPF)).toMatchObject({
      state: 'absent',
      values: ['other=1'],
    });
  });

  test('a DMARC policy and the priority that stand are kept', () => {
    const look = held(
      w.set(DMARC, { values: ['"other"', '"v=DMARC1; p=quarantine"'] }),
      w.set(MX, { values: [`20 ${MX.value}`] }),
    );
    expect(look(DMARC)).toMatchObject({
      state: 'right',
      record: { value: 'v=DMARC1; p=quarantine' },
    });
    expect(look(MX)).toMatchObject({ state: 'right', record: { priority: 20 } });
  });

  test('a CNAME at the name is reported', () => {
    const alias = w.set(DMARC, { type: 'CNAME', values: ['acme.dmarc.example'] });
    expect(held(alias)(DMARC)).toMatchObject({ state: 'right', alias: 'acme.dmarc.example' });
    const mx = w.set(MX, { type: 'CNAME', values: ['mail.other.example'] });
    expect(held(mx)(MX)).toMatchObject({ state: 'different', alias: 'mail.other.example' });
  });

  test('what would move a cursor is made harmless', () => {
    const evil = w.set(SPF, { values: ['"a\u001b[2Jb"'] });
    expect(held(evil)(SPF)?.values).toEqual(['a\\u{1b}[2Jb']);
  });
});
