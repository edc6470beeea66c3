/** `send-test` over an old provider that someone else wrote, beside the SES of the rehearsal. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportHead } from '../../src/core/model/types.ts';
import { describeWith } from '../helpers/daemon.ts';
import { EXIM, type Exim, LOGIN, startExim, TO } from '../helpers/exim.ts';
import { findingsOf, shareWorld, type Team, trust } from './world.ts';

describeWith(EXIM, 'send-test --via old', overExim);

function overExim(): void {
  const options = { domain: 'acme.example', region: 'eu-west-1', situation: 'production' };
  const world = shareWorld({ ...options, speed: 200 });
  const denying = shareWorld({ ...options, speed: 200, fault: ['deny:ses:SendRawEmail'] });
  let exim: Exim;
  let team: Team;
  let denied: Team;

  beforeAll(async () => {
    exim = await startExim({ picky: true });
    [team, denied] = [await teamIn(world()), await teamIn(denying())];
  });
  afterAll(() => exim.stop());

  async function teamIn(where: ReturnType<typeof world>): Promise<Team> {
    const made = where.team({ SES_MIGRATE_DOMAIN: 'acme.example', SMTP_URL: url(LOGIN.pass) });
    trust(made, exim.caFile);
    await made.report(['verify-domain', '--yes']);
    await where.pass('1h');
    return made;
  }

  const url = (password: string) =>
    `smtp://${LOGIN.user}:${encodeURIComponent(password)}@127.0.0.1:${exim.port}`;

  /** Sends to this recipient; `delivered` counts what Exim has had to deliver since. */
  async function send(who: Team, via: string, to: string, password = LOGIN.pass) {
    const before = (await exim.delivered()).length;
    const args = ['send-test', '--yes', '--from', 'a@acme.example', '--to', to, '--via', via];
    const report = await who.report(args, { env: { SMTP_URL: url(password) } });
    const delivered = async () => (await exim.delivered()).length - before;
    return { report, delivered, codes: codesOf(report) };
  }

  test('SES denies it: the old provider delivers it, once, with the id it gave', async () => {
    const { report, delivered } = await send(denied, 'api,old', TO.known);
    expect(report).toMatchObject({ exitCode: 0, status: 'done' });
    const attempts = report.data.attempts as readonly { response: string }[];
    expect(attempts).toMatchObject([
      { via: 'api', ok: false, code: 403 },
      { via: 'old', host: '127.0.0.1', port: exim.port, ok: true, code: 250 },
    ]);
    expect(report.data).toMatchObject({ provider: 'old' });
    expect(`250 OK id=${report.data.messageId}`).toBe(attempts[1]?.response);
    await expect.poll(delivered).toBe(1);
    expect((await exim.delivered()).at(-1)).toMatch(/^X-Migration-Token: \S+-old$/m);
  });

  test('a wrong password there: 535, and SES sends it', async () => {
    const mails = (await world().inbox()).length;
    const { report, delivered } = await send(team, 'old,api', TO.known, 'wrong');
    expect(report).toMatchObject({
      exitCode: 0,
      data: {
        provider: 'api',
        attempts: [{ via: 'old', ok: false, code: 535 }, { ok: true }],
      },
    });
    expect(await world().inbox()).toHaveLength(mails + 1);
    expect(await delivered()).toBe(0);
  });

  test('nobody takes it: both reasons, each with its cure', async () => {
    const { report, codes } = await send(denied, 'old,api', TO.known, 'wrong');
    expect(report).toMatchObject({
      exitCode: 1,
      data: { attempts: [{ code: 535 }, { code: 403 }] },
    });
    expect(codes.toSorted()).toEqual(['send/denied', 'send/login-refused']);
    expect(JSON.stringify(report)).not.toContain(LOGIN.pass);
  });

  test.each([
    ['unknown', 'send/no-mailbox', 550],
    ['spam', 'send/refused', 554],
  ] as const)(
    'the recipient "%s": %s, and SES is asked only where that may help',
    async (to, code, reply) => {
      const mails = (await world().inbox()).length;
      const { report, codes } = await send(team, 'old,api', TO[to]);
      const attempts = report.data.attempts as readonly object[];
      expect(attempts[0]).toMatchObject({ via: 'old', ok: false, code: reply });
      const helped = to === 'spam';
      expect([report.exitCode, attempts.length, codes]).toEqual(
        helped ? [0, 2, []] : [1, 1, [code]],
      );
      expect(await world().inbox()).toHaveLength(mails + (helped ? 1 : 0));
    },
  );
}

/** Of the messages of this run, not of what the checklist still lacks. */
function codesOf(report: ReportHead): string[] {
  const codes = findingsOf(report).map(({ code }) => code);
  return codes.filter((code) => code !== 'send/path-untried');
}
