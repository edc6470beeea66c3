import type { Area } from './words.ts';

export const ROUTE53: Area = {
  'route53/no-zone': {
    meaning: 'This account has no public Route 53 zone of the domain.',
    why: 'It was asked for with --dns route53 or --hosted-zone-id, but the zone is in another account, is private, or does not exist.',
    fix: 'Use credentials of the account that has the zone, or enter the records manually (--dns manual).',
  },
  'route53/several-zones': {
    meaning: 'Several Route 53 zones claim the same delegation.',
    why: 'Zones that share name servers cannot be told apart by what the Internet asks, so none is written.',
    fix: 'Name the zone to write with --hosted-zone-id.',
  },
  'route53/not-delegated': {
    meaning: 'Route 53 has a zone of the domain, but the Internet asks other servers.',
    why: 'The zone was prepared for a move, or is left over. Records written there would not be seen.',
    fix: "Enter the records where the domain is really served, or delegate it to the zone's name servers.",
  },
  'route53/delegation-unknown': {
    meaning: 'Which name servers the Internet asks could not be found out.',
    why: 'DNS did not answer. A zone is not written on a guess.',
    fix: 'Run again when DNS answers, or enter the records manually (--dns manual).',
  },
  'route53/child-zone': {
    meaning: 'The zone hands a name that a record needs to other servers.',
    why: 'NS records at or above the name make it part of a zone of its own. What is written above them is not seen.',
    fix: 'Enter the record where that zone is run, or remove the NS records if it should not be a zone of its own.',
  },
  'route53/conflict': {
    meaning: 'A record set that others put there stands in the way.',
    why: 'A CNAME, an alias or a routing policy is at the name, or a value of the same kind that would have to be replaced.',
    fix: 'Find out who uses it. Replace it with --confirm NAME where the finding offers that; otherwise change it yourself, or choose another name with --mail-from.',
  },
};
