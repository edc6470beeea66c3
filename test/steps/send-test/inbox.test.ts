import { describe, expect, test } from 'vitest';
import { type Checklist, receiptsOf } from '../../../src/core/checklist.ts';
import { EXIT, Failure } from '../../../src/core/model/errors.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { ArrivedMessage, Attempt, Mailbox, Proof } from '../../../src/ports/index.ts';
import { sendTest } from '../../../src/steps/send-test/step.ts';
import { type Fakes, fakePorts, START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { apply, deeds, linesOf, planOf } from '../apply.ts';

const INBOX = 'imaps://you@inbox.example@imap.inbox.example';
const SEND = { from: `a@${w.DOMAIN}`, via: 'api', inbox: INBOX };
const TAKEN = {
  via: 'api',
  host: 'h',
  port: 443,
  ok: true,
  code: 200,
  response: 'Ok',
  ms: 1,
  messageId: 'id-1',
  ambiguous: false,
};
const GONE = new Failure('inbox/unreachable', 'gone', { exitCode: EXIT.unknown });

type Looks = readonly (readonly Partial<ArrivedMessage>[] | Error)[];

interface Scene {
  readonly looks: Looks;
  readonly proof?: Partial<Proof>[];
  readonly answers?: Record<string, string | boolean | string[]>;
  readonly checklist?: Checklist;
  readonly attempt?: Partial<Attempt>;
  /** What a look does beside: Ctrl-C. */
  readonly during?: (fakes: Fakes) => void;
}

/** Each look shows what the scene says; when it has no more, nothing has come. */
async function play({ looks, proof = [], answers = SEND, checklist, attempt, during }: Scene) {
  const queue = [...looks];
  const log: string[] = [];
  let rests = 0;
  const sends = answers.find !== true;
  const mailbox: Mailbox = {
    async look(tokens) {
      log.push('look');
      if (during) during(fakes);
      const now = queue.shift() ?? [];
      if (now instanceof Error) throw now;
      return now.map((each) => ({
        token: tokens[0] ?? '',
        raw: Buffer.from('raw'),
        folder: 'INBOX',
        place: 'inbox',
        arrivedAt: new Date(START.getTime() + 4_000).toISOString(),
        ...each,
      }));
    },
    async rest(ms) {
      rests += 1;
      await fakes.ports.clock.sleep(ms);
    },
    async close() {
      log.push('close');
    },
  };
  const fakes = fakePorts({
    ses: sends ? { sendEmail: [{ ...TAKEN, ...attempt }] } : {},
    smtp: sends ? { compose: () => Buffer.from('raw') } : {},
    env: { imapPassword: () => new Secret('hunter2') },
    inbox: {
      open: [mailbox],
      ...(proof.length > 0 ? { verify: proof.map((each) => w.proof(each)) } : {}),
    },
    ...(checklist === undefined ? {} : { checklist }),
  });
  const outcome = await apply(sendTest, fakes, { world: w.world(), answers }).then(
    (done) => done,
    (error: unknown) => error,
  );
  return { fakes, log, outcome, rests };
}

function concluded({ outcome }: Awaited<ReturnType<typeof play>>) {
  const { concluded: end } = outcome as {
    concluded: { status: string; findings: { code: string }[] };
  };
  return [end.status, ...end.findings.map(({ code }) => code)];
}

const sentBefore = w.checklist({
  choices: { sendsBy: 'api' },
  steps: w.done(
    'send-test',
    w.receipt('sent', { via: 'api', token: 't-1', messageId: 'id-1', to: 'you@inbox.example' }),
  ),
});

test('the mailbox is opened before anything is sent, and closed at the end', async () => {
  const scene = await play({ looks: [[], [{}]], proof: [{}] });
  expect(concluded(scene)).toEqual(['done']);
  expect(deeds(scene.fakes).filter((line) => !/compose|password/i.test(line))).toEqual(
    [
      'checklist',
      'inbox.open ',
      'intent send-test send',
      'ses.sendEmail',
      'receipt send-test sent',
      'inbox.verify',
      'receipt send-test proved',
    ].map((line) => line.trim()),
  );
  expect(scene.log).toEqual(['look', 'look', 'close']);
  expect(scene.fakes.argsOf('ses.sendEmail')[0]?.[0]).toMatchObject({ to: ['you@inbox.example'] });
});

test('the verdict is shown and kept with folder and time', async () => {
  const scene = await play({ looks: [[{ folder: 'Posteingang' }]], proof: [{}] });
  const { shown } = scene.outcome as { shown: Record<string, unknown> };
  expect(shown.proof).toMatchObject({
    dkim: 'pass',
    folder: 'Posteingang',
    seconds: 4,
    via: 'api',
  });
  const facts = receiptsOf(scene.fakes.stored() ?? w.checklist(), 'send-test').at(-1)?.facts;
  expect(facts).toMatchObject({ dkim: 'pass', folder: 'Posteingang', place: 'inbox', seconds: 4 });
  expect(JSON.stringify([scene.fakes.notes, scene.fakes.stored(), shown])).not.toContain('hunter2');
});

test.each<[string, Scene, string[]]>([
  [
    'in the spam folder',
    { looks: [[{ place: 'junk' }]], proof: [{}] },
    ['problem', 'send/in-junk'],
  ],
  [
    'not signed',
    { looks: [[{}]], proof: [{ dkim: 'none', signatures: [], alignedBy: ['spf'] }] },
    ['problem', 'send/unsigned'],
  ],
  [
    'DNS does not answer',
    { looks: [[{}]], proof: [{ dkim: 'temperror' }] },
    ['unknown', 'send/proof-unknown'],
  ],
  ['never', { looks: [] }, ['waiting', 'send/not-arrived']],
  ['a line that breaks is made anew', { looks: [GONE, GONE, [{}]], proof: [{}] }, ['done']],
  ['a server that stays away', { looks: Array(100).fill(GONE) }, ['unknown', 'inbox/unreachable']],
  [
    'a password changed meanwhile: no use in waiting',
    { looks: [[], new Failure('inbox/login-refused', 'no', { exitCode: EXIT.act })] },
    ['problem', 'inbox/login-refused'],
  ],
])('%s', async (_what, scene, codes) => {
  const played = await play(scene);
  expect(concluded(played)).toEqual(codes);
  expect(played.log.at(-1)).toBe('close');
});

test('a forged copy on the way is reported, and the true one is awaited', async () => {
  const scene = await play({
    looks: [[{}], [], [{}]],
    proof: [{ messageId: 'id-9@evil.example' }, {}],
  });
  expect(concluded(scene)).toEqual(['done', 'send/other-message']);
  const facts = receiptsOf(scene.fakes.stored() ?? w.checklist(), 'send-test').at(-1)?.facts;
  expect(facts).toMatchObject({ dkim: 'pass', selector: 'tok1' });
  const alone = await play({ looks: [[{}]], proof: [{ from: 'evil.example' }] });
  expect(concluded(alone)).toEqual(['problem', 'send/other-domain', 'send/not-arrived']);
});

test('one message in two folders is judged once', async () => {
  const scene = await play({
    looks: [[{}, { folder: '[Gmail]/All Mail', place: 'other' }]],
    proof: [{}],
  });
  expect(concluded(scene)).toEqual(['done']);
});

test('it waits three minutes, or as long as --wait says', async () => {
  const total = async (scene: Scene) => {
    const { fakes } = await play(scene);
    return fakes.sleeps.reduce((sum, ms) => sum + ms, 0);
  };
  expect(await total({ looks: [] })).toBe(180_000);
  expect(await total({ looks: [], answers: { ...SEND, wait: '30s' } })).toBe(30_000);
});

test('a refused message is not waited for', async () => {
  const scene = await play({
    looks: [],
    attempt: { ok: false, code: 554, response: 'Message rejected' },
  });
  expect(concluded(scene)).toEqual(['problem', 'send/refused']);
  expect(scene.log).toEqual(['close']);
});

describe('a message that may have been sent', () => {
  const cut = {
    ok: false,
    code: null,
    response: 'socket hang up',
    ambiguous: true,
    messageId: null,
  };

  test('is looked for like one that was taken, and its copy ends the doubt', async () => {
    const scene = await play({
      looks: [[], [{}]],
      proof: [{ signatures: [w.signature({ tokens: [`${START.getTime().toString(36)}-api`] })] }],
      attempt: cut,
    });
    expect(scene.log).toEqual(['look', 'look', 'close']);
    expect(concluded(scene)).toEqual(['done']);
    const kept = receiptsOf(scene.fakes.stored() ?? w.checklist(), 'send-test');
    expect(kept.map(({ what }) => what)).toEqual(['refused', 'sent', 'proved']);
  });

  test('stays in doubt where none comes', async () => {
    const scene = await play({ looks: [], attempt: cut });
    expect(concluded(scene)).toEqual(['problem', 'send/ambiguous', 'send/not-arrived']);
    expect(scene.fakes.sleeps.length).toBeGreaterThan(0);
  });

  const doubt = w.checklist({
    choices: { sendsBy: 'api' },
    steps: w.done(
      'send-test',
      w.receipt('refused', {
        ...{ via: 'api', token: 't-cut', to: 'you@inbox.example', messageId: null },
        ...{ ambiguous: true, code: null, response: 'socket hang up' },
      }),
    ),
  });
  const whole = { signatures: [w.signature({ tokens: ['t-cut'] })] };

  test.each<[string, Record<string, string | boolean>]>([
    ['--find', { inbox: INBOX, find: true }],
    ['--eml', { eml: 'copy.eml' }],
  ])('%s knows it, and it counts as sent and proven', async (flag, answers) => {
    const raw = Buffer.from('X-Migration-Token: t-cut\r\n\r\nbody');
    const fakes = flag === '--eml' ? await proveFile(raw, doubt, whole, answers) : null;
    const scene =
      fakes ??
      (await play({ looks: [[{ token: 't-cut' }]], proof: [whole], answers, checklist: doubt }))
        .fakes;
    const stored = scene.stored() ?? w.checklist();
    expect(receiptsOf(stored, 'send-test').map(({ what }) => what)).toEqual([
      'refused',
      'sent',
      'proved',
    ]);
    expect(sendTest.diagnose(w.world(), stored, START)).toMatchObject({
      status: 'done',
      findings: [],
    });
  });
});

async function proveFile(
  raw: Buffer,
  checklist: Checklist,
  proof: Partial<Proof>,
  answers: Record<string, string | boolean>,
): Promise<Fakes> {
  const fakes = fakePorts({
    files: { read: [raw] },
    inbox: { verify: [w.proof(proof)] },
    checklist,
  });
  const { concluded: end } = await apply(sendTest, fakes, { world: w.world(), answers });
  expect(end).toMatchObject({ status: 'done' });
  return fakes;
}

test('Ctrl-C in the wait: the message stays in the checklist, and --find is named', async () => {
  const scene = await play({ looks: [], during: (fakes) => fakes.interrupt() });
  expect(scene.outcome).toMatchObject({
    exitCode: 130,
    message: expect.stringContaining('--find'),
  });
  expect(scene.log).toEqual(['look', 'close']);
  expect(receiptsOf(scene.fakes.stored() ?? w.checklist(), 'send-test').at(-1)?.what).toBe('sent');
});

describe('--find', () => {
  const answers = { inbox: INBOX, find: true };

  test('sends nothing and proves what was sent before', async () => {
    const scene = await play({
      looks: [[{ token: 't-1' }]],
      proof: [{}],
      answers,
      checklist: sentBefore,
    });
    expect(concluded(scene)).toEqual(['done']);
    expect(
      linesOf(planOf(sendTest, scene.fakes, { world: w.world(), answers: { ...SEND } })),
    ).toHaveLength(1);
    const since = scene.fakes.arg<{ since: Date }>('inbox.open', 2).since;
    expect(since.getTime()).toBe(Date.parse('2026-11-21T10:00:00.000Z'));
  });

  const older = (...more: ReturnType<typeof w.receipt>[]) =>
    w.checklist({
      choices: { sendsBy: 'api' },
      steps: w.done(
        'send-test',
        at(1, { via: 'api', token: 't-1', messageId: 'id-1', to: 'You@Inbox.example' }),
        at(2, { via: 'api', token: 't-2', messageId: 'id-1', to: 'you@inbox.example' }),
        at(3, { via: 'api', token: 't-3', messageId: 'id-1', to: 'other@inbox.example' }),
        ...more,
      ),
    });
  const at = (minute: number, facts: Parameters<typeof w.receipt>[1]) => ({
    ...w.receipt('sent', facts),
    at: `2026-11-22T09:0${minute}:00.000Z`,
  });

  test('looks for every unproven message to this mailbox, from the time of the oldest', async () => {
    const looks = [[{ token: 't-2' }, { token: 't-1' }]];
    const scene = await play({ looks, proof: [{}, {}], answers, checklist: older() });
    expect(concluded(scene)).toEqual(['done']);
    const kept = receiptsOf(scene.fakes.stored() ?? w.checklist(), 'send-test', 'proved');
    expect(kept.map(({ facts }) => facts.token).sort()).toEqual(['t-1', 't-2']);
    const { since } = scene.fakes.arg<{ since: Date }>('inbox.open', 2);
    expect(since.toISOString()).toBe('2026-11-22T09:01:00.000Z');
  });

  test('an older one that is gone is named, and not waited for', async () => {
    const scene = await play({
      looks: [[{ token: 't-2' }]],
      proof: [{}],
      answers,
      checklist: older(),
    });
    expect(concluded(scene)).toEqual(['done']);
    expect(scene.rests).toBe(0);
    expect(scene.fakes.notes.join()).toContain('sent at 2026-11-22T09:01:00.000Z');
  });

  test('an older one that may have been sent is waited for', async () => {
    const doubt = {
      ...w.receipt('refused', {
        via: 'api',
        token: 't-0',
        to: 'you@inbox.example',
        ambiguous: true,
      }),
      at: '2026-11-22T09:00:00.000Z',
    };
    const scene = await play({
      looks: [[{ token: 't-2' }]],
      proof: [{}],
      answers,
      checklist: older(doubt),
    });
    expect(concluded(scene)).toEqual(['waiting', 'send/not-arrived']);
  });

  test.each([
    ['nothing was sent', w.checklist()],
    [
      'it went to the simulator',
      w.checklist({
        steps: w.done(
          'send-test',
          w.receipt('sent', { via: 'api', token: 't', to: 'success@simulator.amazonses.com' }),
        ),
      }),
    ],
    [
      'it is proven',
      w.checklist({
        steps: w.done(
          'send-test',
          w.receipt('sent', { via: 'api', token: 't-1', to: 'x@y.example' }),
          w.receipt('proved', { via: 'api', token: 't-1' }),
        ),
      }),
    ],
  ])('%s', (_what, checklist) => {
    const fakes = fakePorts({ checklist });
    expect(() => planOf(sendTest, fakes, { world: w.world(), answers })).toThrowError(
      expect.objectContaining({ code: 'send/nothing-to-find', exitCode: 1 }),
    );
  });
});

test.each([
  [{ ...SEND, scenario: 'success' }],
  [{ ...SEND, eml: 'x.eml' }],
  [{ from: SEND.from, via: 'api', to: 'a@b.example', find: true }],
  [{ from: SEND.from, via: 'api', to: 'a@b.example', wait: '5m' }],
])('%j do not go together', (answers) => {
  expect(() => planOf(sendTest, null, { world: w.world(), answers })).toThrowError(
    expect.objectContaining({ code: 'usage/bad-inbox', exitCode: 2 }),
  );
});

test('without IMAP_PASSWORD and without anybody to ask, nothing is sent', async () => {
  const fakes = fakePorts({ env: { imapPassword: () => null } });
  await expect(apply(sendTest, fakes, { world: w.world(), answers: SEND })).rejects.toMatchObject({
    code: 'usage/missing',
    fix: expect.stringContaining('IMAP_PASSWORD'),
  });
  expect(fakes.log.join()).not.toMatch(/send/);
});

test('a wrong password costs no message', async () => {
  const refused = new Failure('inbox/login-refused', 'no', { exitCode: EXIT.act });
  const fakes = fakePorts({
    env: { imapPassword: () => new Secret('x') },
    inbox: { open: [refused] },
  });
  await expect(apply(sendTest, fakes, { world: w.world(), answers: SEND })).rejects.toBe(refused);
  expect(fakes.log.join()).not.toMatch(/intent|sendEmail/);
});
