import type { Checklist } from '../checklist.ts';

/** Name of the IAM user behind the SMTP credentials. */
export function smtpUserOf(domain: string, checklist: Checklist): string {
  return checklist.choices.smtpUser ?? `ses-smtp-${domain}`.slice(0, 64);
}

/** The From pattern that the sender policy allows: an address or `*@domain`. */
export function senderPatternOf(domain: string, checklist: Checklist): string {
  return checklist.choices.senders ?? `*@${domain}`;
}
