import { describe, expect, test } from 'vitest';
import type { Choices } from '../../../src/core/checklist.ts';
import type { HostedZone, RecordSet, RecordSetChange } from '../../../src/core/records/facts.ts';
import { runStep } from '../../../src/flow/run.ts';
import { PortError } from '../../../src/ports/index.ts';
import { allRight, jobOf, RESOLVERS } from '../../flow/job.ts';
import { byService, type Fakes, fakePorts } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';

const MAIL = `mail.${w.DOMAIN}`;
const CF_SERVERS = ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'];
const CHILD_SERVERS = ['ns-7.awsdns-07.org'];
const childZone = w.zone({ id: 'ZC', name: MAIL, nameServers: CHILD_SERVERS });
const cfZone = w.zone({ api: 'cloudflare', id: 'cf1', nameServers: CF_SERVERS });
const cut: RecordSet = {
  name: MAIL,
  type: 'NS',
  ttl: 300,
  values: CHILD_SERVERS.map((host) => `${host}.`),
  setIdentifier: null,
  isAlias: false,
};
const right = w.RECORDS.map((record) => w.set(record));
const inMail = right.filter(({ name }) => name === MAIL);
const others = right.filter(({ name }) => name !== MAIL);

type Scripts = NonNullable<Parameters<typeof fakePorts>[0]>;

/** A zone of a host that keeps what is written to it. */
function keeper(
  zones: readonly HostedZone[],
  start: Readonly<Record<string, readonly RecordSet[]>> = {},
) {
  const held = new Map<string, RecordSet[]>();
  const of = (id: string) => held.get(id) ?? [...(start[id] ?? [])];
  return {
    hostedZones: (name: string) => zones.filter((zone) => zone.name === name),
    recordSets: (id: string, names: readonly string[]) =>
      of(id).filter((set) => names.includes(set.name)),
    changeRecordSets: (id: string, changes: readonly RecordSetChange[]) => {
      const written = changes.map(({ name, type, ttl, values }) => ({
        name,
        type,
        ttl,
        values,
        setIdentifier: null,
        isAlias: false,
      }));
      const kept = of(id).filter(
        (set) => !written.some(({ name, type }) => name === set.name && type === set.type),
      );
      held.set(id, [...kept, ...written]);
      return `C-${id}`;
    },
    changeInSync: () => true,
  };
}

function ports(scripts: Scripts, nameServers: readonly string[] = [w.NS.name]): Fakes {
  return fakePorts({
    ...scripts,
    sts: { caller: () => w.CALLER },
    ses: { identity: () => w.identity() },
    dns: {
      delegation: () => ({ ...w.DELEGATION, nameServers }),
      resolvers: RESOLVERS,
      ask: allRight,
    },
  });
}

function go(fakes: Fakes, choices: Choices = {}, dryRun = false) {
  const job = jobOf(fakes, { consent: { yes: !dryRun, dryRun } });
  job.session.choose(choices);
  return runStep(job, 'verify-domain');
}

/** `zone: names` of every batch. */
function written(fakes: Fakes, port = 'route53'): Record<string, string[]> {
  return Object.fromEntries(
    fakes
      .argsOf(`${port}.changeRecordSets`)
      .map(([id, changes]) => [
        String(id),
        (changes as readonly RecordSetChange[]).map(
          ({ action, type, name }) => `${action} ${type} ${name}`,
        ),
      ]),
  );
}

