import type { Area } from './words.ts';

export const ROUTE53: Area = {
  'route53/no-zone': {
    meaning: 'This account has no public Route 53 hosted zone for the domain.',
    why: '--dns route53 or --hosted-zone-id was given, but the zone is in another account, is private, or does not exist.',
    fix: 'Use credentials of the account that has the zone, or enter the records manually (--dns manual).',
  },
  'route53/several-zones': {
    meaning: 'Several Route 53 zones match the same delegation.',
    why: 'Zones with the same name servers cannot be distinguished by the delegation, so none is written to.',
    fix: 'Choose the zone to write to with --hosted-zone-id.',
  },
  'route53/not-delegated': {
    meaning:
      'Route 53 has a zone for the domain, but the domain is delegated to other name servers.',
    why: 'The zone was prepared for a move, or is no longer used. Records in it are not visible.',
    fix: 'Enter the records at the DNS host in charge, or delegate the domain to the name servers of the zone.',
  },
  'route53/delegation-unknown': {
    meaning: 'The delegation of the domain could not be read.',
    why: 'DNS did not answer. Nothing is written to a zone that may not be in use.',
    fix: 'Run the command again when DNS answers, or enter the records manually (--dns manual).',
  },
  'route53/child-zone': {
    meaning: 'The zone delegates a name that a record needs to other name servers.',
    why: 'NS records at or above the name make it part of a child zone. Records in the parent zone are not visible there.',
    fix: 'Enter the record in the child zone, or remove the NS records if there should be no child zone.',
  },
  'route53/conflict': {
    meaning: 'An existing record set conflicts with a record to write.',
    why: 'A CNAME, an alias or a routing policy is at the name, or a value of the same kind that would have to be replaced.',
    fix: 'Find out who uses it. Replace it with --confirm NAME if the finding offers that; otherwise change it yourself, or choose another name with --mail-from.',
  },
};
