import { printable } from '../../printable.ts';
import type { DnsCase, RecordCase } from '../case.ts';
import { authoritative } from '../case.ts';
import type { DnsAnswer } from '../types.ts';
import type { Survey } from './finder.ts';
import { subjectOf } from './say.ts';

type Referral = { readonly zone: string; readonly nameServers: readonly string[] };

/** The record's name lies in a zone of its own, below the domain's: records belong there. */
export const delegatedBelow: Survey = (all) =>
  all.records.flatMap((record) => {
    const referral = referralOf(record, all);
    if (referral === null) return [];
    const hosts = printable(referral.nameServers.join(', '));
    return [
      {
        code: 'dns/delegated-below',
        message: `${record.expected.name} is in the zone ${printable(referral.zone)}, which is delegated to other servers (${hosts}).`,
        subject: subjectOf(record.expected),
        found: `${printable(referral.zone)} NS ${hosts}`,
        fix: `Publish the record where ${printable(referral.zone)} is hosted, or remove its NS records if it should not be a zone of its own.`,
      },
    ];
  });

function referralOf(record: RecordCase, all: DnsCase): Referral | null {
  for (const { answer } of authoritative(record)) {
    const referral = childReferral(answer, all.delegation?.zone ?? null);
    if (referral !== null) return referral;
  }
  return null;
}

/** A referral to a zone below the one whose servers were asked; any other makes the server lame. */
export function childReferral(answer: DnsAnswer, zone: string | null): Referral | null {
  if (answer.kind !== 'failed' || answer.referral === undefined || zone === null) return null;
  return answer.referral.zone.endsWith(`.${zone}`) ? answer.referral : null;
}
