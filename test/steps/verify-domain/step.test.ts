import { describe, expect, test } from 'vitest';
import type { Checklist, Choices } from '../../../src/core/checklist.ts';
import type { HostedZone, RecordSet } from '../../../src/core/records/facts.ts';
import type { World } from '../../../src/core/world.ts';
import { verifyDomain } from '../../../src/steps/verify-domain/step.ts';
import { fakePorts, isAwsCall, START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { apply, deeds, linesOf, planOf } from '../apply.ts';

const { DOMAIN, ok, identity } = w;

function judge(world: World, choices: Choices = {}) {
  return verifyDomain.diagnose(world, w.checklist({ choices }), START);
}

function planned(world: World, choices: Choices = {}, answers = {}) {
  const fakes = fakePorts({ checklist: w.checklist({ choices }) });
  return planOf(verifyDomain, fakes, { world, answers });
}

function held(zones: readonly HostedZone[], sets: readonly RecordSet[] = []) {
  return ok(w.hosting({ zones: ok(zones), recordSets: ok(sets) }));
}

describe('the identity', () => {
  test('there is none: it is created with MAIL FROM', () => {
    const world = w.world({ identity: ok(null), records: ok([]) });
    expect(judge(world)).toMatchObject({ status: 'todo', findings: [{ code: 'ses/no-identity' }] });
    expect(linesOf(planned(world))).toEqual([`+ identity ${DOMAIN}`, '+ MAIL FROM domain']);
  });

  test.each(w.EVERY_FAILURE)('%s is unknown, never missing', (code) => {
    const world = w.world({ identity: w.failed(code), records: w.failed(code) });
    const { status, findings } = judge(world);
    expect(status).toBe('unknown');
    expect(findings.map((each) => each.code)).toEqual([`aws/${code}`]);
  });

  test.each([
    ['dkim', 'ses/dkim-failed', '~ Easy DKIM'],
    ['mailFrom', 'ses/mail-from-failed', '~ MAIL FROM domain mail.acme.example'],
  ] as const)('%s FAILED: %s, and restarted', (part, code, line) => {
    const world = w.world({ identity: ok(identity({ [part]: { status: 'FAILED' } })) });
    const { status, findings } = judge(world);
    expect(status).toBe('todo');
    expect(findings).toMatchObject([{ code, fix: `Run: ses-migrate verify-domain ${DOMAIN}` }]);
    expect(linesOf(planned(world)).filter((each) => !each.startsWith('='))).toEqual([line]);
  });

  test('MAIL FROM of another name that SES has is adopted, pending or not', () => {
    const own = identity({ mailFrom: { domain: 'bounce.acme.example', status: 'PENDING' } });
    expect(judge(w.world({ identity: ok(own) })).status).toBe('done');
  });

  test.each(['acme.example', 'mail.other.example', 'mail.notacme.example'])(
    'MAIL FROM %s is refused before anything is done',
    (mailFrom) => {
      const world = w.world({ identity: ok(null) });
      expect(() => planned(world, { mailFrom })).toThrowError(
        expect.objectContaining({ code: 'usage/mail-from-outside', exitCode: 2 }),
      );
    },
  );
});

describe('what is done, and in which order', () => {
  test('created, then MAIL FROM; each with its receipt', async () => {
    const fakes = fakePorts({
      ses: { createIdentity: [undefined], putMailFrom: [undefined] },
      checklist: w.checklist({ choices: { configurationSet: 'shop' } }),
    });
    await apply(verifyDomain, fakes, { world: w.world({ identity: ok(null) }) });
    expect(fakes.log).toEqual([
      'checklist',
      'ses.createIdentity',
      'receipt verify-domain created-identity',
      `ses.putMailFrom ${DOMAIN} mail.${DOMAIN} USE_DEFAULT_VALUE`,
      'receipt verify-domain set-mail-from',
    ]);
    expect(fakes.argsOf('ses.createIdentity')).toEqual([
      [{ domain: DOMAIN, keyLength: 2048, configurationSet: 'shop' }],
    ]);
  });

  test('a change of MAIL FROM keeps what the identity does without an MX', async () => {
    const own = identity({ mailFrom: { status: 'FAILED', behaviorOnMxFailure: 'REJECT_MESSAGE' } });
    const fakes = fakePorts({ ses: { putMailFrom: [undefined] } });
    await apply(verifyDomain, fakes, { world: w.world({ identity: ok(own) }) });
    expect(fakes.argsOf('ses.putMailFrom')[0]?.[2]).toBe('REJECT_MESSAGE');
  });

  test.each([
    [{ currentKeyLength: 'RSA_1024_BIT', nextKeyLength: 'RSA_1024_BIT' }, {}, 1024],
    [{ currentKeyLength: null, nextKeyLength: null }, {}, 2048],
    [{}, { dkimKeyLength: '1024' as const }, 1024],
  ])('Easy DKIM that FAILED is restarted: %j, %j', async (dkim, choices, bits) => {
    const own = identity({ dkim: { status: 'FAILED', ...dkim } });
    const fakes = fakePorts({
      ses: { startEasyDkim: [undefined] },
      checklist: w.checklist({ choices }),
    });
    const answers = { confirm: [DOMAIN] };
    await apply(verifyDomain, fakes, { world: w.world({ identity: ok(own) }), answers });
    expect(deeds(fakes)).toContain(`ses.startEasyDkim ${DOMAIN} ${bits}`);
  });

  test('signing and configuration set', async () => {
    const own = identity({ dkim: { signingEnabled: false } });
    const fakes = fakePorts({
      ses: { putDkimSigningEnabled: [undefined], putConfigurationSet: [undefined] },
      checklist: w.checklist({ choices: { configurationSet: 'shop' } }),
    });
    await apply(verifyDomain, fakes, { world: w.world({ identity: ok(own) }) });
    expect(deeds(fakes).filter(isAwsCall)).toEqual([
      `ses.putDkimSigningEnabled ${DOMAIN} true`,
      `ses.putConfigurationSet ${DOMAIN} shop`,
    ]);
  });
});

describe('where the records go', () => {
  const zone = w.zone();
  const foreign = w.zone({ id: 'Z9', nameServers: ['ns1.elsewhere.example'] });

  test('no zone: a person, and the step is done', () => {
    expect(judge(w.world())).toMatchObject({ status: 'done', findings: [] });
  });

  test('the public zone that is delegated: to publish, then done', () => {
    expect(judge(w.world({ hosting: held([zone]) }))).toMatchObject({
      status: 'todo',
      summary: expect.stringContaining('6 of 6'),
    });
    const sets = w.RECORDS.map((record) => w.set(record));
    expect(judge(w.world({ hosting: held([zone], sets) }))).toMatchObject({ status: 'done' });
    expect(judge(w.world({ hosting: held([zone], sets.slice(1)) })).summary).toContain('1 of 6');
  });

  test('name servers are compared without case and trailing dot', () => {
    const loud = w.zone({ nameServers: ['NS1.DNS.Example.'] });
    expect(judge(w.world({ hosting: held([loud]) })).status).toBe('todo');
  });

  test.each([
    ['a zone that nobody asks', [foreign], {}, 'done', ['route53/not-delegated']],
    ['the same, asked for', [foreign], { dns: 'route53' }, 'problem', ['route53/not-delegated']],
    ['a private zone', [w.zone({ isPrivate: true })], {}, 'done', []],
    ['no zone, asked for', [], { dns: 'route53' }, 'problem', ['route53/no-zone']],
    [
      'a zone id that is not there',
      [zone],
      { hostedZoneId: 'Z404' },
      'problem',
      ['route53/no-zone'],
    ],
    [
      'two zones of one delegation',
      [zone, w.zone({ id: 'Z2' })],
      {},
      'problem',
      ['route53/several-zones'],
    ],
    [
      'the zone of a parent that is not delegated',
      [w.zone({ name: 'example' })],
      {},
      'done',
      ['route53/not-delegated'],
    ],
  ] as const)('%s: nothing is written', (_what, zones, choices, status, codes) => {
    const world = w.world({ hosting: held(zones) });
    const result = judge(world, choices);
    expect(result.status).toBe(status);
    expect(result.findings.map((each) => each.code)).toEqual(codes);
    expect(planned(world, choices).tasks.filter((task) => task.run)).toEqual([]);
  });

  test('of two zones the one with the given id is written', () => {
    const world = w.world({ hosting: held([zone, w.zone({ id: 'Z2' })]) });
    expect(planned(world, { hostedZoneId: 'Z2' }).consent).toContain('(Z2)');
  });

  test('manual is obeyed although Route 53 has the zone', () => {
    const world = w.world({ hosting: held([zone]) });
    expect(judge(world, { dns: 'manual' })).toMatchObject({ status: 'done', findings: [] });
  });

  test('delegation that could not be found out is not taken for a foreign one', () => {
    const hosting = ok(w.hosting({ delegation: w.failed('unreachable'), zones: ok([zone]) }));
    const result = judge(w.world({ hosting }));
    expect(result.status).toBe('unknown');
    expect(result.findings.map((each) => each.code)).toEqual(['route53/delegation-unknown']);
  });

  test.each(w.EVERY_FAILURE)(
    '%s while reading the record sets is unknown, and none is written',
    (code) => {
      const hosting = ok(w.hosting({ zones: ok([zone]), recordSets: w.failed(code) }));
      const result = judge(w.world({ hosting }));
      expect(result.status).toBe('unknown');
      expect(result.findings.map((each) => each.code)).toEqual([`aws/${code}`]);
      expect(planned(w.world({ hosting })).tasks.filter((task) => task.run)).toEqual([]);
    },
  );

  test.each(w.EVERY_FAILURE)(
    '%s while reading the zones is said, and unknown where Route 53 was asked for',
    (code) => {
      const hosting = ok(w.hosting({ zones: w.failed(code) }));
      expect(judge(w.world({ hosting })).findings.map((each) => each.code)).toEqual([
        `aws/${code}`,
      ]);
      expect(judge(w.world({ hosting }), { dns: 'route53' }).status).toBe('unknown');
      expect(judge(w.world({ hosting: w.failed(code) })).status).toBe('unknown');
    },
  );
});

describe('conflicts', () => {
  const sets = w.RECORDS.map((record) =>
    record.purpose === 'mail-from-mx'
      ? w.set(record, { values: ['10 mx.other.example'] })
      : w.set(record),
  );
  const world = w.world({ hosting: held([w.zone()], sets) });

  test('others’ records are a problem that --yes does not touch', async () => {
    expect(judge(world)).toMatchObject({
      status: 'problem',
      findings: [{ code: 'route53/conflict' }],
    });
    const fakes = fakePorts({ checklist: w.checklist() });
    expect(await apply(verifyDomain, fakes, { world })).toMatchObject({ applied: false });
    expect(fakes.log).toEqual([]);
  });

  test('only the confirmed name is replaced', async () => {
    const fakes = fakePorts({
      route53: { changeRecordSets: ['C1'], changeInSync: [false, false, true] },
      checklist: w.checklist(),
    });
    const wrong = planOf(verifyDomain, fakes, { world, answers: { confirm: [DOMAIN] } });
    expect(wrong.tasks.some((task) => task.run)).toBe(false);
    await apply(verifyDomain, fakes, { world, answers: { confirm: [`mail.${DOMAIN}`] } });
    const [[zoneId, changes] = []] = fakes.argsOf('route53.changeRecordSets');
    expect(zoneId).toBe('Z1');
    expect(changes).toMatchObject([{ action: 'UPSERT', name: `mail.${DOMAIN}`, type: 'MX' }]);
    expect(fakes.sleeps).toEqual([1000, 1000]);
    expect(fakes.log.indexOf('receipt verify-domain published')).toBeLessThan(
      fakes.log.indexOf('route53.changeInSync C1'),
    );
  });
});

describe('data', () => {
  function dataOf(world: World, checklist: Checklist = w.checklist()) {
    return verifyDomain.data(world, checklist, START);
  }

  test('hosts are relative to the zone that is delegated, not to the domain', () => {
    const delegation = ok({ ...w.DELEGATION, zone: 'example' });
    const { records, dnsHost } = dataOf(w.world({ hosting: ok(w.hosting({ delegation })) }));
    expect(records.map(({ host }) => host)).toContain('mail.acme');
    expect(dnsHost).toMatchObject({ zone: 'example', publishes: 'manual' });
  });

  test('the DNS host is named, with each record as its panel wants it; the value stays what DNS has', () => {
    const nameServers = ['dns19.ovh.net', 'ns19.ovh.net'];
    const delegation = ok({ ...w.DELEGATION, nameServers });
    const { records, dnsHost } = dataOf(w.world({ hosting: ok(w.hosting({ delegation })) }));
    expect(dnsHost).toMatchObject({ id: 'ovh', name: 'OVHcloud', underscores: true });
    expect(records[0]).toMatchObject({
      value: 'tok1.dkim.amazonses.com',
      entry: [
        { label: 'Sub-domain', text: 'tok1._domainkey' },
        { label: 'Target', text: 'tok1.dkim.amazonses.com.' },
      ],
    });
    expect(dataOf(w.world()).dnsHost).toMatchObject({ id: null, panel: null, checked: null });
  });

  test.each([
    [{}, '6 records in DNS'],
    [{ 'mail-from-mx': null, dkim: null }, '4 of 6 records to add at your DNS host'],
    [
      { dkim: null, 'mail-from-mx': null, 'mail-from-spf': null, dmarc: null },
      '; 6 records to add',
    ],
  ])('records that are there are not counted as to enter: %j', (said, words) => {
    const world = w.world({ dns: ok(w.observations(w.RECORDS, said)) });
    expect(verifyDomain.diagnose(world, w.checklist(), START).summary).toContain(words);
  });

  test('a second run holds only =', () => {
    const sets = w.RECORDS.map((record) => w.set(record));
    const { changes, records, dnsHost } = dataOf(w.world({ hosting: held([w.zone()], sets) }));
    expect(changes.map(({ op }) => op)).toEqual(Array(9).fill('='));
    expect(records.every(({ published }) => published)).toBe(true);
    expect(dnsHost).toMatchObject({ publishes: 'route53', zoneId: 'Z1' });
  });

  test('without an identity there is nothing to enter', () => {
    const { records, changes } = dataOf(w.world({ identity: ok(null), records: ok([]) }));
    expect([records, changes]).toEqual([[], []]);
  });
});
