import type { Checklist } from './checklist.ts';
import type { Identity } from './world.ts';

/** The MAIL FROM domain in force: what the person chose, else what SES has, else `mail.<domain>`. */
export function mailFromOf(
  domain: string,
  checklist: Checklist,
  identity: Identity | null,
): string {
  return checklist.choices.mailFrom ?? identity?.mailFrom.domain ?? `mail.${domain}`;
}

/** The DMARC record proposed where there is none; an existing one is never replaced by it. */
export function dmarcOf(checklist: Checklist): string {
  const policy = checklist.choices.dmarc ?? 'none';
  const rua = checklist.choices.dmarcRua;
  return `v=DMARC1; p=${policy};${rua === undefined ? '' : ` rua=mailto:${rua};`}`;
}

/** Name of the IAM user behind the SMTP credentials. */
export function smtpUserOf(domain: string, checklist: Checklist): string {
  return checklist.choices.smtpUser ?? `ses-smtp-${domain}`.slice(0, 64);
}

/** The From pattern that the sender policy allows: an address or `*@domain`. */
export function senderPatternOf(domain: string, checklist: Checklist): string {
  return checklist.choices.senders ?? `*@${domain}`;
}
