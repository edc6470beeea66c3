/** What cli.md promises to scripts: each exit code reached for real, and the JSON field by field. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Remedy } from '../../src/core/model/remedy.ts';
import type { Report } from '../../src/core/model/types.ts';
import { BIN, openSandbox, type RunOptions } from '../helpers/cli.ts';
import { recordsOf, shareWorld, type Team, zoneLine } from './world.ts';

const DOMAIN = 'acme.example';
const TOKENS = ['a', 'b', 'c'].flatMap((letter) => ['--token', letter.repeat(32)]);
/** Nothing listens there (the discard port of RFC 863). */
const CLOSED = '127.0.0.1:9';
const USE_CASE = 'Receipts for people who bought something. 50 a day, with a way to stop them.';

const inDomain = { SES_MIGRATE_DOMAIN: DOMAIN };
const nullOr = (matcher: unknown) => expect.toBeOneOf([null, matcher]);
const text = expect.any(String);
const number = expect.any(Number);
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

/** The same exit code with and without --json. */
async function expectExit(code: number, team: Team, args: readonly string[], options?: RunOptions) {
  // One after the other: what changes something holds the lock of the checklist.
  const plain = await team.run(args, options);
  const report = await team.report(args, options);
  expect({ plain: plain.exitCode, json: report.exitCode }, plain.stderr).toEqual({
    plain: code,
    json: code,
  });
  return { ...plain, report };
}

/** Every document: nothing but these fields, and `error` instead of the report where there is none. */
function expectDocument(report: object): void {
  const status = /^(done|todo|waiting|problem|blocked|unknown|skipped)$/;
  expect(report).toEqual({
    version: 1,
    command: text,
    target: { domain: nullOr(text), region: nullOr(text), account: nullOr(text) },
    status: expect.stringMatching(status),
    exitCode: number,
    steps: expect.any(Array),
    next: expect.any(Array),
    data: expect.any(Object),
  });
  const { steps, next } = report as { steps: Report['steps']; next: object[] };
  for (const step of steps) {
    expect(step).toEqual({
      id: text,
      title: text,
      status: expect.stringMatching(status),
      summary: text,
      findings: expect.any(Array),
    });
    for (const { code, message, fixes, ...more } of step.findings) {
      expect({ code, message }).toEqual({
        code: expect.stringMatching(/^[a-z0-9]+\/[a-z0-9-]+$/),
        message: text,
      });
      expect(['subject', 'expected', 'found', 'fix', 'statement', 'docs']).toEqual(
        expect.arrayContaining(Object.keys(more)),
      );
      expect(fixes !== undefined).toBe('fix' in more);
      for (const remedy of fixes ?? []) expectRemedy(remedy);
      for (const [key, value] of Object.entries(more))
        expect(value).toEqual(key === 'statement' ? expect.any(Object) : text);
    }
  }
  for (const each of next)
    expect(each).toEqual({ command: expect.stringMatching(/^ses-migrate /), why: text });
}

/** What to do, and the parts of it that a script may use. */
function expectRemedy({ say, statement, ...more }: Remedy): void {
  expect(say).toMatch(/\S/);
  expect(['command', 'record', 'link']).toEqual(expect.arrayContaining(Object.keys(more)));
  for (const value of Object.values(more)) expect(value).toEqual(text);
  if (statement !== undefined)
    expect(statement).toMatchObject({ Effect: 'Allow', Action: expect.anything() });
}

