/** CoinPulse: new SES SMTP; the DNS of sinsi.ai is at a registrar without an API, so a person types. */

import { statSync, writeFileSync } from 'node:fs';
import PostalMime from 'postal-mime';
import { beforeAll, expect, it } from 'vitest';
import { parseEnvFile } from '../../src/core/smtp-credentials/env-file.ts';
import {
  findingsOf,
  type PanelRecord,
  recordsOf,
  shareWorld,
  type Team,
  zoneLine,
} from '../cli/world.ts';

const DOMAIN = 'sinsi.ai';
const REGION = 'ap-northeast-2';
const FROM = `CoinPulse <noreply@${DOMAIN}>`;
const ENV_BEFORE = `# CoinPulse
DATABASE_URL=postgres://coinpulse@localhost/coinpulse

# Mail
SMTP_HOST=smtp.old-provider.example
SMTP_PORT=2525
SMTP_USER=coinpulse
SMTP_PASSWORD='old # secret'
SMTP_FROM_EMAIL=noreply@sinsi.ai
SMTP_FROM_NAME=CoinPulse
LOG_LEVEL=info
`;
const USE_CASE = `We are operating a cryptocurrency trading platform (CoinPulse) that sends price signals,
security notices and bills to people who enabled them in their dashboard settings, 500-1,000 a day.
Bounces and complaints are handled automatically; every notification has an unsubscribe link.
`;

const world = shareWorld({ domain: DOMAIN, region: REGION, dns: 'manual', speed: 200 });
let team: Team;
let records: readonly PanelRecord[];
beforeAll(() => {
  team = world().team();
  writeFileSync(team.path('.env'), ENV_BEFORE);
  writeFileSync(team.path('use-case.txt'), USE_CASE);
});

/** The record of this host; the DKIM ones are known by their number. */
function record(which: string | number): PanelRecord {
  const found = records.filter((each, index) =>
    typeof which === 'number' ? index === which : `${each.host} ${each.type}` === which,
  );
  expect(found).toHaveLength(1);
  return found[0] as PanelRecord;
}

it('DNS 레코드 6개: host for the panel beside the full name, nothing else done to DNS', async () => {
  const zone = await world().zone();
  const report = await team.report(['verify-domain', DOMAIN, '--yes']);
  records = recordsOf(report);
  expect(report.data.dnsHost).toMatchObject({ zone: DOMAIN, publishes: 'manual' });
  const token = /^(\w{32})\.dkim\.amazonses\.com$/;
  for (const dkim of records.slice(0, 3)) {
    const [, name] = token.exec(dkim.value) ?? [];
    const host = `${name}._domainkey`;
    expect(dkim).toMatchObject({ type: 'CNAME', host, name: `${host}.${DOMAIN}`, priority: null });
  }
  const mx = `feedback-smtp.${REGION}.amazonses.com`;
  expect(records.slice(3)).toMatchObject([
    { name: `mail.${DOMAIN}`, host: 'mail', type: 'MX', value: mx, priority: 10 },
    { name: `mail.${DOMAIN}`, host: 'mail', type: 'TXT', value: expect.stringContaining('v=spf1') },
    {
      name: `_dmarc.${DOMAIN}`,
      host: '_dmarc',
      type: 'TXT',
      value: `v=DMARC1; p=none; rua=mailto:postmaster@${DOMAIN};`,
    },
  ]);
  expect(new Set(records.map(({ published }) => published))).toEqual(new Set([false]));
  expect(await world().zone()).toEqual(zone);
});

it('the six records on screen, uncut, ready to paste', async () => {
  const { stdout, exitCode } = await team.run(['verify-domain', '--yes']);
  expect(exitCode).toBe(0);
  for (const { host, name, value } of records) {
    expect(stdout).toMatch(new RegExp(`^ +host +${literally(host)}$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^ +name +${literally(name)}$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^ +value +(priority 10 +)?${literally(value)}$`, 'm'));
  }
});

it('문제 1: one record forgotten, one typed with its full name into a panel that adds the domain', async () => {
  const doubled = record(1);
  const typed = records
    .filter((each) => each !== doubled && each !== record('mail MX'))
    .map(zoneLine);
  await world().publish(...typed, zoneLine({ ...doubled, host: doubled.name }));
  await world().pass('10m');
  const report = await team.report(['check-dns']);
  expect(report.exitCode).toBe(1);
  const findings = findingsOf(report);
  const doubledSuffix = findings.filter(({ code }) => code === 'dns/doubled-suffix');
  expect(doubledSuffix).toHaveLength(1);
  expect(JSON.stringify(doubledSuffix)).toContain(`${doubled.name}.${DOMAIN}`);
  const missing = findings.filter(({ code }) => code === 'dns/missing');
  expect(missing).toHaveLength(1);
  expect(missing[0]?.message).toContain(`mail.${DOMAIN}`);
  expect(missing[0]?.fix).toContain(`MX 10 feedback-smtp.${REGION}.amazonses.com`);
  // The four that are right are not blamed.
  expect(findings.filter(({ code }) => code.startsWith('dns/'))).toHaveLength(2);
  const seen = report.data.domains as readonly { records: readonly { status: string }[] }[];
  const statuses = seen[0]?.records.map(({ status }) => status === 'match');
  expect(statuses).toEqual([true, false, true, false, true, true]);
});

