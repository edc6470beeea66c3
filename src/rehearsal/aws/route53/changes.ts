import type { ZoneSet } from '../../contract.ts';
import { AwsError } from '../errors.ts';
import { isRecord } from '../shape.ts';
import { elements, fromXml } from '../xml.ts';
import { isWithin, plainName, writtenName } from './names.ts';
import { heldValue, valueProblem } from './values.ts';
import type { HostedZone } from './zones.ts';

export interface Change {
  readonly action: 'CREATE' | 'DELETE' | 'UPSERT';
  readonly set: ZoneSet;
  /** As sent, to judge and to quote. */
  readonly written: readonly string[];
}

export interface ChangeBatch {
  readonly comment: string | undefined;
  readonly changes: readonly Change[];
}

const types = new Set([
  'A',
  'AAAA',
  'CAA',
  'CNAME',
  'DS',
  'MX',
  'NS',
  'PTR',
  'SOA',
  'SPF',
  'SRV',
  'TXT',
]);
/** TTL 0 to 2147483647 seconds, RFC 2181 section 8. */
const longestTtl = 2_147_483_647;

function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInput', 400, message);
}

/** Reads the body of ChangeResourceRecordSets. Throws MalformedInput and InvalidInput. */
export function readBatch(body: Buffer): ChangeBatch {
  const batch = elements(readRoot(body), 'ChangeBatch')[0];
  const changes = elements(elements(batch, 'Changes')[0], 'Change').map(readChange);
  if (changes.length === 0) {
    throw invalidInput(
      "1 validation error detected: Value at 'changeBatch.changes' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  return { comment: textOf(batch, 'Comment'), changes };
}

function readRoot(body: Buffer): Record<string, unknown> {
  try {
    return fromXml(body.toString('utf8'), 'ChangeResourceRecordSetsRequest');
  } catch (error) {
    // The parser has no error type of its own.
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError('MalformedInput', 400, `Unable to parse the request: ${reason}`);
  }
}

function textOf(parent: unknown, name: string): string | undefined {
  const value = elements(parent, name)[0];
  return typeof value === 'string' ? value : undefined;
}

function readChange(change: unknown, index: number): Change {
  const at = `changeBatch.changes.${index + 1}.member`;
  const action = textOf(change, 'Action');
  if (action !== 'CREATE' && action !== 'DELETE' && action !== 'UPSERT') {
    throw invalidInput(
      `1 validation error detected: Value at '${at}.action' failed to satisfy constraint: Member must satisfy enum value set: [CREATE, DELETE, UPSERT]`,
    );
  }
  const set = elements(change, 'ResourceRecordSet')[0];
  const name = textOf(set, 'Name');
  const type = textOf(set, 'Type');
  if (name === undefined || type === undefined || !types.has(type)) {
    throw invalidInput(
      `1 validation error detected: Value at '${at}.resourceRecordSet.type' failed to satisfy constraint: Member must satisfy enum value set: [${[...types].join(', ')}]`,
    );
  }
  const ttl = Number(textOf(set, 'TTL') ?? Number.NaN);
  const written = elements(elements(set, 'ResourceRecords')[0], 'ResourceRecord').map(
    (record) => textOf(record, 'Value') ?? '',
  );
  const identifier = textOf(set, 'SetIdentifier');
  const where = `Change with [Action=${action}, Name=${name}, Type=${type}, SetIdentifier=${identifier ?? 'null'}]`;
  if (identifier !== undefined) {
    throw invalidInput(
      `Invalid request: Expected exactly one of [Weight, Region, Failover, GeoLocation, MultiValueAnswer, GeoProximityLocation, or CidrRoutingConfig], but found none in ${where}`,
    );
  }
  if (
    !(ttl >= 0 && ttl <= longestTtl) ||
    written.length === 0 ||
    isRecord(elements(set, 'AliasTarget')[0])
  ) {
    throw invalidInput(
      `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none in ${where}`,
    );
  }
  const values = written.map((value) => heldValue(type, value));
  return { action, set: { name: plainName(name), type, ttl, values }, written };
}

/** Applies all changes or none. Throws InvalidChangeBatch with every message that Route 53 would give. */
export function applyBatch(zone: HostedZone, { changes }: ChangeBatch): void {
  const planned = new Map(zone.sets().map((set) => [`${set.name} ${set.type}`, set]));
  const problems = changes.flatMap((change) => {
    const wrong = contentProblems(zone, change);
    const found = wrong.length > 0 ? wrong : conflicts(zone, planned, change);
    if (found.length > 0) return found;
    const key = `${change.set.name} ${change.set.type}`;
    if (change.action === 'DELETE') planned.delete(key);
    else planned.set(key, change.set);
    return [];
  });
  if (problems.length > 0) {
    throw new AwsError('InvalidChangeBatch', 400, `[${problems.join(', ')}]`);
  }
  const names = new Set(changes.map(({ set }) => `${set.name} ${set.type}`));
  for (const { set } of changes) {
    const key = `${set.name} ${set.type}`;
    if (names.delete(key)) zone.put(planned.get(key) ?? { ...set, values: [] });
  }
}

/** What is wrong with a change by itself. */
function contentProblems(zone: HostedZone, { action, set, written }: Change): readonly string[] {
  const name = writtenName(set.name);
  const inZone = writtenName(zone.name);
  if (!isWithin(set.name, zone.name)) {
    return [`RRSet with DNS name ${name} is not permitted in zone ${inZone}`];
  }
  if (action === 'DELETE') {
    return set.name === zone.name && (set.type === 'NS' || set.type === 'SOA')
      ? [`A HostedZone must contain at least one ${set.type} record for the zone itself.`]
      : [];
  }
  if (set.type === 'CNAME' && set.name === zone.name) {
    return [`RRSet of type CNAME with DNS name ${name} is not permitted at apex in zone ${inZone}`];
  }
  if (set.type === 'CNAME' && written.length > 1) {
    return [`RRSet of type CNAME with DNS name ${name} can contain only one resource record`];
  }
  const wrong = written
    .map((value) => valueProblem(set.type, value))
    .filter((text) => text !== null);
  const twice = written.filter((value, index) => written.indexOf(value) !== index);
  return [...wrong, ...twice.map((value) => `Duplicate Resource Record: '${value}'`)];
}

/** What is wrong with a change beside what the zone holds by then. */
function conflicts(
  zone: HostedZone,
  planned: ReadonlyMap<string, ZoneSet>,
  { action, set }: Change,
): readonly string[] {
  const name = writtenName(set.name);
  const existing = planned.get(`${set.name} ${set.type}`);
  const which = `resource record set [name='${name}', type='${set.type}']`;
  if (action === 'DELETE') {
    if (!existing) return [`Tried to delete ${which} but it was not found`];
    return sameSet(existing, set)
      ? []
      : [`Tried to delete ${which} but the values provided do not match the current values`];
  }
  if (action === 'CREATE' && existing) return [`Tried to create ${which} but it already exists`];
  const others = [...planned.values()].filter(
    (other) => other.name === set.name && other.type !== set.type,
  );
  const inZone = writtenName(zone.name);
  if (set.type === 'CNAME' && others.length > 0) {
    return [
      `RRSet of type CNAME with DNS name ${name} is not permitted as it conflicts with other records with the same DNS name in zone ${inZone}`,
    ];
  }
  if (others.some((other) => other.type === 'CNAME')) {
    return [
      `RRSet of type ${set.type} with DNS name ${name} is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${inZone}`,
    ];
  }
  return [];
}

function sameSet(left: ZoneSet, right: ZoneSet): boolean {
  const sorted = (set: ZoneSet) => JSON.stringify([...set.values].sort());
  return left.ttl === right.ttl && sorted(left) === sorted(right);
}
