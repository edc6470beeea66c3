/** Optima: Resend → SES API, and SES SMTP for a self-hosted Infisical; the zone is in Route 53. */

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import nodemailer from 'nodemailer';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseEnvFile } from '../../src/core/smtp-credentials/env-file.ts';
import type { ZoneSet } from '../../src/rehearsal/contract.ts';
import {
  findingsOf,
  recordsOf,
  shareWorld,
  type Team,
  type World,
  zoneLine,
} from '../cli/world.ts';

const DOMAIN = 'optima.onl';
const REGION = 'ap-southeast-1';
const NOREPLY = `noreply@${DOMAIN}`;
const SMTP_USER = 'optima-ses-smtp';
const SETTINGS = 'infisical.env';
const USE_CASE = `We send sign-in codes and order confirmations to people who signed up at https://${DOMAIN}.
Addresses are confirmed by a code before any other mail. Bounces and complaints arrive over SNS, and such
an address gets no further mail. About 500 messages a day; every mail says how to stop it.
`;
const REQUEST = [
  ...['request-production', '--mail-type', 'transactional', '--website', `https://${DOMAIN}`],
  ...['--use-case-file', 'use-case.txt', '--contact', `ops@${DOMAIN}`, '--yes'],
];

const nameAndType = ({ name, type }: ZoneSet) => `${name} ${type}`;