it('DNS 전파 대기: check-dns --wait sees the person fix it, one record after the other', async () => {
  const looks = async () =>
    (await world().requests()).filter(({ operation }) => operation === 'GetEmailIdentity').length;
  const before = await looks();
  const waiting = team.report(['check-dns', '--wait=60s']);
  await expect.poll(looks, { timeout: 40_000 }).toBeGreaterThan(before);
  const doubled = record(1);
  await world().withdraw(zoneLine({ ...doubled, host: doubled.name }));
  await world().publish(zoneLine(doubled));
  const half = await looks();
  await expect.poll(looks, { timeout: 40_000 }).toBeGreaterThan(half);
  await world().publish(zoneLine(record('mail MX')));
  const { exitCode, data } = await waiting;
  expect(exitCode).toBe(0);
  expect(data.domains).toMatchObject([
    { propagated: true, ses: { verified: true, dkim: 'SUCCESS', mailFrom: 'SUCCESS' } },
  ]);
});

it('바운스/불만 알림: a simulated bounce and complaint come back', async () => {
  const { exitCode, status, data } = await team.report(['setup-events', '--yes']);
  expect([status, exitCode]).toEqual(['done', 0]);
  expect(data.proof).toMatchObject({ bounce: { seen: true }, complaint: { seen: true } });
  expect((await world().inbox()).map(({ to }) => to)).toEqual([
    ['bounce@simulator.amazonses.com'],
    ['complaint@simulator.amazonses.com'],
  ]);
});

/** What a person received: the messages that prove the events went to the simulator. */
async function received() {
  return (await world().inbox()).filter(({ to }) => to.includes('inbox@inbox.example'));
}

it('Production Access 신청', async () => {
  const { exitCode, data } = await team.report([
    ...['request-production', '--mail-type', 'transactional', '--website', 'coinpulse.sinsi.ai'],
    ...['--use-case-file', 'use-case.txt', '--contact', `admin@${DOMAIN}`, '--yes', '--wait=60s'],
  ]);
  expect(exitCode).toBe(0);
  // What reviewers ask for is all in the note's text.
  expect(data.draft).toMatchObject({ websiteUrl: 'https://coinpulse.sinsi.ai', advice: [] });
});

it('SMTP 자격증명, .env 업데이트: in place, under the names that are there', async () => {
  const args = ['make-smtp-creds', '--from', `noreply@${DOMAIN}`, '--file', '.env', '--yes'];
  const { status, data } = await team.report(args);
  expect(status).toBe('done');
  const after = team.read('.env');
  const settings = parseEnvFile(after);
  const [host = '', port = ''] = world().env.SES_MIGRATE_SMTP?.split(':') ?? [];
  expect(Object.fromEntries(settings)).toEqual({
    DATABASE_URL: 'postgres://coinpulse@localhost/coinpulse',
    SMTP_HOST: host,
    SMTP_PORT: port,
    SMTP_USER: data.accessKeyId,
    SMTP_PASSWORD: expect.stringMatching(/^[A-Za-z0-9+/]{44}$/),
    SMTP_FROM_EMAIL: 'noreply@sinsi.ai',
    SMTP_FROM_NAME: 'CoinPulse',
    LOG_LEVEL: 'info',
  });
  expect(settings.get('SMTP_USER')).toMatch(/^AKIA[A-Z2-7]{16}$/);
  // What was there is there still: as it was, or as a comment in its place.
  const kept = after.split('\n').map((line) => line.replace(/^# (?=SMTP_)/, ''));
  expect(kept.filter((line) => ENV_BEFORE.split('\n').includes(line))).toEqual(
    ENV_BEFORE.split('\n'),
  );
  expect(statSync(team.path('.env')).mode & 0o777).toBe(0o600);
});

it('이메일 발송 테스트: from CoinPulse, as text and as HTML', async () => {
  const args = ['send-test', '--from', FROM, '--to', 'inbox@inbox.example', '--yes'];
  const { exitCode, data } = await team.report(args);
  expect(exitCode).toBe(0);
  expect(data.attempts).toMatchObject([
    { via: 'api', ok: true },
    { via: 'smtp', ok: true },
  ]);
  const messages = await received();
  expect(messages).toHaveLength(2);
  for (const { raw } of messages) {
    expect(raw).toMatch(/^From: CoinPulse <noreply@sinsi\.ai>\r?$/m);
    const { from, text, html } = await PostalMime.parse(raw);
    expect(from).toEqual({ name: 'CoinPulse', address: `noreply@${DOMAIN}` });
    expect(text).toContain(DOMAIN);
    expect(html).toMatch(/<p>.*sinsi\.ai/);
  }
});

it.each([
  ['api', 0],
  ['smtp', 1],
])('the copy sent over %s proves DKIM, SPF and DMARC', async (_via, index) => {
  writeFileSync(team.path('received.eml'), (await received())[index]?.raw ?? '');
  const { exitCode, data } = await team.report(['send-test', '--eml', 'received.eml']);
  expect(exitCode).toBe(0);
  expect(data.proof).toMatchObject({ dkim: 'pass', spf: 'pass', dmarc: 'pass' });
});

it('체크리스트: all phases done', async () => {
  const { exitCode, steps } = await team.report(['status']);
  expect(steps.map(({ status }) => status)).toEqual(Array(6).fill('done'));
  expect(exitCode).toBe(0);
});

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
