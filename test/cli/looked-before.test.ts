/** SES looks now and then: what it said before the last change of the zone is told as such. */

import { beforeAll, expect, test } from 'vitest';
import { findingsOf, recordsOf, shareWorld, type Team, zoneLine } from './world.ts';

const DOMAIN = 'acme.example';
// Every hour; the zone's servers take seconds.
const world = shareWorld({ domain: DOMAIN, dns: 'manual', speed: 1, fault: ['slow-ses:3600'] });
let team: Team;

beforeAll(async () => {
  team = world().team();
  const { data } = await team.report(['verify-domain', DOMAIN, '--yes']);
  await world().pass('1h');
  // The look that is due.
  await team.run(['check-dns']);
  await world().publish(...recordsOf({ data }).map(zoneLine));
});

async function saidOfSes() {
  const findings = findingsOf(await team.report(['check-dns']));
  return findings.filter(({ code }) => code.startsWith('ses/'));
}

test('published after its last look: the serials of then and now are reported', async () => {
  await world().pass('1m');
  const said = await saidOfSes();
  expect(said.map(({ code }) => code)).toEqual([
    'ses/dkim-pending',
    'ses/mail-from-pending',
    'ses/looked-before-change',
  ]);
  const found = said.at(-1);
  expect(found).toMatchObject({ subject: `${DOMAIN} SOA`, fix: 'Wait for its next check.' });
  expect(Number(found?.expected)).toBeGreaterThan(Number(found?.found));
});

test('after its next look the verdict is of today', async () => {
  await world().pass('1h');
  expect(await saidOfSes()).toEqual([]);
});
