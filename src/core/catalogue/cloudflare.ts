import { EXIT } from '../model/errors.ts';
import type { Area } from './words.ts';

/** What stands between the records and a zone at Cloudflare. */
export const CLOUDFLARE: Area = {
  'cloudflare/no-zone': {
    meaning: 'The Cloudflare API token sees no zone of the domain.',
    why: 'The token is limited to other zones or another account, or lacks Zone.Zone Read for this one.',
    fix: 'Give the token Zone.Zone Read and Zone.DNS Edit for the zone, or enter the records manually (--dns manual).',
  },
  'cloudflare/several-zones': {
    meaning: 'Several Cloudflare zones claim the same delegation.',
    why: 'The token sees zones of the same name in more than one account, with the same name servers.',
    fix: 'Name the zone to write with --hosted-zone-id.',
  },
  'cloudflare/not-delegated': {
    meaning: 'Cloudflare has a zone of the domain, but the Internet asks other servers.',
    why: 'The zone waits for its name servers to be set at the registrar, or is left over. Records written there would not be seen.',
    fix: "Enter the records where the domain is really served, or delegate it to the zone's name servers.",
  },
  'cloudflare/delegation-unknown': {
    meaning: 'Which name servers the Internet asks could not be found out.',
    why: 'DNS did not answer. A zone is not written on a guess.',
    fix: 'Run again when DNS answers, or enter the records manually (--dns manual).',
  },
  'cloudflare/child-zone': {
    meaning: 'The zone hands a name that a record needs to other servers.',
    why: 'NS records at or above the name make it part of a zone of its own. What is written above them is not seen.',
    fix: 'Enter the record where that zone is run, or remove the NS records if it should not be a zone of its own.',
  },
  'cloudflare/conflict': {
    meaning: 'A record that others put there stands in the way.',
    why: 'A CNAME is at the name, or a value of the same kind that would have to be replaced.',
    fix: 'Find out who uses it. Replace it with --confirm NAME where the finding offers that; otherwise change it yourself, or choose another name with --mail-from.',
  },
  'cloudflare/proxied': {
    meaning: 'A record is right, but Cloudflare proxies it.',
    why: 'The orange cloud answers with addresses of Cloudflare, so that nobody sees the CNAME. It is on by default for CNAME records made in the panel.',
    fix: 'Set the record to "DNS only" in the panel, or run `ses-migrate verify-domain` with --confirm NAME.',
  },
  'cloudflare/no-token': {
    meaning: 'The domain is at Cloudflare, and could be published to without typing.',
    why: 'CLOUDFLARE_API_TOKEN is not set, so that the records are entered by hand.',
    fix: 'Set CLOUDFLARE_API_TOKEN to an API token with Zone.Zone Read and Zone.DNS Edit for the zone, or enter the records by hand.',
  },
  'cloudflare/credentials': {
    meaning: 'Cloudflare does not take the API token, or there is none.',
    why: 'CLOUDFLARE_API_TOKEN is not set, expired, revoked, cut short, or holds a Global API Key.',
    fix: 'Create an API token with Zone.Zone Read and Zone.DNS Edit for the zone (dashboard, My Profile, API Tokens).',
    exit: ['step', EXIT.credentials],
  },
  'cloudflare/denied': {
    meaning: 'The API token is good, but does not allow this.',
    why: 'It lacks the permission that the message names, is for another zone, or may not be used from this address.',
    fix: 'Give it Zone.Zone Read and Zone.DNS Edit for the zone.',
    exit: ['step', EXIT.credentials],
  },
  'cloudflare/unreachable': {
    meaning: 'Cloudflare gave no answer. Nothing is known to be wrong.',
    why: 'No network, a proxy or firewall on the way, a wrong CLOUDFLARE_BASE_URL, or a failure at Cloudflare.',
    fix: 'Check the network, then run the command again.',
    exit: ['step', EXIT.unknown],
  },
  'cloudflare/throttled': {
    meaning: 'Cloudflare asked for fewer calls, also after several tries.',
    why: 'A user may make 1200 calls in five minutes, over all tokens; then all are refused for five minutes.',
    fix: 'Wait five minutes, then run the command again.',
    exit: ['step', EXIT.unknown],
  },
  'cloudflare/failed': {
    meaning: 'Cloudflare refused the request for a reason of its own.',
    why: 'The message holds what Cloudflare said: a limit of the plan, a locked zone, or a value it does not take.',
    fix: 'Do what the message says, then run the command again: it looks at what is there and goes on.',
    exit: ['step', EXIT.act, EXIT.unknown],
  },
};
