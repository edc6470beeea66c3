import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createFiles } from '../../../src/adapters/files.ts';
import { checkFleet, type Fleet } from '../../../src/commands/check-dns/fleet.ts';
import { readDomains } from '../../../src/commands/check-dns/fleet-list.ts';
import { type FleetEntry, openTally } from '../../../src/commands/check-dns/fleet-tally.ts';
import { cancelled } from '../../../src/core/model/errors.ts';
import type { Finding, Status, StepReport } from '../../../src/core/model/types.ts';
import type { Job } from '../../../src/flow/job.ts';
import type { Clock } from '../../../src/ports/index.ts';
import { type Fakes, fakePorts } from '../../helpers/ports.ts';
import { REGION } from '../../helpers/world.ts';
import { lookJob, recordsFor, type State, zones } from '../../observe/dns/zones.ts';

const TARGET = { domain: null, region: REGION, account: null };

describe('the list of domains', () => {
  const dir = mkdtempSync(join(tmpdir(), 'ses-migrate-list-'));
  afterAll(() => rmSync(dir, { recursive: true }));
  const path = join(dir, 'list.txt');
  const listed = (text: string | Buffer) => {
    writeFileSync(path, text);
    return readDomains(createFiles({ stdin: process.stdin }), path);
  };

  test.each<[string, string, string[]]>([
    ['one a line, in their order', 'b.example\na.example\n', ['b.example', 'a.example']],
    ['no line end at the end', 'a.example\nb.example', ['a.example', 'b.example']],
    ['CRLF', 'a.example\r\nb.example\r\n', ['a.example', 'b.example']],
    ['CR alone', 'a.example\rb.example\r', ['a.example', 'b.example']],
    ['a byte order mark', '\uFEFFa.example\n', ['a.example']],
    ['blank lines and spaces', '\n  a.example \t\n\n\t\nb.example\n', ['a.example', 'b.example']],
    ['comments', '# ours\na.example # the first\n  #b.example\n', ['a.example']],
    ['duplicates, however written', 'A.example\na.EXAMPLE\nb.example', ['a.example', 'b.example']],
    [
      'internationalised, in either form',
      'bücher.example\nXN--bcher-kva.example\nBÜCHER.example.\n',
      ['xn--bcher-kva.example'],
    ],
    [
      'names with a final dot, as in a zone file',
      'a.example.\nb.example\n',
      ['a.example', 'b.example'],
    ],
  ])('%s', async (_what, text, domains) => {
    expect(await listed(text)).toEqual(domains);
  });

  test('a list that Windows PowerShell wrote, in UTF-16', async () => {
    const written = Buffer.from('\uFEFFa.example\r\nbücher.example\r\n', 'utf16le');
    expect(await listed(written)).toEqual(['a.example', 'xn--bcher-kva.example']);
  });

  test('another encoding is reported before its lines are', async () => {
    const latin1 = Buffer.from('bücher.example\n', 'latin1');
    await expect(listed(latin1)).rejects.toMatchObject({
      code: 'usage/encoding',
      exitCode: 2,
      message: `${path} is not UTF-8 text.`,
    });
  });

  test('- is stdin, and no file is read', async () => {
    const { ports } = fakePorts({ files: { readStdin: ['a.example\n# no\nb.example\n'] } });
    expect(await readDomains(ports.files, '-')).toEqual(['a.example', 'b.example']);
  });

  test('every bad line is reported at once, with its number in the file', async () => {
    const text = '# head\na.example\n\nnot_a_domain\nco.uk # suffix\nhttps://b.example/\n';
    const failure = await listed(text).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'usage/domains-file', exitCode: 2 });
    const lines = String(failure).split('\n');
    expect(lines[0]).toContain('list.txt');
    expect(lines.slice(1).map((line) => line.trim().split(':')[0])).toEqual([
      'line 4',
      'line 5',
      'line 6',
    ]);
    expect(lines[1]).toContain('not_a_domain');
    expect(lines[2]).toContain('public suffix');
    expect(lines[3]).toContain('URL');
  });

  test('of many bad lines the first ten are reported, and how many more there are', async () => {
    const text = Array.from({ length: 25 }, (_, n) => `bad_${n}`).join('\n');
    const message = String(await listed(text).catch((error: unknown) => error));
    expect(message.match(/line \d+/g)).toHaveLength(10);
    expect(message).toContain('line 10:');
    expect(message).toContain('15 more');
  });

  test.each(['', '\n \n', '# nothing yet\n', '\uFEFF'])('no domain in %j', async (text) => {
    await expect(listed(text)).rejects.toMatchObject({
      code: 'usage/domains-file',
      exitCode: 2,
      message: expect.stringContaining('list.txt'),
    });
  });

  test('an empty stdin is named so', async () => {
    const { ports } = fakePorts({ files: { readStdin: [''] } });
    await expect(readDomains(ports.files, '-')).rejects.toThrow('stdin');
  });
});

