import type { Finding } from './types.ts';

type Extra = Omit<Finding, 'code' | 'message'>;

/** A finding; its code must be in the catalogue (docs/findings.md is made from it). */
export function finding(code: string, message: string, extra: Extra = {}): Finding {
  return { code, message, ...extra };
}
