import { getPublicSuffix } from 'tldts';
import type { DnsAnswer, DnsServer, Glue } from '../../core/dns/types.ts';
import { locate } from './addresses.ts';
import { AT_ONCE, isWithin, type Sources, why } from './sources.ts';

/** A zone as the walk from the root came to it. */
export interface Cut {
  readonly zone: string;
  readonly servers: readonly DnsServer[];
  /** The referral that led here; null at the root, and where parent and child share their servers. */
  readonly delegation: {
    readonly parent: string;
    readonly nameServers: readonly string[];
    readonly glue: readonly Glue[];
    readonly withoutAddress: readonly string[];
  } | null;
}

export type Walked = { readonly cut: Cut } | { readonly failed: string };

/** Root servers that are asked at a time, once for each registry: that none of four answers is no accident. */
const ROOTS_AT_ONCE = 4;
/** Milliseconds until the walk is tried again in a network that did not let it through. */
const FAILURE_KEPT = 60_000;

/**
 * Finds the zone that holds a name by asking down from the root, one label at a time, as RFC 9156 has
 * resolvers do it. Registries' zones (`com`, `co.uk`) are walked once; what is below them each time again.
 */
export function createWalk(
  sources: Sources,
  now = () => performance.now(),
): (domain: string) => Promise<Walked> {
  const registries = new Map<
    string,
    { readonly walked: Promise<Walked>; failedAt: number | null }
  >();

  const cutAt = (name: string, domain: string): Promise<Walked> => {
    if (!isRegistryName(name, domain)) return next(name, domain);
    const known = registries.get(name);
    const failedAt = known?.failedAt ?? null;
    if (known !== undefined && (failedAt === null || now() - failedAt < FAILURE_KEPT)) {
      return known.walked;
    }
    const entry = { walked: next(name, domain), failedAt: null as number | null };
    registries.set(name, entry);
    return entry.walked.then((walked) => {
      if ('failed' in walked) entry.failedAt = now();
      return walked;
    });
  };

  const next = async (name: string, domain: string): Promise<Walked> => {
    if (name === '.') return fromRoots(sources);
    const dot = name.indexOf('.');
    const above = await cutAt(dot === -1 ? '.' : name.slice(dot + 1), domain);
    return 'failed' in above ? above : below(sources, above.cut, name);
  };

  return (domain) => cutAt(domain, domain);
}

function isRegistryName(name: string, domain: string): boolean {
  const suffix = getPublicSuffix(domain);
  return name === '.' || (name !== domain && suffix !== null && isWithin(suffix, name));
}

function fromRoots({ roots }: Sources): Walked {
  if (roots.length === 0) return { failed: 'no root server is configured' };
  return { cut: { zone: '.', servers: roots, delegation: null } };
}

/** What `above`'s servers say of a name one label below what was known: a zone of its own, or still theirs. */
async function below(sources: Sources, above: Cut, name: string): Promise<Walked> {
  const asked = spread(above.servers, name).slice(0, above.zone === '.' ? ROOTS_AT_ONCE : AT_ONCE);
  const answers = await Promise.all(
    asked.map((server) => sources.ask(server, { name, type: 'NS' })),
  );
  const referred = answers.find((answer) => referralTo(answer, name) !== null);
  const referral = referred === undefined ? null : referralTo(referred, name);
  if (referral !== null) {
    const { nameServers, glue = [] } = referral;
    const { servers, withoutAddress } = await locate(sources, [...nameServers].sort(), glue);
    const delegation = { parent: above.zone, nameServers, glue, withoutAddress };
    return { cut: { zone: name, servers, delegation } };
  }
  const said = answers.find((answer) => answer.kind !== 'failed');
  const them = `the servers of ${zoneName(above.zone)}`;
  if (said === undefined) return { failed: `${them} could not be queried${why(answers)}` };
  if (!said.aa) return { failed: `a device on the way answers from a cache instead of ${them}` };
  const apex =
    said.kind === 'records' &&
    said.records.some((record) => record.type === 'NS' && record.name === name);
  return { cut: apex ? { ...above, zone: name, delegation: null } : above };
}

function referralTo(answer: DnsAnswer, name: string) {
  if (answer.kind !== 'failed' || answer.referral?.zone !== name) return null;
  return answer.referral;
}

/** Begins at another server for each name, so that not all names of a fleet ask the same one. */
function spread(servers: readonly DnsServer[], name: string): DnsServer[] {
  const first = servers.length === 0 ? 0 : name.length % servers.length;
  return [...servers.slice(first), ...servers.slice(0, first)];
}

function zoneName(zone: string): string {
  return zone === '.' ? 'the root zone' : zone;
}