describe('the tally', () => {
  const step = (status: Status, codes: readonly string[], summary = 'so it is'): StepReport => ({
    id: 'check-dns',
    title: 'DNS',
    status,
    summary,
    findings: codes.map((code): Finding => ({ code, message: `${code} is so` })),
  });

  test('causes are counted once a domain, the most frequent first, with the first examples', () => {
    const tally = openTally();
    tally.add(step('problem', ['dns/missing', 'dns/missing', 'dns/lame']), 'a.example');
    for (const name of ['b', 'c', 'd', 'e'])
      tally.add(step('problem', ['dns/missing']), `${name}.example`);
    expect(tally.data()).toEqual({
      checked: 5,
      statuses: { problem: 5 },
      causes: [
        { code: 'dns/missing', domains: 5, examples: ['a.example', 'b.example', 'c.example'] },
        { code: 'dns/lame', domains: 1, examples: ['a.example'] },
      ],
    });
  });

  test('a domain that is done has no cause; one without a finding has its summary', () => {
    const tally = openTally();
    tally.add(step('done', ['dns/dmarc-inherited']), 'a.example');
    tally.add(step('todo', [], 'SES returned no records yet'), 'b.example');
    expect(tally.data()).toEqual({
      checked: 2,
      statuses: { done: 1, todo: 1 },
      causes: [{ code: 'SES returned no records yet', domains: 1, examples: ['b.example'] }],
    });
  });

  test('causes as frequent as each other are in the order of their codes', () => {
    const tally = openTally();
    tally.add(step('problem', ['dns/z', 'dns/a', 'dns/m']), 'a.example');
    expect(tally.data().causes.map(({ code }) => code)).toEqual(['dns/a', 'dns/m', 'dns/z']);
  });

  test('what is kept does not grow with the domains', () => {
    const tally = openTally();
    const kept = () => JSON.stringify(tally.data()).length;
    for (let n = 0; n < 10; n += 1) tally.add(step('problem', ['dns/missing']), `${n}.example`);
    const early = kept();
    for (let n = 10; n < 20_000; n += 1)
      tally.add(step('problem', ['dns/missing']), `${n}.example`);
    // The counts have more digits, and that is all.
    expect(kept() - early).toBeLessThan(20);
    expect(tally.checked()).toBe(20_000);
    expect(tally.report(TARGET).steps).toHaveLength(1);
  });

  test.each<[string, [Status, string][], number, Status]>([
    ['all done', [['done', 'x']], 0, 'done'],
    [
      'something to do outweighs what was not seen',
      [
        ['unknown', 'dns/unanswered'],
        ['todo', 'x'],
        ['done', 'x'],
      ],
      1,
      'todo',
    ],
    [
      'not seen outweighs waiting',
      [
        ['waiting', 'x'],
        ['unknown', 'dns/unanswered'],
      ],
      5,
      'unknown',
    ],
    [
      'only waiting',
      [
        ['done', 'x'],
        ['waiting', 'x'],
      ],
      8,
      'waiting',
    ],
    [
      'one refused by AWS among many that did not answer',
      [
        ['unknown', 'dns/unanswered'],
        ['unknown', 'aws/denied'],
      ],
      4,
      'unknown',
    ],
  ])('%s', (_what, ended, exitCode, status) => {
    const tally = openTally();
    for (const [one, code] of ended) tally.add(step(one, [code]), 'a.example');
    expect(tally.report(TARGET)).toMatchObject({ exitCode, status, command: 'check-dns' });
  });

  test('the summary leads to a domain of the most frequent cause; to none when all is right', () => {
    const tally = openTally();
    tally.add(step('done', []), 'right.example');
    expect(tally.report(TARGET).next).toEqual([]);
    tally.add(step('problem', ['dns/missing']), 'wrong.example');
    expect(tally.report(TARGET, ' --doh URL').next[0]?.command).toBe(
      'ses-migrate check-dns wrong.example --doh URL',
    );
    expect(tally.report(TARGET).steps[0]?.summary).toBe('1 of 2 domains right everywhere');
  });
});

