import type { Answers } from '../steps/input.ts';

/** Reads flags by key, where the command that defines them is not known. */

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
