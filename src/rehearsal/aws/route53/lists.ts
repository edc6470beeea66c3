import type { ZoneSet } from '../../contract.ts';
import { AwsError } from '../errors.ts';
import type { XmlValue } from '../xml.ts';
import { compareNames, plainName, writtenName } from './names.ts';
import { writtenValue } from './values.ts';
import { type HostedZone, plainZoneId } from './zones.ts';

const mostZones = 100;
const mostSets = 300;

function maxItems(query: URLSearchParams, most: number): number {
  const given = query.get('maxitems');
  if (given === null) return most;
  if (!/^[1-9]\d*$/.test(given)) {
    throw new AwsError('InvalidInput', 400, `Invalid value for MaxItems: ${given}`);
  }
  return Math.min(Number(given), most);
}

export function writeZone(zone: HostedZone): XmlValue {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: writtenName(zone.name),
    CallerReference: zone.id,
    Config: { PrivateZone: false },
    ResourceRecordSetCount: zone.sets().length,
  };
}

function sortedZones(zones: readonly HostedZone[]): readonly HostedZone[] {
  return [...zones].sort((a, b) => compareNames(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

/** Begins at the name asked for: the first answer may be another zone. */
export function listByName(zones: readonly HostedZone[], query: URLSearchParams): XmlValue {
  const size = maxItems(query, mostZones);
  const name = query.get('dnsname');
  const id = query.get('hostedzoneid');
  if (id !== null && name === null) {
    throw new AwsError(
      'InvalidInput',
      400,
      'The hostedzoneid parameter needs the dnsname parameter.',
    );
  }
  const from = name === null ? null : plainName(name);
  const rest = sortedZones(zones).filter((zone) => {
    if (from === null) return true;
    const order = compareNames(zone.name, from);
    return order > 0 || (order === 0 && (id === null || zone.id >= plainZoneId(id)));
  });
  const next = rest[size];
  return {
    HostedZones: { HostedZone: rest.slice(0, size).map(writeZone) },
    DNSName: name ?? undefined,
    HostedZoneId: id ?? undefined,
    IsTruncated: next !== undefined,
    NextDNSName: next && writtenName(next.name),
    NextHostedZoneId: next?.id,
    MaxItems: size,
  };
}

export function listZones(zones: readonly HostedZone[], query: URLSearchParams): XmlValue {
  const size = maxItems(query, mostZones);
  const marker = query.get('marker');
  const sorted = sortedZones(zones);
  const start = marker === null ? 0 : sorted.findIndex((zone) => zone.id === marker);
  if (start === -1) throw new AwsError('InvalidInput', 400, `Invalid marker: ${marker}`);
  const next = sorted[start + size];
  return {
    HostedZones: { HostedZone: sorted.slice(start, start + size).map(writeZone) },
    Marker: marker ?? undefined,
    IsTruncated: next !== undefined,
    NextMarker: next?.id,
    MaxItems: size,
  };
}

/** Sorted by reversed labels, then by type; begins at `name`, and there at `type`. */
export function listRecordSets(sets: readonly ZoneSet[], query: URLSearchParams): XmlValue {
  const size = maxItems(query, mostSets);
  const name = query.get('name');
  const type = query.get('type');
  if (type !== null && name === null) {
    throw new AwsError('InvalidInput', 400, 'The type parameter needs the name parameter.');
  }
  const sorted = [...sets].sort(
    (a, b) => compareNames(a.name, b.name) || (a.type < b.type ? -1 : 1),
  );
  const rest = sorted.filter((set) => {
    const order = name === null ? 1 : compareNames(set.name, plainName(name));
    return order > 0 || (order === 0 && (type === null || set.type >= type));
  });
  const next = rest[size];
  return {
    ResourceRecordSets: { ResourceRecordSet: rest.slice(0, size).map(writeSet) },
    IsTruncated: next !== undefined,
    NextRecordName: next && writtenName(next.name),
    NextRecordType: next?.type,
    MaxItems: size,
  };
}

function writeSet(set: ZoneSet): XmlValue {
  const records = set.values.map((value) => ({ Value: writtenValue(set.type, value) }));
  return {
    Name: writtenName(set.name),
    Type: set.type,
    TTL: set.ttl,
    ResourceRecords: { ResourceRecord: records },
  };
}
