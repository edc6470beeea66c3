import { expect, test } from 'vitest';
import type { Reporter, Status, StepId } from '../../src/core/model/types.ts';
import type { World } from '../../src/core/world.ts';
import { assess, sourcesOf, stepOf, withNeeds } from '../../src/flow/assess.ts';
import { STEPS } from '../../src/steps/index.ts';
import type { Step } from '../../src/steps/step.ts';
import { START } from '../helpers/ports.ts';
import * as w from '../helpers/world.ts';

/** Steps in a row, each needing the one before. */
function chain(...statuses: Status[]): Step[] {
  const ids: Reporter[] = ['verify-domain', 'check-dns', 'make-smtp-creds', 'send-test'];
  return statuses.map((status, index) => ({
    id: ids[index] ?? 'send-test',
    title: '',
    needs: index === 0 ? [] : [ids[index - 1] ?? 'send-test'],
    reads: [],
    command: { summary: '', inputs: [], examples: [], canWait: false },
    data: () => ({ addresses: [] }),
    diagnose: () => ({
      status,
      summary: `own ${index}`,
      findings: [{ code: `own/${index}`, message: '' }],
    }),
  }));
}

function judged(...statuses: Status[]) {
  return assess(chain(...statuses), w.world(), w.checklist(), START);
}

/** What a step found wrong or waits for is said as it is; what it would do, only when its turn comes. */
test.each<[Status[], Status[]]>([
  [
    ['done', 'todo'],
    ['done', 'todo'],
  ],
  [
    ['skipped', 'todo'],
    ['skipped', 'todo'],
  ],
  [
    ['todo', 'todo'],
    ['todo', 'blocked'],
  ],
  [
    ['problem', 'todo'],
    ['problem', 'blocked'],
  ],
  [
    ['waiting', 'problem'],
    ['waiting', 'problem'],
  ],
  [
    ['unknown', 'waiting'],
    ['unknown', 'waiting'],
  ],
  [
    ['unknown', 'problem'],
    ['unknown', 'problem'],
  ],
  [
    ['problem', 'unknown'],
    ['problem', 'blocked'],
  ],
  [
    ['todo', 'done'],
    ['todo', 'done'],
  ],
  [
    ['todo', 'skipped'],
    ['todo', 'skipped'],
  ],
  [
    ['unknown', 'todo'],
    ['unknown', 'unknown'],
  ],
  [
    ['unknown', 'done'],
    ['unknown', 'done'],
  ],
  [
    ['todo', 'todo', 'todo'],
    ['todo', 'blocked', 'blocked'],
  ],
  [
    ['unknown', 'todo', 'todo'],
    ['unknown', 'unknown', 'unknown'],
  ],
  [
    ['unknown', 'done', 'todo'],
    ['unknown', 'done', 'todo'],
  ],
])('%j is judged %j', (own, given) => {
  expect(judged(...own).map(({ status }) => status)).toEqual(given);
});

test('a blocked step names the one that comes first', () => {
  const [, second] = judged('todo', 'todo');
  expect(second).toMatchObject({
    summary: 'after verify-domain',
    findings: [{ code: 'step/blocked', fix: 'ses-migrate verify-domain' }],
  });
});

test('unknown beats blocked: of two needs, one not seen and one to do', () => {
  const [one, two] = chain('todo', 'unknown');
  if (one === undefined || two === undefined) throw new Error('no chain');
  const third: Step = { ...one, id: 'send-test', needs: ['verify-domain', 'check-dns'] };
  const reports = assess([one, { ...two, needs: [] }, third], w.world(), w.checklist(), START);
  expect(reports[2]?.status).toBe('unknown');
});

test('needs come along, in the order of the checklist', () => {
  expect(withNeeds(['send-test'], STEPS).map(({ id }) => id)).toEqual([
    'verify-domain',
    'check-dns',
    'make-smtp-creds',
    'send-test',
  ]);
  expect(withNeeds(['request-production'], STEPS).map(({ id }) => id)).toEqual([
    'request-production',
  ]);
});

test('only what the steps read is checked', () => {
  expect([...sourcesOf(withNeeds(['request-production'], STEPS))].sort()).toEqual([
    'account',
    'caller',
  ]);
});

test('every need of a step is before it', () => {
  const ids: readonly string[] = STEPS.map(({ id }) => id);
  for (const { id, needs } of STEPS)
    for (const need of needs)
      expect(ids.indexOf(need), `${id} needs ${need}`).toBeLessThan(ids.indexOf(id));
});

/** Every source, every way not to see it: no step that reads it may say anything but unknown. */
const SOURCE: Readonly<Record<StepId, readonly (keyof World)[]>> = {
  'verify-domain': ['identity'],
  'check-dns': ['dns', 'records'],
  'request-production': ['account'],
  'make-smtp-creds': ['smtpUser'],
  'send-test': [],
};
test.each(
  STEPS.flatMap(({ id }) =>
    (SOURCE[id] ?? []).flatMap((source) =>
      w.EVERY_FAILURE.map((code) => [id, source, code] as const),
    ),
  ),
)('%s: %s %s is unknown', (id, source, code) => {
  const world = w.world({ [source]: w.failed(code) });
  const [report] = assess([stepOf(id, STEPS)], world, w.checklist(), START);
  expect(report?.status).toBe('unknown');
});
