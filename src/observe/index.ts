import type { Checklist } from '../core/checklist.ts';
import { acceptedSpf } from '../core/dns/accepted-spf.ts';
import type { Delegation, DnsObservation } from '../core/dns/types.ts';
import { smtpUserOf } from '../core/domain-setup/defaults.ts';
import { dmarcOf } from '../core/domain-setup/dmarc-proposal.ts';
import { mailFromOf, namesToLookAt, settledMailFrom } from '../core/domain-setup/mail-from.ts';
import { Failure } from '../core/model/errors.ts';
import type { ExpectedRecord, Seen } from '../core/model/types.ts';
import type { HostedZone, Hosting } from '../core/records/facts.ts';
import { type Footprint, isWhole } from '../core/records/footprint.ts';
import { recordsOfIdentity, withDmarc } from '../core/records/records.ts';
import type { DefaultSet, Identity } from '../core/ses/facts.ts';
import { keyIdsIn } from '../core/smtp-credentials/settings-reader.ts';
import { brokenCreation } from '../core/smtp-credentials/smtp-keys.ts';
import type { Source, World } from '../core/world.ts';
import type { Ports } from '../ports/index.ts';
import { textAt } from '../ports/settings-place.ts';
import { footprintLook } from './dns/footprint.ts';
import { lookUp } from './dns/look-up.ts';
import { readHosting } from './hosting.ts';
import { lookAtAddresses, lookElsewhere } from './other-identities.ts';
import { NOT_READ, see } from './see.ts';

export interface Scope {
  readonly domain: string;
  readonly region: string;
  readonly checklist: Checklist;
  readonly sources: ReadonlySet<Source>;
  /** Records given by flag: SES is not asked for them. */
  readonly records: readonly ExpectedRecord[] | null;
  /** Of an earlier look in the same run, which is good enough while one waits. */
  readonly footprint?: Seen<Footprint> | undefined;
}

/** One snapshot of the world; reads only, and only the sources asked for. */
export async function observe(ports: Ports, scope: Scope): Promise<World> {
  const { domain, region, checklist, sources } = scope;
  const wants = <T>(source: Source, look: () => Promise<T>): Promise<Seen<T>> =>
    sources.has(source) ? see(look) : Promise.resolve(NOT_READ);
  const delegation =
    sources.has('hosting') || sources.has('dns') || sources.has('footprint')
      ? see(() => ports.dns.delegation(domain))
      : Promise.resolve(NOT_READ);
  const identity = wants('identity', () => ports.ses.identity(domain));
  const footprint = wants('footprint', async () => {
    const identityNow = valueOr(await identity, null);
    return readFootprint(ports, scope, identityNow, valueOr(await delegation, null));
  });
  const asked = identity.then(async (seen) => toAskFor(scope, seen, footprint));
  // Where this Region cannot be asked, the others need not be.
  const around = async <T>(
    source: Source,
    look: (found: Identity | null) => Promise<Seen<T>>,
  ): Promise<Seen<T>> => {
    if (!sources.has(source)) return NOT_READ;
    const found = await identity;
    return found.ok ? look(found.value) : NOT_READ;
  };
  const subject = { ...ports, domain, region };
  const hosting = wants('hosting', async () =>
    readHosting(
      ports,
      { domain, checklist, publishes: scope.records === null },
      await delegation,
      await asked,
    ),
  );
  const dns = wants('dns', async () =>
    lookUp(ports.dns, {
      domain,
      records: valueOr(await asked, []),
      identity: valueOr(await identity, null),
      delegation: delegation.then((seen) => valueOr(seen, null)),
      zones: async () => route53Zones(valueOr(await hosting, NO_HOSTING)),
    }),
  );
  const looks = {
    caller: wants('caller', () => ports.sts.caller()),
    account: wants('account', () => ports.ses.account()),
    smtpUser: wants('smtpUser', () => ports.iam.smtpUser(smtpUserOf(domain, checklist))),
    elsewhere: around('elsewhere', () => lookElsewhere(subject)),
    addresses: around('addresses', () => lookAtAddresses(subject)),
    configurationSet: around('configurationSet', (found) => {
      return readConfigurationSet(ports, scope, found);
    }),
    keysInPlace: sources.has('keysInPlace')
      ? keysInPlace(ports, checklist)
      : Promise.resolve(NOT_READ),
  };
  // `see` keeps each failure to look; what is thrown all the same is a bug and ends the run.
  await Promise.all([identity, footprint, asked, hosting, dns, ...Object.values(looks)]);
  return {
    domain,
    region,
    caller: await looks.caller,
    account: await looks.account,
    identity: await identity,
    elsewhere: await looks.elsewhere,
    addresses: await looks.addresses,
    configurationSet: await looks.configurationSet,
    hosting: await hosting,
    footprint: await footprint,
    records: asTheyWork(recordsSeen(scope, await identity, await footprint), await dns),
    dns: await dns,
    smtpUser: await looks.smtpUser,
    keysInPlace: await looks.keysInPlace,
  };
}

