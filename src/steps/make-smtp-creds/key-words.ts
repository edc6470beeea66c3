import type { AccessKey } from '../../core/aws/iam-user.ts';
import { useInWords } from '../../core/smtp-credentials/key-use.ts';

/** `2026-11-20 10:00 UTC`: of a time that AWS told. */
export function timeInWords(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

/** A key with its state, age and last use: what a person needs to tell it from another one. `asOf`: AWS's time. */
export function keyInWords(key: AccessKey, asOf: string): string {
  return `${key.id}, ${stateInWords(key, asOf)}`;
}

export function stateInWords(key: AccessKey, asOf: string): string {
  const state = key.active ? 'active' : 'inactive';
  return `${state}, created ${timeInWords(key.created)}, ${useInWords(key, asOf)}`;
}
