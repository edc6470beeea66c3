import type { ResourceRecordSet, HostedZone as SdkZone } from '@aws-sdk/client-route-53';
import type { HostedZone, RecordSet } from '../../core/records/facts.ts';
import type { Publisher } from '../../ports/index.ts';
import { type Clients, call } from './clients.ts';

const sdk = () => import('@aws-sdk/client-route-53');

export function route53Port(clients: Clients): Publisher {
  return {
    hostedZones: (name) => zonesNamed(clients, name),
    recordSets: async (zoneId, names) => {
      const found: RecordSet[] = [];
      for (const name of names) found.push(...(await setsAt(clients, zoneId, name)));
      return found;
    },
    changeRecordSets: (zoneId, changes) =>
      call('route53', 'ChangeResourceRecordSets', async () => {
        const { ChangeResourceRecordSetsCommand } = await sdk();
        const command = new ChangeResourceRecordSetsCommand({
          HostedZoneId: zoneId,
          ChangeBatch: {
            Comment: 'ses-migrate',
            Changes: changes.map(({ action, name, type, ttl, values }) => ({
              Action: action,
              ResourceRecordSet: {
                Name: name,
                Type: type as 'TXT',
                TTL: ttl,
                ResourceRecords: values.map((Value) => ({ Value })),
              },
            })),
          },
        });
        const { ChangeInfo } = await (await clients.route53()).send(command);
        return bareId(ChangeInfo?.Id ?? '');
      }),
    changeInSync: (id) =>
      call('route53', 'GetChange', async () => {
        const { GetChangeCommand } = await sdk();
        const { ChangeInfo } = await (await clients.route53()).send(
          new GetChangeCommand({ Id: id }),
        );
        return ChangeInfo?.Status === 'INSYNC';
      }),
  };
}

/** The list starts AT the name in the order of reversed labels, so it ends at the first other name. */
async function zonesNamed(clients: Clients, name: string): Promise<readonly HostedZone[]> {
  const zones: SdkZone[] = [];
  let from: { DNSName?: string; HostedZoneId?: string } = { DNSName: name };
  for (;;) {
    const page = await call('route53', 'ListHostedZonesByName', async () => {
      const { ListHostedZonesByNameCommand } = await sdk();
      return (await clients.route53()).send(new ListHostedZonesByNameCommand(from));
    });
    const same = (page.HostedZones ?? []).filter((zone) => plainName(zone.Name ?? '') === name);
    zones.push(...same);
    const ended = same.length < (page.HostedZones ?? []).length || page.IsTruncated !== true;
    if (ended) break;
    from = {
      ...(page.NextDNSName === undefined ? {} : { DNSName: page.NextDNSName }),
      ...(page.NextHostedZoneId === undefined ? {} : { HostedZoneId: page.NextHostedZoneId }),
    };
  }
  return Promise.all(zones.map((zone) => withNameServers(clients, zone)));
}

async function withNameServers(clients: Clients, zone: SdkZone): Promise<HostedZone> {
  const id = bareId(zone.Id ?? '');
  const { DelegationSet } = await call('route53', 'GetHostedZone', async () => {
    const { GetHostedZoneCommand } = await sdk();
    return (await clients.route53()).send(new GetHostedZoneCommand({ Id: id }));
  });
  const nameServers = (DelegationSet?.NameServers ?? []).map(plainName);
  return {
    api: 'route53',
    id,
    name: plainName(zone.Name ?? ''),
    isPrivate: zone.Config?.PrivateZone === true || nameServers.length === 0,
    nameServers,
  };
}

/** Every set at one name; the list starts at the name and continues to others. */
async function setsAt(clients: Clients, zoneId: string, name: string): Promise<RecordSet[]> {
  const found: RecordSet[] = [];
  let type: ResourceRecordSet['Type'];
  let identifier: string | undefined;
  for (;;) {
    const page = await call('route53', 'ListResourceRecordSets', async () => {
      const { ListResourceRecordSetsCommand } = await sdk();
      const command = new ListResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        StartRecordName: name,
        ...(type === undefined ? {} : { StartRecordType: type }),
        ...(identifier === undefined ? {} : { StartRecordIdentifier: identifier }),
      });
      return (await clients.route53()).send(command);
    });
    const sets = page.ResourceRecordSets ?? [];
    found.push(...sets.filter((set) => plainName(set.Name ?? '') === name).map(toRecordSet));
    if (page.IsTruncated !== true || plainName(page.NextRecordName ?? '') !== name) return found;
    type = page.NextRecordType;
    identifier = page.NextRecordIdentifier;
  }
}

function toRecordSet(set: ResourceRecordSet): RecordSet {
  return {
    name: plainName(set.Name ?? ''),
    type: set.Type ?? '',
    ttl: set.TTL ?? null,
    values: (set.ResourceRecords ?? []).map((record) => record.Value ?? ''),
    setIdentifier: set.SetIdentifier ?? null,
    isAlias: set.AliasTarget !== undefined,
  };
}

/** Without trailing dot; `\052` and the like are octal (Route 53 Developer Guide, DomainNameFormat). */
function plainName(name: string): string {
  const unescaped = name.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return unescaped.replace(/\.$/, '').toLowerCase();
}

function bareId(id: string): string {
  return id.replace(/^\/(hostedzone|change)\//, '');
}
