import type { Checklist } from '../core/checklist.ts';
import type { Delegation } from '../core/dns/types.ts';
import { recordsOfIdentity } from '../core/records.ts';
import { dmarcOf, mailFromOf, smtpUserOf } from '../core/settings.ts';
import type { ExpectedRecord, Seen } from '../core/types.ts';
import type { HostedZone, Hosting, Identity, RecordSet, Source, World } from '../core/world.ts';
import type { Ports } from '../ports.ts';
import { zoneToWrite } from '../steps/verify-domain.publish.ts';
import { lookUp } from './look-up.ts';
import { NOT_READ, see } from './see.ts';

export interface Scope {
  readonly domain: string;
  readonly region: string;
  readonly checklist: Checklist;
  readonly sources: ReadonlySet<Source>;
  /** Records given by flag: SES is not asked for them. */
  readonly records: readonly ExpectedRecord[] | null;
}

/** One snapshot of the world; reads only, and only the sources asked for. */
export async function observe(ports: Ports, scope: Scope): Promise<World> {
  const { domain, region, checklist, sources } = scope;
  const wants = <T>(source: Source, look: () => Promise<T>): Promise<Seen<T>> =>
    sources.has(source) ? see(look) : Promise.resolve(NOT_READ);
  const delegation =
    sources.has('hosting') || sources.has('dns')
      ? see(() => ports.dns.delegation(domain))
      : Promise.resolve(NOT_READ);
  const identity = wants('identity', () => ports.aws.identity(domain));
  const records = identity.then((seen) => recordsSeen(scope, seen));
  const hosting = wants('hosting', async () =>
    readHosting(ports, scope, await delegation, await records),
  );
  const [caller, account, identitySeen, recordsNow, dns, hostingSeen, smtpUser] = await Promise.all(
    [
      wants('caller', () => ports.aws.caller()),
      wants('account', () => ports.aws.account()),
      identity,
      records,
      wants('dns', async () =>
        lookUp(ports.dns, {
          domain,
          records: valueOr(await records, []),
          identity: valueOr(await identity, null),
          delegation: delegation.then((seen) => valueOr(seen, null)),
          zones: async () => valueOr(valueOr(await hosting, NO_HOSTING).zones, []),
        }),
      ),
      hosting,
      wants('smtpUser', () => ports.aws.smtpUser(smtpUserOf(domain, checklist))),
    ],
  );
  return {
    domain,
    region,
    caller,
    account,
    identity: identitySeen,
    hosting: hostingSeen,
    records: recordsNow,
    dns,
    smtpUser,
  };
}

const NO_HOSTING: Pick<Hosting, 'zones'> = { zones: NOT_READ };

/** For a look that only sharpens another: what could not be seen is left out of it. */
function valueOr<T, U>(seen: Seen<T>, otherwise: U): T | U {
  return seen.ok ? seen.value : otherwise;
}

function recordsSeen(
  scope: Scope,
  identity: Seen<Identity | null>,
): Seen<readonly ExpectedRecord[]> {
  if (scope.records !== null) return { ok: true, value: scope.records };
  if (!identity.ok) return identity;
  if (identity.value === null) return { ok: true, value: [] };
  const mailFrom = mailFromOf(scope.domain, scope.checklist, identity.value);
  const records = recordsOfIdentity(
    identity.value,
    scope.region,
    mailFrom,
    dmarcOf(scope.checklist),
  );
  return { ok: true, value: records };
}

async function readHosting(
  ports: Ports,
  scope: Scope,
  delegation: Seen<Delegation>,
  records: Seen<readonly ExpectedRecord[]>,
): Promise<Hosting> {
  const zones =
    scope.checklist.choices.dns === 'manual' || scope.records !== null
      ? NOT_READ
      : await see(() => zonesOf(ports, scope.domain, delegation));
  const partial: Hosting = { delegation, zones, recordSets: NOT_READ };
  const { zone } = zoneToWrite(partial, scope.checklist);
  if (zone === null || !records.ok) return partial;
  return { ...partial, recordSets: await see(() => setsOf(ports, zone.id, records.value)) };
}

/** Zones named as the domain, and as the zone that is really delegated. */
async function zonesOf(
  ports: Ports,
  domain: string,
  delegation: Seen<Delegation>,
): Promise<readonly HostedZone[]> {
  const names = new Set([domain, ...(delegation.ok ? [delegation.value.zone] : [])]);
  const found: HostedZone[] = [];
  for (const name of names) found.push(...(await ports.aws.hostedZones(name)));
  return found.sort((a, b) => b.name.length - a.name.length);
}

function setsOf(
  ports: Ports,
  zoneId: string,
  records: readonly ExpectedRecord[],
): Promise<readonly RecordSet[]> {
  const names = [...new Set(records.map((record) => record.name))];
  return names.length === 0 ? Promise.resolve([]) : ports.aws.recordSets(zoneId, names);
}
