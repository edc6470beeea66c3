import { EXIT } from '../model/errors.ts';
import type { Area } from './words.ts';

/** What is between the records and a zone at Cloudflare. */
export const CLOUDFLARE: Area = {
  'cloudflare/no-zone': {
    meaning: 'The Cloudflare API token has no access to a zone for the domain.',
    why: 'The token is limited to other zones or another account, or lacks Zone.Zone Read for this one.',
    fix: 'Give the token Zone.Zone Read and Zone.DNS Edit for the zone, or enter the records manually (--dns manual).',
  },
  'cloudflare/several-zones': {
    meaning: 'Several Cloudflare zones match the same delegation.',
    why: 'The token sees zones of the same name in more than one account, with the same name servers.',
    fix: 'Choose the zone to write to with --hosted-zone-id.',
  },
  'cloudflare/not-delegated': {
    meaning:
      'Cloudflare has a zone for the domain, but the domain is delegated to other name servers.',
    why: 'The zone waits for its name servers to be set at the registrar, or is no longer used. Records in it are not visible.',
    fix: 'Enter the records at the DNS host in charge, or delegate the domain to the name servers of the zone.',
  },
  'cloudflare/delegation-unknown': {
    meaning: 'The delegation of the domain could not be read.',
    why: 'DNS did not answer. Nothing is written to a zone that may not be in use.',
    fix: 'Run the command again when DNS answers, or enter the records manually (--dns manual).',
  },
  'cloudflare/child-zone': {
    meaning: 'The zone delegates a name that a record needs to other name servers.',
    why: 'NS records at or above the name make it part of a child zone. Records in the parent zone are not visible there.',
    fix: 'Enter the record in the child zone, or remove the NS records if there should be no child zone.',
  },
  'cloudflare/conflict': {
    meaning: 'An existing record conflicts with a record to write.',
    why: 'A CNAME is at the name, or a value of the same kind that would have to be replaced.',
    fix: 'Find out who uses it. Replace it with --confirm NAME if the finding offers that; otherwise change it yourself, or choose another name with --mail-from.',
  },
  'cloudflare/proxied': {
    meaning: 'A record is right, but Cloudflare proxies it.',
    why: 'The proxy (orange cloud) returns Cloudflare addresses and hides the CNAME. It is on by default for CNAME records created in the panel.',
    fix: 'Set the record to "DNS only" in the panel, or run `ses-migrate verify-domain` with --confirm NAME.',
  },
  'cloudflare/no-token': {
    meaning: 'The domain is at Cloudflare, so its records can be published automatically.',
    why: 'CLOUDFLARE_API_TOKEN is not set, so the records must be entered manually.',
    fix: 'Set CLOUDFLARE_API_TOKEN to an API token with Zone.Zone Read and Zone.DNS Edit for the zone, or enter the records manually.',
  },
  'cloudflare/credentials': {
    meaning: 'Cloudflare refuses the API token, or there is none.',
    why: 'CLOUDFLARE_API_TOKEN is not set, expired, revoked, incomplete, or contains a Global API Key.',
    fix: 'Create an API token with Zone.Zone Read and Zone.DNS Edit for the zone (dashboard, My Profile, API Tokens).',
    exit: ['step', EXIT.credentials],
  },
  'cloudflare/denied': {
    meaning: 'The API token is valid, but does not have permission for this operation.',
    why: 'It lacks the permission that the message names, is for another zone, or is not allowed from this IP address.',
    fix: 'Give it Zone.Zone Read and Zone.DNS Edit for the zone.',
    exit: ['step', EXIT.credentials],
  },
  'cloudflare/unreachable': {
    meaning: 'Cloudflare did not respond. Nothing is known to be wrong.',
    why: 'No network, a proxy or firewall on the way, a wrong CLOUDFLARE_BASE_URL, or a failure at Cloudflare.',
    fix: 'Check the network, then run the command again.',
    exit: ['step', EXIT.unknown],
  },
  'cloudflare/throttled': {
    meaning: 'Cloudflare throttled the calls, even after several retries.',
    why: 'A user can make 1200 calls in five minutes over all tokens; then all calls are refused for five minutes.',
    fix: 'Wait five minutes, then run the command again.',
    exit: ['step', EXIT.unknown],
  },
  'cloudflare/failed': {
    meaning: 'Cloudflare refused the request.',
    why: 'The message quotes Cloudflare: a limit of the plan, a locked zone, or an invalid value.',
    fix: 'Do what the message says, then run the command again: it continues from the current state.',
    exit: ['step', EXIT.act, EXIT.unknown],
  },
};
