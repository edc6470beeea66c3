/** The identity as others left it, in each state that SES has: what is said, planned, done, and left alone. */

import { GetEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { status } from '../../../src/commands/status.ts';
import type { Choices } from '../../../src/core/checklist.ts';
import type { Change, Report } from '../../../src/core/model/types.ts';
import type { Job } from '../../../src/flow/job.ts';
import { runStep } from '../../../src/flow/run.ts';
import { openSession } from '../../../src/flow/session.ts';
import type { ArrivalName } from '../../../src/rehearsal/aws/ses/arrivals.ts';
import { STEPS } from '../../../src/steps/index.ts';
import { awsAs, portsOver, withOneOther } from '../../flow/restricted.ts';
import { startWorld, type TestWorld } from '../../rehearsal/aws/world.ts';

const DOMAIN = 'acme.example';
const REGION = 'eu-central-1';
const SUBJECT = { domain: DOMAIN, region: REGION };
const DKIM = 'PutEmailIdentityDkimSigningAttributes';
const MAIL_FROM = 'PutEmailIdentityMailFromAttributes';

afterEach(() => vi.unstubAllEnvs());

async function arrived(arrival: ArrivalName, everywhere = false) {
  const world = await startWorld({ dnsMode: 'manual', faults: { arrival } });
  const real = awsAs(world, world.config().credentials);
  const ports = { ...portsOver(world), ...(everywhere ? real : withOneOther(real)) };
  const jobOf = async (choices: Choices = {}, change: Partial<Job> = {}): Promise<Job> => {
    const job: Job = {
      checklistSteps: STEPS,
      ports,
      session: openSession(ports, await ports.store.load(), SUBJECT),
      subject: SUBJECT,
      answers: {},
      consent: { yes: true, dryRun: false },
      waitMs: null,
      forever: false,
      records: null,
      ...change,
    };
    job.session.choose(choices);
    return job;
  };
  const run = async (choices: Choices = {}, change: Partial<Job> = {}) =>
    runStep(await jobOf(choices, change), 'verify-domain');
  return {
    world,
    run,
    checkDns: async () => runStep(await jobOf(), 'check-dns'),
    status: async () => status(await jobOf(), () => undefined),
    writes: () => namesOf(world).filter((name) => !/^(Get|List|Simulate)/.test(name)),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

const namesOf = (world: TestWorld) => world.aws.seen().map(({ operation }) => operation);

const sesCodes = ({ steps }: Report) =>
  steps
    .flatMap(({ findings }) => findings.map(({ code }) => code))
    .filter((code) => code.startsWith('ses/'));

/** The lines that change something: `~ DKIM signing: off -> on`. */
const changing = ({ data }: Pick<Report, 'data'>) =>
  (data.changes as readonly Change[])
    .filter(({ op }) => op !== '=')
    .map(({ op, what, from, to }) => `${op} ${what}: ${from ?? 'none'} -> ${to}`);

interface Case {
  readonly arrival: ArrivalName;
  readonly choices?: Choices;
  readonly confirm?: true;
  /** Before anything is done. */
  readonly codes: readonly string[];
  readonly lines?: readonly string[];
  /** What is done, and how it ends; without it nothing is. */
  readonly calls?: readonly string[];
  readonly ends: Report['status'];
}

const CASES: readonly Case[] = [
  { arrival: 'identity-complete', codes: [], ends: 'done' },
  { arrival: 'easy-dkim-1024', codes: ['ses/short-key'], ends: 'done' },
  {
    arrival: 'easy-dkim-1024',
    choices: { dkimKeyLength: '2048' },
    confirm: true,
    codes: ['ses/identity-incomplete'],
    lines: ['~ DKIM key length (new tokens): RSA_1024_BIT -> RSA_2048_BIT'],
    calls: [DKIM],
    ends: 'done',
  },
  { arrival: 'byodkim', codes: ['ses/adopted'], ends: 'done' },
  {
    arrival: 'byodkim',
    choices: { dkimKeyLength: '2048' },
    codes: ['ses/adopted', 'ses/key-length-kept'],
    ends: 'done',
  },
  { arrival: 'byodkim-failed', codes: ['ses/own-key-failed', 'ses/adopted'], ends: 'problem' },
  { arrival: 'deed', codes: ['ses/adopted', 'ses/other-region'], ends: 'done' },
  {
    arrival: 'deed-failed',
    codes: ['ses/dkim-failed', 'ses/adopted', 'ses/other-region'],
    lines: ['~ DKIM replicated from us-west-2: FAILED -> restarted'],
    calls: [DKIM],
    ends: 'done',
  },
  { arrival: 'deed-orphaned', codes: ['ses/replica-failed', 'ses/adopted'], ends: 'problem' },
  { arrival: 'dkim-pending', codes: [], ends: 'done' },
  {
    arrival: 'dkim-failed',
    codes: ['ses/dkim-failed'],
    lines: ['~ Easy DKIM: FAILED -> restarted'],
    calls: [DKIM],
    ends: 'done',
  },
  {
    arrival: 'dkim-failed-1024',
    codes: ['ses/dkim-failed', 'ses/short-key'],
    lines: ['~ Easy DKIM: FAILED -> restarted'],
    calls: [DKIM],
    ends: 'done',
  },
  { arrival: 'dkim-temporary-failure', codes: [], ends: 'done' },
  {
    arrival: 'dkim-not-started',
    codes: ['ses/identity-incomplete', 'ses/identity-incomplete'],
    lines: ['~ Easy DKIM: NOT_STARTED -> started', '~ DKIM signing: off -> on'],
    calls: [DKIM, 'PutEmailIdentityDkimAttributes'],
    ends: 'done',
  },
  {
    arrival: 'signing-off',
    codes: ['ses/identity-incomplete'],
    lines: ['~ DKIM signing: off -> on'],
    calls: ['PutEmailIdentityDkimAttributes'],
    ends: 'done',
  },
  {
    arrival: 'mail-from-none',
    codes: ['ses/identity-incomplete'],
    lines: [`+ MAIL FROM domain: none -> mail.${DOMAIN}`],
    calls: [MAIL_FROM],
    ends: 'done',
  },
  { arrival: 'mail-from-pending', codes: [], ends: 'done' },
  {
    arrival: 'mail-from-pending',
    choices: { onMxFailure: 'reject' },
    codes: ['ses/reject-waits'],
    ends: 'done',
  },
  {
    arrival: 'mail-from-failed',
    codes: ['ses/mail-from-failed'],
    lines: [`~ MAIL FROM domain mail.${DOMAIN}: FAILED -> check restarted`],
    calls: [MAIL_FROM],
    ends: 'done',
  },
  { arrival: 'mail-from-temporary-failure', codes: [], ends: 'done' },
  { arrival: 'mail-from-other', codes: ['ses/adopted'], ends: 'done' },
  {
    arrival: 'mail-from-other',
    choices: { mailFrom: `mail.${DOMAIN}` },
    confirm: true,
    codes: ['ses/identity-incomplete'],
    lines: [`~ MAIL FROM domain: news.${DOMAIN} -> mail.${DOMAIN}`],
    calls: [MAIL_FROM],
    ends: 'done',
  },
  {
    arrival: 'mail-from-rejects',
    choices: { onMxFailure: 'default' },
    codes: ['ses/mail-from-failed', 'ses/identity-incomplete', 'ses/mail-from-rejects'],
    lines: [
      `~ MAIL FROM domain mail.${DOMAIN}: FAILED -> check restarted`,
      '~ behavior while the MX of MAIL FROM is missing: REJECT_MESSAGE -> USE_DEFAULT_VALUE',
    ],
    calls: [MAIL_FROM, MAIL_FROM],
    ends: 'done',
  },
  { arrival: 'configuration-set', codes: ['ses/adopted'], ends: 'done' },
  {
    arrival: 'configuration-set-paused',
    codes: ['ses/configuration-set-paused', 'ses/adopted'],
    ends: 'problem',
  },
  {
    arrival: 'configuration-set-deleted',
    codes: ['ses/no-configuration-set', 'ses/adopted'],
    ends: 'problem',
  },
  {
    arrival: 'address-identities',
    codes: ['ses/address-identity', 'ses/address-overrides'],
    ends: 'done',
  },
  {
    arrival: 'other-region',
    codes: ['ses/no-identity', 'ses/mail-from-shared', 'ses/other-region'],
    lines: [
      `+ identity ${DOMAIN}: none -> Easy DKIM, 2048-bit keys`,
      `+ MAIL FROM domain: none -> mail.${DOMAIN}`,
    ],
    calls: ['CreateEmailIdentity', MAIL_FROM],
    ends: 'done',
  },
];

const named = CASES.map(
  (each) => [`${each.arrival} ${JSON.stringify(each.choices ?? {})}`, each] as const,
);

describe('each state', () => {
  test.each(named)('%s', async (_what, { arrival, choices, confirm, codes, ...expected }) => {
    const { lines = [], calls = [], ends } = expected;
    await using place = await arrived(arrival);
    const answers = confirm === true ? { confirm: [DOMAIN] } : {};

    const before = await place.run(choices, { consent: { yes: false, dryRun: true } });
    expect(sesCodes(before)).toEqual(codes);
    expect(changing(before)).toEqual(lines);
    expect(place.writes()).toEqual([]);

    const done = await place.run(choices, { answers });
    expect(done.status).toBe(ends);
    expect(changing(done)).toEqual(lines);
    expect(place.writes()).toEqual(calls);

    const again = await place.run(choices, { answers });
    expect(again.status).toBe(ends);
    expect(changing(again)).toEqual([]);
    expect(place.writes()).toEqual(calls);
  });

  test.each<[ArrivalName, Choices]>([
    ['easy-dkim-1024', { dkimKeyLength: '2048' }],
    ['mail-from-other', { mailFrom: `mail.${DOMAIN}` }],
    ['configuration-set', { configurationSet: 'other' }],
  ])('%s: --yes alone does not replace it by %j', async (arrival, choices) => {
    await using place = await arrived(arrival);
    await expect(place.run(choices)).rejects.toMatchObject({ code: 'usage/confirm', exitCode: 2 });
    expect(place.writes()).toEqual([]);
  });

  test('the key length of a FAILED search stays; its tokens may be others', async () => {
    await using place = await arrived('dkim-failed-1024');
    await place.run();
    const found = await identityOf(place.world);
    expect(found.DkimAttributes).toMatchObject({
      Status: 'PENDING',
      NextSigningKeyLength: 'RSA_1024_BIT',
    });
  });

  test('a replica shows the tokens of its parent, in the zone of the parent Region', async () => {
    await using place = await arrived('deed');
    const { data } = await place.run();
    const parent = await identityOf(place.world, 'us-west-2');
    const cnames = data.records.filter(({ type }) => type === 'CNAME').map(({ value }) => value);
    const { Tokens = [], SigningHostedZone } = parent.DkimAttributes ?? {};
    expect(cnames).toEqual(Tokens.map((token) => `${token}.${SigningHostedZone}`));
  });
});

describe('mail without an MX', () => {
  test('once MAIL FROM is SUCCESS, rejecting is offered, done when chosen, and taken back', async () => {
    await using place = await arrived('identity-complete');
    const behavior = async () =>
      (await identityOf(place.world)).MailFromAttributes?.BehaviorOnMxFailure;
    const { next } = await place.run();
    expect(next.map(({ command }) => command)).toContain(
      `ses-migrate verify-domain ${DOMAIN} --on-mx-failure reject`,
    );
    const chosen = await place.run({ onMxFailure: 'reject' });
    expect(await behavior()).toBe('REJECT_MESSAGE');
    expect(chosen.next.map(({ command }) => command).join()).not.toContain('--on-mx-failure');
    await place.run({ onMxFailure: 'default' });
    expect(await behavior()).toBe('USE_DEFAULT_VALUE');
    expect(place.writes()).toEqual([MAIL_FROM, MAIL_FROM]);
  });

  test('a new MAIL FROM name begins without REJECT_MESSAGE', async () => {
    await using place = await arrived('identity-complete');
    await place.run({ onMxFailure: 'reject' });
    const mailFrom = `news.${DOMAIN}`;
    await place.run({ onMxFailure: 'reject', mailFrom }, { answers: { confirm: [DOMAIN] } });
    expect((await identityOf(place.world)).MailFromAttributes).toMatchObject({
      MailFromDomain: mailFrom,
      BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
    });
  });

  test('chosen before SUCCESS and waited for, it is done when SES has seen the MX', async () => {
    await using place = await arrived('mail-from-pending');
    const { dns } = place.world;
    const name = `mail.${DOMAIN}`;
    const values = [`10 feedback-smtp.${REGION}.amazonses.com`];
    dns.put({ name, type: 'MX', ttl: 300, values });
    const before = await place.run({ onMxFailure: 'reject' });
    expect(sesCodes(before)).toEqual(['ses/reject-waits']);
    const { data } = await place.run({ onMxFailure: 'reject' }, { waitMs: 600_000 });
    expect(changing({ data })).toEqual([
      '~ behavior while the MX of MAIL FROM is missing: USE_DEFAULT_VALUE -> REJECT_MESSAGE',
    ]);
    expect(place.writes()).toEqual([MAIL_FROM]);
  });

  test('it is never refused unasked', async () => {
    await using place = await arrived('mail-from-none');
    await place.run();
    place.world.advance(120_000);
    await place.run();
    expect((await identityOf(place.world)).MailFromAttributes?.BehaviorOnMxFailure).toBe(
      'USE_DEFAULT_VALUE',
    );
  });
});

describe('other Regions', () => {
  const elsewhere = (world: TestWorld) =>
    world.aws.seen().filter(({ service, region }) => service === 'ses' && region !== REGION);

  test('verify-domain and status ask each once a run, by one call; check-dns asks none', async () => {
    await using place = await arrived('other-region', true);
    await place.checkDns();
    expect(elsewhere(place.world)).toEqual([]);
    const { data } = await place.run();
    const asked = elsewhere(place.world);
    expect(new Set(asked.map(({ operation }) => operation))).toEqual(new Set(['GetEmailIdentity']));
    expect(new Set(asked.map(({ region }) => region)).size).toBe(26);
    // It looked more than once, and remembered what it had read.
    expect(asked).toHaveLength(26);
    expect(data.elsewhere).toContainEqual({
      region: 'us-west-2',
      verified: true,
      dkim: 'SUCCESS',
      dkimOrigin: 'AWS_SES',
      mailFrom: `mail.${DOMAIN}`,
    });
    const report = await place.status();
    expect(report.data.resources).toContainEqual({
      kind: 'identity',
      name: `${DOMAIN} in us-west-2`,
    });
    // Another run, with a memory of its own.
    expect(elsewhere(place.world)).toHaveLength(2 * asked.length);
  });

  test('a Region that is off is no identity, and no hindrance', async () => {
    await using place = await arrived('identity-complete', true);
    const { data, exitCode } = await place.run();
    expect(exitCode).toBe(0);
    expect(data.elsewhere).toContainEqual({ region: 'af-south-1', notSeen: 'credentials' });
    expect(data.elsewhere).not.toContainEqual(expect.objectContaining({ region: 'us-west-2' }));
  });
});

function identityOf(world: TestWorld, region = REGION) {
  const client = world.ses();
  client.config.region = async () => region;
  return client.send(new GetEmailIdentityCommand({ EmailIdentity: DOMAIN }));
}
