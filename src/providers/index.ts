import { brevo } from './brevo.ts';
import { googleWorkspace } from './google-workspace.ts';
import { mailchimp } from './mailchimp.ts';
import { mailgun } from './mailgun.ts';
import { mandrill } from './mandrill.ts';
import { microsoft365 } from './microsoft-365.ts';
import { postmark } from './postmark.ts';
import type { Provider } from './provider.ts';
import { resend } from './resend.ts';
import { sendgrid } from './sendgrid.ts';
import { ses } from './ses.ts';
import { smtp } from './smtp.ts';
import { sparkpost } from './sparkpost.ts';
import { zoho } from './zoho.ts';

/** Every provider that is recognised. Where two could claim a name the first has it: Resend runs on SES. */
export const PROVIDERS: readonly Provider[] = [
  resend,
  sendgrid,
  mailgun,
  postmark,
  brevo,
  mailchimp,
  mandrill,
  sparkpost,
  ses,
  googleWorkspace,
  microsoft365,
  zoho,
  smtp,
];
