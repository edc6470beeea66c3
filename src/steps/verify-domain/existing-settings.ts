import { type Checklist, receiptsOf } from '../../core/checklist.ts';
import { finding } from '../../core/model/findings.ts';
import type { Change, Finding } from '../../core/model/types.ts';
import { candidatesOf } from '../../core/records/footprint.ts';
import { dkimKind, keyBits } from '../../core/ses/dkim-kind.ts';
import type { Identity } from '../../core/ses/facts.ts';
import { type MissingSetting, rejects } from './missing-settings.ts';

/** The `=` lines of a plan: each setting of the identity that is kept, with its status. */
export function existingChanges(identity: Identity, missing: readonly MissingSetting[]): Change[] {
  const open = new Set(missing.map((setting) => setting.kind));
  const { name, mailFrom, configurationSet } = identity;
  const line = (what: string, value: string): Change => ({ op: '=', what, from: value, to: value });
  return [
    line(`identity ${name}`, 'there'),
    ...(open.has('dkim') ? [] : [line('DKIM', dkimText(identity))]),
    ...(open.has('mail-from') || mailFrom.domain === null
      ? []
      : [line('MAIL FROM domain', mailFromText(mailFrom))]),
    ...(open.has('configuration-set') || configurationSet === null
      ? []
      : [line('default configuration set', configurationSet)]),
  ];
}

/** In these states SES repeats the check automatically, for up to 72 hours. */
const RETRIED: readonly string[] = ['PENDING', 'NOT_STARTED', 'TEMPORARY_FAILURE'];

function statusText(status: string): string {
  return RETRIED.includes(status) ? `${status} (SES retries automatically)` : status;
}

function dkimText({ dkim }: Identity): string {
  return `${keyText(dkim)}, ${statusText(dkim.status)}`;
}

function keyText(dkim: Identity['dkim']): string {
  const key = dkimKind(dkim.origin);
  if (key.kind === 'replica') return `the key from ${key.parent} (DEED)`;
  if (key.kind === 'own') {
    const [selector] = dkim.tokens;
    return `your own key (BYODKIM${selector === undefined ? '' : `, selector ${selector}`})`;
  }
  const now = keyBits(dkim.currentKeyLength);
  const next = keyBits(dkim.nextKeyLength);
  if (now !== null && next !== null && now !== next)
    return `Easy DKIM, ${now}-bit keys changing to ${next}`;
  const bits = next ?? now;
  return bits === null ? 'Easy DKIM' : `Easy DKIM, ${bits}-bit keys`;
}

function mailFromText({ domain, status, behaviorOnMxFailure }: Identity['mailFrom']): string {
  const behavior = behaviorOnMxFailure === 'USE_DEFAULT_VALUE' ? '' : `, ${behaviorOnMxFailure}`;
  return `${domain}, ${statusText(status ?? 'PENDING')}${behavior}`;
}

/** Settings that others made and this tool keeps, although its defaults differ; null when there are none. */
export function adopted(identity: Identity, checklist: Checklist): Finding | null {
  const { choices } = checklist;
  const { name, dkim, mailFrom, configurationSet } = identity;
  const kept = [
    ...(dkimKind(dkim.origin).kind === 'easy' ? [] : [`DKIM with ${keyText(dkim)}`]),
    ...(isForeignMailFrom(identity, checklist) ? [`MAIL FROM ${mailFrom.domain}`] : []),
    ...(rejects(mailFrom) && choices.onMxFailure === undefined ? ['REJECT_MESSAGE'] : []),
    ...(isForeignSet(configurationSet, checklist)
      ? [`default configuration set ${configurationSet}`]
      : []),
  ];
  if (kept.length === 0) return null;
  return finding('ses/adopted', `Existing settings are kept: ${kept.join('; ')}.`, {
    subject: name,
  });
}

/** A MAIL FROM domain that was not chosen here, is not one of the usual names, and was not set by this tool. */
function isForeignMailFrom({ name, mailFrom }: Identity, checklist: Checklist): boolean {
  if (mailFrom.domain === null || checklist.choices.mailFrom !== undefined) return false;
  const ours = receiptsOf(checklist, 'verify-domain', 'set-mail-from').map(
    ({ facts }) => facts.mailFrom,
  );
  return ![...candidatesOf(name), ...ours].includes(mailFrom.domain);
}

/** A default set that was not chosen here, and was not attached by this checklist, as setup-events does. */
function isForeignSet(name: Identity['configurationSet'], checklist: Checklist): boolean {
  if (name === null || checklist.choices.configurationSet !== undefined) return false;
  return !(['verify-domain', 'setup-events'] as const)
    .flatMap((step) => receiptsOf(checklist, step, 'set-configuration-set'))
    .some(({ facts }) => facts.name === name);
}
