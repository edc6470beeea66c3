import { describe, expect, test } from 'vitest';
import { type Checklist, receiptsOf } from '../../../src/core/checklist.ts';
import type { ForeignEntry } from '../../../src/core/checklist-receipts.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { World } from '../../../src/core/world.ts';
import {
  type Attempt,
  type OutgoingMessage,
  PortError,
  type Proof,
} from '../../../src/ports/index.ts';
import { sendTestInputs } from '../../../src/steps/send-test/inputs.ts';
import { sendTest } from '../../../src/steps/send-test/step.ts';
import { type AwsScript, byService, type Fakes, fakePorts, START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { apply, deeds } from '../apply.ts';

const FROM = `Acme <hello@${w.DOMAIN}>`;
const TO = ['inbox@inbox.example'];
const LOGIN = { username: 'AKIA', password: new Secret('p') };
const ENDPOINT = {
  host: 'email-smtp.eu-west-1.amazonaws.com',
  port: 587,
  tls: 'starttls',
} as const;
const OLD = {
  endpoint: { host: 'old.example', port: 25, tls: 'if-offered' },
  login: null,
} as const;
const WHOLE = w.proof();

function attempt(via: string, change: Partial<Attempt> = {}): Attempt {
  const base = { via, host: `${via}.example`, port: 587, ms: 4, ambiguous: false };
  return { ...base, ok: true, code: 250, response: '250 Ok id-1', messageId: 'id-1', ...change };
}

const REJECTED = { ok: false, code: 554, response: '554 Message rejected', messageId: null };
const TOO_FAST = {
  ok: false,
  code: 454,
  response: '454 Throttling failure: Maximum sending rate exceeded',
  messageId: null,
};
const SILENT = { ok: false, code: null, response: 'Timeout', messageId: null, ambiguous: true };

function having(...receipts: ForeignEntry[]): Checklist {
  return w.checklist({ steps: w.done('send-test', ...receipts) });
}
const sent = (via: string) => w.receipt('sent', { via, token: `t-${via}`, messageId: 'id-1' });
const refused = (via: string, response: string, ambiguous = false) =>
  w.receipt('refused', { via, host: 'h', code: 554, response, ambiguous });
const proved = (change = {}) =>
  w.receipt('proved', {
    dkim: 'pass',
    spf: 'pass',
    dmarc: 'pass',
    alignedBy: 'dkim,spf',
    receivedAt: null,
    ...change,
  });

describe('judged by the checklist', () => {
  test.each<[string, Checklist, string, string[]]>([
    ['nothing sent', w.checklist(), 'todo', []],
    ['one of two paths', having(sent('api')), 'todo', ['send/path-untried']],
    [
      'the other refused',
      having(sent('api'), refused('smtp', '554 Access denied')),
      'todo',
      ['send/denied'],
    ],
    [
      'refused, later taken',
      having(sent('api'), refused('smtp', 'x'), sent('smtp')),
      'todo',
      ['send/unproven'],
    ],
    [
      'taken, later refused',
      having(sent('api'), sent('smtp'), refused('api', 'x')),
      'todo',
      ['send/refused'],
    ],
    [
      'perhaps taken',
      having(sent('api'), refused('smtp', 'Timeout', true)),
      'todo',
      ['send/ambiguous'],
    ],
    ['both taken, no copy', having(sent('api'), sent('smtp')), 'todo', ['send/unproven']],
    [
      'a copy that fails SPF',
      having(sent('api'), sent('smtp'), proved({ spf: 'fail' })),
      'problem',
      ['send/not-aligned'],
    ],
    [
      'a copy aligned by SPF alone',
      having(sent('api'), sent('smtp'), proved({ alignedBy: 'spf' })),
      'problem',
      ['send/not-aligned'],
    ],
    [
      'a bad copy, then a good one',
      having(sent('api'), sent('smtp'), proved({ dkim: 'fail' }), proved()),
      'done',
      [],
    ],
    [
      'a proof without a message over SMTP',
      having(sent('api'), proved()),
      'todo',
      ['send/path-untried'],
    ],
    [
      'a path that no application uses',
      having(sent('api'), sent('smtp'), sent('old'), proved()),
      'done',
      [],
    ],
  ])('%s', (_what, checklist, status, codes) => {
    const result = sendTest.diagnose(w.world(), checklist, START);
    expect([result.status, ...result.findings.map((each) => each.code)]).toEqual([
      status,
      ...codes,
    ]);
  });

  test('applications that use the API alone need no SMTP message', () => {
    const list = { ...having(sent('api'), proved()), choices: { sendsBy: 'api' as const } };
    expect(sendTest.diagnose(w.world(), list, START).status).toBe('done');
  });
});

interface Sending {
  readonly answers?: Record<string, string | string[]>;
  readonly world?: World;
  readonly smtp?: Attempt[];
  readonly api?: Attempt[];
  /** Logins that the paths need. */
  readonly uses: readonly ('smtp' | 'old')[];
}

/** Sends with a login from the environment. */
async function send({ answers = {}, world = w.world(), smtp, api, uses }: Sending) {
  const overSes = (smtp?.length ?? 0) > (uses.includes('old') ? 1 : 0);
  const fakes = fakePorts({
    ses: api === undefined ? {} : { sendEmail: api },
    smtp: {
      compose: () => Buffer.from('raw'),
      ...(smtp === undefined ? {} : { send: smtp }),
      ...(overSes ? { endpoint: () => ENDPOINT } : {}),
    },
    env: {
      ...(uses.includes('smtp') ? { sesSmtp: () => LOGIN } : {}),
      ...(uses.includes('old') ? { oldSmtp: () => OLD } : {}),
    },
  });
  const outcome = await apply(sendTest, fakes, {
    world,
    answers: { from: FROM, to: TO, ...answers },
  });
  return { fakes, outcome };
}

function codesOf({ outcome }: Awaited<ReturnType<typeof send>>) {
  const { status, findings } = outcome.concluded ?? { status: 'nothing', findings: [] };
  return [status, ...findings.map((each) => each.code)];
}

describe('over each path in use', () => {
  test('the intent is written before each message, its fate after', async () => {
    const done = await send({ api: [attempt('api')], smtp: [attempt('smtp')], uses: ['smtp'] });
    expect(deeds(done.fakes).filter((line) => !/^(env|smtp.compose)/.test(line))).toEqual([
      'checklist',
      'intent send-test send',
      'ses.sendEmail',
      'receipt send-test sent',
      'intent send-test send',
      'smtp.send',
      'receipt send-test sent',
    ]);
    expect(codesOf(done)).toEqual(['done']);
    expect(done.outcome.shown.attempts).toHaveLength(2);
  });

  test('the rate of the account is kept between two messages', async () => {
    const slow = w.account({ quota: { max24Hour: 200, maxRate: 1, sent24Hour: 0 } });
    const world = w.world({ account: w.ok(slow) });
    const { fakes } = await send({
      world,
      api: [attempt('api')],
      smtp: [attempt('smtp')],
      uses: ['smtp'],
    });
    expect(fakes.sleeps).toHaveLength(1);
    expect(fakes.sleeps[0]).toBeGreaterThanOrEqual(1000);
  });

  test('the envelope has the bare address; the tokens differ; the identity’s set is named', async () => {
    const world = w.world({ identity: w.ok(w.identity({ configurationSet: 'shop' })) });
    const { fakes } = await send({
      world,
      api: [attempt('api')],
      smtp: [attempt('smtp')],
      uses: ['smtp'],
    });
    const message = fakes.arg<OutgoingMessage>('ses.sendEmail', 0);
    expect(message).toMatchObject({ from: `hello@${w.DOMAIN}`, to: TO, configurationSet: 'shop' });
    const drafts = fakes.argsOf('smtp.compose').map(([draft]) => draft) as {
      from: string;
      headers: object;
    }[];
    expect(drafts[0]?.from).toBe(FROM);
    expect(new Set(drafts.map(({ headers }) => JSON.stringify(headers))).size).toBe(2);
  });

  test('one refused path makes the run a problem although the other took its message', async () => {
    const done = await send({
      api: [attempt('api', REJECTED)],
      smtp: [attempt('smtp')],
      uses: ['smtp'],
    });
    expect(codesOf(done)).toEqual(['problem', 'send/refused']);
    expect(done.fakes.log.filter((line) => line.startsWith('receipt'))).toEqual([
      'receipt send-test refused',
      'receipt send-test sent',
    ]);
  });
});

describe('a chain', () => {
  const via = 'old,smtp,api';

  test('falls back after a refusal, and stops at the first that takes it', async () => {
    const done = await send({
      answers: { via },
      smtp: [attempt('smtp', REJECTED), attempt('smtp')],
      uses: ['old', 'smtp'],
    });
    expect(codesOf(done)).toEqual(['done']);
    expect(done.outcome.shown).toMatchObject({ provider: 'smtp', messageId: 'id-1' });
    expect(done.outcome.shown.attempts).toMatchObject([
      { via: 'old', ok: false },
      { via: 'smtp', ok: true },
    ]);
    expect(done.fakes.argsOf('smtp.send')[0]?.slice(0, 2)).toEqual([OLD.endpoint, null]);
  });

  test('stops after an attempt that may have been taken', async () => {
    const done = await send({
      answers: { via },
      smtp: [attempt('smtp', SILENT)],
      uses: ['old', 'smtp'],
    });
    expect(codesOf(done)).toEqual(['problem', 'send/ambiguous']);
  });

  test('with every path refused says why for each', async () => {
    const done = await send({
      answers: { via },
      smtp: [
        attempt('smtp', { ...REJECTED, response: '535 Authentication Credentials Invalid' }),
        attempt('smtp', REJECTED),
      ],
      api: [attempt('api', { ...REJECTED, response: 'Email address is not verified' })],
      uses: ['old', 'smtp'],
    });
    expect(codesOf(done)).toEqual([
      'problem',
      'send/login-refused',
      'send/refused',
      'send/not-verified',
    ]);
    expect(done.outcome.shown).not.toHaveProperty('provider');
  });
});

describe('tried again', () => {
  test.each([
    ['the rate, over SMTP', TOO_FAST],
    ['454', { ...REJECTED, code: 454, response: '454 Temporary authentication failure' }],
    ['421', { ...REJECTED, code: 421, response: '421 Too many concurrent SMTP connections' }],
    ['451', { ...REJECTED, code: 451, response: '451 Temporary service failure' }],
  ])('%s', async (_what, change) => {
    const done = await send({
      answers: { via: 'smtp' },
      smtp: [attempt('smtp', change), attempt('smtp')],
      uses: ['smtp'],
    });
    expect(codesOf(done)).toEqual(['done']);
    expect(done.fakes.sleeps[0]).toBeGreaterThanOrEqual(1000);
    expect(done.fakes.log.filter((line) => line.startsWith('receipt'))).toHaveLength(1);
  });

  test('the rate, over the API', async () => {
    const done = await send({
      answers: { via: 'api' },
      api: [attempt('api', { ...TOO_FAST, code: 429 }), attempt('api')],
      uses: [],
    });
    expect(codesOf(done)).toEqual(['done']);
  });

  test('four times at most, each pause longer', async () => {
    const done = await send({
      answers: { via: 'smtp' },
      smtp: Array.from({ length: 4 }, () => attempt('smtp', TOO_FAST)),
      uses: ['smtp'],
    });
    expect(codesOf(done)).toEqual(['problem', 'send/rate']);
    const total = (end: number) => done.fakes.sleeps.slice(0, end).reduce((sum, ms) => sum + ms, 0);
    expect(total(6)).toBeGreaterThan(2 * total(2));
  });

  test.each([
    ['a quota', { ...TOO_FAST, response: '454 Throttling failure: Daily message quota exceeded' }],
    [
      'an old password',
      { ...TOO_FAST, response: '454 Throttling failure: Maximum SigV2 SMTP sending rate exceeded' },
    ],
    ['a rejection', REJECTED],
    ['silence', SILENT],
    ['no connection', { ...SILENT, ambiguous: false }],
  ])('never %s', async (_what, change) => {
    const done = await send({
      answers: { via: 'smtp' },
      smtp: [attempt('smtp', change)],
      uses: ['smtp'],
    });
    expect(codesOf(done)[0]).toBe('problem');
    expect(done.fakes.sleeps).toEqual([]);
  });

  test('nor another error of the API, whatever its status', async () => {
    const done = await send({
      answers: { via: 'api' },
      api: [attempt('api', { ...REJECTED, code: 454, response: 'x' })],
      uses: [],
    });
    expect(codesOf(done)).toEqual(['problem', 'send/refused']);
  });
});

describe('before anything is sent', () => {
  async function refusedBy(
    script: Parameters<typeof fakePorts>[0],
    answers: Record<string, unknown> = {},
    world = w.world(),
  ) {
    const fakes = fakePorts(script);
    const wish = { world, answers: { from: FROM, to: TO, ...answers } as never };
    const error = await Promise.resolve()
      .then(() => apply(sendTest, fakes, wish))
      .then(
        () => null,
        (thrown: unknown) => thrown,
      );
    expect(fakes.log.join()).not.toMatch(/intent|send(Email)?$/);
    return error;
  }

  test.each(['someone@other.example', 'a@notacme.example'])(
    'From %s is not of the domain',
    async (from) => {
      expect(await refusedBy({}, { from })).toMatchObject({
        code: 'usage/from-outside',
        exitCode: 2,
      });
    },
  );

  test('old without SMTP_URL, even at the end of a chain', async () => {
    const error = await refusedBy({ env: { oldSmtp: [null] } }, { via: 'api,old' });
    expect(error).toMatchObject({
      code: 'usage/missing',
      fix: expect.stringContaining('SMTP_URL'),
    });
  });

  test('no SMTP login known and nobody to ask', async () => {
    const error = await refusedBy({ env: { sesSmtp: [null] } }, { via: 'smtp' });
    expect(error).toMatchObject({
      code: 'usage/missing',
      fix: expect.stringContaining('SES_MIGRATE_SMTP_PASSWORD'),
    });
  });

  test.each([
    [
      'none were ever handed over: the way is to make them',
      [],
      /^Create them with `ses-migrate make/,
    ],
    [
      'they were shown once: they are somewhere',
      [{ writtenTo: null }],
      /^Set SES_MIGRATE_SMTP_USER/,
    ],
  ])('no SMTP login known: %s', async (_what, facts, fix) => {
    const receipts = facts.map((each) => w.receipt('handed-over', each));
    const checklist = w.checklist({ steps: w.done('make-smtp-creds', ...receipts) });
    const error = await refusedBy({ env: { sesSmtp: [null] }, checklist }, { via: 'smtp' });
    expect(error).toMatchObject({ fix: expect.stringMatching(fix) });
  });

  test('in the sandbox a stranger is refused here', async () => {
    const world = w.world({ account: w.ok(w.sandbox()) });
    const error = await refusedBy({ ses: { identity: [null, null] } }, { via: 'api' }, world);
    expect(error).toMatchObject({ code: 'send/sandbox-recipient', exitCode: 1 });
  });

  test.each<[string, string[], AwsScript]>([
    ['the simulator', ['success@simulator.amazonses.com'], {}],
    ['an address of the domain', [`a@${w.DOMAIN}`], {}],
    ['a verified address', TO, { identity: [w.identity({ name: TO[0] ?? '' })] }],
    ['an address of a verified domain', TO, { identity: [null, w.identity()] }],
    [
      'where it may not look, SES decides',
      TO,
      { identity: [new PortError('no', { reason: 'denied', errorName: 'AccessDenied' })] },
    ],
  ])('in the sandbox %s is sent to', async (_what, to, aws) => {
    const fakes = fakePorts({
      ...byService({ ...aws, sendEmail: [attempt('api')] }),
      smtp: { compose: () => Buffer.from('') },
    });
    const world = w.world({ account: w.ok(w.sandbox()) });
    await apply(sendTest, fakes, { world, answers: { from: FROM, to, via: 'api' } });
    expect(fakes.argsOf('ses.sendEmail')[0]?.[0]).toMatchObject({ to });
  });

  test('the old provider’s path asks SES nothing', async () => {
    const world = w.world({ account: w.ok(w.sandbox()), identity: w.ok(null) });
    const done = await send({
      world,
      answers: { via: 'old' },
      smtp: [attempt('smtp')],
      uses: ['old'],
    });
    expect(codesOf(done)).toEqual(['done']);
  });
});

describe('the SMTP login', () => {
  const handed = w.checklist({
    steps: w.done(
      'make-smtp-creds',
      w.receipt('handed-over', { accessKeyId: 'AKIAOLD', writtenTo: 'smtp.env' }),
    ),
  });

  async function loginUsed(script: Parameters<typeof fakePorts>[0]) {
    const fakes = fakePorts({
      ...script,
      smtp: { compose: () => Buffer.from(''), endpoint: () => ENDPOINT, send: [attempt('smtp')] },
      checklist: script?.checklist ?? handed,
    });
    await apply(sendTest, fakes, {
      world: w.world(),
      answers: { from: FROM, to: TO, via: 'smtp' },
    });
    const { username, password } = fakes.arg<typeof LOGIN>('smtp.send', 1);
    return [username, password.reveal()];
  }

  test.each(['ssm', 'secrets-manager'])('is read from %s, where that has it', async (store) => {
    const value = new Secret('{"host":"h","username":"AKIASTORE","password":"pw"}');
    const checklist = w.checklist({
      steps: w.done(
        'make-smtp-creds',
        w.receipt('handed-over', { accessKeyId: 'AKIASTORE', writtenTo: `${store}:/acme/smtp` }),
      ),
    });
    const script = {
      env: { sesSmtp: [null] },
      secrets: { readSecret: [value] },
      checklist,
    } as const;
    expect(await loginUsed(script)).toEqual(['AKIASTORE', 'pw']);
  });

  test('a store that may not be read ends it, or a person is asked', async () => {
    const denied = new PortError('not allowed', { reason: 'denied', errorName: 'AccessDenied' });
    const place = { accessKeyId: 'AKIASTORE', writtenTo: 'secrets-manager:acme/smtp' };
    const script = {
      env: { sesSmtp: [null] },
      secrets: { readSecret: [denied] },
      checklist: w.checklist({
        steps: w.done('make-smtp-creds', w.receipt('handed-over', place)),
      }),
    } as const;
    const alone = fakePorts(script);
    const wish = { world: w.world(), answers: { from: FROM, to: TO, via: 'smtp' } };
    await expect(apply(sendTest, alone, wish)).rejects.toBe(denied);
    const prompt = { text: ['AKIATYPED'], password: [new Secret('typed')] } as const;
    expect(await loginUsed({ ...script, prompt })).toEqual(['AKIATYPED', 'typed']);
  });

  test('is read from the file that make-smtp-creds wrote', async () => {
    const file = Buffer.from('SMTP_HOST=h\nSMTP_USERNAME=AKIAFILE\nSMTP_PASSWORD=pw\n');
    expect(
      await loginUsed({ env: { sesSmtp: [null] }, files: { exists: [true], read: [file] } }),
    ).toEqual(['AKIAFILE', 'pw']);
  });

  test('is asked for where the file is gone', async () => {
    const prompt = { text: ['AKIATYPED'], password: [new Secret('typed')] };
    expect(
      await loginUsed({ env: { sesSmtp: [null] }, files: { exists: [false] }, prompt }),
    ).toEqual(['AKIATYPED', 'typed']);
  });
});

function withTokens(...tokens: string[]) {
  const identity = w.identity();
  return { ...identity, dkim: { ...identity.dkim, tokens } };
}

function withMailFrom(domain: string) {
  const identity = w.identity();
  return { ...identity, mailFrom: { ...identity.mailFrom, domain } };
}

describe('the proof', () => {
  const list = having(sent('api'), sent('smtp'));

  async function prove(
    raw: string,
    proof: Proof | null,
  ): Promise<{ fakes: Fakes; outcome: Awaited<ReturnType<typeof apply>> }> {
    const fakes = fakePorts({
      files: { read: [Buffer.from(raw, 'latin1')] },
      inbox: proof === null ? {} : { verify: [proof] },
      checklist: list,
    });
    const outcome = await apply(sendTest, fakes, { world: w.world(), answers: { eml: 'got.eml' } });
    return { fakes, outcome };
  }
  const ours = 'X-Migration-Token: t-api\r\n\r\nbody';

  test('of a copy of ours is kept, and judged', async () => {
    const { fakes, outcome } = await prove(ours, WHOLE);
    expect(outcome.concluded).toEqual({ status: 'done', findings: [] });
    expect(outcome.shown).toMatchObject({ proof: { dkim: 'pass' } });
    const stored = fakes.stored() ?? w.checklist();
    expect(sendTest.diagnose(w.world(), stored, START).status).toBe('done');
    expect(sendTest.data?.(w.world(), stored, START)).toMatchObject({
      proof: null,
      lastProof: {
        ...{ dkim: 'pass', alignedBy: ['dkim', 'spf'], token: 't-api' },
        ...{ provedAt: expect.stringContaining('2026-'), to: [] },
      },
    });
  });

  test.each<[Partial<Proof>, string]>([
    [{ signatures: [], dkim: 'none', alignedBy: ['spf'] }, 'send/unsigned'],
    [{ spf: 'fail', alignedBy: ['dkim'] }, 'send/spf-fails'],
    [{ dmarc: 'permerror' }, 'send/not-aligned'],
  ])('with %j is a problem, and is kept too', async (change, code) => {
    const { fakes, outcome } = await prove(ours, { ...WHOLE, ...change });
    expect(outcome.concluded).toMatchObject({ status: 'problem', findings: [{ code }] });
    const kept = receiptsOf(fakes.stored() ?? w.checklist(), 'send-test').at(-1);
    expect(kept).toMatchObject({ what: 'proved', facts: { token: 't-api', causes: code } });
  });

  test('without a DMARC record it holds, with advice', async () => {
    const { fakes, outcome } = await prove(ours, { ...WHOLE, dmarc: 'none' });
    expect(outcome.concluded).toMatchObject({
      status: 'done',
      findings: [{ code: 'send/no-dmarc' }],
    });
    const stored = fakes.stored() ?? w.checklist();
    expect(sendTest.diagnose(w.world(), stored, START).status).toBe('done');
  });

  test('of an mbox of several messages is of the newest of ours', async () => {
    const line = 'From bounce@mail.acme.example Tue Dec  1 10:00:00 2026\n';
    const others = `${line}Subject: hi\n\nhello\n\n`;
    const box = `${others}${line}X-Migration-Token: t-api\n\nbody\n\n${others}`;
    const { fakes } = await prove(box, WHOLE);
    const raw = fakes.arg<Buffer>('inbox.verify', 0).toString();
    expect(raw).toBe('X-Migration-Token: t-api\n\nbody\n');
  });

  test.each([
    ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'is a .msg file of Outlook'],
    ['\xff\xfeF\0r\0', 'UTF-16'],
    ['<!DOCTYPE html><html>', 'a web page'],
    ['', 'is empty'],
  ])('a file that is none is told for what it is: %j', async (raw, words) => {
    await expect(prove(raw, null)).rejects.toThrow(words);
  });

  test.each<[string, Partial<Proof>, string]>([
    ['another domain', { from: 'evil.example' }, 'send/other-domain'],
    ['another message', { messageId: 'id-9@eu-west-1.amazonses.com' }, 'send/other-message'],
    [
      'an older message with our token on top',
      { messageId: null, signatures: [w.signature({ messageId: 'id-9@x', tokens: ['t-9'] })] },
      'send/token-unsigned',
    ],
  ])('of %s is told, and is not kept', async (_what, change, code) => {
    const { fakes, outcome } = await prove(ours, { ...WHOLE, ...change });
    expect(outcome.concluded).toMatchObject({ status: 'problem', findings: [{ code }] });
    expect(fakes.log.join()).not.toContain('proved');
  });

  test.each<[string, Partial<Proof>, string]>([
    [
      'the old provider signed',
      { signatures: [w.signature({ selector: 's1' })] },
      'send/other-signer',
    ],
    [
      'is signed in part',
      { signatures: [w.signature({ partial: true })] },
      'send/partial-signature',
    ],
  ])('of a copy that %s is kept as none', async (_what, change, code) => {
    const { fakes, outcome } = await prove(ours, { ...WHOLE, ...change });
    expect(outcome.concluded).toMatchObject({ status: 'problem', findings: [{ code }] });
    const stored = fakes.stored() ?? w.checklist();
    expect(sendTest.diagnose(w.world(), stored, START)).toMatchObject({
      status: 'problem',
      findings: [{ code }],
    });
  });

  test.each<[string, World, string]>([
    [
      'DKIM tokens',
      w.world({ identity: w.ok(withTokens('new1', 'new2', 'new3')) }),
      'DKIM selectors',
    ],
    ['MAIL FROM', w.world({ identity: w.ok(withMailFrom(`bounce.${w.DOMAIN}`)) }), 'MAIL FROM'],
    ['Region', w.world({ region: 'us-east-1' }), 'Region'],
  ])('is of its subject: other %s since', async (_what, world, subject) => {
    const { fakes } = await prove(ours, WHOLE);
    const result = sendTest.diagnose(world, fakes.stored() ?? w.checklist(), START);
    expect(result).toMatchObject({ status: 'todo', findings: [{ code: 'send/proof-outdated' }] });
    expect(result.summary).toContain('proven 2026-');
    expect(result.summary).toContain(`with other keys or settings (${subject})`);
  });

  test('is of its subject: another SMTP key since', () => {
    const steps = {
      ...w.done(
        'send-test',
        sent('api'),
        w.receipt('sent', { via: 'smtp', token: 't-smtp', accessKeyId: 'AKIAOLD' }),
        proved({ via: 'smtp', token: 't-smtp' }),
      ),
      ...w.done('make-smtp-creds', {
        ...w.receipt('handed-over', { user: 'u', accessKeyId: 'AKIANEW' }),
        at: '2026-11-30T10:00:00.000Z',
      }),
    };
    const result = sendTest.diagnose(w.world(), w.checklist({ steps }), START);
    expect(result.findings).toMatchObject([{ code: 'send/proof-outdated' }]);
    expect(result.summary).toContain('(SMTP key)');
    expect(result.findings[0]?.message).toContain('AKIAOLD, now AKIANEW');
  });

  test.each([
    ['a head without end', `To: ${'a,'.repeat(200_000)}`],
    ['a field of 100 kB', `To: ${'a,<'.repeat(40_000)}\r\n\r\nbody`],
    ['a folded field of 100 kB', `To: a${',\r\n <a'.repeat(20_000)}\r\n\r\nbody`],
    ['1,000 signatures', `${'DKIM-Signature: v=1; d=x.example; s=s\r\n'.repeat(1_000)}\r\nbody`],
  ])('%s is given to no parser', async (_what, rest) => {
    const { fakes, outcome } = await prove(`X-Migration-Token: t-api\r\n${rest}`, null);
    expect(outcome.concluded).toMatchObject({
      status: 'problem',
      findings: [{ code: 'send/unfit-copy' }],
    });
    expect(fakes.log.join()).not.toContain('verify');
  });

  test('that DNS did not let us make is no verdict, and is not kept', async () => {
    const { fakes, outcome } = await prove(ours, {
      ...WHOLE,
      dkim: 'temperror',
      alignedBy: ['spf'],
    });
    expect(outcome.concluded).toMatchObject({
      status: 'unknown',
      findings: [{ code: 'send/proof-unknown' }],
    });
    expect(fakes.log.join()).not.toContain('proved');
  });

  test('of a copy that the old provider sent says nothing about SES', () => {
    const old = having(sent('api'), sent('smtp'), proved({ via: 'old' }));
    expect(sendTest.diagnose(w.world(), old, START).status).toBe('todo');
  });

  test.each([
    ['a stranger’s message', 'Subject: hi\r\n\r\nbody'],
    ['a token that was not sent', 'X-Migration-Token: t-old\r\n\r\nbody'],
    ['a token in the body', 'Subject: hi\r\n\r\nX-Migration-Token: t-api'],
  ])('%s proves nothing and is not even verified', async (_what, raw) => {
    await expect(prove(raw, null)).rejects.toMatchObject({ code: 'send/not-ours', exitCode: 1 });
  });
});

test.each([
  ['api,api', 'Name each path once.'],
  ['smpt', 'Did you mean smtp? The paths are api, smtp, old.'],
  ['old-smtp', 'The paths are api, smtp, old.'],
  ['api,', 'The paths are api, smtp, old.'],
])('--via %s is refused: %s', (text, fix) => {
  const via = sendTestInputs.find((each) => each.key === 'via');
  expect(() => via?.parse?.(text)).toThrowError(
    expect.objectContaining({ code: 'usage/bad-via', exitCode: 2, fix }),
  );
});
