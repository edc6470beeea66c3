import { couldNotLook } from '../core/aws/could-not-look.ts';
import type { Checklist } from '../core/checklist.ts';
import { finding } from '../core/model/findings.ts';
import type { Finding } from '../core/model/types.ts';
import type { DnsApi, HostedZone, Hosting } from '../core/records/facts.ts';
import { plainHost } from '../core/records/zone-cuts.ts';
import { recogniseHost } from './index.ts';

/** What the APIs are called in sentences. */
export const API_NAME: Readonly<Record<DnsApi, string>> = {
  route53: 'Route 53',
  cloudflare: 'Cloudflare',
};

export function isAtCloudflare(nameServers: readonly string[]): boolean {
  return recogniseHost(nameServers)?.id === 'cloudflare';
}

/** The API to look for the domain's zone at; null where none is wanted. */
export function apiToAsk(
  delegation: Hosting['delegation'],
  { choices }: Checklist,
  hasCloudflare: boolean,
): DnsApi | null {
  if (choices.dns === 'manual') return null;
  if (choices.dns === 'route53' || choices.dns === 'cloudflare') return choices.dns;
  const there = delegation.ok && isAtCloudflare(delegation.value.nameServers);
  return there && hasCloudflare ? 'cloudflare' : 'route53';
}

export interface ZoneToWrite {
  /** null: none, and `findings` say why where that needs saying. */
  readonly zone: HostedZone | null;
  readonly findings: readonly Finding[];
}

/** The zone to write, or none and why. A zone that the Internet does not ask is never written. */
export function zoneToWrite(hosting: Hosting, checklist: Checklist): ZoneToWrite {
  const { choices } = checklist;
  const { zones } = hosting;
  const asked = choices.dns === 'cloudflare' ? 'cloudflare' : 'route53';
  if (!zones.ok) {
    const api = zones.service ?? 'route53';
    const what = api === 'route53' ? 'hosted zones in Route 53' : 'zones at Cloudflare';
    return none(couldNotLook(what, zones));
  }
  const id = choices.hostedZoneId;
  const candidates = zones.value.filter(
    (zone) => !zone.isPrivate && (id === undefined || zone.id === id),
  );
  const delegated = candidates.filter((zone) => isDelegatedTo(hosting.delegation, zone));
  const [first, second] = delegated;
  if (first !== undefined && second === undefined) return { zone: first, findings: [] };
  if (first !== undefined) return none(severalZones(delegated, first.api));
  const [other] = candidates;
  if (other !== undefined) return none(notDelegated(hosting, candidates, other.api));
  return choices.dns === asked || id !== undefined
    ? none(noZone(asked, id))
    : { zone: null, findings: [] };
}

function none(why: Finding): ZoneToWrite {
  return { zone: null, findings: [why] };
}

/** Whether these name servers are the ones that the Internet asks for exactly this zone. */
function isDelegatedTo(delegation: Hosting['delegation'], zone: HostedZone): boolean {
  if (!delegation.ok || delegation.value.zone !== zone.name) return false;
  return isServedBy(zone, delegation.value.nameServers);
}

function isServedBy(zone: HostedZone, nameServers: readonly string[]): boolean {
  const ours = new Set(zone.nameServers.map(plainHost));
  return nameServers.some((host) => ours.has(plainHost(host)));
}

/** Of zones with one name the public one behind these name servers; null: none, or more than one. */
export function zoneBehind(
  zones: readonly HostedZone[],
  nameServers: readonly string[],
): HostedZone | null {
  const [first, second] = zones.filter((zone) => !zone.isPrivate && isServedBy(zone, nameServers));
  return first !== undefined && second === undefined ? first : null;
}

function noZone(api: DnsApi, id: string | undefined): Finding {
  const which = id === undefined ? '' : ` ${id}`;
  return api === 'cloudflare'
    ? finding(
        'cloudflare/no-zone',
        `The Cloudflare API token has no access to a zone${which} for this domain.`,
        {
          fix: 'Give the API token the permissions Zone.Zone Read and Zone.DNS Edit for the zone, or enter the records manually (--dns manual).',
        },
      )
    : finding(
        'route53/no-zone',
        `Route 53 in this account has no public hosted zone${which} for this domain.`,
        {
          fix: 'Enter the records at your DNS host, or use the account that holds the zone.',
        },
      );
}

function severalZones(zones: readonly HostedZone[], api: DnsApi): Finding {
  const ids = zones.map((zone) => zone.id).join(', ');
  return finding(
    `${api}/several-zones`,
    `Several ${API_NAME[api]} zones match this delegation: ${ids}.`,
    { fix: 'Choose the zone to write to with --hosted-zone-id.' },
  );
}

function notDelegated({ delegation }: Hosting, zones: readonly HostedZone[], api: DnsApi): Finding {
  const ids = zones.map((zone) => `${zone.name} (${zone.id})`).join(', ');
  if (!delegation.ok) {
    return finding(
      `${api}/delegation-unknown`,
      `${API_NAME[api]} has ${ids}, but the delegation of the domain could not be read: ${delegation.message}`,
      {
        fix: 'Run the command again when DNS answers, or enter the records manually (--dns manual).',
      },
    );
  }
  const inCharge = delegation.value.nameServers.join(', ');
  return finding(
    `${api}/not-delegated`,
    `${API_NAME[api]} has ${ids}, but the domain is delegated to ${inCharge}. Records written to that zone would not be visible.`,
    {
      fix: `Enter the records at the DNS host that runs ${inCharge}, or delegate the domain to the name servers of the zone.`,
    },
  );
}
