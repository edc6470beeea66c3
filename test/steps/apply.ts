import { expect } from 'vitest';
import { emptyChecklist } from '../../src/core/checklist.ts';
import type { Change } from '../../src/core/model/types.ts';
import type { World } from '../../src/core/world.ts';
import { advance } from '../../src/flow/advance.ts';
import { parseGiven } from '../../src/flow/inputs.ts';
import type { Outcome } from '../../src/flow/request.ts';
import { openSession } from '../../src/flow/session.ts';
import type { Answers, Given, Input } from '../../src/steps/input.ts';
import { makeSmtpCredsInputs } from '../../src/steps/make-smtp-creds/inputs.ts';
import { sendTestInputs } from '../../src/steps/send-test/inputs.ts';
import type { Plan, Step } from '../../src/steps/step.ts';
import { type Fakes, START } from '../helpers/ports.ts';
import { DOMAIN, REGION } from '../helpers/world.ts';

interface Wish {
  readonly world: World;
  /** As flags are typed; they go through the inputs of the step. */
  readonly answers?: Given;
}

const INPUTS: Readonly<Record<string, readonly Input[]>> = {
  'make-smtp-creds': makeSmtpCredsInputs,
  'send-test': sendTestInputs,
};

/** A repeatable flag that was typed once is a list of one, as the command line parser makes it. */
function optionsOf({ id }: Step, given: Given): Answers {
  const inputs = INPUTS[id] ?? [];
  const listed = inputs.flatMap(({ key, repeatable }) =>
    repeatable === true && typeof given[key] === 'string' ? [[key, [given[key]]]] : [],
  );
  return parseGiven(inputs, { ...given, ...Object.fromEntries(listed) });
}

/** The plan over the world and the checklist that the fakes hold. */
export function planOf(step: Step, fakes: Fakes | null, { world, answers = {} }: Wish): Plan {
  const checklist = fakes?.stored() ?? emptyChecklist();
  const parsed = optionsOf(step, answers);
  const plan = step.action?.plan({ world, checklist, answers: parsed, now: START });
  if (plan === undefined) throw new Error(`${step.id} has no action`);
  const granted = step.action?.rights.map(({ action }) => action);
  const called = [...plan.tasks, ...(plan.later ?? [])].flatMap(
    ({ iamActions = [] }) => iamActions,
  );
  expect(granted, 'what its tasks call is among its rights').toEqual(
    expect.arrayContaining(called),
  );
  return plan;
}

/** Makes the plan and does it with consent, as the command with --yes would. `shown`: with what its operations showed. */
export async function apply(
  step: Step,
  fakes: Fakes,
  { world, answers = {} }: Wish,
): Promise<Outcome & { readonly shown: Readonly<Record<string, unknown>> }> {
  const subject = { domain: DOMAIN, region: REGION };
  const session = openSession(fakes.ports, fakes.stored(), subject);
  const consent = { yes: true, dryRun: false };
  const request = { step, world, session, answers: optionsOf(step, answers), consent };
  const outcome = await advance(fakes.ports, request, planOf(step, fakes, { world, answers }));
  const parts = outcome.parts.flatMap((part) => Object.values(part));
  return { ...outcome, shown: Object.assign({}, ...parts, outcome.shown) };
}

/** The lines of a plan: `+ identity acme.example`. */
export function linesOf(plan: Plan): string[] {
  const lines: readonly Change[] = plan.tasks.flatMap((task) => task.changes);
  return lines.map((line) => `${line.op} ${line.what}`);
}

/** What was logged but looking and resting: operations, writes and questions. */
export function deeds(fakes: Fakes): string[] {
  return fakes.log.filter((line) => !/^(sleep|dns|files\.(exists|read)|smtp\.endpoint)/.test(line));
}
