import {
  type AppliedDmarc,
  appliedDmarc,
  dmarcName,
  organisationByWalk,
  type TextsAt,
  treeWalk,
} from '../../core/email-auth/dmarc-discovery.ts';
import { organisationOf } from '../../core/email-auth/organisation.ts';
import type { Seen } from '../../core/model/types.ts';
import type { Dns } from '../../ports/index.ts';
import { resolve } from './resolve.ts';

/** What DMARC says of a message: the record that applies, and to whom names belong. */
export interface DmarcLook {
  /** null: no record, or no From domain to look for. */
  readonly applied: Seen<AppliedDmarc | null>;
  readonly organisationOf: (name: string) => string | null;
}

/** Follows the tree walk of the From domain and of each domain that DKIM or SPF proved (RFC 9989, 4.10). */
export async function lookForDmarc(
  dns: Dns,
  from: string | null,
  proved: readonly string[],
): Promise<DmarcLook> {
  if (from === null) return { applied: { ok: true, value: null }, organisationOf };
  const names = [...new Set([from, ...proved].flatMap(treeWalk))];
  const texts = new Map(
    await Promise.all(
      names.map(async (name) => [name, await textsOf(dns, dmarcName(name))] as const),
    ),
  );
  const textsAt: TextsAt = (domain) => texts.get(domain) ?? NOT_ASKED;
  const exists = await isThere(dns, from);
  const applied = appliedDmarc(from, textsAt, exists);
  return {
    applied,
    organisationOf: applied.ok && applied.value !== null ? byWalk : organisationOf,
  };

  /** Where no record applies, alignment decides nothing, and is shown by the list of public suffixes. */
  function byWalk(name: string): string | null {
    const found = organisationByWalk(name, textsAt);
    return found.ok ? found.value : organisationOf(name);
  }
}

const NOT_ASKED = { ok: false, code: 'not-read', message: 'not queried' } as const;

async function textsOf(dns: Dns, name: string): Promise<Seen<readonly string[]>> {
  try {
    return { ok: true, value: (await resolve(dns, name, 'TXT')).flat() };
  } catch (error) {
    if (codeOf(error) !== 'ESERVFAIL') return { ok: true, value: [] };
    return { ok: false, code: 'unreachable', message: String(error) };
  }
}

/** Whether the name exists (RFC 8020); a name that could not be asked for is taken to. */
async function isThere(dns: Dns, name: string): Promise<boolean> {
  try {
    await resolve(dns, name, 'TXT');
    return true;
  } catch (error) {
    return codeOf(error) !== 'ENOTFOUND';
  }
}

function codeOf(error: unknown): unknown {
  if (error instanceof Error && 'code' in error) return error.code;
  throw error;
}
