import { printable } from '../../text/printable.ts';
import type { DnsCase, RecordCase } from '../case.ts';
import { authoritative } from '../case.ts';
import { expectedText, findObservation } from '../matrix.ts';
import type { DnsAnswer, Referral } from '../types.ts';
import type { Draft, Explanation, Survey } from './finder.ts';
import { subjectOf, zoneLine } from './say.ts';

/** The record's name lies in a zone of its own, below the domain's, whose servers could not be asked. */
export const delegatedBelow: Survey = (all) =>
  all.records.flatMap((record) => {
    const referral = referralOf(record, all);
    return referral === null ? [] : [below(record, all, referral)];
  });

/** That zone's servers do not have the record: it was published above them, where nobody looks. */
export const missingBelow: Explanation = (record, all) => {
  const child = findObservation(all.observations, record.expected)?.child;
  return child === undefined ? null : below(record, all, child);
};

function below(record: RecordCase, all: DnsCase, { zone, nameServers }: Referral): Draft {
  const { expected, view } = record;
  const name = printable(zone);
  const hosts = printable(nameServers.join(', '));
  const held = view.status === 'missing' ? ', and they do not return this record' : '';
  return {
    code: 'dns/delegated-below',
    message: `${expected.name} is in the zone ${name}, which is delegated to other servers (${hosts})${held}.`,
    subject: subjectOf(expected),
    expected: expectedText(expected),
    found: `${name} NS ${hosts}`,
    fix: [
      { say: `Publish this record where ${name} is hosted:`, record: zoneLine(expected) },
      {
        say: `If ${name} should not be a separate zone, remove its NS records from ${printable(all.delegation?.zone ?? all.domain)} instead.`,
      },
    ],
  };
}

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
