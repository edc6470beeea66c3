/** A domain as teams have it before they move: Google Workspace, Resend, a mail host, a strict DMARC policy. */

import { beforeAll, expect, it } from 'vitest';
import { findingsOf, recordsOf, shareWorld, type Team } from '../cli/world.ts';

const DOMAIN = 'calndr.club';
const world = shareWorld({ domain: DOMAIN, dns: 'manual', speed: 200 });
let team: Team;
let zone: unknown;
beforeAll(async () => {
  team = world().team();
  await world().publish(
    '@ MX 1 smtp.google.com.',
    '@ TXT "brevo-code:1306ddbe7095"',
    'mail A 192.0.2.9',
    'mg MX 10 mxa.mailgun.org.',
    '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@calndr.club"',
  );
  await world().withdraw('@ MX 10 mx.mailboxes.example.', '@ MX 20 mx2.mailboxes.example.');
  await world().pass('1h');
  zone = await world().zone();
});

it('Resend’s send. is refused, nothing is written, and the choice is not remembered', async () => {
  const report = await team.report(['verify-domain', DOMAIN, '--mail-from', 'send', '--yes']);
  expect(report).toMatchObject({ status: 'problem', exitCode: 1 });
  expect(findingsOf(report)).toMatchObject([
    { code: 'dns/mail-from-in-use', message: expect.stringContaining('in use by Resend') },
  ]);
  expect(await world().writes()).toEqual([]);
  expect(() => team.read('ses-migrate.json')).toThrow('ENOENT');
});

it('a weaker DMARC policy is refused before anything is done', async () => {
  const { exitCode, error } = await team.report(['verify-domain', DOMAIN, '--dmarc', 'none']);
  expect(exitCode).toBe(2);
  expect(error).toMatchObject({ code: 'usage/dmarc-exists' });
  expect(await world().writes()).toEqual([]);
});

it('who receives and sends today is reported before consent; a free name is taken', async () => {
  const { stderr, exitCode } = await team.run(['verify-domain', DOMAIN, '--yes']);
  expect(exitCode).toBe(0);
  for (const line of [
    /^ {2}receives +Google Workspace \(MX smtp\.google\.com\)$/m,
    /^ {2}sends +Resend \(resend\._domainkey, send\), Mailgun \(mg\), Brevo \(brevo-code\), /m,
    /^ {2}SPF +unchanged/m,
    /^ {2}DMARC +p=reject; unchanged$/m,
    /bounce\.calndr\.club, because mail\.calndr\.club is in use \(A\s192\.0\.2\.9\)/,
  ])
    expect(stderr.replaceAll(/\n {12}/g, ' ')).toMatch(line);
  expect(stderr.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

it('the second run proposes the same, and what is there is left out of what to enter', async () => {
  const report = await team.report(['verify-domain', '--yes']);
  expect(report.exitCode).toBe(0);
  const open = recordsOf(report).filter(({ published }) => !published);
  expect(open.map(({ host, type }) => `${host} ${type}`).slice(3)).toEqual([
    'bounce MX',
    'bounce TXT',
  ]);
  const dmarc = recordsOf(report).find(({ host }) => host === '_dmarc');
  expect(dmarc).toMatchObject({ published: true, value: expect.stringContaining('p=reject') });
  expect(await world().zone()).toEqual(zone);
});
