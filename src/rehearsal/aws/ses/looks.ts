/** How SES looks for records again and again, the same for DKIM and for MAIL FROM. */

import type { DnsData, ZoneSet } from '../../contract.ts';

export type LookError =
  | 'HOST_NOT_FOUND'
  | 'TYPE_NOT_FOUND'
  | 'INVALID_VALUE'
  | 'REPLICATION_PRIMARY_NOT_FOUND'
  | 'REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED'
  | 'REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED';

export interface Watch {
  /** NOT_STARTED: there is nothing to look for yet. */
  status: 'NOT_STARTED' | 'PENDING' | 'SUCCESS' | 'TEMPORARY_FAILURE' | 'FAILED';
  /** Since when SES has been looking without success, world time. */
  since: number;
  nextLook: number;
  lastLook: number | null;
  lastSuccess: number | null;
  error: LookError | null;
  /** Data of the zone's SOA at the last look: what VerificationInfo tells of. */
  soa: string | null;
}

/** "Amazon SES searches … for up to 72 hours" (API model, DkimAttributes.Tokens). */
const patienceMs = 72 * 3_600_000;

export function startWatch(now: number, every: number): Watch {
  return {
    status: 'PENDING',
    since: now,
    nextLook: now + every,
    lastLook: null,
    lastSuccess: null,
    error: null,
    soa: null,
  };
}

/** Looks if a look is due; before the start and after FAILED nobody looks. */
export function look(watch: Watch, now: number, every: number, find: () => LookError | null): void {
  if (watch.status === 'FAILED' || watch.status === 'NOT_STARTED' || now < watch.nextLook) return;
  watch.error = find();
  watch.lastLook = now;
  watch.nextLook = now + every;
  if (watch.error === null) {
    watch.status = 'SUCCESS';
    watch.lastSuccess = now;
    return;
  }
  if (watch.status === 'SUCCESS') {
    watch.status = 'TEMPORARY_FAILURE';
    watch.since = now;
  }
  if (now - watch.since >= patienceMs) watch.status = 'FAILED';
}

/**
 * What is wrong with the set `type` at `name`, null when every authoritative server shows it right.
 * SES asks one server, and any: only when all agree does its answer not depend on luck.
 */
export function lookFor(
  dns: DnsData,
  name: string,
  type: string,
  right: (set: ZoneSet) => boolean,
): LookError | null {
  for (let server = 0; server < dns.serverCount; server += 1) {
    const sets = dns.shown(server, name);
    const found = sets.find((set) => set.type === type);
    if (sets.length === 0) return 'HOST_NOT_FOUND';
    if (!found) return 'TYPE_NOT_FOUND';
    if (!right(found)) return 'INVALID_VALUE';
  }
  return null;
}

/** Data of the SOA of the zone that holds the domain, as the first server shows it. */
export function shownSoa(dns: DnsData, domain: string): string | null {
  const labels = domain.split('.');
  for (const index of labels.keys()) {
    const sets = dns.shown(0, labels.slice(index).join('.'));
    const data = sets.find((set) => set.type === 'SOA')?.values[0];
    if (data !== undefined) return data;
  }
  return null;
}

/** DNS names compare without case and without a final dot (RFC 1035 section 2.3.3). */
export function sameName(left: string, right: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/\.$/, '');
  return plain(left) === plain(right);
}
