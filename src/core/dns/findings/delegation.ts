import { printable } from '../../text/printable.ts';
import type { DnsCase } from '../case.ts';
import type { ParentView } from '../types.ts';
import type { Draft, Survey } from './finder.ts';

type Walked = Extract<ParentView, { ok: true }>;

/** The parent's servers and the zone's own name different servers: resolvers come to either set (RFC 1912 section 2.8). */
export const nsDiffer: Survey = (all) =>
  surveyParent(all, (zone, parent) => {
    const { delegated, own } = parent;
    if (own === null) return null;
    const onlyParent = delegated.filter((host) => !own.includes(host));
    const onlyOwn = own.filter((host) => !delegated.includes(host));
    if (onlyParent.length === 0 && onlyOwn.length === 0) return null;
    const differences = [
      ...named(onlyParent, `only ${printable(parent.zone)} names`),
      ...named(onlyOwn, 'only the zone itself names'),
    ];
    return {
      code: 'dns/ns-differ',
      message: `The delegation of ${zone} and its own NS records differ: ${differences.join('; ')}.`,
      subject: `${zone} NS`,
      expected: printable(delegated.join(', ')),
      found: printable(own.join(', ')),
      fix: {
        say: `Enter the same name servers at the registrar and as NS records of ${zone}. The registrar has these:`,
        record: nsLines(zone, delegated),
      },
    };
  });

/** A name server that has no address answers nobody. */
export const nsWithoutAddress: Survey = ({ delegation }) => {
  const withoutAddress = delegation?.parent?.withoutAddress ?? [];
  if (delegation === null || withoutAddress.length === 0) return [];
  const zone = printable(delegation.zone);
  const hosts = printable(withoutAddress.join(', '));
  return [
    {
      code: 'dns/ns-without-address',
      message: `${zone} is delegated to ${hosts}, which ${withoutAddress.length === 1 ? 'has' : 'have'} no address.`,
      subject: `${zone} NS`,
      found: hosts,
      fix: `Remove ${hosts} from the name servers at the registrar and from the NS records of ${zone}, or give it an A record.`,
    },
  ];
};

/** The zone is told by resolvers alone, which may be behind. */
export const parentsNotAsked: Survey = ({ delegation, sight }) => {
  // The cause is the same, and reported.
  if (sight !== 'servers') return [];
  const parent = delegation?.parent;
  if (delegation == null || parent === undefined || parent.ok || parent.denied) return [];
  return [
    {
      code: 'dns/parents-not-asked',
      message: `The name servers of ${printable(delegation.zone)} come from the resolvers; the parent servers could not be queried: ${printable(parent.message)}`,
      subject: `${printable(delegation.zone)} NS`,
      fix: 'Nothing, as long as the resolvers are up to date. To see the delegation, run the command where port 53 is open.',
    },
  ];
};

/** The registry does not delegate the domain; a cache or this network alone still knows it. */
export const notDelegated: Survey = (all) => {
  const { domain, delegation } = all;
  if (delegation === null || !isDenied(all)) return [];
  const hosts = printable(delegation.nameServers.join(', '));
  return [
    {
      code: 'dns/not-delegated',
      message: `The registry does not delegate ${domain}: only resolvers of this network return it (${hosts}). SES and receivers will find none of its records.`,
      subject: `${domain} NS`,
      fix: `Check the registrar: the registration of ${domain} must be current, and its name servers set: ${hosts}. A domain that exists only inside this network cannot send through SES.`,
    },
  ];
};

/** Whether the parents were asked and know nothing of the domain. */
export function isDenied({ delegation }: DnsCase): boolean {
  const parent = delegation?.parent;
  return parent !== undefined && !parent.ok && parent.denied;
}

function surveyParent(
  { delegation }: DnsCase,
  look: (zone: string, parent: Walked) => Draft | null,
): Draft[] {
  const parent = delegation?.parent;
  if (delegation == null || parent?.ok !== true) return [];
  const found = look(printable(delegation.zone), parent);
  return found === null ? [] : [found];
}

function named(hosts: readonly string[], who: string): string[] {
  return hosts.length === 0 ? [] : [`${who} ${printable(hosts.join(', '))}`];
}

function nsLines(zone: string, hosts: readonly string[]): string {
  return hosts.map((host) => `${zone}. 86400 IN NS ${printable(host)}.`).join('\n');
}
