/**
 * Environment variables of providers' own libraries and integrations, as their quick starts and Laravel's
 * documentation name them (read 2026-11). A prefix of the application's own may stand in front.
 */
const VARIABLES: readonly RegExp[] = [
  // Not all of RESEND_: an application may have a RESEND_DELAY.
  /(?:^|_)RESEND_(?:API_)?(?:KEY|TOKEN)$/,
  /(?:^|_)RESEND_(?:SMTP_\w+|FROM(?:_\w+)?|DOMAIN|WEBHOOK_SECRET|AUDIENCE_ID)$/,
  /(?:^|_)(?:SENDGRID|MAILGUN|POSTMARK|BREVO|SENDINBLUE|MANDRILL|SPARKPOST|ZEPTOMAIL|MAILJET)_\w+$/,
];

/** Whether this variable is of no use once mail goes over another provider. */
export function isProviderVariable(name: string): boolean {
  return VARIABLES.some((pattern) => pattern.test(name));
}