interface Options {
  readonly concurrency?: number;
  readonly waitMs?: number | null;
  /** As `--token` does: SES is not asked. */
  readonly tokens?: boolean;
  readonly clock?: Clock;
}

function fleet(fakes: Fakes, domains: readonly string[], options: Options = {}) {
  const told: FleetEntry[] = [];
  const ports = { ...fakes.ports, ...(options.clock ? { clock: options.clock } : {}) };
  const given: Fleet = {
    ports,
    region: REGION,
    domains,
    jobFor: (domain): Job =>
      lookJob(fakes, domain, { ports, records: options.tokens ? recordsFor(domain) : null }),
    concurrency: options.concurrency ?? 50,
    flags: '',
    waitMs: options.waitMs ?? null,
    onDomain: (entry) => told.push(entry),
  };
  return { told, result: checkFleet(given) };
}

const ended = (told: readonly FleetEntry[]) =>
  told.map(({ domain, status }) => `${domain} ${status}`).sort();
const ticks = async (count: number) => {
  for (let n = 0; n < count; n += 1) await Promise.resolve();
};

describe('a look at many domains', () => {
  const STATES: Readonly<Record<string, State>> = {
    'a.example': 'right',
    'b.example': 'missing',
    'c.example': 'no-identity',
    'd.example': 'pending',
  };
  const stateOf = (domain: string) => STATES[domain] ?? 'right';

  test('each is told as it ended, with its own records; the report is about all', async () => {
    const { told, result } = fleet(fakePorts(zones(stateOf)), Object.keys(STATES));
    const report = await result;
    expect(ended(told)).toEqual([
      'a.example done',
      'b.example problem',
      'c.example todo',
      'd.example waiting',
    ]);
    for (const { domain, records } of told)
      for (const record of records) expect(record.name).toMatch(new RegExp(`\\.${domain}$`));
    expect(told.find(({ domain }) => domain === 'b.example')?.findings).not.toEqual([]);
    expect(report).toMatchObject({
      exitCode: 1,
      status: 'problem',
      target: TARGET,
      data: { checked: 4, statuses: { done: 1, problem: 1, todo: 1, waiting: 1 } },
    });
    expect(report.data).not.toHaveProperty('domains');
  });

  test('nothing is written, and of AWS only identities and zones are read', async () => {
    const fakes = fakePorts(zones(stateOf));
    await fleet(fakes, Object.keys(STATES)).result;
    const asked = fakes.log.filter((line) => !line.startsWith('dns.') && !/^sleep /.test(line));
    expect(asked.filter((line) => !/^(ses\.identity|route53\.hostedZones) /.test(line))).toEqual(
      [],
    );
    expect(fakes.argsOf('ses.identity')).toEqual(Object.keys(STATES).map((domain) => [domain]));
    expect(fakes.stored()).toBeNull();
  });

  test.each<[string, readonly State[], number]>([
    ['all right', ['right', 'right'], 0],
    ['one waits', ['right', 'pending'], 8],
    ['one could not be seen', ['pending', 'ses-down', 'right'], 5],
    ['one is wrong', ['dns-down', 'missing', 'pending'], 1],
  ])('exit code over all: %s', async (_what, states, exitCode) => {
    const domains = states.map((_, index) => `d${index}.example`);
    const state = (domain: string) => states[domains.indexOf(domain)] ?? 'right';
    const report = await fleet(fakePorts(zones(state)), domains).result;
    expect(report.exitCode).toBe(exitCode);
  });

  test.each<State>(['ses-down', 'dns-down'])('%s: unknown, and never missing', async (down) => {
    const state = (domain: string): State => (domain === 'b.example' ? down : 'right');
    const { told, result } = fleet(fakePorts(zones(state)), ['a.example', 'b.example']);
    expect((await result).exitCode).toBe(5);
    expect(ended(told)).toEqual(['a.example done', 'b.example unknown']);
    const unseen = told.find(({ domain }) => domain === 'b.example');
    expect(unseen?.propagated).toBe(false);
    expect(unseen?.findings).not.toEqual([]);
    expect(JSON.stringify(unseen)).not.toMatch(/missing|not-found/);
  });

  test('so many at a time as were asked for, and no more', async () => {
    const open = new Set<string>();
    let most = 0;
    const scripts = zones(() => 'right');
    const fakes = fakePorts({ dns: scripts.dns });
    const delegation = fakes.ports.dns.delegation;
    // A domain is in hand from the first question about it until it is reported.
    const dns = new Proxy(fakes.ports.dns, {
      get: (own, key) =>
        key !== 'delegation'
          ? Reflect.get(own, key)
          : async (domain: string) => {
              open.add(domain);
              most = Math.max(most, open.size);
              await ticks(20);
              return delegation(domain);
            },
    });
    const domains = Array.from({ length: 12 }, (_, n) => `d${n}.example`);
    const order: string[] = [];
    const report = await checkFleet({
      ports: fakes.ports,
      region: REGION,
      domains,
      jobFor: (domain) =>
        lookJob(fakes, domain, { ports: { ...fakes.ports, dns }, records: recordsFor(domain) }),
      concurrency: 3,
      flags: '',
      waitMs: null,
      onDomain: ({ domain }) => {
        open.delete(domain);
        order.push(domain);
      },
    });
    expect(most).toBe(3);
    expect(order.sort()).toEqual([...domains].sort());
    expect(report.data).toMatchObject({ checked: 12 });
  });

  test('SES is asked one a second', async () => {
    const fakes = fakePorts(zones(() => 'right'));
    await fleet(fakes, ['a.example', 'b.example', 'c.example'], { concurrency: 3 }).result;
    // How long each of the three waits for its turn.
    expect(fakes.sleeps).toEqual([1000, 2000]);
  });

  test('with tokens neither SES is asked nor waited for', async () => {
    const fakes = fakePorts({ dns: zones(() => 'right').dns });
    const { told, result } = fleet(fakes, ['a.example', 'b.example'], { tokens: true });
    expect((await result).exitCode).toBe(0);
    expect(told).toHaveLength(2);
    expect(fakes.sleeps).toEqual([]);
  });

  test('progress tells how many of all are done, on the side of the conversation', async () => {
    const fakes = fakePorts({ dns: zones(() => 'right').dns });
    await fleet(fakes, ['a.example', 'b.example'], { tokens: true, concurrency: 1 }).result;
    expect(fakes.notes.at(-1)).toContain('2 of 2');
    expect(fakes.results).toEqual([]);
  });
});

