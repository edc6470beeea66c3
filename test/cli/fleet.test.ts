/** Many domains in one run: a line each, a summary last, and nothing asked of a list that is wrong. */

import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FleetEntry } from '../../src/commands/check-dns/fleet-tally.ts';
import type { Report } from '../../src/core/model/types.ts';
import { recordsOf, shareWorld, type Team, zoneLine } from './world.ts';

const RIGHT = 'acme.example';
const BARE = 'shop.acme.example';
const WRONG = 'news.acme.example';
const world = shareWorld({ domain: RIGHT, dns: 'manual', speed: 20 });

/** One domain with all its records in DNS, one with an identity and no record, one without an identity. */
beforeAll(async () => {
  const right = world().team();
  const { data } = await right.report(['verify-domain', RIGHT, '--yes']);
  await world().publish(...recordsOf({ data }).map(zoneLine));
  await world().team().run(['verify-domain', WRONG, '--yes']);
  const { exitCode } = await right.report(['check-dns', '--wait=25s']);
  expect(exitCode).toBe(0);
});

/** A team with this list in `list.txt`. */
function listed(text: string): Team {
  const team = world().team();
  writeFileSync(team.path('list.txt'), text);
  return team;
}

const LIST = `# ours\r\n${RIGHT}\r\n\r\n${BARE} # not yet\r\n${WRONG}\r\n${RIGHT.toUpperCase()}\r\n`;
const ENDS = [`${RIGHT} done`, `${WRONG} problem`, `${BARE} todo`];

interface Lines {
  readonly entries: readonly FleetEntry[];
  readonly summary: Report;
}

/** As `jq` reads it: a stream of documents. */
function documents(stdout: string): Lines {
  const all = stdout.trimEnd().split('\n');
  const entries = all.slice(0, -1).map((line) => JSON.parse(line) as FleetEntry);
  return { entries, summary: JSON.parse(all.at(-1) ?? '') as Report };
}

const ended = ({ entries }: Lines) =>
  entries.map(({ domain, status }) => `${domain} ${status}`).sort();

