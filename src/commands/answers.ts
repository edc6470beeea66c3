import type { Answers } from '../steps/input.ts';

/** Flags that the command line looks at before it is known whose they are. */

export function textOf(answers: Answers, key: string): string | null {
  const value = answers[key];
  return typeof value === 'string' ? value : null;
}

export function listOf(answers: Answers, key: string): readonly string[] {
  const value = answers[key];
  return Array.isArray(value) ? value : [];
}

export function isSet(answers: Answers, key: string): boolean {
  return answers[key] === true;
}
