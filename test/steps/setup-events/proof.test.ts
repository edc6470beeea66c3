/** A proof is of a set, a topic or bus, and a Region. */

import { expect, test } from 'vitest';
import type { ReceiptFacts } from '../../../src/core/checklist-receipts.ts';
import { currentProof } from '../../../src/steps/setup-events/proof.ts';
import type { Setting } from '../../../src/steps/setup-events/wanted.ts';
import * as w from '../../helpers/world.ts';
import { BUS, BUS_SETTING, SETTING } from './context.ts';

const FACTS: ReceiptFacts<'proved-events'> = {
  ...{ run: 'r1', set: SETTING.setName, source: w.EVENT_TOPIC, region: w.REGION, paths: 'api' },
  ...{ bounceSeconds: 1, complaintSeconds: 2 },
};
const proofs = (...facts: object[]) =>
  w.checklist({
    steps: w.done(
      'setup-events',
      ...facts.map((each) => w.receipt('proved-events', { ...FACTS, ...each })),
    ),
  });

test('none yet', () => {
  const { current, findings } = currentProof(w.checklist(), w.REGION, SETTING);
  expect([current, findings.map(({ code }) => code)]).toEqual([null, ['events/not-proven']]);
});

test.each<[string, object, Setting]>([
  ['a topic', {}, SETTING],
  ['a bus', { source: BUS }, BUS_SETTING],
])('of %s', (_what, facts, setting) => {
  const { current, findings } = currentProof(proofs(facts), w.REGION, setting);
  expect([current?.facts.run, findings]).toEqual(['r1', []]);
});

test.each<[string, object, Setting]>([
  ['set', { set: 'old' }, SETTING],
  ['topic', { source: `${w.EVENT_TOPIC}-old` }, SETTING],
  ['Region', { region: 'us-east-1' }, SETTING],
  ['kind of target', {}, BUS_SETTING],
])('of another %s it is outdated, and says what it was of', (_what, facts, setting) => {
  const { current, findings } = currentProof(proofs(facts), w.REGION, setting);
  expect([current, findings.map(({ code }) => code)]).toEqual([null, ['events/proof-outdated']]);
  const { set, source, region } = { ...FACTS, ...facts };
  expect(findings[0]?.message).toContain(`was of ${set} and ${source} in ${region}`);
});

test('the newest counts', () => {
  expect(currentProof(proofs({ set: 'old' }, {}), w.REGION, SETTING).current).not.toBeNull();
  expect(currentProof(proofs({}, { set: 'new' }), w.REGION, SETTING).current).toBeNull();
});