describe('--domains-file', () => {
  test('as text: one line a domain, then the causes; the way there is reported on stderr', async () => {
    const team = listed(LIST);
    const { stdout, stderr, exitCode } = await team.run([
      'check-dns',
      '--domains-file',
      'list.txt',
    ]);
    expect(exitCode).toBe(1);
    const [lines = '', rest = ''] = stdout.split(/^check-dns {2}.*$/m);
    const told = lines.trimEnd().split('\n').sort();
    expect(told).toHaveLength(3);
    expect(told.find((line) => line.includes(` ${RIGHT} `))).toMatch(/done .*6 of 6 records right/);
    expect(told.find((line) => line.includes(` ${BARE} `))).toMatch(/to do /);
    expect(told.find((line) => line.includes(` ${WRONG} `))).toMatch(/problem .*\[.*dns\/missing/);
    expect(rest).toMatch(/^3 domains: /m);
    expect(rest).toMatch(new RegExp(`^ {2}dns/missing +1 domain +${WRONG}$`, 'm'));
    expect(rest).toContain('1 of 3 domains right everywhere');
    expect(stderr).toContain('3 domains');
    expect(stdout).not.toContain('check-dns: 3 domains');
  });

  test('as JSON: a document a line, each domain once, the report of all last', async () => {
    const team = listed(LIST);
    const args = ['check-dns', '--domains-file', 'list.txt', '--json'];
    const { stdout, stderr, exitCode } = await team.run(args);
    const lines = documents(stdout);
    expect(ended(lines)).toEqual(ENDS);
    for (const { domain, records, summary, findings } of lines.entries) {
      expect([domain, records.length]).toEqual([domain, domain === BARE ? 0 : 6]);
      expect(summary).not.toBe('');
      expect(findings.length > 0).toBe(domain !== RIGHT);
    }
    expect(lines.summary).toMatchObject({
      version: 1,
      command: 'check-dns',
      target: { domain: null, region: 'us-east-1' },
      status: 'problem',
      exitCode,
      data: { checked: 3, statuses: { done: 1, problem: 1, todo: 1 } },
    });
    expect(exitCode).toBe(1);
    expect(lines.summary.data).not.toHaveProperty('domains');
    expect(stderr).toContain('3 domains');
  });

  test('- is stdin; --concurrency 1 keeps the order of the list', async () => {
    const team = world().team();
    const args = ['check-dns', '--domains-file', '-', '--concurrency', '1', '--json'];
    const { stdout, exitCode } = await team.run(args, { stdin: `\uFEFF${BARE}\n${RIGHT}\n` });
    const { entries, summary } = documents(stdout);
    expect(entries.map(({ domain }) => domain)).toEqual([BARE, RIGHT]);
    expect([exitCode, summary.exitCode]).toEqual([1, 1]);
  });

  test('all right: exit code 0, and AWS is only read', async () => {
    const before = await world().writes();
    const team = listed(`${RIGHT}\n`);
    const { stdout, exitCode } = await team.run([
      'check-dns',
      '--domains-file',
      'list.txt',
      '--json',
    ]);
    expect([exitCode, documents(stdout).summary.status]).toEqual([0, 'done']);
    expect(await world().writes()).toEqual(before);
    expect(() => team.read('ses-migrate.json')).toThrow('ENOENT');
  });

  test('an AWS that cannot be reached: unknown, nothing is called missing', async () => {
    const team = listed(`${RIGHT}\n`);
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' };
    const args = ['check-dns', '--domains-file', 'list.txt', '--json'];
    const { stdout, exitCode } = await team.run(args, { env });
    expect(exitCode).toBe(5);
    expect(ended(documents(stdout))).toEqual([`${RIGHT} unknown`]);
    expect(stdout).not.toContain('missing');
  });

  test('no server answers: unknown, nothing is called missing', async () => {
    const team = listed(`${RIGHT}\n`);
    const nobody = ['--resolver', '127.0.0.1:9', '--nameserver', '127.0.0.1:9', '--timeout', '500'];
    const args = ['check-dns', '--domains-file', 'list.txt', '--json', ...nobody];
    const { stdout, exitCode } = await team.run(args);
    expect(exitCode).toBe(5);
    expect(ended(documents(stdout))).toEqual([`${RIGHT} unknown`]);
    expect(stdout).not.toContain('missing');
  });
});

describe('a list that is wrong asks nothing of anybody', () => {
  let asked: number;
  beforeAll(async () => {
    asked = (await world().requests()).length;
  });
  afterAll(async () => {
    expect(await world().requests()).toHaveLength(asked);
  });

  test.each<[string, string, RegExp]>([
    ['a line that is no domain', `${RIGHT}\nnot_a_domain\n`, /line 2: .*not_a_domain/],
    ['a public suffix', `# all\n\nco.uk\n${RIGHT}\n`, /line 3: .*public suffix/],
    ['nothing but comments', '# none yet\n', /list\.txt has no domain/],
  ])('%s', async (_what, text, expected) => {
    const team = listed(text);
    const args = ['check-dns', '--domains-file', 'list.txt'];
    const { stdout, stderr, exitCode } = await team.run(args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(expected);
    const { error } = await team.report(args);
    expect(error?.code).toBe('usage/domains-file');
    expect(error?.message).toMatch(expected);
  });

  test('several bad lines are reported at once', async () => {
    const { stderr } = await world()
      .team()
      .run(['check-dns', '--domains-file', '-'], { stdin: 'a_b\nacme.example\n192.0.2.1\n' });
    expect(stderr).toMatch(/stdin/);
    expect(stderr).toMatch(/line 1: .*\n +line 3: /);
  });

  test.each<[string[], RegExp]>([
    [['--domains-file', 'none.txt'], /none\.txt/],
    [['--domains-file', '.'], /EISDIR/],
    [['--domains-file', 'list.txt', WRONG], /domains-file.*news\.acme\.example/],
    [['--domains-file', 'list.txt', '--watch'], /--watch/],
    [['--domains-file', 'list.txt', '--concurrency', '0'], /above 0/],
  ])('%j', async (args, expected) => {
    const { stdout, stderr, exitCode } = await listed(`${RIGHT}\n`).run(['check-dns', ...args]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(expected);
  });
});

describe('--watch and --wait', () => {
  test('a watch as text: the first look at once, and how it is when the time is over', async () => {
    const team = world().team();
    const args = ['check-dns', RIGHT, '--watch', '--wait=1s'];
    const { stdout, exitCode } = await team.run(args);
    expect(exitCode).toBe(0);
    expect(stdout.match(/^check-dns {2}acme\.example/gm)).toHaveLength(2);
  });

  test('and as JSON one line a look', async () => {
    const team = world().team();
    // SES is asked for one domain a second, so a look at two takes more than one.
    const args = ['check-dns', RIGHT, WRONG, '--watch', '--wait=4s', '--json'];
    const { stdout, exitCode } = await team.run(args);
    expect(exitCode).toBe(1);
    const looks = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Report);
    expect(looks.length).toBeGreaterThanOrEqual(2);
    for (const look of looks) {
      expect(look.exitCode).toBe(1);
      expect(look.data).toMatchObject({ domains: [{}, {}] });
    }
  });

  test('a wait over a fleet tells each domain once, when time is up at the latest', async () => {
    const team = listed(`${WRONG}\n${RIGHT}\n${BARE}\n`);
    const args = ['check-dns', '--domains-file', 'list.txt', '--wait=1s', '--json'];
    const { stdout, exitCode } = await team.run(args);
    expect(exitCode).toBe(1);
    expect(ended(documents(stdout))).toEqual(ENDS);
  });
});
