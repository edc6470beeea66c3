import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/core/model/types.ts';
import { advance } from '../../src/flow/advance.ts';
import type { Consent } from '../../src/flow/request.ts';
import { openSession } from '../../src/flow/session.ts';
import type { Plan, Task } from '../../src/steps/step.ts';
import { verifyDomain } from '../../src/steps/verify-domain/step.ts';
import { type Fakes, fakePorts } from '../helpers/ports.ts';
import { ACCOUNT, checklist, DOMAIN, REGION, world } from '../helpers/world.ts';

const YES: Consent = { yes: true, dryRun: false };
const ASK: Consent = { yes: false, dryRun: false };

function line(op: Change['op'], what: string): Change {
  return { op, what, from: null, to: 'x' };
}

/** A task that says that it ran. */
function task(what: string, op: Change['op'] = '+', then: () => void = () => undefined): Task {
  return {
    changes: [line(op, what)],
    async run({ ports }) {
      ports.output.note(`did ${what}`);
      then();
    },
  };
}

function go(fakes: Fakes, tasks: readonly Task[], consent: Consent, more: Partial<Plan> = {}) {
  const session = openSession(fakes.ports, fakes.stored(), { domain: DOMAIN, region: REGION });
  const request = { step: verifyDomain, world: world(), session, answers: {}, consent };
  return advance(fakes.ports, request, { consent: 'Do it?', tasks, ...more });
}

function done(fakes: Fakes): string[] {
  return fakes.notes.filter((note) => note.startsWith('did '));
}

test('does exactly the plan, in its order, and shows it before', async () => {
  const fakes = fakePorts();
  const tasks = [task('one'), { changes: [line('=', 'there')] }, task('two', '~')];
  const outcome = await go(fakes, tasks, YES);
  expect(done(fakes)).toEqual(['did one', 'did two']);
  expect(outcome).toMatchObject({ applied: true, concluded: null });
  expect(outcome.shown.changes).toEqual(tasks.flatMap((each) => each.changes));
  const plan = fakes.notes.findIndex((note) => note.includes('+ one'));
  expect(plan).toBeGreaterThanOrEqual(0);
  expect(plan).toBeLessThan(fakes.notes.indexOf('did one'));
});

test('account, identity and Region stand above the plan', async () => {
  const fakes = fakePorts();
  await go(fakes, [task('one')], YES);
  const above = fakes.notes
    .slice(
      0,
      fakes.notes.findIndex((note) => note.includes('+ one')),
    )
    .join(' ');
  for (const word of [ACCOUNT, 'user/operator', REGION]) expect(above).toContain(word);
});

test('a dry run shows the plan and its data and does nothing, with --yes too', async () => {
  const fakes = fakePorts();
  const outcome = await go(
    fakes,
    [task('one')],
    { yes: true, dryRun: true },
    { data: { 'send-test': { provider: 'smtp' } } },
  );
  expect(outcome).toMatchObject({
    applied: false,
    shown: { changes: [{ what: 'one' }] },
    parts: [{ 'send-test': { provider: 'smtp' } }],
  });
  expect(done(fakes)).toEqual([]);
  expect(fakes.notes.join()).toContain('+ one');
});

test('nothing to do asks nobody and does nothing', async () => {
  const fakes = fakePorts();
  expect(await go(fakes, [{ changes: [line('=', 'there')] }], ASK)).toMatchObject({
    applied: false,
  });
});

test('what changes nothing outside needs no consent', async () => {
  const fakes = fakePorts();
  const verify: Task = { changes: [], run: async ({ ports }) => ports.output.note('did verify') };
  expect(await go(fakes, [verify], ASK)).toMatchObject({ applied: true });
  expect(done(fakes)).toEqual(['did verify']);
});

test.each([
  ['yes', true, ['did one']],
  ['no', false, []],
])('a person who says %s', async (_word, answer, doings) => {
  const fakes = fakePorts({ prompt: { confirm: [answer] } });
  const outcome = await go(fakes, [task('one')], ASK).then(
    () => 'applied',
    (error: { exitCode: number }) => error.exitCode,
  );
  expect(outcome).toBe(answer ? 'applied' : 130);
  expect(done(fakes)).toEqual(doings);
});

test('without a person and without --yes nothing is done, and the way out is reported', async () => {
  const fakes = fakePorts();
  await expect(go(fakes, [task('one')], ASK)).rejects.toMatchObject({
    code: 'usage/consent',
    exitCode: 2,
    message: expect.stringContaining('stdin is not a terminal'),
    fix: expect.stringContaining('ses-migrate verify-domain --yes'),
  });
  expect(done(fakes)).toEqual([]);
  expect(fakes.stored()).toBeNull();
});

