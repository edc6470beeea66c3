import type { Application } from './applications.ts';

const SMTP = /^:?(?:e?smtps?|smtp-auth|nodemailer|smtp\+(?:starttls|tls|ssl))$/i;
/** Providers, and mailers that send nothing: what a mailer is that does not use the settings of SMTP. */
const OTHERS =
  /^:?(?:resend|sendgrid(?:_actionmailer)?|mailgun|postmark|brevo|sendinblue|mandrill|mailchimp|mailjet|sparkpost|mailersend|mailtrap|zeptomail|smtp2go|loops|plunk|ses|ses-v2|aws[-_]?ses|amazon[-_]?ses|gmail|log|logger|array|null|none|console|file|dummy|test|debug|memory|stream|sendmail|mail|local|disabled|letter_opener|)$/i;
const DJANGO_SMTP = 'django.core.mail.backends.smtp.EmailBackend';
const DJANGO_OTHERS =
  /^(?:anymail|sendgrid_backend|django_ses|django_smtp_ssl|django_amazon_ses|postmarker|django_mailgun|django\.core\.mail\.backends\.(?:console|filebased|locmem|dummy))\b/;
const WELL_KNOWN =
  /^(?:gmail|outlook|outlook365|hotmail|yahoo|zoho|icloud|fastmail|sendgrid|sendinblue|brevo|mailgun|postmark|sparkpost|mandrill|mailjet|resend|mailtrap|ses(?:-[a-z0-9-]+)?|sendpulse|sendcloud|godaddy.*|1und1|mail\.ru|yandex|qq|163|126|aol)$/i;

/** The name by which a mailer sends over SMTP; null: this one is not known, so that nothing can be said of it. */
export function smtpMailer(value: string, application: Application | null): string | null {
  if (SMTP.test(value) || value === DJANGO_SMTP) return value;
  if (/^\w+(?:\.\w+)+$/.test(value)) return DJANGO_OTHERS.test(value) ? DJANGO_SMTP : null;
  if (!OTHERS.test(value)) return null;
  const own = application?.smtpMailer;
  if (own !== undefined && !own.includes('.')) return own;
  if (value.startsWith(':')) return ':smtp';
  return value !== '' && value === value.toUpperCase() ? 'SMTP' : 'smtp';
}

/** Whether the mailer sends over SMTP today. */
export function isSmtpMailer(value: string): boolean {
  return SMTP.test(value) || value === DJANGO_SMTP;
}

/** Whether this is a provider as Nodemailer knows it: then host and port beside it are not read. */
export function isWellKnownService(value: string): boolean {
  return WELL_KNOWN.test(value);
}
