/** What SES may say to a message, over both paths of `send-test`: its finding, its exit code, and how often it is asked. */

import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Finding, ReportHead } from '../../src/core/model/types.ts';
import { findingsOf, shareWorld, type Team } from './world.ts';

const world = shareWorld({
  domain: 'acme.example',
  region: 'eu-west-1',
  situation: 'production',
  speed: 200,
});
const SEND = ['send-test', '--yes', '--from', 'a@acme.example', '--scenario', 'success'];
let team: Team;

beforeAll(async () => {
  team = world().team({ SES_MIGRATE_DOMAIN: 'acme.example' });
  await team.report(['verify-domain', '--yes']);
  await world().pass('1h');
  await team.report(['make-smtp-creds', '--yes', '--file', 'smtp.env']);
});
afterEach(() => world().fault(null));

interface Told {
  readonly via: string;
  readonly ok: boolean;
  readonly code: number | null;
  readonly response: string;
}

async function send(args: readonly string[] = []) {
  const before = await asked();
  const report = await team.report([...SEND, ...args]);
  const attempts = report.data.attempts as readonly Told[];
  return { report, attempts, calls: (await asked()) - before };
}

/** Calls of SendEmail that AWS has seen, refused ones too. */
async function asked(): Promise<number> {
  return (await world().requests()).filter(({ operation }) => operation === 'SendEmail').length;
}

function codes(attempts: readonly Told[], via: string): (number | null)[] {
  return attempts.filter((each) => each.via === via).map(({ code }) => code);
}

function of(report: ReportHead, code: string): readonly Finding[] {
  return findingsOf(report).filter((each) => each.code === code);
}

describe('asked once, as no second try would help', () => {
  // Refused once over each path: a second try would be taken.
  test.each<[fault: string, code: string, overSmtp: number, overApi: number]>([
    ['quota', 'send/quota', 454, 429],
    ['bad-address', 'send/bad-address', 501, 400],
    ['not-subscribed', 'send/not-subscribed', 535, 403],
    ['too-large', 'send/too-large', 552, 400],
    ['denied', 'send/denied', 554, 403],
    ['not-verified', 'send/not-verified', 554, 400],
    ['paused', 'send/paused', 554, 400],
    ['malformed', 'send/malformed', 554, 400],
    ['mail-from', 'send/mail-from', 554, 400],
    ['no-configuration-set', 'send/no-configuration-set', 554, 404],
  ])('%s: %s, over SMTP with %i, over the API with %i', async (fault, code, overSmtp, overApi) => {
    await world().fault(`${fault}:1`);
    const { report, attempts, calls } = await send();
    expect(report).toMatchObject({ exitCode: 1, status: 'problem', data: { provider: null } });
    expect(codes(attempts, 'smtp')).toEqual([overSmtp]);
    expect(codes(attempts, 'api')).toEqual([overApi]);
    expect(calls).toBe(1);
    // Each says whom it asked, repeats the answer, and has a cure.
    const found = of(report, code);
    expect(found).toHaveLength(2);
    for (const [index, { found: said, fix, message }] of found.entries()) {
      expect(fix).toMatch(/\w+ \w+/);
      expect(message).toMatch(/^(smtp|api) \(127\.0\.0\.1\) answered \d{3} \S/);
      expect(attempts[index]?.response).toContain(said);
    }
    // One form for both.
    const forms = attempts.map((each) => Object.keys(each));
    expect(forms).toEqual([forms[0], forms[0]]);
  });

  test('old-password, which SMTP alone knows', async () => {
    await world().fault('old-password:1');
    const { report, attempts, calls } = await send();
    expect([report.exitCode, codes(attempts, 'smtp'), codes(attempts, 'api')]).toEqual([
      1,
      [454],
      [200],
    ]);
    expect([of(report, 'send/old-password').length, calls]).toEqual([1, 1]);
  });
});

describe('asked again, as the answer says that this helps', () => {
  test.each<[fault: string, path: string[], overSmtp: number[], overApi: number[]]>([
    ['rate:1', [], [454, 250], [429, 200]],
    ['idle:1', [], [451, 250], [200]],
    ['temporary:1', ['--via', 'api'], [], [500, 200]],
  ])('%s %j: over SMTP %j, over the API %j, and taken', async (fault, path, overSmtp, overApi) => {
    await world().fault(fault);
    const { report, attempts, calls } = await send(path);
    expect(report).toMatchObject({ exitCode: 0, status: 'done' });
    expect(codes(attempts, 'smtp')).toEqual(overSmtp);
    expect(codes(attempts, 'api')).toEqual(overApi);
    expect(calls).toBe(overApi.length);
  });
});

test('in text, one form for both paths', async () => {
  await world().fault('paused');
  const { stdout, exitCode } = await team.run(SEND, { env: { CI: 'true' } });
  expect(exitCode).toBe(1);
  const form = /^refused {3}(\w+) +[\w.-]+:\d+ {2}\d+ ms\n {10}(\d{3}) \S/gm;
  expect([...stdout.matchAll(form)].map(([, via, code]) => [via, code])).toEqual([
    ['api', '400'],
    ['smtp', '554'],
  ]);
});