function readFootprint(
  { dns }: Ports,
  { domain, region, checklist, footprint: before }: Scope,
  identity: Identity | null,
  delegation: Delegation | null,
): Promise<Footprint> {
  if (before?.ok === true && isWhole(before)) return Promise.resolve(before.value);
  return footprintLook(dns, {
    domain,
    region,
    delegation,
    candidates: namesToLookAt(domain, checklist, identity),
    ours: identity?.mailFrom.domain ?? null,
    reportsTo: checklist.choices.dmarcRua?.split('@').at(-1) ?? null,
  });
}

/** With the SPF record that lets SES pass through others, so that it is neither wrong nor replaced. */
function asTheyWork(
  records: Seen<readonly ExpectedRecord[]>,
  dns: Seen<readonly DnsObservation[]>,
): Seen<readonly ExpectedRecord[]> {
  if (!records.ok || !dns.ok) return records;
  return { ok: true, value: records.value.map((record) => acceptedSpf(record, dns.value)) };
}

/** The records to look for: known before the footprint is, where it has no say in their names. */
async function toAskFor(
  scope: Scope,
  identity: Seen<Identity | null>,
  footprint: Promise<Seen<Footprint>>,
): Promise<Seen<readonly ExpectedRecord[]>> {
  const settled = settledMailFrom(scope.checklist, valueOr(identity, null)) !== null;
  const records = recordsSeen(scope, identity, settled ? NOT_READ : await footprint);
  return records.ok ? { ok: true, value: withDmarc(records.value, scope.domain) } : records;
}

/** A place that cannot be read is told, not taken for one without a key. */
async function keysInPlace(ports: Ports, checklist: Checklist): Promise<Seen<readonly string[]>> {
  const place = brokenCreation(checklist)?.facts.writtenTo;
  if (typeof place !== 'string') return { ok: true, value: [] };
  try {
    return await see(async () => keyIdsIn((await textAt(ports, place))?.reveal() ?? ''));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ok: false, code: 'failed', message: error.message };
  }
}

const NO_HOSTING: Pick<Hosting, 'zones'> = { zones: NOT_READ };

function route53Zones({ zones }: Pick<Hosting, 'zones'>): readonly HostedZone[] {
  return valueOr(zones, []).filter(({ api }) => api === 'route53');
}

/** For a look that only sharpens another: what could not be seen is left out of it. */
function valueOr<T, U>(seen: Seen<T>, otherwise: U): T | U {
  return seen.ok ? seen.value : otherwise;
}

/** The one that mail goes through: chosen, else the identity's own. */
function readConfigurationSet(
  { ses }: Ports,
  { checklist }: Scope,
  identity: Identity | null,
): Promise<Seen<DefaultSet | null>> {
  const name = checklist.choices.configurationSet ?? identity?.configurationSet ?? null;
  return see(async () => {
    if (name === null) return null;
    const set = await ses.configurationSet(name);
    return { name, exists: set !== null, sendingEnabled: set?.sendingEnabled ?? false };
  });
}

function recordsSeen(
  scope: Scope,
  identity: Seen<Identity | null>,
  footprint: Seen<Footprint>,
): Seen<readonly ExpectedRecord[]> {
  if (scope.records !== null) return { ok: true, value: scope.records };
  if (!identity.ok) return identity;
  if (identity.value === null) return { ok: true, value: [] };
  const { domain, region, checklist } = scope;
  const mailFrom = mailFromOf({ domain, footprint, identity: identity.value }, checklist);
  const { text } = dmarcOf(domain, checklist, footprint);
  const records = recordsOfIdentity(identity.value, region, mailFrom.name, text);
  return { ok: true, value: records };
}