describe('a zone below takes the MAIL FROM name', () => {
  test('that is ours gets its records, the other zone the rest; the second run plans nothing', async () => {
    const fakes = ports({ route53: keeper([w.zone(), childZone], { Z1: [cut] }) });
    const report = await go(fakes);
    expect(report).toMatchObject({ status: 'done', exitCode: 0 });
    expect(written(fakes)).toEqual({
      Z1: others.map(({ type, name }) => `CREATE ${type} ${name}`),
      ZC: inMail.map(({ type, name }) => `CREATE ${type} ${name}`),
    });
    expect(fakes.notes.join('\n')).toContain(`+ MX ${MAIL}`);
    const again = await go(fakes);
    expect(again.exitCode).toBe(0);
    expect(again.data.changes?.every(({ op }) => op === '=')).toBe(true);
    expect(fakes.argsOf('route53.changeRecordSets')).toHaveLength(2);
  });

  test.each([
    ['is not ours', []],
    [
      'has a zone of ours that is not the one behind it',
      [w.zone({ id: 'ZX', name: MAIL, nameServers: ['ns.left.example'] })],
    ],
    ['is private', [{ ...childZone, isPrivate: true }]],
  ])('that %s: told what to enter there, nothing is written above it', async (_what, zones) => {
    const nowhere: Scripts['dns'] = {
      delegation: () => w.DELEGATION,
      resolvers: RESOLVERS,
      ask: (server) => ({
        kind: 'nxdomain',
        server,
        ms: 1,
        aa: true,
        rcode: 'NXDOMAIN',
        soa: null,
      }),
    };
    const {
      changeRecordSets: _w,
      changeInSync: _s,
      ...read
    } = keeper([w.zone(), ...zones], { Z1: [cut] });
    const fakes = fakePorts({
      ...byService({ caller: () => w.CALLER, identity: () => w.identity(), ...read }),
      dns: nowhere,
    });
    const report = await go(fakes, {}, true);
    const told = report.steps[0]?.findings.find(({ code }) => code === 'route53/child-zone');
    expect(told?.message).toContain('ns-7.awsdns-07.org');
    expect(told?.fix).toContain(`${MAIL} MX 10 feedback-smtp.${w.REGION}.amazonses.com`);
    const plan = (report.data.changes ?? []).map(({ what }) => what);
    expect(plan.filter((what) => what.includes(MAIL))).toEqual([]);
    expect(plan).toContain(`TXT _dmarc.${w.DOMAIN}`);
  });

  test('that can not be checked is unknown, never taken for foreign', async () => {
    const denied = new PortError('no', {
      reason: 'denied',
      errorName: 'X',
    });
    const zone = keeper([w.zone()], { Z1: [...right.filter((set) => set.name !== MAIL), cut] });
    const { changeRecordSets: _w, changeInSync: _s, ...read } = zone;
    const hostedZones = (name: string) => {
      if (name === MAIL) throw denied;
      return zone.hostedZones(name);
    };
    const fakes = ports({ ...byService({ ...read, hostedZones }) });
    expect(await go(fakes)).toMatchObject({
      status: 'unknown',
      exitCode: 4,
      steps: [{ findings: [{ code: 'aws/denied' }] }],
    });
  });
});

describe('several zones of one name', () => {
  test('only the public one behind the delegation is read and written', async () => {
    const zones = [
      w.zone({ id: 'ZP', isPrivate: true }),
      w.zone({ id: 'ZOLD', nameServers: ['ns.left.example'] }),
      w.zone(),
    ];
    const fakes = ports({ route53: keeper(zones) });
    expect((await go(fakes)).exitCode).toBe(0);
    expect(Object.keys(written(fakes))).toEqual(['Z1']);
    for (const [id] of fakes.argsOf('route53.recordSets')) expect(id).toBe('Z1');
  });
});

describe('the wait for INSYNC', () => {
  const looksAt = (changeInSync: NonNullable<Scripts['route53']>['changeInSync']) =>
    ports({ route53: { ...keeper([w.zone()]), changeInSync: changeInSync ?? [] } });
  const error = (reason: PortError['reason']) => new PortError('no', { reason, errorName: 'X' });

  test('a look that fails does not undo what is written', async () => {
    const fakes = looksAt([error('throttled'), error('unreachable'), true]);
    expect((await go(fakes)).exitCode).toBe(0);
    expect(fakes.sleeps.slice(0, 2)).toEqual([1000, 1000]);
  });

  test('without the right to look it continues, and says so', async () => {
    const fakes = looksAt([error('denied')]);
    expect((await go(fakes)).exitCode).toBe(0);
    expect(fakes.notes.join('\n')).toContain('change C-Z1');
  });

  test('Ctrl-C ends the wait with 130 and says that the records are written', async () => {
    const fakes: Fakes = looksAt([
      () => {
        fakes.interrupt();
        return false;
      },
    ]);
    await expect(go(fakes)).rejects.toMatchObject({
      exitCode: 130,
      message: expect.stringContaining('The records are written'),
    });
    expect(fakes.stored()?.steps['verify-domain']?.receipts.map(({ what }) => what)).toEqual([
      'published',
    ]);
  });
});

