import type { Checklist } from '../checklist.ts';

/** Name of the IAM user behind the SMTP credentials. */
export function smtpUserOf(domain: string, checklist: Checklist): string {
  return checklist.choices.smtpUser ?? `ses-smtp-${domain}`.slice(0, 64);
}

/** The From patterns that the sender policy allows, at least one: each an address or `*@domain`. */
export function senderPatternsOf(domain: string, checklist: Checklist): readonly string[] {
  return checklist.choices.senders?.split(' ') ?? [`*@${domain}`];
}
