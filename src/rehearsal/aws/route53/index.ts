import type { WorldClock } from '../../contract.ts';
import { AwsError } from '../errors.ts';
import type { AccountOptions } from '../options.ts';
import type { Context } from '../policy.ts';
import { randomId } from '../random.ts';
import { type Call, decodePath, type Operation, type Received, type Service } from '../service.ts';
import { queryCodes, restXmlWire } from '../wire.ts';
import type { XmlValue } from '../xml.ts';
import { applyBatch, type ChangeBatch, readBatch } from './changes.ts';
import { listByName, listRecordSets, listZones, writeZone } from './lists.ts';
import { createZones, plainZoneId, type Zones } from './zones.ts';

const namespace = 'https://route53.amazonaws.com/doc/2013-04-01/';

interface PendingChange {
  readonly submittedAt: number;
  readonly comment: string | undefined;
}

interface World {
  readonly clock: WorldClock;
  /** Milliseconds until a change is INSYNC. */
  readonly inSync: number;
  readonly zones: Zones;
  readonly changes: Map<string, PendingChange>;
}

type Handler = (context: World, request: Received, id: string, call: Call) => XmlValue;

/** Method and path below `/2013-04-01/`, with the id of the zone or change in it. */
const operations: readonly (readonly [string, string, RegExp, Handler])[] = [
  ['ListHostedZonesByName', 'GET', /^hostedzonesbyname$/, listedByName],
  ['ListHostedZones', 'GET', /^hostedzone$/, listedZones],
  ['GetHostedZone', 'GET', /^hostedzone\/([^/]+)$/, hostedZone],
  ['ListResourceRecordSets', 'GET', /^hostedzone\/([^/]+)\/rrset$/, recordSets],
  ['ChangeResourceRecordSets', 'POST', /^hostedzone\/([^/]+)\/rrset$/, changeRecordSets],
  ['GetChange', 'GET', /^change\/([^/]+)$/, change],
];

/** Route 53 2013-04-01. A change reaches the DNS of the rehearsal at once, and its servers after their lag. */
export function createRoute53(options: AccountOptions): Service {
  const context: World = {
    clock: options.clock,
    inSync: options.timings.inSync,
    zones: createZones(options),
    changes: new Map(),
  };
  return {
    name: 'route53',
    wire: restXmlWire(namespace, {
      ...queryCodes,
      unknownOperation: { code: 'UnknownOperationException', status: 404 },
    }),
    operation(request): Operation | null {
      const path = decodePath(request.path)
        .replace(/^\/2013-04-01\//, '')
        .replace(/\/$/, '');
      for (const [name, method, pattern, handler] of operations) {
        const match = request.method === method ? pattern.exec(path) : null;
        if (match) {
          return { name, run: (call) => handler(context, request, match[1] ?? '', call) };
        }
      }
      return null;
    },
  };
}

function zoneArn(id: string): string {
  return `arn:aws:route53:::hostedzone/${plainZoneId(id)}`;
}

function listedByName({ zones }: World, request: Received, _id: string, call: Call): XmlValue {
  call.authorise('route53:ListHostedZonesByName', '*');
  return listByName(zones.all, request.query);
}

function listedZones({ zones }: World, request: Received, _id: string, call: Call): XmlValue {
  call.authorise('route53:ListHostedZones', '*');
  return listZones(zones.all, request.query);
}

function hostedZone({ zones }: World, _request: Received, id: string, call: Call): XmlValue {
  call.authorise('route53:GetHostedZone', zoneArn(id));
  const zone = zones.require(id);
  return {
    HostedZone: writeZone(zone),
    DelegationSet: { NameServers: { NameServer: zone.nameServers() } },
  };
}

function recordSets({ zones }: World, request: Received, id: string, call: Call): XmlValue {
  call.authorise('route53:ListResourceRecordSets', zoneArn(id));
  return listRecordSets(zones.require(id).sets(), request.query);
}

function changeRecordSets(context: World, request: Received, id: string, call: Call): XmlValue {
  const batch = readBatch(request.body);
  call.authorise('route53:ChangeResourceRecordSets', zoneArn(id), batchContext(batch));
  const zone = context.zones.require(id);
  applyBatch(zone, batch);
  const changeId = randomId('C', 21);
  const pending = { submittedAt: context.clock.now(), comment: batch.comment };
  context.changes.set(changeId, pending);
  return { ChangeInfo: writeChange(context, changeId, pending) };
}

/** Condition keys of a batch; names are lower case without the trailing dot (Route 53 Developer Guide). */
function batchContext({ changes }: ChangeBatch): Context {
  return {
    'route53:ChangeResourceRecordSetsNormalizedRecordNames': changes
      .map(({ set }) => set.name)
      .join(','),
    'route53:ChangeResourceRecordSetsRecordTypes': changes.map(({ set }) => set.type).join(','),
    'route53:ChangeResourceRecordSetsActions': changes.map(({ action }) => action).join(','),
  };
}

function change(context: World, _request: Received, id: string, call: Call): XmlValue {
  call.authorise('route53:GetChange', `arn:aws:route53:::change/${id}`);
  const pending = context.changes.get(id);
  if (!pending) throw new AwsError('NoSuchChange', 404, `Could not find resource with ID: ${id}`);
  return { ChangeInfo: writeChange(context, id, pending) };
}

function writeChange({ clock, inSync }: World, id: string, pending: PendingChange): XmlValue {
  return {
    Id: `/change/${id}`,
    Status: clock.now() - pending.submittedAt < inSync ? 'PENDING' : 'INSYNC',
    SubmittedAt: new Date(pending.submittedAt).toISOString(),
    Comment: pending.comment,
  };
}
