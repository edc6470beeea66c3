import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Control, startControl } from '../../src/rehearsal/control/server.ts';
import { createDnsData, type DnsWorld } from '../../src/rehearsal/dns/data.ts';
import { seedSets } from '../../src/rehearsal/dns/seeds.ts';
import { createSendFaults } from '../../src/rehearsal/send-faults.ts';
import { runUnattended } from '../../src/rehearsal/unattended.ts';
import { frozenClock } from './frozen-clock.ts';

/** Stands in for the program: notes how it was called, makes the file it was asked for, ends as told. */
const PROGRAM = `
  import { appendFileSync, writeFileSync } from 'node:fs';
  const [command, ...args] = process.argv.slice(2);
  const { SMTP_PASSWORD, CI, LOG, ENDS } = process.env;
  appendFileSync(LOG, JSON.stringify({ command, args, SMTP_PASSWORD, CI }) + '\\n');
  if (args.includes('--file')) writeFileSync(args[args.indexOf('--file') + 1], 'SMTP_PASSWORD="p=w"\\n');
  const records = [
    { name: 't._domainkey.acme.example', type: 'CNAME', value: 't.dkim.amazonses.com', published: false },
    { name: 'mail.acme.example', type: 'MX', value: 'feedback.example', priority: 10, published: false },
    { name: '_dmarc.acme.example', type: 'TXT', value: 'v=DMARC1; p=none;', published: false },
    { name: 'send.acme.example', type: 'TXT', value: 'already there', published: true },
  ];
  const said = args.includes('--json') ? JSON.stringify({ command, data: { records } }) : 'said ' + command;
  process.stdout.write(said + '\\n');
  process.exitCode = JSON.parse(ENDS)[command] ?? 0;
`;

const clock = frozenClock();
let folder: string;
let dns: DnsWorld;
let control: Control;
let notes: string;
let results: string;

beforeEach(async () => {
  notes = '';
  results = '';
  folder = await mkdtemp(join(tmpdir(), 'unattended-test-'));
  await writeFile(join(folder, 'program.mjs'), PROGRAM);
  await writeFile(join(folder, 'log'), '');
  const sets = seedSets({
    domain: 'acme.example',
    region: 'us-east-1',
    nameServers: ['ns.dns-host.example'],
  });
  dns = createDnsData({ clock, timings: { authoritativeLag: [0, 0] }, sets });
  const message = { id: '1', at: '', from: '', to: [], subject: '' };
  control = await startControl({
    clock,
    dns,
    domain: 'acme.example',
    inbox: {
      deliver: async () => undefined,
      receive: async () => ({ id: '' }),
      messages: () => [
        { ...message, raw: 'older' },
        { ...message, raw: 'newest\r\n' },
      ],
    },
    sendFaults: createSendFaults(null),
    requests: () => [],
    setStanding: () => undefined,
    verifyAddress: () => undefined,
    verifyToken: () => '',
  });
});
afterEach(async () => {
  await control.close();
  await rm(folder, { recursive: true });
});

async function run(
  ends: Readonly<Record<string, number>>,
  options: { dns?: 'route53' | 'manual'; json?: boolean } = {},
) {
  const exitCode = await runUnattended(
    {
      domain: 'acme.example',
      dns: options.dns ?? 'route53',
      json: options.json ?? false,
      entry: join(folder, 'program.mjs'),
      control: control.url,
      env: { CI: 'true', LOG: join(folder, 'log'), ENDS: JSON.stringify(ends) },
      folder,
    },
    {
      note: (text) => {
        notes += text;
      },
      result: (text) => {
        results += text;
      },
    },
  );
  const log = (await readFile(join(folder, 'log'), 'utf8')).trimEnd().split('\n');
  return { exitCode, calls: log.map((line) => JSON.parse(line)) };
}

test('the whole script runs, is echoed, and ends with what status says', async () => {
  const { exitCode, calls } = await run({ 'verify-domain': 8, status: 1 });
  expect(exitCode).toBe(1);
  expect(calls.map(({ command }) => command)).toEqual([
    'verify-domain',
    'check-dns',
    'setup-events',
    'request-production',
    'make-smtp-creds',
    'send-test',
    'send-test',
    'status',
  ]);
  expect(calls.every(({ args, CI }) => args.includes('--no-input') && CI === undefined)).toBe(true);
  expect(calls.map((call) => call.SMTP_PASSWORD)).toEqual([
    ...Array(5).fill(undefined),
    ...Array(3).fill('p=w'),
  ]);
  expect(results).toBe('said status\n');
  expect(notes).toContain('$ ses-migrate verify-domain acme.example --yes\nsaid verify-domain\n');
  expect(notes).toContain("$ ses-migrate make-smtp-creds --from '*@acme.example' --file ");
  const eml = calls[6]?.args[calls[6].args.indexOf('--eml') + 1];
  expect(await readFile(eml, 'utf8')).toBe('newest\r\n');
});

test('a command that ends with another code stops the run with its code and, as JSON, its answer', async () => {
  const { exitCode, calls } = await run({ 'check-dns': 5 }, { json: true });
  expect(exitCode).toBe(5);
  expect(calls).toHaveLength(2);
  expect(JSON.parse(results)).toMatchObject({ command: 'check-dns' });
});

test('only verify-domain may end waiting', async () => {
  expect((await run({ 'check-dns': 8 })).exitCode).toBe(8);
  expect(results).toBe('');
});

test('with a DNS panel the person’s part is played: what is not published is typed in', async () => {
  const { exitCode } = await run({}, { dns: 'manual', json: true });
  expect(exitCode).toBe(0);
  expect(JSON.parse(results)).toMatchObject({ command: 'status' });
  expect(dns.held('t._domainkey.acme.example', 'CNAME')?.values).toEqual(['t.dkim.amazonses.com']);
  expect(dns.held('mail.acme.example', 'MX')?.values).toEqual(['10 feedback.example']);
  expect(dns.held('_dmarc.acme.example', 'TXT')?.values).toEqual(['v=DMARC1; p=none;']);
  expect(dns.held('send.acme.example', 'TXT')?.values).not.toContain('already there');
  expect(notes).toContain('mail.acme.example. 300 IN MX 10 feedback.example.\n');
});