describe('a domain that is on its way', () => {
  const world = shareWorld({ domain: DOMAIN, region: 'eu-central-1', speed: 200 });
  let team: Team;
  beforeAll(async () => {
    team = world().team(inDomain);
    writeFileSync(team.path('use-case.txt'), USE_CASE);
    await team.run(['verify-domain', '--yes']);
    await world().pass('1h');
  });

  test.concurrent('0, and data of verify-domain', async () => {
    const { report, stderr } = await expectExit(0, team, ['verify-domain', '--yes']);
    expectDocument(report);
    expect(report.target).toEqual({
      domain: DOMAIN,
      region: 'eu-central-1',
      account: '123456789012',
    });
    expect(report.data).toEqual({
      records: expect.any(Array),
      dnsHost: expect.objectContaining({ zone: DOMAIN, publishes: 'route53' }),
      changes: expect.any(Array),
      // One entry at least for each Region that is off; a loaded machine may not reach the others in time.
      elsewhere: expect.any(Array),
      footprint: {
        providers: [
          {
            id: 'resend',
            name: 'Resend',
            evidence: Array(2).fill({
              role: 'sends',
              name: expect.stringMatching(/^(send|resend\._domainkey)\.acme\.example$/),
              type: text,
              value: text,
            }),
          },
        ],
        mx: ['10 mx.mailboxes.example', '20 mx2.mailboxes.example'],
        spf: [{ value: text, providers: [], unknown: ['include:_spf.mailboxes.example'] }],
        dmarc: { name: `_dmarc.${DOMAIN}`, values: [text], policy: 'none', inherited: false },
        names: [],
        unread: [],
      },
    });
    for (const each of report.data.elsewhere as unknown[]) {
      expect(each).toEqual({ region: text, notSeen: text });
    }
    expect(recordsOf(report)).toHaveLength(6);
    for (const record of recordsOf(report)) {
      expect(record).toEqual({
        name: expect.stringMatching(/\.acme\.example$/),
        host: expect.not.stringMatching(/acme\.example$/),
        type: expect.stringMatching(/^(CNAME|MX|TXT)$/),
        value: text,
        priority: nullOr(10),
        purpose: expect.stringMatching(/^(dkim|mail-from-mx|mail-from-spf|dmarc)$/),
        required: expect.any(Boolean),
        published: true,
        entry: expect.arrayContaining([{ label: text, text }]),
      });
    }
    for (const change of report.data.changes as object[])
      expect(change).toEqual({ op: '=', what: text, from: text, to: text });
    expect(stderr).not.toContain('{');
  });

  test.concurrent('0, and data of check-dns', async () => {
    const { report } = await expectExit(0, team, ['check-dns', '--wait=60s']);
    expectDocument(report);
    const record = {
      name: text,
      type: expect.stringMatching(/^(CNAME|MX|TXT)$/),
      purpose: text,
      expected: text,
      required: expect.any(Boolean),
      status: 'match',
      etaSeconds: nullOr(number),
      views: [
        ...Array(2).fill(expect.objectContaining({ kind: 'authoritative', status: 'match' })),
        {
          server: world().env.SES_MIGRATE_RESOLVERS,
          kind: 'resolver',
          status: 'match',
          asked: true,
          values: [text],
          ttl: number,
          rcode: 'NOERROR',
          aa: false,
          ms: number,
          etaSeconds: null,
        },
      ],
    };
    expect(report.data).toEqual({
      domains: [
        {
          domain: DOMAIN,
          propagated: true,
          records: Array(6).fill(record),
          apexSpf: [text],
          ses: expect.objectContaining({
            verified: true,
            dkim: 'SUCCESS',
            mailFrom: 'SUCCESS',
            errorType: null,
            lastChecked: time,
          }),
        },
      ],
    });
  });

  test.concurrent('1 while something is to do, and data of status', async () => {
    const { report } = await expectExit(1, team, ['status']);
    expectDocument(report);
    expect(report.status).toBe('todo');
    expect(report.steps.map(({ id }) => id)).toEqual([
      ...['verify-domain', 'check-dns', 'setup-events'],
      ...['request-production', 'make-smtp-creds', 'send-test'],
    ]);
    expect(report.data).toMatchObject({
      account: {
        sandbox: true,
        sendingEnabled: true,
        enforcement: 'HEALTHY',
        quota: { max24Hour: 200, maxRate: 1, sent24Hour: number },
        review: null,
        caseId: null,
        plan: { current: text },
      },
      resources: expect.arrayContaining([{ kind: 'identity', name: DOMAIN }]),
    });
  });

  test.concurrent('data of request-production', async () => {
    const args = ['request-production', '--mail-type', 'marketing', '--website', 'acme.example'];
    const draft = [...args, '--use-case-file', 'use-case.txt', '--contact', 'a@acme.example'];
    const { report } = await expectExit(1, team, [...draft, '--draft']);
    expectDocument(report);
    expect(report.data).toMatchObject({
      review: null,
      caseId: null,
      sandbox: true,
      quota: { max24Hour: 200, maxRate: 1, sent24Hour: number },
      draft: {
        mailType: 'MARKETING',
        websiteUrl: 'https://acme.example',
        contactLanguage: 'EN',
        useCase: USE_CASE,
        contacts: ['a@acme.example'],
      },
    });
    // What was shown is what comes next: all its flags, and no --draft.
    expect(report.next[0]?.command).toBe(
      `ses-migrate ${draft.join(' ').replace(/acme.example/, 'https://acme.example')}`,
    );
  });

  test('data of make-smtp-creds: the password only where no place was named', async () => {
    const args = ['make-smtp-creds', '--yes', '--user-name'];
    const shown = await team.report([...args, 'shown']);
    expectDocument(shown);
    const [host, port] = world().env.SES_MIGRATE_SMTP?.split(':') ?? [];
    const data = {
      accessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
      host,
      port: Number(port),
      region: 'eu-central-1',
      changes: expect.any(Array),
      keys: [
        {
          id: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
          active: true,
          created: text,
          inUse: true,
          lastUse: nullOr(expect.objectContaining({ service: 'ses', region: 'eu-central-1' })),
          lastUseKnown: true,
          saved: true,
        },
      ],
    };
    expect(shown.data).toEqual({
      ...data,
      user: 'shown',
      writtenTo: null,
      places: [],
      password: expect.stringMatching(/^[A-Za-z0-9+/]{44}$/),
    });
    const filed = await team.report([...args, 'filed', '--file', 'smtp.env']);
    expect(filed.data).toEqual({
      ...data,
      user: 'filed',
      writtenTo: 'smtp.env',
      places: ['smtp.env'],
    });
  });

  test('data of send-test', async () => {
    const args = ['send-test', '--from', 'a@acme.example', '--scenario', 'success', '--yes'];
    const { data, exitCode } = await team.report([...args, '--via', 'smtp,api']);
    expect(exitCode).toBe(0);
    const [host, port] = world().env.SES_MIGRATE_SMTP?.split(':') ?? [];
    expect(data).toMatchObject({ provider: 'smtp', messageId: expect.stringMatching(/^\S+$/) });
    expect(data.attempts).toEqual([
      { via: 'smtp', host, port: Number(port), ok: true, code: 250, response: text, ms: number },
    ]);
    expect(data).toHaveProperty('proof');
  });

  test('1 where the message is refused, and every attempt is reported', async () => {
    const args = ['send-test', '--from', 'a@acme.example', '--scenario', 'success', '--yes'];
    const wrong = { SES_MIGRATE_SMTP_USERNAME: 'AKIAIOSFODNN7EXAMPLE' };
    const env = { ...wrong, SES_MIGRATE_SMTP_PASSWORD: 'wrong' };
    const report = await team.report([...args, '--via', 'smtp'], { env });
    expect(report.exitCode).toBe(1);
    expect(report.data.attempts).toMatchObject([{ via: 'smtp', ok: false, code: 535 }]);
    const chain = await team.report([...args, '--via', 'smtp,api'], { env });
    expect(chain).toMatchObject({
      exitCode: 0,
      data: {
        provider: 'api',
        attempts: [
          { via: 'smtp', ok: false },
          { via: 'api', ok: true },
        ],
      },
    });
  });

  test.concurrent('2, and an error as JSON on stdout with words on stderr', async () => {
    const { report, stdout, stderr } = await expectExit(2, team, ['status', '--region', 'moon']);
    expect(report).toEqual({
      version: 1,
      command: 'status',
      status: 'error',
      exitCode: 2,
      error: {
        code: 'usage/bad-region',
        message: expect.stringContaining('moon'),
        fix: text,
        fixes: [{ say: text }],
      },
    });
    expect(stdout).toBe('');
    expect(stderr).toContain(report.error?.message);
  });

  test.concurrent('4 with a wrong secret key, whether it looks or acts', async () => {
    const env = { AWS_SECRET_ACCESS_KEY: 'wrong' };
    const { report } = await expectExit(4, team, ['status'], { env });
    expect(report.error?.code).toBe('aws/credentials');
    const act = await team.report(['verify-domain', '--yes'], { env });
    expect(act.exitCode).toBe(4);
  });

  test.concurrent.each([
    ['an unknown key', { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }],
    ['no credentials', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }],
  ])('4 with %s', async (_what, env) => {
    const { exitCode, error } = await team.report(['status'], { env });
    expect({ exitCode, code: error?.code }).toEqual({ exitCode: 4, code: 'aws/credentials' });
  });

  test.concurrent('5 where AWS does not answer', async () => {
    const env = { AWS_ENDPOINT_URL: `http://${CLOSED}` };
    const { report } = await expectExit(5, team, ['status'], { env });
    expect(JSON.stringify(report.steps)).toContain('aws/unreachable');
    expect(JSON.stringify(report)).not.toContain('no-identity');
  });

  test.concurrent('5 where DNS does not answer: that is not "missing"', async () => {
    const env = { SES_MIGRATE_NAMESERVERS: CLOSED, SES_MIGRATE_RESOLVERS: CLOSED };
    const { report } = await expectExit(5, team, ['check-dns'], { env });
    const [seen] = report.data.domains as { records: { status: string }[]; propagated: boolean }[];
    expect(seen?.propagated).toBe(false);
    expect(seen?.records).toEqual(Array(6).fill(expect.objectContaining({ status: 'unknown' })));
    expect(JSON.stringify(report)).not.toContain('dns/missing');
  });

  test.concurrent('check-dns for two domains keeps their answers apart, in order', async () => {
    const args = ['check-dns', DOMAIN, 'other.example'];
    const { report, stdout } = await expectExit(1, team, args);
    expectDocument(report);
    expect(report.data.domains).toMatchObject([
      { domain: DOMAIN, propagated: true },
      { domain: 'other.example', propagated: false, records: [], ses: null },
    ]);
    for (const domain of [DOMAIN, 'other.example']) expect(stdout).toContain(domain);
  });
});