test('Ctrl-C is heard between two operations', async () => {
  const fakes = fakePorts();
  const tasks = [task('one', '+', fakes.interrupt), task('two')];
  await expect(go(fakes, tasks, YES)).rejects.toMatchObject({ exitCode: 130 });
  expect(done(fakes)).toEqual(['did one']);
});

test('a operation that fails ends the plan', async () => {
  const fakes = fakePorts();
  const fails = task('one', '+', () => {
    throw new Error('broken');
  });
  await expect(go(fakes, [fails, task('two')], YES)).rejects.toThrow('broken');
  expect(done(fakes)).toEqual(['did one']);
});

test('credentials of another account are refused before anything is done, --yes or not', async () => {
  const fakes = fakePorts({ checklist: checklist({ account: '999999999999' }) });
  await expect(go(fakes, [task('one')], YES)).rejects.toMatchObject({
    code: 'checklist/other-account',
    message: expect.stringContaining('999999999999'),
  });
  expect(done(fakes)).toEqual([]);
});

test('the first change binds the checklist to the account', async () => {
  const fakes = fakePorts();
  const task: Task = {
    changes: [line('+', 'a')],
    run: ({ record }) => record('enabled-signing', {}),
  };
  await go(fakes, [task], YES);
  expect(fakes.stored()?.account).toBe(ACCOUNT);
});

test('what a operation shows and concludes is the outcome', async () => {
  const fakes = fakePorts();
  const task: Task = {
    changes: [],
    async run({ show, conclude }) {
      show('send-test', { messageId: 'one' });
      conclude('problem', [{ code: 'send/refused', message: 'no' }]);
    },
  };
  expect(await go(fakes, [task], YES)).toMatchObject({
    parts: [{ 'send-test': { messageId: 'one' } }],
    concluded: { status: 'problem', findings: [{ code: 'send/refused' }] },
  });
});

test('a list in a preview continues below its text', async () => {
  const fakes = fakePorts();
  await go(fakes, [task('a')], YES, { preview: `  - ${'word '.repeat(20).trim()}` });
  const lines = fakes.notes.join('\n').split('\n');
  const first = lines.findIndex((text) => text.startsWith('  - word'));
  expect(lines[first + 1]).toMatch(/^ {4}word/);
});

test('foreign text in a plan can not move the cursor', async () => {
  const fakes = fakePorts();
  await go(fakes, [task('a\u001b[2Jb')], YES, { preview: 'x\u001b[31my' });
  expect(fakes.notes.filter((note) => !note.startsWith('did')).join()).not.toContain('\u001b');
});

describe('a task that looks at what it will meet', () => {
  const looking = (precheck: Task['precheck'] & object): Task => ({ ...task('one'), precheck });

  test('has those lines behind its own, in a dry run, too, which looks and does nothing', async () => {
    for (const consent of [YES, { yes: false, dryRun: true }]) {
      const fakes = fakePorts();
      const tasks = [looking(async () => [line('~', 'file a.env')]), task('two')];
      const { shown } = await go(fakes, tasks, consent);
      expect(shown.changes).toMatchObject([
        { what: 'one' },
        { what: 'file a.env' },
        { what: 'two' },
      ]);
      expect(fakes.notes.join('\n')).toMatch(/\+ one +x\n +~ file a\.env +x\n +\+ two/);
      expect(done(fakes)).toEqual(consent.dryRun ? [] : ['did one', 'did two']);
    }
  });

  test.each([YES, { yes: false, dryRun: true }])(
    'that finds that it cannot be done: said below the plan, nothing is begun (%j)',
    async (consent) => {
      const fakes = fakePorts();
      const fails = looking(() => Promise.reject(new Error('git takes it')));
      await expect(go(fakes, [task('two'), fails], consent)).rejects.toThrow('git takes it');
      expect(fakes.notes.join('\n')).toContain('+ two');
      expect(done(fakes)).toEqual([]);
    },
  );

  test('and finds another thing after the consent: nothing of the plan is done', async () => {
    for (const [second, applied] of [
      ['file a.env', true],
      ['file a.env.backup', false],
    ] as const) {
      const fakes = fakePorts();
      const names = ['file a.env', second];
      const tasks = [looking(async () => [line('+', names.shift() ?? '')])];
      const session = openSession(fakes.ports, null, { domain: DOMAIN, region: REGION });
      const plan = { consent: 'Do it?', tasks };
      const request = {
        step: verifyDomain,
        world: world(),
        session,
        answers: {},
        consent: YES,
        replan: async () => plan,
      };
      const outcome = await advance(fakes.ports, request, plan);
      expect(outcome).toMatchObject({ applied, outdated: !applied });
      expect(done(fakes)).toEqual(applied ? ['did one'] : []);
    }
  });
});