describe('the migration, in the order of the note', () => {
  const world = shareWorld({ domain: DOMAIN, region: REGION, speed: 200 });
  let team: Team;
  let zoneBefore: readonly ZoneSet[];
  beforeAll(async () => {
    team = world().team();
    zoneBefore = await world().zone();
    writeFileSync(team.path('use-case.txt'), USE_CASE);
  });

  it('域名验证: the plan alone changes nothing', async () => {
    const { data, exitCode } = await team.report(['verify-domain', DOMAIN, '--dry-run']);
    expect(exitCode).toBe(1);
    expect(data.changes).toEqual([
      { op: '+', what: `identity ${DOMAIN}`, from: null, to: expect.stringContaining('2048') },
      { op: '+', what: 'MAIL FROM domain', from: null, to: `mail.${DOMAIN}` },
    ]);
    expect(await world().writes()).toEqual([]);
    expect(await world().zone()).toEqual(zoneBefore);
    expect(() => team.read('ses-migrate.json')).toThrow('ENOENT');
  });

  it('域名验证 (DKIM + SPF + DMARC + MAIL FROM)', async () => {
    const { data, status } = await team.report(['verify-domain', DOMAIN, '--yes']);
    expect(status).toBe('done');
    const changes = data.changes as readonly { op: string; what: string; to: string }[];
    const added = changes.filter(({ op }) => op === '+').map(({ what }) => what);
    expect(added).toEqual([
      `identity ${DOMAIN}`,
      'MAIL FROM domain',
      ...Array(3).fill(expect.stringMatching(/^CNAME \w{32}\._domainkey\.optima\.onl$/)),
      `MX mail.${DOMAIN}`,
      `TXT mail.${DOMAIN}`,
      `TXT _dmarc.${DOMAIN}`,
    ]);
    expect(changes.filter(({ op }) => op !== '+' && op !== '=')).toEqual([]);
    expect(await world().writes()).toEqual([
      'CreateEmailIdentity',
      'PutEmailIdentityMailFromAttributes',
      'ChangeResourceRecordSets',
    ]);
  });

  it('a second run holds only "=" and changes nothing', async () => {
    const writes = await world().writes();
    const { data, exitCode } = await team.report(['verify-domain', '--yes']);
    expect(exitCode).toBe(0);
    const ops = (data.changes as readonly { op: string }[]).map(({ op }) => op);
    expect(ops).toHaveLength(9);
    expect(new Set(ops)).toEqual(new Set(['=']));
    expect(await world().writes()).toEqual(writes);
  });

  it('what others have in the zone stays: mailboxes, SPF, Resend', async () => {
    const after = await world().zone();
    const others = zoneBefore.filter(({ type }) => type !== 'SOA');
    expect(after).toEqual(expect.arrayContaining(others));
    const known = new Set(zoneBefore.map(nameAndType));
    for (const set of [`${DOMAIN} TXT`, `${DOMAIN} MX`, `send.${DOMAIN} MX`, `send.${DOMAIN} TXT`])
      expect(known).toContain(set);
    const added = after.map(nameAndType).filter((set) => !known.has(set));
    expect(added).toHaveLength(6);
    expect(added.filter((set) => /^\w{32}\._domainkey\.optima\.onl CNAME$/.test(set))).toHaveLength(
      3,
    );
    expect(added).toEqual(
      expect.arrayContaining([`mail.${DOMAIN} MX`, `mail.${DOMAIN} TXT`, `_dmarc.${DOMAIN} TXT`]),
    );
  });

  it('check-dns --wait: all six records everywhere, and SES agrees', async () => {
    const { data, exitCode } = await team.report(['check-dns', '--wait=60s']);
    expect(exitCode).toBe(0);
    expect(data.domains).toMatchObject([
      {
        domain: DOMAIN,
        propagated: true,
        records: Array(6).fill({ status: 'match' }),
        ses: { verified: true, dkim: 'SUCCESS', mailFrom: 'SUCCESS' },
      },
    ]);
  });

  it('SNS 通知: bounces and complaints are published, and a simulated one of each comes back', async () => {
    const { data, exitCode, status } = await team.report(['setup-events', '--yes']);
    expect([status, exitCode]).toEqual(['done', 0]);
    expect(data).toMatchObject({
      configurationSet: 'optima-onl',
      destinations: [{ kind: 'sns', enabled: true }],
      proof: { bounce: { seen: true, path: 'api' }, complaint: { seen: true, path: 'api' } },
    });
  });

  it('提交 SES Production Access 申请, and waiting for it', async () => {
    const { data, exitCode } = await team.report([...REQUEST, '--wait=60s']);
    expect(exitCode).toBe(0);
    expect(data).toMatchObject({
      review: 'GRANTED',
      caseId: expect.stringMatching(/^\d+$/),
      sandbox: false,
      draft: { useCase: USE_CASE.trim(), contacts: [`ops@${DOMAIN}`] },
    });
  });

  it(`创建 Infisical SMTP IAM 用户 ${SMTP_USER}`, async () => {
    const args = ['make-smtp-creds', '--user-name', SMTP_USER, '--from', NOREPLY];
    const { data, status } = await team.report([...args, '--file', SETTINGS, '--yes']);
    expect(status).toBe('done');
    expect(data).toMatchObject({ user: SMTP_USER, region: REGION });
    expect(data).not.toHaveProperty('password');
    expect(statSync(team.path(SETTINGS)).mode & 0o777).toBe(0o600);
    const [host, port] = world().env.SES_MIGRATE_SMTP?.split(':') ?? [];
    expect(Object.fromEntries(parseEnvFile(team.read(SETTINGS)))).toEqual({
      SMTP_HOST: host,
      SMTP_PORT: port,
      SMTP_USERNAME: data.accessKeyId,
      SMTP_PASSWORD: expect.stringMatching(/^[A-Za-z0-9+/]{44}$/),
      SMTP_FROM_ADDRESS: NOREPLY,
    });
  });

  it('the SMTP user may send as noreply@optima.onl and as nobody else', async () => {
    const send = sender(world(), parseEnvFile(team.read(SETTINGS)));
    await expect(send(NOREPLY)).resolves.toMatch(/^250 Ok /);
    await expect(send(`ceo@${DOMAIN}`)).rejects.toThrow(/554 Access denied.*ses:SendRawEmail/);
    // An address of another domain that SES itself would let send.
    const neighbour = 'hello@neighbour.example';
    await verify(world(), neighbour);
    await expect(send(neighbour)).rejects.toThrow(/554 Access denied.*ses:SendRawEmail/);
  });

  it('发送测试邮件验证: over the API and over SMTP', async () => {
    const args = ['send-test', '--from', NOREPLY, '--to', 'inbox@inbox.example', '--yes'];
    const { data, exitCode } = await team.report(args);
    expect(exitCode).toBe(0);
    expect(data.attempts).toMatchObject([
      { via: 'api', ok: true, code: 200 },
      { via: 'smtp', ok: true, code: 250 },
    ]);
  });

  it('DKIM/SPF/DMARC pass, proven in the received copy', async () => {
    const received = (await world().inbox()).at(-1);
    writeFileSync(team.path('received.eml'), received?.raw ?? '');
    const { data, exitCode } = await team.report(['send-test', '--eml', 'received.eml']);
    expect(exitCode).toBe(0);
    expect(data.proof).toMatchObject({
      dkim: 'pass',
      spf: 'pass',
      dmarc: 'pass',
      alignedBy: ['dkim', 'spf'],
    });
  });

  it('a copy that was changed on its way proves nothing', async () => {
    const forged = team.read('received.eml').replace(/^Subject: /m, 'Subject: Urgent: ');
    writeFileSync(team.path('forged.eml'), forged);
    const { data, exitCode, steps } = await team.report(['send-test', '--eml', 'forged.eml']);
    expect(exitCode).toBe(1);
    expect(data.proof).toMatchObject({
      dkim: expect.not.stringMatching(/^pass$/),
      alignedBy: ['spf'],
    });
    expect(steps[0]?.findings.map(({ code }) => code)).toContain('send/not-aligned');
    await team.report(['send-test', '--eml', 'received.eml']);
  });

  it('status: every step done, exit 0, the resources by their names', async () => {
    const { data, exitCode, steps } = await team.report(['status']);
    expect(steps.map(({ status }) => status)).toEqual(Array(6).fill('done'));
    expect(exitCode).toBe(0);
    expect(data.resources).toEqual(
      expect.arrayContaining([
        { kind: 'identity', name: DOMAIN },
        { kind: 'IAM user', name: expect.stringContaining(SMTP_USER) },
        { kind: 'support case', name: expect.stringMatching(/^\d+$/) },
      ]),
    );
  });

  it('status --markdown: a TODO like the note itself', async () => {
    const { stdout, exitCode } = await team.run(['status', '--markdown']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^# .*optima\.onl/);
    expect(stdout.match(/^- \[x\] /gm)).toHaveLength(6);
    expect(stdout).not.toContain('[ ]');
  });
});

describe('等待中: while AWS reviews', () => {
  // So slow that the review ends only when the clock is moved.
  const world = shareWorld({ domain: DOMAIN, region: REGION, dns: 'manual', speed: 0.01 });
  let team: Team;
  let caseId: unknown;
  beforeAll(async () => {
    team = world().team();
    writeFileSync(team.path('use-case.txt'), USE_CASE);
    const report = await team.report(['verify-domain', DOMAIN, '--yes']);
    await world().publish(...recordsOf(report).map(zoneLine));
    await world().pass('1h');
  });

  it('the case id and the limits of the sandbox are shown, and it is only waiting', async () => {
    const { data, exitCode, steps } = await team.report(REQUEST);
    expect(exitCode).toBe(8);
    expect(data).toMatchObject({
      review: 'PENDING',
      sandbox: true,
      quota: { max24Hour: 200, maxRate: 1, sent24Hour: 0 },
    });
    caseId = data.caseId;
    expect(caseId).toMatch(/^\d+$/);
    expect(steps[0]?.summary).toMatch(new RegExp(`${caseId}.*sandbox: 200 a day, 1 a second`));
  });

  it('the next run knows the case, and does not ask AWS twice', async () => {
    const { data, exitCode } = await team.report(REQUEST);
    expect({ exitCode, caseId: data.caseId }).toEqual({ exitCode: 8, caseId });
    expect((await world().writes()).filter((each) => each === 'PutAccountDetails')).toHaveLength(1);
  });

  it('the sandbox takes mail to verified addresses alone', async () => {
    const send = (to: string) =>
      team.report(['send-test', '--via', 'api', '--from', NOREPLY, '--to', to, '--yes']);
    const sent = (await world().writes()).length;
    const { error, exitCode } = await send('stranger@inbox.example');
    expect(exitCode).toBe(1);
    expect(error).toMatchObject({ code: 'send/sandbox-recipient' });
    expect(error?.message).toContain('stranger@inbox.example');
    expect(await world().writes()).toHaveLength(sent);
  });

  it('批准后: granted when the review has passed', async () => {
    await world().pass('2d');
    const report = await team.report(['request-production', '--wait=60s', '--yes']);
    expect(report).toMatchObject({
      exitCode: 0,
      data: { review: 'GRANTED', caseId, sandbox: false, quota: { max24Hour: 50_000 } },
    });
    expect(findingsOf(report)).toEqual([]);
  });
});

/** Sends as an application with these settings would; resolves with the reply of the server. */
function sender(
  { env }: World,
  settings: ReadonlyMap<string, string>,
): (from: string) => Promise<string> {
  const setting = (name: string) => settings.get(`SMTP_${name}`) ?? '';
  const transport = nodemailer.createTransport({
    host: setting('HOST'),
    port: Number(setting('PORT')),
    requireTLS: true,
    auth: { user: setting('USERNAME'), pass: setting('PASSWORD') },
    tls: { ca: readFileSync(env.NODE_EXTRA_CA_CERTS ?? '', 'utf8') },
  });
  return async (from) => {
    const mail = { from, to: 'inbox@inbox.example', subject: 'hi', text: 'hi' };
    return (await transport.sendMail(mail)).response;
  };
}

/** An address that SES knows as verified, without the tool. */
async function verify(world: World, address: string): Promise<void> {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_ENDPOINT_URL = '' } = world.env;
  const ses = new SESv2Client({
    region: REGION,
    endpoint: AWS_ENDPOINT_URL,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  });
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: address }));
  await world.verifyAddress(address);
}
