import { expect, test } from 'vitest';
import type { Choices } from '../../../src/core/checklist.ts';
import type { World } from '../../../src/core/world.ts';
import { checkFlags } from '../../../src/steps/setup-events/flag-rules.ts';
import type { SetupEventsOptions } from '../../../src/steps/setup-events/inputs.ts';
import { setupEvents } from '../../../src/steps/setup-events/step.ts';
import { START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';

const SET = w.EVENT_SET.name;
const COMPLETE = w.world({
  identity: w.ok(w.identity({ configurationSet: SET })),
  eventSet: w.ok({ name: SET, set: w.EVENT_SET }),
  topics: w.ok([{ arn: w.EVENT_TOPIC, topic: w.topic() }]),
});

function situation(
  answers: SetupEventsOptions,
  change: Partial<World> = {},
  choices: Choices = {},
) {
  const checklist = w.checklist({ choices, steps: w.proven() });
  return { world: { ...COMPLETE, ...change }, checklist, answers, now: START };
}

function refusal(...given: Parameters<typeof situation>) {
  try {
    checkFlags(situation(...given));
    return null;
  } catch (error) {
    return error;
  }
}

test('SES publishes only in its own Region: a topic of another one is refused before anything is made', () => {
  const eventsTopic = `arn:aws:sns:us-east-2:${w.ACCOUNT}:events`;
  expect(refusal({}, {}, { eventsTopic })).toMatchObject({
    code: 'usage/bad-topic',
    exitCode: 2,
    message: expect.stringContaining(`is in us-east-2; SES in ${w.REGION} publishes only`),
  });
  // Also while nothing else can be judged yet.
  expect(refusal({}, { identity: w.ok(null) }, { eventsTopic })).toMatchObject({ exitCode: 2 });
  expect(refusal({}, {}, { eventsTopic: w.EVENT_TOPIC })).toBeNull();
  expect(refusal({}, {}, { eventsTopic: 'events' })).toBeNull();
});

test.each([
  ['denied', 'aws/denied', 4],
  ['credentials', 'aws/credentials', 4],
  ['unreachable', 'aws/unreachable', 5],
  ['throttled', 'aws/throttled', 5],
] as const)(
  'alarms that could not be read (%s) are not written over',
  (code, expected, exitCode) => {
    const alarms = w.failed(code);
    expect(refusal({ alarms: true }, { alarms })).toMatchObject({ code: expected, exitCode });
    // Nothing of the kind was asked for.
    expect(refusal({}, { alarms })).toBeNull();
  },
);

test('alarms that are there are no reason to refuse', () => {
  expect(refusal({ alarms: true })).toBeNull();
});

const previewOf = (...given: Parameters<typeof situation>) =>
  setupEvents.action?.plan(situation(...given)).preview;

test('who gets the mail of feedback forwarding is said before the proof', () => {
  expect(previewOf({ prove: true })).toContain(`to no-reply@${w.DOMAIN}.`);
  expect(previewOf({ prove: true, from: 'ops@acme.example' })).toContain('to ops@acme.example.');
  const off = { bounce: 'arn:b', complaint: 'arn:c', delivery: null, forwarding: false };
  expect(previewOf({ prove: true }, { notificationTopics: w.ok(off) })).toBeUndefined();
  // Without a proof no message is sent.
  expect(previewOf({})).toBeUndefined();
});
