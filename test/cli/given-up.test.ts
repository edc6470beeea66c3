/** SES looks for 72 hours and gives up: what a person reads then, and how it starts again. */

import { beforeAll, expect, test } from 'vitest';
import { findingsOf, recordsOf, shareWorld, type Team, zoneLine } from './world.ts';

const DOMAIN = 'acme.example';
const world = shareWorld({ domain: DOMAIN, dns: 'manual', speed: 50 });
let team: Team;

beforeAll(async () => {
  team = world().team();
  await team.run(['verify-domain', DOMAIN, '--yes']);
  await world().pass('73h');
  const { data } = await team.report(['verify-domain', '--dry-run']);
  await world().publish(...recordsOf({ data }).map(zoneLine));
});

const codes = async () => {
  const report = await team.report(['check-dns']);
  return { exitCode: report.exitCode, codes: findingsOf(report).map(({ code }) => code) };
};

test('right in DNS, FAILED in SES: the call that restarts it is named', async () => {
  const report = await team.report(['check-dns']);
  const findings = findingsOf(report).filter(({ code }) => code.startsWith('ses/'));
  expect(report.exitCode).toBe(1);
  expect(findings).toMatchObject([
    {
      code: 'ses/dkim-failed',
      fix: expect.stringMatching(
        /^The DKIM records are right in DNS now: restart the verification with: ses-migrate verify-domain acme\.example .*PutEmailIdentityDkimSigningAttributes/,
      ),
    },
    {
      code: 'ses/mail-from-failed',
      fix: expect.stringMatching(/^The MX is right in DNS now.*PutEmailIdentityMailFromAttributes/),
    },
  ]);
});

test('verify-domain offers it, does just that, and SES sees the records', async () => {
  const plan = await team.run(['verify-domain', '--dry-run']);
  expect(plan.stdout + plan.stderr).toMatch(/~ Easy DKIM +FAILED (→|->) restarted/);
  expect(plan.stdout + plan.stderr).toMatch(
    /~ MAIL FROM domain mail\.acme\.example +FAILED (→|->) check restarted/,
  );
  const before = await world().writes();
  const { data } = await team.report(['verify-domain', '--yes']);
  expect((await world().writes()).slice(before.length)).toEqual([
    'PutEmailIdentityDkimSigningAttributes',
    'PutEmailIdentityMailFromAttributes',
  ]);
  // Started again, Easy DKIM may have other tokens: what is new is entered.
  const missing = recordsOf({ data }).filter(({ published }) => !published);
  await world().publish(...missing.map(zoneLine));
  await team.run(['check-dns', '--wait=25s']);
  expect(await codes()).toEqual({ exitCode: 0, codes: [] });
});