describe('Ctrl-C', () => {
  test('ends it after the domains in hand', async () => {
    const scripts = zones(() => 'right');
    let started = 0;
    const fakes = fakePorts({
      dns: {
        ...scripts.dns,
        delegation: (domain: string) => {
          started += 1;
          if (started === 2) fakes.interrupt();
          return scripts.dns.delegation(domain);
        },
      },
    });
    const domains = ['a.example', 'b.example', 'c.example', 'd.example'];
    const { told, result } = fleet(fakes, domains, { tokens: true, concurrency: 2 });
    await expect(result).rejects.toMatchObject({
      exitCode: 130,
      message: 'Stopped after 2 of 4 domains.',
    });
    expect(ended(told)).toEqual(['a.example done', 'b.example done']);
    expect(started).toBe(2);
    const stopping = fakes.notes.filter((note) => note.startsWith('Stopping after'));
    expect(stopping).toEqual([
      'Stopping after the domains in progress. Press Ctrl-C again to stop at once.',
    ]);
  });

  test('so it does while others wait for their turn to ask SES', async () => {
    const scripts = zones(() => 'right');
    const fakes = fakePorts({
      ...scripts,
      dns: {
        ...scripts.dns,
        ask: (server, question) => {
          fakes.interrupt();
          return scripts.dns.ask(server, question);
        },
      },
    });
    // Real enough: a turn comes only with time, and no time passes here.
    const clock: Clock = {
      ...fakes.ports.clock,
      sleep: (_ms, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(cancelled()));
        }),
    };
    const { told, result } = fleet(fakes, ['a.example', 'b.example', 'c.example'], { clock });
    await expect(result).rejects.toMatchObject({
      exitCode: 130,
      message: 'Stopped after 1 of 3 domains.',
    });
    expect(ended(told)).toEqual(['a.example done']);
    expect(fakes.argsOf('ses.identity')).toEqual([['a.example']]);
  });
});

