import { type Fix, fixText, remediesOf } from './remedy.ts';
import type { Finding, Observation } from './types.ts';

type Extra = Omit<Observation, 'code' | 'message'> & { readonly fix?: Fix };

/** A finding; its code must be in the catalogue (docs/findings.md is made from it). */
export function finding(code: string, message: string, extra: Extra = {}): Finding {
  const { fix, ...about } = extra;
  const fixes = remediesOf(fix);
  if (fixes.length === 0) return { code, message, ...about };
  return { code, message, ...about, fix: fixText(fixes), fixes };
}
