import type { Checklist } from '../../core/checklist.ts';
import { finding } from '../../core/model/findings.ts';
import type { Change, Finding } from '../../core/model/types.ts';
import { dkimKind } from '../../core/ses/dkim-kind.ts';
import type { Identity } from '../../core/ses/facts.ts';

/** SES sends with a MAIL FROM of its own while it does not see the MX. */
export const DEFAULT_BEHAVIOR = 'USE_DEFAULT_VALUE';
const REJECT_BEHAVIOR = 'REJECT_MESSAGE';
export const KEY_LENGTH = 'DKIM key length (new tokens)';
const ON_MX_FAILURE = 'mail while the MX of MAIL FROM is not seen';

/** What an existing identity lacks, and the one call that completes it. */
export type Gap =
  | (Change & { readonly kind: 'dkim' | 'signing' | 'configuration-set' })
  | (Change & {
      readonly kind: 'mail-from' | 'on-mx-failure';
      readonly mailFrom: string;
      readonly behavior: string;
    });

/**
 * What an existing identity lacks. Whatever it has is adopted: BYODKIM and DEED stay, a MAIL FROM domain
 * and a configuration set stay unless another was chosen, a search that FAILED is started anew, and one
 * that SES repeats by itself (PENDING, TEMPORARY_FAILURE) is left alone.
 */
export function identityGaps(
  identity: Identity,
  checklist: Checklist,
  wantedMailFrom: string,
): Gap[] {
  const mailFrom = mailFromGap(identity, wantedMailFrom);
  const renamed = mailFrom !== null && mailFrom.mailFrom !== identity.mailFrom.domain;
  return [
    dkimGap(identity, checklist),
    signingGap(identity),
    mailFrom,
    // A new name begins with the default: it is PENDING.
    renamed ? null : onMxFailureGap(identity, checklist),
    configurationSetGap(identity, checklist),
  ].filter((gap) => gap !== null);
}

function dkimGap(identity: Identity, checklist: Checklist): Gap | null {
  const { dkim } = identity;
  const key = dkimKind(dkim.origin);
  switch (key.kind) {
    case 'own':
      return null;
    case 'replica': {
      if (dkim.status !== 'FAILED' || replicationError(identity) !== null) return null;
      const what = `DKIM replicated from ${key.parent}`;
      return { kind: 'dkim', op: '~', what, from: dkim.status, to: 'started anew' };
    }
    case 'easy':
      return easyDkimGap(identity, checklist);
  }
}

function easyDkimGap({ name, dkim }: Identity, checklist: Checklist): Gap | null {
  const bits = checklist.choices.dkimKeyLength;
  const wanted = bits === undefined ? null : `RSA_${bits}_BIT`;
  const next = dkim.nextKeyLength ?? dkim.currentKeyLength;
  if (wanted !== null && next !== null && wanted !== next && dkim.tokens.length > 0)
    return { kind: 'dkim', op: '~', what: KEY_LENGTH, from: next, to: wanted, confirm: name };
  if (dkim.status !== 'FAILED' && dkim.tokens.length > 0) return null;
  const to = dkim.status === 'FAILED' ? 'started anew' : 'started';
  return { kind: 'dkim', op: '~', what: 'Easy DKIM', from: dkim.status, to };
}

/** Why the key of the parent Region cannot be had; null: SES names no such reason. */
export function replicationError({ dkim, verification }: Identity): string | null {
  const { errorType } = verification;
  const fails = dkim.status !== 'SUCCESS' && errorType?.startsWith('REPLICATION_') === true;
  return fails ? errorType : null;
}

function signingGap(identity: Identity): Gap | null {
  if (identity.dkim.signingEnabled) return null;
  return { kind: 'signing', op: '~', what: 'DKIM signing', from: 'off', to: 'on' };
}

function mailFromGap({ name, mailFrom }: Identity, wanted: string) {
  const { domain: current, status, behaviorOnMxFailure } = mailFrom;
  if (current === wanted && status !== 'FAILED') return null;
  const gap = { kind: 'mail-from', what: 'MAIL FROM domain', mailFrom: wanted } as const;
  if (current === null)
    return { ...gap, op: '+', from: null, to: wanted, behavior: DEFAULT_BEHAVIOR } as const;
  if (current === wanted) {
    const what = `MAIL FROM domain ${wanted}`;
    const behavior = behaviorOnMxFailure;
    return { ...gap, op: '~', what, from: 'FAILED', to: 'looked for anew', behavior } as const;
  }
  const from = status === 'FAILED' ? `${current} (FAILED)` : current;
  // REJECT_MESSAGE would refuse all mail until SES has seen the new name's MX.
  const rejected = behaviorOnMxFailure === REJECT_BEHAVIOR;
  const to = rejected ? `${wanted}, with ${DEFAULT_BEHAVIOR} until its MX is seen` : wanted;
  return { ...gap, op: '~', from, to, behavior: DEFAULT_BEHAVIOR, confirm: name } as const;
}

function onMxFailureGap({ mailFrom }: Identity, { choices }: Checklist): Gap | null {
  const wanted = choices.onMxFailure === 'reject' ? REJECT_BEHAVIOR : DEFAULT_BEHAVIOR;
  const { domain, behaviorOnMxFailure: current } = mailFrom;
  if (choices.onMxFailure === undefined || domain === null || current === wanted) return null;
  if (wanted === REJECT_BEHAVIOR && !mayReject(mailFrom)) return null;
  const change = { op: '~', what: ON_MX_FAILURE, from: current, to: wanted } as const;
  return { kind: 'on-mx-failure', ...change, mailFrom: domain, behavior: wanted };
}

/** SES refuses all mail of the identity by REJECT_MESSAGE in any other state (SES Developer Guide, mail-from). */
export function mayReject({ status }: Identity['mailFrom']): boolean {
  return status === 'SUCCESS';
}

export function rejects({ behaviorOnMxFailure }: Identity['mailFrom']): boolean {
  return behaviorOnMxFailure === REJECT_BEHAVIOR;
}

function configurationSetGap(identity: Identity, checklist: Checklist): Gap | null {
  const wanted = checklist.choices.configurationSet;
  if (wanted === undefined || identity.configurationSet === wanted) return null;
  const from = identity.configurationSet;
  return {
    kind: 'configuration-set',
    op: from === null ? '+' : '~',
    what: 'default configuration set',
    from,
    to: wanted,
    ...(from === null ? {} : { confirm: identity.name }),
  };
}

/** What SES has given up looking for, and that this starts it anew; else what is wanted instead of what. */
export function gapFinding({ kind, what, from, to }: Gap, { name, dkim }: Identity): Finding {
  const again = {
    subject: what,
    found: from ?? 'none',
    fix: `Run: ses-migrate verify-domain ${name}`,
  };
  if (from === 'FAILED' && kind === 'dkim') {
    const tokens =
      dkimKind(dkim.origin).kind === 'easy' ? ' Started anew, it may give other tokens.' : '';
    const message = `SES has stopped checking the DKIM records (FAILED).${tokens}`;
    return finding('ses/dkim-failed', message, again);
  }
  if (from === 'FAILED' && kind === 'mail-from') {
    const message = `SES has stopped looking for the MX of the ${what} (FAILED).`;
    return finding('ses/mail-from-failed', message, again);
  }
  return finding('ses/identity-incomplete', `${what}: ${from ?? 'none'}, wanted ${to}.`);
}
