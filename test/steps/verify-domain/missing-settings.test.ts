import { describe, expect, test } from 'vitest';
import type { Choices } from '../../../src/core/checklist.ts';
import { recordsOfIdentity } from '../../../src/core/records/records.ts';
import type { Identity } from '../../../src/core/ses/facts.ts';
import type { World } from '../../../src/core/world.ts';
import { verifyDomain } from '../../../src/steps/verify-domain/step.ts';
import { fakePorts, isAwsCall, START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { apply, deeds, planOf } from '../apply.ts';

const { DOMAIN, ok, identity } = w;
const MAIL_FROM = `mail.${DOMAIN}`;

function worldOf(own: Identity, change: Partial<World> = {}): World {
  const records = recordsOfIdentity(own, w.REGION, MAIL_FROM, 'v=DMARC1; p=none;');
  return w.world({ identity: ok(own), records: ok(records), ...change });
}

/** `~ DKIM signing: off -> on`; an `=` line shows its value alone. */
function lines(world: World, choices: Choices = {}): string[] {
  const fakes = fakePorts({ checklist: w.checklist({ choices }) });
  const { tasks } = planOf(verifyDomain, fakes, { world });
  return tasks
    .flatMap((task) => task.changes)
    .map(({ op, what, from, to }) =>
      op === '=' ? `= ${what}: ${to}` : `${op} ${what}: ${from ?? 'none'} -> ${to}`,
    );
}

function judged(world: World, choices: Choices = {}) {
  const result = verifyDomain.diagnose(world, w.checklist({ choices }), START);
  return { ...result, codes: result.findings.map((each) => each.code) };
}

const NEW = { status: 'NOT_STARTED', tokens: [], signingEnabled: false } as const;
const SHORT = { currentKeyLength: 'RSA_1024_BIT', nextKeyLength: 'RSA_1024_BIT' } as const;

describe('what is completed', () => {
  test.each<[string, Parameters<typeof identity>[0], Choices, string[]]>([
    [
      'no MAIL FROM',
      { mailFrom: { domain: null, status: null } },
      {},
      [`+ MAIL FROM domain: none -> ${MAIL_FROM}`],
    ],
    [
      'MAIL FROM FAILED',
      { mailFrom: { status: 'FAILED' } },
      {},
      [`~ MAIL FROM domain ${MAIL_FROM}: FAILED -> check restarted`],
    ],
    [
      'another MAIL FROM was chosen',
      {},
      { mailFrom: `b.${DOMAIN}` },
      [`~ MAIL FROM domain: ${MAIL_FROM} -> b.${DOMAIN}`],
    ],
    [
      'another MAIL FROM was chosen, and mail is rejected without an MX',
      { mailFrom: { behaviorOnMxFailure: 'REJECT_MESSAGE' } },
      { mailFrom: `b.${DOMAIN}`, onMxFailure: 'reject' },
      [
        `~ MAIL FROM domain: ${MAIL_FROM} -> b.${DOMAIN}, with USE_DEFAULT_VALUE until SES finds its MX`,
      ],
    ],
    ['signing is off', { dkim: { signingEnabled: false } }, {}, ['~ DKIM signing: off -> on']],
    ['DKIM FAILED', { dkim: { status: 'FAILED' } }, {}, ['~ Easy DKIM: FAILED -> restarted']],
    [
      'verified by an old TXT record alone, DKIM never started',
      { dkim: NEW },
      {},
      ['~ Easy DKIM: NOT_STARTED -> started', '~ DKIM signing: off -> on'],
    ],
    [
      'a replicated key whose records were not found in time',
      { dkim: { origin: 'AWS_SES_US_GOV_EAST_1', status: 'FAILED' } },
      {},
      ['~ DKIM replicated from us-gov-east-1: FAILED -> restarted'],
    ],
    [
      'a longer key was chosen',
      { dkim: SHORT },
      { dkimKeyLength: '2048' },
      ['~ DKIM key length (new tokens): RSA_1024_BIT -> RSA_2048_BIT'],
    ],
    [
      'a configuration set was chosen',
      {},
      { configurationSet: 'shop' },
      ['+ default configuration set: none -> shop'],
    ],
    [
      'another one is attached',
      { configurationSet: 'old' },
      { configurationSet: 'shop' },
      ['~ default configuration set: old -> shop'],
    ],
    [
      'rejecting was chosen, MAIL FROM is SUCCESS',
      {},
      { onMxFailure: 'reject' },
      ['~ behavior while the MX of MAIL FROM is missing: USE_DEFAULT_VALUE -> REJECT_MESSAGE'],
    ],
    [
      'rejecting is to end, whatever MAIL FROM is',
      { mailFrom: { status: 'PENDING', behaviorOnMxFailure: 'REJECT_MESSAGE' } },
      { onMxFailure: 'default' },
      ['~ behavior while the MX of MAIL FROM is missing: REJECT_MESSAGE -> USE_DEFAULT_VALUE'],
    ],
    [
      'two things at once',
      { dkim: { signingEnabled: false }, mailFrom: { domain: null } },
      {},
      ['~ DKIM signing: off -> on', `+ MAIL FROM domain: none -> ${MAIL_FROM}`],
    ],
  ])('%s', (_what, change, choices, expected) => {
    const world = worldOf(identity(change));
    expect(lines(world, choices).filter((line) => !line.startsWith('='))).toEqual(expected);
    const { status, codes } = judged(world, choices);
    expect(status).toBe('todo');
    const told = /^ses\/(identity-incomplete|dkim-failed|mail-from-failed)$/;
    expect(codes.filter((code) => told.test(code))).toHaveLength(expected.length);
  });

  test.each<[string, Parameters<typeof identity>[0], Choices]>([
    ['MAIL FROM', {}, { mailFrom: `b.${DOMAIN}` }],
    ['key', { dkim: SHORT }, { dkimKeyLength: '2048' }],
    ['configuration set', { configurationSet: 'old' }, { configurationSet: 'shop' }],
  ])('to replace the %s that is there needs the name of the domain', (_what, change, choices) => {
    const fakes = fakePorts({ checklist: w.checklist({ choices }) });
    const { tasks } = planOf(verifyDomain, fakes, { world: worldOf(identity(change)) });
    const replaced = tasks.flatMap((task) => task.changes).filter(({ op }) => op === '~');
    expect(replaced.map(({ confirm }) => confirm)).toEqual([DOMAIN]);
  });

  test('a new key says before consent what it means for mail on its way', () => {
    const fakes = fakePorts({ checklist: w.checklist({ choices: { dkimKeyLength: '2048' } }) });
    const { preview } = planOf(verifyDomain, fakes, { world: worldOf(identity({ dkim: SHORT })) });
    expect(preview).toContain('Leave the old CNAMEs for some days');
  });
});

describe('what stays as it is, and what is said of it', () => {
  const complete = [`= identity ${DOMAIN}: there`];
  const proven = `= MAIL FROM domain: ${MAIL_FROM}, SUCCESS`;
  const looking = '(SES retries automatically)';
  test.each<[string, Parameters<typeof identity>[0], Choices, string[], string[]]>([
    ['Easy DKIM 2048', {}, {}, ['= DKIM: Easy DKIM, 2048-bit keys, SUCCESS', proven], []],
    [
      'Easy DKIM 1024',
      { dkim: SHORT },
      {},
      ['= DKIM: Easy DKIM, 1024-bit keys, SUCCESS', proven],
      ['ses/short-key'],
    ],
    [
      'Easy DKIM 1024 on purpose',
      { dkim: SHORT },
      { dkimKeyLength: '1024' },
      ['= DKIM: Easy DKIM, 1024-bit keys, SUCCESS', proven],
      [],
    ],
    [
      'a rotation to the chosen length on its way',
      { dkim: { ...SHORT, nextKeyLength: 'RSA_2048_BIT' } },
      { dkimKeyLength: '2048' },
      ['= DKIM: Easy DKIM, 1024-bit keys changing to 2048, SUCCESS', proven],
      [],
    ],
    [
      'BYODKIM, the selector told',
      { dkim: { origin: 'EXTERNAL', tokens: ['sel'] } },
      { dkimKeyLength: '2048' },
      ['= DKIM: your own key (BYODKIM, selector sel), SUCCESS', proven],
      ['ses/adopted', 'ses/key-length-kept'],
    ],
    [
      'BYODKIM, the selector not told',
      { dkim: { origin: 'EXTERNAL', tokens: [], status: 'PENDING' } },
      {},
      [`= DKIM: your own key (BYODKIM), PENDING ${looking}`, proven],
      ['ses/adopted'],
    ],
    [
      'DEED',
      { dkim: { ...SHORT, origin: 'AWS_SES_US_EAST_1' } },
      { dkimKeyLength: '2048' },
      ['= DKIM: the key from us-east-1 (DEED), SUCCESS', proven],
      ['ses/adopted', 'ses/key-length-kept'],
    ],
    [
      'DKIM just started',
      { dkim: { status: 'NOT_STARTED' } },
      {},
      [`= DKIM: Easy DKIM, 2048-bit keys, NOT_STARTED ${looking}`, proven],
      [],
    ],
    [
      'DKIM TEMPORARY_FAILURE',
      { dkim: { status: 'TEMPORARY_FAILURE' } },
      {},
      [`= DKIM: Easy DKIM, 2048-bit keys, TEMPORARY_FAILURE ${looking}`, proven],
      [],
    ],
    [
      'MAIL FROM of another name, PENDING',
      { mailFrom: { domain: `b.${DOMAIN}`, status: 'PENDING' } },
      {},
      [
        '= DKIM: Easy DKIM, 2048-bit keys, SUCCESS',
        `= MAIL FROM domain: b.${DOMAIN}, PENDING ${looking}`,
      ],
      ['ses/adopted'],
    ],
    [
      'MAIL FROM TEMPORARY_FAILURE, and mail is rejected meanwhile',
      { mailFrom: { status: 'TEMPORARY_FAILURE', behaviorOnMxFailure: 'REJECT_MESSAGE' } },
      {},
      [
        '= DKIM: Easy DKIM, 2048-bit keys, SUCCESS',
        `= MAIL FROM domain: ${MAIL_FROM}, TEMPORARY_FAILURE ${looking}, REJECT_MESSAGE`,
      ],
      ['ses/adopted', 'ses/mail-from-rejects'],
    ],
    [
      'rejecting was chosen before MAIL FROM is SUCCESS',
      { mailFrom: { status: 'PENDING' } },
      { onMxFailure: 'reject' },
      [
        '= DKIM: Easy DKIM, 2048-bit keys, SUCCESS',
        `= MAIL FROM domain: ${MAIL_FROM}, PENDING ${looking}`,
      ],
      ['ses/reject-waits'],
    ],
    [
      'another default configuration set',
      { configurationSet: 'old' },
      {},
      ['= DKIM: Easy DKIM, 2048-bit keys, SUCCESS', proven, '= default configuration set: old'],
      ['ses/adopted'],
    ],
  ])('%s', (_what, change, choices, kept, codes) => {
    const world = worldOf(identity(change));
    expect(lines(world, choices)).toEqual([...complete, ...kept]);
    expect(judged(world, choices)).toMatchObject({ status: 'done', codes });
  });

  test('what this tool set itself was not found', () => {
    const own = identity({ mailFrom: { domain: `b.${DOMAIN}` } });
    const steps = w.done('verify-domain', w.receipt('set-mail-from', { mailFrom: `b.${DOMAIN}` }));
    const { findings } = verifyDomain.diagnose(worldOf(own), w.checklist({ steps }), START);
    expect(findings).toEqual([]);
  });

  test('rejecting is offered once MAIL FROM is SUCCESS, and no more once chosen', () => {
    const offered = (change: Parameters<typeof identity>[0], choices: Choices = {}) =>
      judged(worldOf(identity(change)), choices).offers ?? [];
    expect(offered({}).map(({ command }) => command)).toEqual([
      `ses-migrate verify-domain ${DOMAIN} --on-mx-failure reject`,
    ]);
    expect(offered({}, { onMxFailure: 'default' })).toEqual([]);
    expect(offered({ mailFrom: { behaviorOnMxFailure: 'REJECT_MESSAGE' } })).toEqual([]);
    for (const status of ['PENDING', 'TEMPORARY_FAILURE'])
      expect(offered({ mailFrom: { status } })).toEqual([]);
  });
});

describe('what only a person can fix', () => {
  const parentGone = { errorType: 'REPLICATION_PRIMARY_NOT_FOUND' };
  const set = (change: object) =>
    ok({ name: 'old', exists: true, sendingEnabled: true, set: null, ...change });
  test.each<[string, Identity, Partial<World>, string]>([
    [
      'BYODKIM that FAILED: SES does not give out the private key',
      identity({ dkim: { origin: 'EXTERNAL', tokens: ['sel'], status: 'FAILED' } }),
      {},
      'ses/own-key-failed',
    ],
    [
      'a replica whose parent is gone',
      identity({
        dkim: { origin: 'AWS_SES_EU_WEST_2', tokens: [], status: 'FAILED' },
        verification: parentGone,
      }),
      {},
      'ses/replica-failed',
    ],
    [
      'a configuration set that was deleted',
      identity({ configurationSet: 'old' }),
      { configurationSet: set({ exists: false }) },
      'ses/no-configuration-set',
    ],
    [
      'a configuration set with sending disabled',
      identity({ configurationSet: 'old' }),
      { configurationSet: set({ sendingEnabled: false }) },
      'ses/configuration-set-paused',
    ],
  ])('%s', (_what, own, change, code) => {
    const world = worldOf(own, change);
    expect(lines(world).filter((line) => !line.startsWith('='))).toEqual([]);
    const { status, codes, findings } = judged(world);
    expect(status).toBe('problem');
    expect(codes).toContain(code);
    expect(findings.find((each) => each.code === code)?.fix).toBeTruthy();
  });

  test('a replica that SUCCEEDED once is not judged by an old error', () => {
    const own = identity({ dkim: { origin: 'AWS_SES_EU_WEST_2' }, verification: parentGone });
    expect(judged(worldOf(own)).status).toBe('done');
  });

  test('what can be completed comes first', () => {
    const own = identity({
      dkim: { origin: 'EXTERNAL', status: 'FAILED', signingEnabled: false },
    });
    expect(judged(worldOf(own))).toMatchObject({
      status: 'todo',
      codes: ['ses/identity-incomplete', 'ses/own-key-failed', 'ses/adopted'],
    });
  });
});

describe('the calls behind the lines', () => {
  test.each<[string, Parameters<typeof identity>[0], Choices, string]>([
    [
      'a replica is restarted as a replica',
      { dkim: { origin: 'AWS_SES_EU_WEST_2', status: 'FAILED' } },
      {},
      `ses.startReplicaDkim ${DOMAIN} AWS_SES_EU_WEST_2`,
    ],
    [
      'REJECT_MESSAGE goes with the name that is there',
      { mailFrom: { domain: `b.${DOMAIN}` } },
      { onMxFailure: 'reject' },
      `ses.putMailFrom ${DOMAIN} b.${DOMAIN} REJECT_MESSAGE`,
    ],
    [
      'a restarted check keeps REJECT_MESSAGE, which somebody chose',
      { mailFrom: { status: 'FAILED', behaviorOnMxFailure: 'REJECT_MESSAGE' } },
      {},
      `ses.putMailFrom ${DOMAIN} ${MAIL_FROM} REJECT_MESSAGE`,
    ],
    [
      'another name begins without REJECT_MESSAGE',
      { mailFrom: { behaviorOnMxFailure: 'REJECT_MESSAGE' } },
      { mailFrom: `b.${DOMAIN}` },
      `ses.putMailFrom ${DOMAIN} b.${DOMAIN} USE_DEFAULT_VALUE`,
    ],
  ])('%s', async (_what, change, choices, call) => {
    const fakes = fakePorts({
      ses: call.startsWith('ses.putMailFrom')
        ? { putMailFrom: [undefined] }
        : { startReplicaDkim: [undefined] },
      checklist: w.checklist({ choices }),
    });
    const answers = { confirm: [DOMAIN] };
    await apply(verifyDomain, fakes, { world: worldOf(identity(change)), answers });
    expect(deeds(fakes).filter(isAwsCall)).toEqual([call]);
  });
});