describe('where the clock stands still', () => {
  const world = shareWorld({ domain: DOMAIN, dns: 'manual', speed: 0.01 });
  let team: Team;
  beforeAll(async () => {
    team = world().team(inDomain);
    writeFileSync(team.path('use-case.txt'), USE_CASE);
    const report = await team.report(['verify-domain', '--yes']);
    await world().publish(...recordsOf(report).map(zoneLine));
    // Every server has the records; SES has not looked since.
    await world().pass('170s');
  });

  test('check-dns with three tokens asks AWS nothing, and needs no credentials', async () => {
    const asked = await world().requests();
    const bare = world().team({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });
    const { report } = await expectExit(1, bare, ['check-dns', DOMAIN, ...TOKENS]);
    expect(report.data.domains).toMatchObject([{ domain: DOMAIN, ses: null }]);
    const [seen] = report.data.domains as { records: { expected: string; status: string }[] }[];
    expect(seen?.records.map(({ status }) => status)).toEqual([
      ...['missing', 'missing', 'missing', 'match', 'match', 'match'],
    ]);
    expect(seen?.records[0]?.expected).toBe(`${'a'.repeat(32)}.dkim.amazonses.com`);
    expect(await world().requests()).toEqual(asked);
  });

  test('8 while only AWS has to move, also at the end of --wait', async () => {
    const args = ['request-production', '--mail-type', 'transactional', '--website', DOMAIN];
    const file = [...args, '--use-case-file', 'use-case.txt', '--contact', 'a@acme.example'];
    await team.run([...file, '--yes']);
    const { report } = await expectExit(8, team, ['request-production', '--wait=1s', '--yes']);
    expect(report.status).toBe('waiting');
    expectDocument(report);
    expect(report.next).toMatchObject([{ command: 'ses-migrate request-production --wait' }]);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '130 when a wait ends by %s, with the document, and the same command goes on',
    async (signal) => {
      const writes = await world().writes();
      for (const flags of [[], ['--json']]) {
        const ended = await interrupted(
          team,
          ['request-production', '--wait', '--yes', ...flags],
          signal,
        );
        expect(ended.exitCode).toBe(130);
        if (flags.length === 0) expect(ended.stdout).toBe('');
        else
          expect(JSON.parse(ended.stdout)).toMatchObject({
            status: 'error',
            exitCode: 130,
            error: { message: text },
          });
      }
      expect(await world().writes()).toEqual(writes);
    },
  );
});

describe.each([
  ['expired-token', 'status', 'token included in the request is expired'],
  ['deny:ses:GetAccount', 'request-production', 'ses:GetAccount'],
])('--fault %s', (fault, command, named) => {
  const world = shareWorld({ domain: DOMAIN, speed: 200, fault: [fault] });

  test('4, and what was refused is named', async () => {
    const said = await expectExit(4, world().team(inDomain), [command]);
    expect(JSON.stringify(said.report)).toContain(named);
    expect(said.stdout + said.stderr).toContain(named);
  });
});

/** Runs until the tool says that it waits, then sends the signal. */
async function interrupted(team: Team, args: readonly string[], signal: NodeJS.Signals) {
  const sandbox = openSandbox(team.env);
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: team.folder,
    env: sandbox.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
    // Once: a second one would not be a stop but an end.
    if (/reviewing/.test(stderr) && !child.killed) child.kill(signal);
  });
  const [exitCode] = await once(child, 'close');
  sandbox.close({ args, said: { stdout, stderr }, cwd: team.folder });
  return { exitCode, stdout, stderr };
}
