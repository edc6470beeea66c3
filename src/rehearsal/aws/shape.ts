/**
 * Request shapes: what a member must be, as the AWS API models say it. Every broken constraint of a
 * request is named in one message, as AWS does.
 */

import { AwsError, constraintMessage, unreadable } from './errors.ts';

export interface Member<T> {
  /** Reads one member; a broken constraint is added to `problems`, and what is returned is not used then. */
  read(value: unknown, at: string, problems: string[]): T | undefined;
}

export type Members = Readonly<Record<string, Member<unknown>>>;
type Optional<T> = Member<T | undefined>;
export type Read<S extends Members> = {
  readonly [K in keyof S]: S[K] extends Member<infer T> ? T : never;
};

interface Length {
  readonly min?: number;
  readonly max?: number;
}

function failed(at: string, constraint: string): string {
  return `Value at '${at}' failed to satisfy constraint: ${constraint}`;
}

function checkLength(length: number, rule: Length, at: string, problems: string[]): void {
  if (rule.min !== undefined && length < rule.min) {
    problems.push(failed(at, `Member must have length greater than or equal to ${rule.min}`));
  }
  if (rule.max !== undefined && length > rule.max) {
    problems.push(failed(at, `Member must have length less than or equal to ${rule.max}`));
  }
}

/** What Coral, AWS's service framework, says of a JSON value of another type. */
function wrongType(value: unknown, wanted: string): AwsError {
  const found = Array.isArray(value)
    ? 'LIST'
    : typeof value === 'object'
      ? 'STRUCTURE'
      : typeof value;
  return unreadable(`${found.toUpperCase()}_VALUE can not be converted to a ${wanted}`);
}

export function text(rule: Length & { pattern?: RegExp } = {}): Optional<string> {
  return {
    read(value, at, problems) {
      if (value === undefined || value === null) return undefined;
      if (typeof value !== 'string') throw wrongType(value, 'String');
      checkLength(value.length, rule, at, problems);
      if (rule.pattern && !rule.pattern.test(value)) {
        const pattern = rule.pattern.source;
        problems.push(failed(at, `Member must satisfy regular expression pattern: ${pattern}`));
      }
      return value;
    },
  };
}

export function oneOf<const T extends string>(values: readonly T[]): Optional<T> {
  return {
    read(value, at, problems) {
      if (value === undefined || value === null) return undefined;
      if (typeof value !== 'string') throw wrongType(value, 'String');
      const known = values.find((candidate) => candidate === value);
      if (known === undefined) {
        problems.push(failed(at, `Member must satisfy enum value set: [${values.join(', ')}]`));
      }
      return known;
    },
  };
}

/** A boolean; the query protocol and URLs write it as text. */
export function flag(): Optional<boolean> {
  return {
    read(value) {
      if (value === undefined || value === null) return undefined;
      if (value === true || value === 'true') return true;
      if (value === false || value === 'false') return false;
      throw wrongType(value, 'Boolean');
    },
  };
}

/** A number; the query protocol and URLs write it as text. */
export function number(): Optional<number> {
  return {
    read(value) {
      if (value === undefined || value === null) return undefined;
      const read = typeof value === 'string' && value !== '' ? Number(value) : value;
      if (typeof read !== 'number' || Number.isNaN(read)) throw wrongType(value, 'Number');
      return read;
    },
  };
}

export function list<T>(of: Optional<T>, rule: Length = {}): Optional<readonly T[]> {
  return {
    read(value, at, problems) {
      if (value === undefined || value === null) return undefined;
      // The query protocol writes an empty list as an empty text.
      if (value === '') return [];
      if (!Array.isArray(value)) throw wrongType(value, 'List');
      checkLength(value.length, rule, at, problems);
      const inner: string[] = [];
      const items = value.map((item, index) => of.read(item, `${at}.${index + 1}.member`, inner));
      problems.push(...inner);
      return items.filter((item) => item !== undefined);
    },
  };
}

/** A list of enum members; AWS wraps the constraint and names the list once. */
export function listOf<const T extends string>(values: readonly T[]): Optional<readonly T[]> {
  return {
    read(value, at, problems) {
      const inner: string[] = [];
      const items = list(oneOf(values)).read(value, at, inner);
      if (inner.length > 0) {
        const set = `Member must satisfy enum value set: [${values.join(', ')}]`;
        problems.push(failed(at, `Member must satisfy constraint: [${set}]`));
      }
      return items;
    },
  };
}

export function map(): Optional<Readonly<Record<string, string>>> {
  return {
    read(value) {
      if (value === undefined || value === null) return undefined;
      if (!isRecord(value)) throw wrongType(value, 'Map');
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => {
          if (typeof item !== 'string') throw wrongType(item, 'String');
          return [key, item];
        }),
      );
    },
  };
}

export function struct<S extends Members>(members: S): Optional<Read<S>> {
  return {
    read(value, at, problems) {
      if (value === undefined || value === null) return undefined;
      if (!isRecord(value)) throw wrongType(value, 'Structure');
      const read = Object.entries(members).map(([name, member]) => {
        const path = name.charAt(0).toLowerCase() + name.slice(1);
        return [name, member.read(value[name], at === '' ? path : `${at}.${path}`, problems)];
      });
      // Complete unless `problems` says otherwise, and then `parse` throws.
      return Object.fromEntries(read) as Read<S>;
    },
  };
}

export function required<T>(member: Optional<T>): Member<T> {
  return {
    read(value, at, problems) {
      const known = problems.length;
      const read = member.read(value, at, problems);
      if (read === undefined && problems.length === known) {
        problems.push(failed(at, 'Member must not be null'));
      }
      return read;
    },
  };
}

/** Reads a whole request. Throws one AwsError `code` 400 that names every broken constraint. */
export function parse<S extends Members>(members: S, input: unknown, code: string): Read<S> {
  const problems: string[] = [];
  const read = struct(members).read(input, '', problems);
  if (problems.length > 0 || read === undefined) {
    throw new AwsError(code, 400, constraintMessage(problems));
  }
  return read;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
