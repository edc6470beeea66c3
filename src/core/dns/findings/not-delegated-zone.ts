import { printable } from '../../text/printable.ts';
import { judgeAnswer } from '../match.ts';
import type { Explanation } from './finder.ts';
import { publish, subjectOf } from './say.ts';

/** The record is in a Route 53 zone that nobody asks. Needs observations at the servers of such a zone. */
export const notDelegatedZone: Explanation = ({ expected, view }, all) => {
  if (view.status !== 'missing' || all.delegation === null) return null;
  const held = all.observations.find(
    (seen) =>
      seen.name === expected.name &&
      seen.type === expected.type &&
      seen.answers.some((answer) => judgeAnswer(expected, answer).status === 'match'),
  );
  const zone = held?.undelegatedZone;
  if (zone === undefined) return null;
  const asked = printable(all.delegation.nameServers.join(', '));
  const inCharge = all.dnsHost === null ? asked : `${all.dnsHost} (${asked})`;
  return {
    code: 'dns/not-delegated-zone',
    message: `The record is in the Route 53 zone ${printable(zone.name)} (${zone.id}), which is not in use: ${printable(all.delegation.zone)} is delegated to ${inCharge}.`,
    subject: subjectOf(expected),
    found: `Route 53 zone ${zone.id}`,
    fix: [
      publish(
        expected,
        all,
        `Add this record ${all.dnsHost === null ? `at the DNS host that runs ${asked}` : `in the panel of ${all.dnsHost}`}`,
      ),
      {
        say: `Or enter the name servers of the Route 53 zone at the registrar: ${printable(zone.nameServers.join(', '))}.`,
      },
    ],
  };
};
