import { missingStatement, type Refusal, refusalFix } from './refusal.ts';
import type { Finding, Seen } from './types.ts';

type Extra = Omit<Finding, 'code' | 'message'>;

/** A finding; its code must be in the catalogue (docs/findings.md is made from it). */
export function finding(code: string, message: string, extra: Extra = {}): Finding {
  return { code, message, ...extra };
}

type Failed = Extract<Seen<unknown>, { ok: false }>;

const FIX: Record<Failed['code'], string> = {
  'not-read': 'Run the command again; if this stays, it is a bug in this tool.',
  denied: 'Add the action to the policy of the identity that runs this command.',
  credentials: 'Renew or set the AWS credentials (`aws sso login`, AWS_PROFILE, or access keys).',
  unreachable: 'Check the network and the Region, then run the command again.',
  throttled: 'Wait a minute, then run the command again.',
  failed: 'Read the message above; the service itself refused.',
};

/** Why something could not be looked at. Never says that it is missing. */
export function couldNotLook(what: string, seen: Failed): Finding {
  const { refusal } = seen;
  if (refusal !== undefined) return refused(`Could not read ${what}: ${seen.message}`, refusal);
  return finding(`aws/${seen.code}`, `Could not read ${what}: ${seen.message}`, {
    fix: FIX[seen.code],
  });
}

/** A refusal of AWS, with what to add to which policy. */
export function refused(message: string, refusal: Refusal): Finding {
  const statement = missingStatement(refusal);
  return finding('aws/denied', message, {
    subject:
      refusal.resource === null ? refusal.action : `${refusal.action} on ${refusal.resource}`,
    fix: refusalFix(refusal),
    ...(statement === null ? {} : { statement }),
  });
}
