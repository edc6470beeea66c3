/** Several places with one key, by the program that is published. */

import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSettings } from '../../src/core/smtp-credentials/settings-reader.ts';
import { countsOf, findingsOf, shareWorld } from './world.ts';

const world = shareWorld({ region: 'eu-west-1', speed: 200 });
const ENV = 'SMTP_HOST=old.example\nSMTP_PORT=587\nSMTP_USER=u\nSMTP_PASS=p\n';

test('.env beside .env.local: the advice of the refusal is a command that works', async () => {
  const team = world().team({ SES_MIGRATE_DOMAIN: 'acme.example' });
  for (const file of ['.env', '.env.local']) writeFileSync(team.path(file), ENV);
  const make = ['make-smtp-creds', '--yes', '--user-name', 'shadowed'];
  const writes = countsOf(await world().writes());
  const refused = await team.report([...make, '--file', '.env']);
  expect(refused).toMatchObject({ exitCode: 1, error: { code: 'file/shadowed' } });
  expect(countsOf(await world().writes())).toEqual(writes);
  const [, flags = ''] = /(--file .*)$/.exec(refused.error?.fix ?? '') ?? [];
  const report = await team.report([...make, ...flags.split(' ')]);
  expect(report, JSON.stringify(findingsOf(report))).toMatchObject({
    exitCode: 0,
    data: { places: ['.env', '.env.local'] },
  });
  const logins = ['.env', '.env.local'].map((file) =>
    readSettings(readFileSync(team.path(file), 'utf8')),
  );
  expect(logins[0]?.username).toMatch(/^AKIA/);
  expect(logins[1]?.password.reveal()).toBe(logins[0]?.password.reveal());
  expect((await team.report([...make, ...flags.split(' ')])).exitCode).toBe(0);
  expect(countsOf(await world().writes()).CreateAccessKey).toBe(1);
});
