import { finding } from '../model/findings.ts';
import type { Refusal } from '../model/refused.ts';
import type { Finding, Seen } from '../model/types.ts';
import { refusalRemedy } from './refusal.ts';

/** Why something could not be read. Never says that it is missing. */
export function couldNotLook(what: string, seen: Failed): Finding {
  const { refusal } = seen;
  if (refusal !== undefined) return refused(`Could not read ${what}: ${seen.message}`, refusal);
  const message = `Could not read ${what}: ${seen.message}`;
  return finding(codeOf(seen.service ?? 'aws', seen.code), message, { fix: fixOf(seen) });
}

/** The code of a look or a change that a service did not let through. */
export function codeOf(service: 'aws' | 'cloudflare', reason: Failed['code']): string {
  return `${service}/${reason}`;
}

/** What to do about it: as the error says, else as its kind has it. */
export function fixOf({ code, service, fix }: Failed): string {
  return fix ?? (service === 'cloudflare' ? cloudflareFix(code) : null) ?? FIX[code];
}

/** What to do about Cloudflare's own reasons; null where it is the same for all services. */
export function cloudflareFix(code: Failed['code']): string | null {
  return CLOUDFLARE_FIX[code] ?? null;
}

/** A refusal of AWS, with what to add to which policy. */
function refused(message: string, refusal: Refusal): Finding {
  return finding('aws/denied', message, {
    subject:
      refusal.resource === null ? refusal.action : `${refusal.action} on ${refusal.resource}`,
    fix: refusalRemedy(refusal),
  });
}

export type Failed = Extract<Seen<unknown>, { ok: false }>;
const FIX: Record<Failed['code'], string> = {
  'not-read': 'Run the command again. If this stays, it is a bug in ses-migrate.',
  denied: 'Add the action to the policy of the identity that runs this command.',
  credentials:
    'Sign in again (`aws login`, or `aws sso login --profile NAME`), or correct AWS_PROFILE or the access keys; then run the command again.',
  unreachable: 'Check the network and the Region, then run the command again.',
  throttled: 'Wait a minute, then run the command again.',
  failed: 'Read the message above: the service refused the request.',
};

const CLOUDFLARE_FIX: Partial<Record<Failed['code'], string>> = {
  denied:
    'Give the API token the permissions Zone.Zone Read and Zone.DNS Edit for this zone (Cloudflare dashboard, My Profile, API Tokens); or enter the records manually (--dns manual).',
  credentials:
    'Set CLOUDFLARE_API_TOKEN to an API token (not a Global API Key) with Zone.Zone Read and Zone.DNS Edit for this zone; or enter the records manually (--dns manual).',
  unreachable: 'Check the network, then run the command again.',
};
