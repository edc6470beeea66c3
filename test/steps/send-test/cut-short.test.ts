import { expect, test } from 'vitest';
import { type Checklist, receiptsOf } from '../../../src/core/checklist.ts';
import type { Attempt } from '../../../src/ports/index.ts';
import { PortError } from '../../../src/ports/index.ts';
import { sendTest } from '../../../src/steps/send-test/step.ts';
import { byService, type Fakes, fakePorts, START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { apply, planOf } from '../apply.ts';

const FROM = `hello@${w.DOMAIN}`;
const ANSWERS = { from: FROM, to: ['inbox@inbox.example'], via: 'api' };
const TAKEN: Attempt = {
  via: 'api',
  host: 'email.eu-west-1.amazonaws.com',
  port: 443,
  ms: 4,
  ambiguous: false,
  ok: true,
  code: 200,
  response: '200',
  messageId: 'id-1',
};
/** A run was killed after it handed the message over. */
const CUT = w.checklist({
  steps: {
    'send-test': {
      intent: {
        at: '2026-11-22T09:00:00.000Z',
        by: { run: 'killed', host: 'laptop', pid: 42 },
        what: 'send',
        facts: { via: 'api', token: 'first-api', to: 'inbox@inbox.example' },
      },
      receipts: [],
    },
  },
});
const WORLD = { checklist: CUT };
const COPY = Buffer.from('X-Migration-Token: first-api\r\nSubject: x\r\n\r\nText');

const FOUND = w.proof({ signatures: [w.signature({ tokens: ['first-api'] })] });

function stored(fakes: Fakes): Checklist {
  const now = fakes.stored();
  if (now === null) throw new Error('nothing is stored');
  return now;
}

test('it is said, with its token and the two ways on', () => {
  const { findings } = sendTest.diagnose(w.world(), CUT, START);
  const [first] = findings;
  expect(first).toMatchObject({ code: 'send/cut-short', subject: 'first-api' });
  expect(first?.fix).toMatch(/--find.*--eml FILE[\s\S]*--confirm first-api/);
});

test('nothing is sent a second time unless the first is named', () => {
  const fakes = fakePorts(WORLD);
  const wish = { world: w.world(), answers: ANSWERS };
  expect(() => planOf(sendTest, fakes, wish)).toThrow(
    expect.objectContaining({ code: 'send/cut-short', exitCode: 1 }),
  );
  const named = planOf(sendTest, fakes, {
    ...wish,
    answers: { ...ANSWERS, confirm: ['first-api'] },
  });
  const lines = named.tasks.flatMap(({ changes }) =>
    changes.map(({ op, confirm }) => [op, confirm]),
  );
  expect(lines).toContainEqual(['~', 'first-api']);
});

test('another path is free', () => {
  const answers = { ...ANSWERS, via: 'smtp' };
  expect(() => planOf(sendTest, fakePorts(WORLD), { world: w.world(), answers })).not.toThrow();
});

test('a copy of it is known as ours, and is the answer that was missing', async () => {
  const fakes = fakePorts({
    ...WORLD,
    files: { read: [COPY] },
    inbox: { verify: [FOUND] },
  });
  await apply(sendTest, fakes, { world: w.world(), answers: { eml: 'copy.eml' } });
  const after = stored(fakes);
  expect(after.steps['send-test']?.intent).toBeNull();
  expect(receiptsOf(after, 'send-test').map(({ what }) => what)).toEqual(['sent', 'proved']);
  expect(sendTest.diagnose(w.world(), after, START).findings.map(({ code }) => code)).not.toContain(
    'send/cut-short',
  );
});

test('after a second send was chosen, a copy of the first is still ours', async () => {
  const fakes = fakePorts({
    ...WORLD,
    files: { read: [COPY] },
    smtp: { compose: [Buffer.from('raw')] },
    inbox: { verify: [FOUND] },
    ...byService({ sendEmail: [TAKEN] }),
  });
  await apply(sendTest, fakes, {
    world: w.world(),
    answers: { ...ANSWERS, confirm: ['first-api'] },
  });
  expect(stored(fakes).steps['send-test']?.intent).toBeNull();
  await apply(sendTest, fakes, { world: w.world(), answers: { eml: 'copy.eml' } });
  expect(receiptsOf(stored(fakes), 'send-test', 'proved')[0]?.facts.token).toBe('first-api');
});

test('a refusal that is sure leaves nothing in doubt', async () => {
  const refusal = new PortError('expired', {
    reason: 'credentials',
    errorName: 'ExpiredTokenException',
  });
  const fakes = fakePorts({
    smtp: { compose: [Buffer.from('raw')] },
    ...byService({
      sendEmail: [
        () => {
          throw refusal;
        },
      ],
    }),
  });
  const sending = apply(sendTest, fakes, { world: w.world(), answers: ANSWERS });
  await expect(sending).rejects.toThrow();
  expect(stored(fakes).steps['send-test']?.intent).toBeNull();
});
