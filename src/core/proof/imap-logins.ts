import type { MailAccount } from '../parse/inbox-url.ts';

interface Rule {
  readonly hosts: RegExp;
  readonly fix: string;
}

export const BY_FILE =
  'Save the received message as a file and run `ses-migrate send-test --eml FILE`.';

/** What the large mailbox providers want in place of the account's password. */
const RULES: readonly Rule[] = [
  {
    // Google ended password logins of other programs in 2024-09; app passwords stay (support.google.com/a/answer/14114704, support.google.com/accounts/answer/185833).
    hosts: /(^|\.)(gmail|googlemail|google)\.com$/,
    fix: `Google accepts only an app password: turn on 2-Step Verification, create one at myaccount.google.com/apppasswords and set it as IMAP_PASSWORD. If an administrator disabled app passwords or IMAP: ${BY_FILE}`,
  },
  {
    // Exchange Online: basic authentication ended 2022-10; Outlook.com, Hotmail, Live: 2024-09-16 (Microsoft, deprecation of basic authentication).
    hosts: /(^|\.)(outlook|hotmail|live|office365)\.com$/,
    fix: `Microsoft no longer accepts passwords over IMAP, including app passwords. ${BY_FILE}`,
  },
  {
    hosts: /(^|\.)(me|icloud)\.com$/,
    fix: 'Apple accepts only an app-specific password: create one at account.apple.com and set it as IMAP_PASSWORD.',
  },
  {
    hosts: /(^|\.)(yahoo|aol)\.com$/,
    fix: 'Yahoo and AOL accept only an app password: create one in the account security settings and set it as IMAP_PASSWORD.',
  },
  {
    hosts: /(^|\.)(fastmail|messagingengine)\.com$/,
    fix: 'Fastmail accepts only an app password: create one under Settings, Privacy & Security, and set it as IMAP_PASSWORD.',
  },
];

/** What to do where an IMAP server refused user or password. Read 2026-11 unless a rule says otherwise. */
export function loginFix({ host }: MailAccount): string {
  const rule = RULES.find(({ hosts }) => hosts.test(host));
  if (rule !== undefined) return rule.fix;
  return `Check the user and IMAP_PASSWORD. With two-factor login, most providers require an app password. Or: ${BY_FILE}`;
}