describe('--wait', () => {
  test('what can still change is checked again, and each domain is reported once, when it is settled', async () => {
    let looks = 0;
    const stateOf = (domain: string): State =>
      domain === 'slow.example' && looks < 3 ? 'missing' : 'right';
    const scripts = zones(stateOf);
    const delegation = (domain: string) => {
      if (domain === 'slow.example') looks += 1;
      return scripts.dns.delegation(domain);
    };
    const fakes = fakePorts({ dns: { ...scripts.dns, delegation } });
    const options = { tokens: true, waitMs: 3_600_000 };
    const { told, result } = fleet(fakes, ['fast.example', 'slow.example'], options);
    expect((await result).exitCode).toBe(0);
    expect(told.map(({ domain }) => domain)).toEqual(['fast.example', 'slow.example']);
    expect(ended(told)).toEqual(['fast.example done', 'slow.example done']);
    expect(looks).toBe(3);
    expect(fakes.argsOf('dns.delegation').filter(([name]) => name === 'fast.example')).toHaveLength(
      1,
    );
  });

  test('progress counts what was checked and can still change, and does not guess when it ends', async () => {
    let looks = 0;
    const scripts = zones((domain) => (domain === 'a.example' ? 'right' : 'missing'));
    const fakes = fakePorts({ dns: scripts.dns });
    const clock: Clock = {
      ...fakes.ports.clock,
      // A long time passes with each look.
      now: () => new Date(1_000_000 * looks++),
    };
    const domains = ['a.example', 'b.example', 'c.example'];
    const options = { tokens: true, concurrency: 1, waitMs: 60_000_000, clock };
    await fleet(fakes, domains, options).result;
    const told = fakes.notes.filter((note) => note.includes('of 3'));
    expect(told).toContainEqual(expect.stringMatching(/1 of 3, 1 done, 2 can still change\b/));
    expect(told.join('\n')).not.toContain('left');
  });

  test('when time is up, the rest is told as it is', async () => {
    const fakes = fakePorts({ dns: zones(() => 'missing').dns });
    const { told, result } = fleet(fakes, ['a.example'], { tokens: true, waitMs: 5000 });
    expect((await result).exitCode).toBe(1);
    expect(ended(told)).toEqual(['a.example problem']);
    expect(fakes.sleeps.length).toBeGreaterThan(1);
  });

  test('a round that outlasts the wait loses no domain', async () => {
    const fakes = fakePorts(zones(() => 'missing'));
    const domains = ['a.example', 'b.example', 'c.example'];
    const { told, result } = fleet(fakes, domains, { concurrency: 1, waitMs: 1500 });
    const report = await result;
    expect(ended(told)).toEqual(domains.map((domain) => `${domain} problem`));
    expect(report.data).toMatchObject({ checked: 3 });
  });

  test('what only a person can move is not waited for', async () => {
    const fakes = fakePorts(zones((domain) => (domain === 'a.example' ? 'right' : 'no-identity')));
    const { told, result } = fleet(fakes, ['a.example', 'b.example'], { waitMs: 3_600_000 });
    expect((await result).exitCode).toBe(1);
    expect(ended(told)).toEqual(['a.example done', 'b.example todo']);
    expect(fakes.argsOf('ses.identity')).toHaveLength(2);
  });
});
