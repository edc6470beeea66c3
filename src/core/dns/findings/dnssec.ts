import { printable } from '../../printable.ts';
import type { DnsCase } from '../case.ts';
import type { DnsObservation } from '../types.ts';
import type { Survey } from './finder.ts';

/** Resolvers that validate find the zone's signatures broken: SERVFAIL that goes away with CD=1 (RFC 4035). */
export const dnssecBroken: Survey = (all) => {
  const [first] = uncheckedLooks(all);
  if (first === undefined) return [];
  const zone = printable(all.delegation?.zone ?? all.domain);
  const names = [...dnssecFailures(all)].join(', ');
  return [
    {
      code: 'dns/dnssec-broken',
      message: `DNSSEC of ${zone} is broken: ${names} answers SERVFAIL for ${printable(first.name)} ${first.type}, and answers well when told not to check signatures. Whoever validates, sees none of the records.`,
      subject: `${zone} DNSSEC`,
      fix: `At the registrar delete the DS records of ${zone}, or replace them by those that its DNS host shows now; they are often left behind by a move to another DNS host. See the chain: https://dnsviz.net/d/${zone}/dnssec/`,
    },
  ];
};

/** Resolvers, by name, whose SERVFAILs are a matter of DNSSEC. */
export function dnssecFailures(all: DnsCase): ReadonlySet<string> {
  return new Set(
    uncheckedLooks(all).flatMap(({ answers }) => answers.map(({ server }) => server.name)),
  );
}

function uncheckedLooks({ observations }: DnsCase): DnsObservation[] {
  return observations.filter(
    ({ checkingDisabled, answers }) =>
      checkingDisabled === true && answers.some((answer) => answer.kind !== 'failed'),
  );
}