describe('Cloudflare', () => {
  test('is written where its name servers are asked and a token is set; the second run plans nothing', async () => {
    const { changeInSync: _s, ...cloudflare } = keeper([cfZone]);
    const fakes = ports(
      {
        cloudflare: {
          ...cloudflare,
          changeRecordSets: (id, changes) => {
            cloudflare.changeRecordSets(id, changes);
            return null;
          },
        },
      },
      CF_SERVERS,
    );
    const report = await go(fakes);
    expect(report).toMatchObject({
      exitCode: 0,
      data: { dnsHost: { publishes: 'cloudflare', zoneId: 'cf1' } },
    });
    expect(written(fakes, 'cloudflare')).toEqual({
      cf1: w.RECORDS.map(({ type, name }) => `CREATE ${type} ${name}`),
    });
    expect(fakes.sleeps).toEqual([]);
    expect((await go(fakes)).data.changes).not.toContainEqual(expect.objectContaining({ op: '+' }));
    expect(fakes.argsOf('cloudflare.changeRecordSets')).toHaveLength(1);
  });

  test('a zone of the same name in another account, with other name servers, is not written', async () => {
    const other = { ...cfZone, id: 'cf2', nameServers: ['eve.ns.cloudflare.com'] };
    const {
      changeInSync: _s,
      changeRecordSets: _w,
      recordSets: _r,
      ...cloudflare
    } = keeper([other]);
    const fakes = ports({ cloudflare }, CF_SERVERS);
    expect(await go(fakes)).toMatchObject({
      status: 'done',
      steps: [{ findings: [{ code: 'cloudflare/not-delegated' }] }],
    });
  });

  test.each([
    ['denied', 4],
    ['credentials', 4],
    ['unreachable', 5],
    ['throttled', 5],
  ] as const)(
    '%s is told with its own code, and is unknown where Cloudflare was asked for',
    async (reason, exitCode) => {
      const refusal = new PortError('no', { reason, errorName: 'X', service: 'cloudflare' });
      const fakes = ports({ cloudflare: { hostedZones: [refusal] } }, CF_SERVERS);
      expect(await go(fakes, { dns: 'cloudflare' })).toMatchObject({
        status: 'unknown',
        exitCode,
        steps: [{ findings: [{ code: `cloudflare/${reason}` }] }],
      });
    },
  );

  test('asked for without a token says which variable is missing', async () => {
    const fakes = ports({}, CF_SERVERS);
    expect(await go(fakes, { dns: 'cloudflare' })).toMatchObject({
      exitCode: 4,
      steps: [
        {
          findings: [
            {
              code: 'cloudflare/credentials',
              message: expect.stringContaining('CLOUDFLARE_API_TOKEN is not set'),
            },
          ],
        },
      ],
    });
  });

  test('without a token a person enters the records, and hears of it while they are missing', async () => {
    const nothing: Scripts['dns'] = {
      delegation: () => ({ ...w.DELEGATION, nameServers: CF_SERVERS }),
      resolvers: RESOLVERS,
      ask: (server) => ({
        kind: 'nxdomain',
        server,
        ms: 1,
        aa: true,
        rcode: 'NXDOMAIN',
        soa: null,
      }),
    };
    const aws = { caller: () => w.CALLER, identity: () => w.identity(), hostedZones: () => [] };
    const codes = async (fakes: Fakes) =>
      (await go(fakes)).steps.flatMap(({ findings }) => findings.map(({ code }) => code));
    expect(await codes(fakePorts({ ...byService(aws), dns: nothing }))).toContain(
      'cloudflare/no-token',
    );
    expect(await codes(ports({ ...byService(aws) }, CF_SERVERS))).not.toContain(
      'cloudflare/no-token',
    );
  });

  test('a refusal while it writes names the permission', async () => {
    const denied = new PortError('no', {
      reason: 'denied',
      errorName: 'X',
      service: 'cloudflare',
    });
    const { changeInSync: _s, ...cloudflare } = keeper([cfZone]);
    const fakes = ports({ cloudflare: { ...cloudflare, changeRecordSets: [denied] } }, CF_SERVERS);
    await expect(go(fakes)).rejects.toMatchObject({
      code: 'cloudflare/denied',
      exitCode: 4,
      fix: expect.stringContaining('Zone.DNS Edit'),
    });
  });
});
