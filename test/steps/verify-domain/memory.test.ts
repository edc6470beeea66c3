/** Drift: what the receipts say was made is told with its date, and held against the world. */

import { describe, expect, test } from 'vitest';
import type { ForeignEntry } from '../../../src/core/checklist-receipts.ts';
import type { RecordSet } from '../../../src/core/records/facts.ts';
import { setsText } from '../../../src/core/undo/written-sets.ts';
import type { World } from '../../../src/core/world.ts';
import { verifyDomain } from '../../../src/steps/verify-domain/step.ts';
import { START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';

const DAY = '2026-11-21 10:00 UTC';
const CREATED = w.receipt('created-identity', { domain: w.DOMAIN, keyLength: 2048 });
const MAIL_FROM = w.receipt('set-mail-from', {
  mailFrom: `mail.${w.DOMAIN}`,
  behavior: 'x',
  before: null,
});
const SET = w.receipt('set-configuration-set', { name: 'ours', before: null });
const OWNED = `tok1._domainkey.${w.DOMAIN}`;

function held(name: string, type: string, values: readonly string[]): RecordSet {
  return { name, type, ttl: 1800, values, setIdentifier: null, isAlias: false };
}
const CNAME = held(OWNED, 'CNAME', ['tok1.dkim.amazonses.com']);
const SPF = held(`mail.${w.DOMAIN}`, 'TXT', ['"v=spf1 include:amazonses.com ~all"']);
const PUBLISHED = w.receipt('published', {
  ...{ zone: 'Z1', zoneName: w.DOMAIN, api: 'route53', changeId: 'C1', records: 2 },
  sets: setsText(
    [CNAME, SPF].map(({ name, type, values }) => ({
      action: 'CREATE',
      name,
      type,
      ttl: 1800,
      values,
      before: null,
    })),
  ),
});
const zone = (...sets: RecordSet[]) => w.ok([{ zone: 'Z1', sets: w.ok(sets) }]);

function judged(receipts: readonly ForeignEntry[], change: Partial<World>) {
  const checklist = w.checklist({ steps: w.done('verify-domain', ...receipts) });
  return verifyDomain.diagnose(w.world(change), checklist, START);
}
const coded = (result: ReturnType<typeof judged>, code: string) =>
  result.findings.filter((each) => each.code === code);

describe('an identity that is gone', () => {
  test('was there, created by this checklist on its date', () => {
    const result = judged([CREATED, MAIL_FROM], { identity: w.ok(null), records: w.ok([]) });
    expect(result.status).toBe('todo');
    const [gone] = coded(result, 'ses/identity-gone');
    expect(gone?.message).toContain(
      `was created by this checklist on ${DAY}, and no longer exists`,
    );
  });

  test('one that was adopted is said to have been there', () => {
    const [gone] = coded(judged([MAIL_FROM], { identity: w.ok(null) }), 'ses/identity-gone');
    expect(gone?.message).toContain(`was there when this checklist changed it on ${DAY}`);
  });

  test('without a receipt nothing is remembered', () => {
    expect(coded(judged([], { identity: w.ok(null) }), 'ses/identity-gone')).toEqual([]);
  });

  test('could not be read: it is not said to be gone', () => {
    const result = judged([CREATED, PUBLISHED], {
      identity: w.failed('denied'),
      writtenSets: zone(),
    });
    expect(result.status).toBe('unknown');
    expect(result.findings.map(({ code }) => code)).toEqual(['aws/denied']);
  });
});

describe('settings that something else changed', () => {
  test.each<[string, ForeignEntry, Partial<World>, string, string]>([
    [
      'MAIL FROM removed',
      MAIL_FROM,
      { identity: w.ok(w.identity({ mailFrom: { domain: null, status: null } })) },
      'ses/mail-from-drift',
      'is none now',
    ],
    [
      'MAIL FROM changed',
      MAIL_FROM,
      { identity: w.ok(w.identity({ mailFrom: { domain: 'b.acme.example' } })) },
      'ses/mail-from-drift',
      'is b.acme.example now',
    ],
    ['default set removed', SET, {}, 'ses/configuration-set-drift', 'is none now'],
    [
      'default set changed',
      SET,
      { identity: w.ok(w.identity({ configurationSet: 'theirs' })) },
      'ses/configuration-set-drift',
      'is theirs now',
    ],
  ])('%s', (_what, receipt, change, code, words) => {
    const [drift] = coded(judged([receipt], change), code);
    expect(drift?.message).toContain(`by this checklist on ${DAY}`);
    expect(drift?.message).toContain(words);
  });

  test('as they were set, nothing is said', () => {
    const same = judged([MAIL_FROM], {});
    expect(same.findings.filter(({ code }) => code.endsWith('-drift'))).toEqual([]);
  });
});

describe('records that this checklist wrote', () => {
  test.each<[string, readonly RecordSet[], readonly string[]]>([
    ['are there', [CNAME, SPF], []],
    ['one was deleted', [SPF], [`${OWNED} CNAME`]],
    ['one was edited', [CNAME, { ...SPF, values: ['"v=spf1 -all"'] }], [`mail.${w.DOMAIN} TXT`]],
    ['a value was added to one', [CNAME, { ...SPF, values: [...SPF.values, '"x"'] }], []],
    ['the zone was created again', [], [`${OWNED} CNAME`, `mail.${w.DOMAIN} TXT`]],
  ])('%s', (_what, sets, subjects) => {
    const drift = coded(judged([PUBLISHED], { writtenSets: zone(...sets) }), 'dns/record-drift');
    expect(drift.map(({ subject }) => subject)).toEqual(subjects);
    for (const { message } of drift) expect(message).toContain(DAY);
  });

  test('a zone that cannot be read says nothing of them', () => {
    const unread = w.ok([{ zone: 'Z1', sets: w.failed('denied') }]);
    const result = judged([PUBLISHED], { writtenSets: unread });
    expect(result.findings.filter(({ code }) => code.startsWith('dns/'))).toEqual([]);
  });

  const others = w.RECORDS.filter(({ purpose }) => purpose !== 'dkim');
  test.each<[string, Partial<World>, string]>([
    [
      'the identity was created again',
      { identity: w.ok(w.identity({ dkim: { tokens: ['a', 'b', 'c'] } })), records: w.ok(others) },
      'other DKIM tokens now',
    ],
    [
      'the identity switched to BYODKIM',
      {
        identity: w.ok(w.identity({ dkim: { origin: 'EXTERNAL', tokens: ['sel'] } })),
        records: w.ok(others),
      },
      'another key now (EXTERNAL)',
    ],
    [
      'the identity is gone',
      { identity: w.ok(null), records: w.ok([]) },
      'the identity no longer exists',
    ],
  ])('%s: the old CNAME is named with the command that deletes it', (_what, change, why) => {
    const result = judged([PUBLISHED], { ...change, writtenSets: zone(CNAME, SPF) });
    const [old, ...more] = coded(result, 'dns/old-dkim-record');
    expect(more).toEqual([]);
    expect(old).toMatchObject({ subject: `${OWNED} CNAME`, message: expect.stringContaining(why) });
    const command = old?.fixes?.[0]?.command ?? '';
    expect(command).toMatch(/^aws route53 change-resource-record-sets --hosted-zone-id Z1 /);
    const batch = /'(\{.*\})'$/.exec(command)?.[1] ?? '';
    expect(JSON.parse(batch)).toEqual({
      Changes: [
        {
          Action: 'DELETE',
          ResourceRecordSet: {
            ...{ Name: `${OWNED}.`, Type: 'CNAME', TTL: 1800 },
            ResourceRecords: [{ Value: 'tok1.dkim.amazonses.com' }],
          },
        },
      ],
    });
  });
});

describe('a default configuration set', () => {
  const world = w.world({ identity: w.ok(w.identity({ configurationSet: 'ours' })) });
  const codes = (steps: ReturnType<typeof w.done>) =>
    verifyDomain.diagnose(world, w.checklist({ steps }), START).findings.map(({ code }) => code);

  test('of others is an existing setting', () => {
    expect(codes({})).toContain('ses/adopted');
  });

  test('that setup-events has set is none', () => {
    expect(codes(w.done('setup-events', SET))).not.toContain('ses/adopted');
  });

  test('in place of the one that setup-events has set is one', () => {
    const other = w.receipt('set-configuration-set', { name: 'another', before: null });
    expect(codes(w.done('setup-events', other))).toContain('ses/adopted');
  });
});
