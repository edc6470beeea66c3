import type { Checklist } from '../../core/checklist.ts';
import { finding } from '../../core/model/findings.ts';
import type { Change, Finding } from '../../core/model/types.ts';
import { dkimKind } from '../../core/ses/dkim-kind.ts';
import type { Identity } from '../../core/ses/facts.ts';

/** SES uses a MAIL FROM domain of amazonses.com while the MX record is missing. */
export const DEFAULT_BEHAVIOR = 'USE_DEFAULT_VALUE';
const REJECT_BEHAVIOR = 'REJECT_MESSAGE';
export const KEY_LENGTH = 'DKIM key length (new tokens)';
const ON_MX_FAILURE = 'behavior while the MX of MAIL FROM is missing';

/** A setting that an existing identity lacks. One API call completes it. */
export type MissingSetting =
  | (Change & { readonly kind: 'dkim' | 'signing' | 'configuration-set' })
  | (Change & {
      readonly kind: 'mail-from' | 'on-mx-failure';
      readonly mailFrom: string;
      readonly behavior: string;
    });

/**
 * Settings that an existing identity lacks. Existing settings are adopted: BYODKIM and DEED are kept, a MAIL FROM domain
 * and a configuration set are kept unless another one was chosen. A FAILED check is restarted. A check that SES
 * repeats automatically (PENDING, TEMPORARY_FAILURE) is not touched.
 */
export function missingSettings(
  identity: Identity,
  checklist: Checklist,
  wantedMailFrom: string,
): MissingSetting[] {
  const mailFrom = missingMailFrom(identity, wantedMailFrom);
  const renamed = mailFrom !== null && mailFrom.mailFrom !== identity.mailFrom.domain;
  return [
    missingDkim(identity, checklist),
    missingSigning(identity),
    mailFrom,
    // A new name is PENDING, so it starts with the default behavior.
    renamed ? null : missingOnMxFailure(identity, checklist),
    missingConfigurationSet(identity, checklist),
  ].filter((setting) => setting !== null);
}

function missingDkim(identity: Identity, checklist: Checklist): MissingSetting | null {
  const { dkim } = identity;
  const key = dkimKind(dkim.origin);
  switch (key.kind) {
    case 'own':
      return null;
    case 'replica': {
      if (dkim.status !== 'FAILED' || replicationError(identity) !== null) return null;
      const what = `DKIM replicated from ${key.parent}`;
      return { kind: 'dkim', op: '~', what, from: dkim.status, to: 'restarted' };
    }
    case 'easy':
      return missingEasyDkim(identity, checklist);
  }
}

function missingEasyDkim({ name, dkim }: Identity, checklist: Checklist): MissingSetting | null {
  const bits = checklist.choices.dkimKeyLength;
  const wanted = bits === undefined ? null : `RSA_${bits}_BIT`;
  const next = dkim.nextKeyLength ?? dkim.currentKeyLength;
  if (wanted !== null && next !== null && wanted !== next && dkim.tokens.length > 0)
    return { kind: 'dkim', op: '~', what: KEY_LENGTH, from: next, to: wanted, confirm: name };
  if (dkim.status !== 'FAILED' && dkim.tokens.length > 0) return null;
  const to = dkim.status === 'FAILED' ? 'restarted' : 'started';
  return { kind: 'dkim', op: '~', what: 'Easy DKIM', from: dkim.status, to };
}

/** Why SES cannot replicate the key of the parent Region; null when SES reports no such error. */
export function replicationError({ dkim, verification }: Identity): string | null {
  const { errorType } = verification;
  const fails = dkim.status !== 'SUCCESS' && errorType?.startsWith('REPLICATION_') === true;
  return fails ? errorType : null;
}

function missingSigning(identity: Identity): MissingSetting | null {
  if (identity.dkim.signingEnabled) return null;
  return { kind: 'signing', op: '~', what: 'DKIM signing', from: 'off', to: 'on' };
}

function missingMailFrom({ name, mailFrom }: Identity, wanted: string) {
  const { domain: current, status, behaviorOnMxFailure } = mailFrom;
  if (current === wanted && status !== 'FAILED') return null;
  const setting = { kind: 'mail-from', what: 'MAIL FROM domain', mailFrom: wanted } as const;
  if (current === null)
    return { ...setting, op: '+', from: null, to: wanted, behavior: DEFAULT_BEHAVIOR } as const;
  if (current === wanted) {
    const what = `MAIL FROM domain ${wanted}`;
    const behavior = behaviorOnMxFailure;
    return { ...setting, op: '~', what, from: 'FAILED', to: 'check restarted', behavior } as const;
  }
  const from = status === 'FAILED' ? `${current} (FAILED)` : current;
  // With REJECT_MESSAGE, SES would reject all mail until it finds the MX record of the new name.
  const rejected = behaviorOnMxFailure === REJECT_BEHAVIOR;
  const to = rejected ? `${wanted}, with ${DEFAULT_BEHAVIOR} until SES finds its MX` : wanted;
  return { ...setting, op: '~', from, to, behavior: DEFAULT_BEHAVIOR, confirm: name } as const;
}

function missingOnMxFailure({ mailFrom }: Identity, { choices }: Checklist): MissingSetting | null {
  const wanted = choices.onMxFailure === 'reject' ? REJECT_BEHAVIOR : DEFAULT_BEHAVIOR;
  const { domain, behaviorOnMxFailure: current } = mailFrom;
  if (choices.onMxFailure === undefined || domain === null || current === wanted) return null;
  if (wanted === REJECT_BEHAVIOR && !canReject(mailFrom)) return null;
  const change = { op: '~', what: ON_MX_FAILURE, from: current, to: wanted } as const;
  return { kind: 'on-mx-failure', ...change, mailFrom: domain, behavior: wanted };
}

/** In any other state, SES rejects all mail of an identity with REJECT_MESSAGE (SES Developer Guide, mail-from). */
export function canReject({ status }: Identity['mailFrom']): boolean {
  return status === 'SUCCESS';
}

export function rejects({ behaviorOnMxFailure }: Identity['mailFrom']): boolean {
  return behaviorOnMxFailure === REJECT_BEHAVIOR;
}

function missingConfigurationSet(identity: Identity, checklist: Checklist): MissingSetting | null {
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

/** Reports a check that SES gave up and this command restarts; otherwise the current and the wanted value. */
export function missingFinding(
  { kind, what, from, to }: MissingSetting,
  { name, dkim }: Identity,
): Finding {
  const again = {
    subject: what,
    found: from ?? 'none',
    fix: `Run: ses-migrate verify-domain ${name}`,
  };
  if (from === 'FAILED' && kind === 'dkim') {
    const tokens =
      dkimKind(dkim.origin).kind === 'easy' ? ' If restarted, it can return other tokens.' : '';
    const message = `SES stopped checking the DKIM records (FAILED).${tokens}`;
    return finding('ses/dkim-failed', message, again);
  }
  if (from === 'FAILED' && kind === 'mail-from') {
    const message = `SES stopped checking the MX record of the ${what} (FAILED).`;
    return finding('ses/mail-from-failed', message, again);
  }
  return finding('ses/identity-incomplete', `${what}: ${from ?? 'none'}, wanted ${to}.`);
}
