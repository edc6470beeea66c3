import { printable } from '../../text/printable.ts';
import type { DnsCase, RecordCase } from '../case.ts';
import { authoritative } from '../case.ts';
import { expectedText } from '../matrix.ts';
import type { Explanation } from './finder.ts';
import { publish, subjectOf } from './say.ts';

/** The two sets of name servers of a zone that was moved in one place only; null: they share servers, or agree. */
function hostsOf({ delegation }: DnsCase) {
  const parent = delegation?.parent;
  if (parent?.ok !== true || parent.own === null || parent.own.length === 0) return null;
  const { delegated, own, zone } = parent;
  return own.some((host) => delegated.includes(host)) ? null : { zone, delegated, own };
}

type Side = 'delegated' | 'own';

/** The set whose servers alone have the record as it is wanted. */
function rightSide(record: RecordCase, all: DnsCase): Side | null {
  const hosts = hostsOf(all);
  if (hosts === null) return null;
  const sideOf = (server: string): Side | null => {
    // A server with several addresses is named with each: `ns1.host.net (192.0.2.1)`.
    const [name = ''] = server.split(' ');
    return hosts.delegated.includes(name) ? 'delegated' : hosts.own.includes(name) ? 'own' : null;
  };
  const sides = (isRight: boolean) =>
    new Set(
      authoritative(record)
        .filter(({ status }) =>
          isRight ? status === 'match' : status === 'missing' || status === 'wrong',
        )
        .map(({ answer }) => sideOf(answer.server.name)),
    );
  const [right, ...otherRight] = sides(true);
  const [wrong, ...otherWrong] = sides(false);
  if (right == null || wrong == null || otherRight.length + otherWrong.length > 0) return null;
  return right === wrong ? null : right;
}

/** Whether records are at one of two DNS hosts only: time does not bring them to the other. */
export function isHalfMoved(all: DnsCase): boolean {
  return all.records.some((record) => rightSide(record, all) !== null);
}

/** The parent delegates to one DNS host, the zone names another, and the record is at one of them. */
export const zoneHalfMoved: Explanation = (record, all) => {
  const hosts = hostsOf(all);
  const side = rightSide(record, all);
  if (hosts === null || side === null) return null;
  const { expected } = record;
  const named = {
    delegated: `the servers that ${printable(hosts.zone)} delegates to (${list(hosts.delegated)})`,
    own: `the servers that the zone itself names (${list(hosts.own)})`,
  };
  const other = side === 'delegated' ? 'own' : 'delegated';
  return {
    code: 'dns/zone-half-moved',
    message: `${subjectOf(expected)} is right only on ${named[side]}, not on ${named[other]}. The zone was moved to another DNS host in one place only, and resolvers can use either.`,
    subject: subjectOf(expected),
    expected: expectedText(expected),
    fix: [
      publish(expected, all, `Add this record also on ${list(hosts[other])}`),
      {
        say: `Then complete the move: enter the servers of one DNS host at the registrar and as NS records of the zone. The registrar has ${list(hosts.delegated)}.`,
      },
    ],
  };
};

function list(hosts: readonly string[]): string {
  return printable(hosts.join(', '));
}
