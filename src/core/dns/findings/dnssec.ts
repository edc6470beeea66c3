import { printable } from '../../text/printable.ts';
import type { DnsCase } from '../case.ts';
import type { DnsObservation } from '../types.ts';
import type { Survey } from './finder.ts';

/** Resolvers that validate find the zone's signatures broken: SERVFAIL that goes away with CD=1 (RFC 4035). */
export const dnssecBroken: Survey = (all) => {
  const [first] = uncheckedLooks(all);
  if (first === undefined) return [];
  const zone = printable(all.delegation?.zone ?? all.domain);
  const names = [...dnssecFailures(all)].join(', ');
  const { cause, fix } = brokenLink(all, zone);
  return [
    {
      code: 'dns/dnssec-broken',
      message: `DNSSEC of ${zone} is broken: ${names} answers SERVFAIL for ${printable(first.name)} ${first.type}, and answers without signature checks. ${cause}Validating resolvers return none of the records.`,
      subject: `${zone} DNSSEC`,
      fix: {
        say: `${fix} To see the chain of trust: https://dnsviz.net/d/${zone}/dnssec/`,
        link: `https://dnsviz.net/d/${zone}/dnssec/`,
      },
    },
  ];
};

/** Where the chain from the parent breaks: the DS records there against the keys of the zone (RFC 4035 section 5). */
function brokenLink(all: DnsCase, zone: string): { cause: string; fix: string } {
  const ds = keysIn(all, 'DS');
  const keys = keysIn(all, 'DNSKEY');
  const asHost = `replace them with the DS records that its DNS host shows now`;
  if (ds === null || keys === null || ds.length === 0) {
    return { cause: '', fix: `At the registrar delete the DS records of ${zone}, or ${asHost}.` };
  }
  const listed = tags(ds);
  if (keys.length === 0) {
    return {
      cause: `The registry has DS records (key ${listed}), but the zone is not signed: they date from before a change of the DNS host. `,
      fix: `At the registrar delete the DS records of ${zone}, or sign the zone at its DNS host and ${asHost}.`,
    };
  }
  if (!ds.some((key) => keys.includes(key))) {
    return {
      cause: `The registry's DS records name the key ${listed}, and the zone has ${tags(keys)}. `,
      fix: `At the registrar delete the DS records of ${zone}, or ${asHost}.`,
    };
  }
  return {
    cause: `The DS records match the keys (${listed}), so its signatures are wrong or have expired. `,
    fix: `Have the DNS host sign ${zone} again. Until then delete its DS records at the registrar.`,
  };
}

/** Key tag and algorithm of each such record; null where that could not be read. */
function keysIn({ observations }: DnsCase, type: 'DS' | 'DNSKEY'): string[] | null {
  const answers = observations.find((seen) => seen.type === type)?.answers ?? [];
  const usable = answers.find((answer) => answer.kind !== 'failed');
  if (usable === undefined) return null;
  const records = usable.kind === 'records' ? usable.records : [];
  return records.filter((record) => record.type === type).map((record) => record.data);
}

function tags(keys: readonly string[]): string {
  return [...new Set(keys.map((key) => key.split(' ')[0]))].join(', ');
}

/** Resolvers, by name, whose SERVFAILs are a matter of DNSSEC. */
export function dnssecFailures(all: DnsCase): ReadonlySet<string> {
  return new Set(
    uncheckedLooks(all).flatMap(({ answers }) => answers.map(({ server }) => server.name)),
  );
}

function uncheckedLooks({ observations }: DnsCase): DnsObservation[] {
  return observations.filter(
    ({ checkingDisabled, type, answers }) =>
      checkingDisabled === true &&
      type !== 'DS' &&
      type !== 'DNSKEY' &&
      answers.some((answer) => answer.kind !== 'failed'),
  );
}
