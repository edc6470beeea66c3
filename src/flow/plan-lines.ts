import type { Change } from '../core/model/types.ts';
import type { Plan } from '../steps/step.ts';

/** All lines of a plan, in order. */
export function linesOf(plan: Plan): readonly Change[] {
  return plan.tasks.flatMap((task) => task.changes);
}

/** The lines that change something, each as one comparable text. */
export function changingLines(plan: Plan): readonly string[] {
  return linesOf(plan)
    .filter((line) => line.op !== '=')
    .map((line) => JSON.stringify(line));
}

/** Whether two plans do the same, line by line. */
export function isSamePlan(a: Plan, b: Plan): boolean {
  return JSON.stringify(changingLines(a)) === JSON.stringify(changingLines(b));
}
