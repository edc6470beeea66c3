import type { Choices } from '../core/checklist.ts';

export type Answer = string | readonly string[] | boolean;
export type Answers = Readonly<Record<string, Answer | undefined>>;

/** How a person is asked for an input that was not given. */
export interface Question {
  readonly message: string;
  readonly choices?: readonly { readonly value: string; readonly name: string }[];
  /** Offered in a terminal, to be confirmed by Enter; never taken silently. */
  readonly suggestion?: string;
}

/**
 * One definition of a flag and, where it can be asked for, of a prompt; both go through `parse`.
 * `key` is the flag in camel case.
 */
export interface Input {
  readonly key: string;
  /** As commander writes it: `--mail-from <name>`; without an argument it is a switch. */
  readonly flag: string;
  readonly summary: string;
  readonly repeatable?: boolean;
  /** Allowed values, shown in help and refused otherwise with the nearest one. */
  readonly values?: readonly string[];
  /** Validates and normalises one value; throws Failure `usage/…`. */
  readonly parse?: (text: string) => string;
  readonly question?: Question;
  /** Asked for in a terminal, left out without one. */
  readonly optional?: boolean;
  /** Kept in the checklist under this name, so that the next run knows it. */
  readonly choice?: keyof Choices;
  /** Environment variable that stands for the flag. */
  readonly env?: string;
}

export function textOf(answers: Answers, key: string): string | null {
  const value = answers[key];
  return typeof value === 'string' ? value : null;
}

export function listOf(answers: Answers, key: string): readonly string[] {
  const value = answers[key];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value : [];
}

export function isSet(answers: Answers, key: string): boolean {
  return answers[key] === true;
}
