import { Secret } from '../../../src/core/model/secret.ts';
import type { SmtpSettings } from '../../../src/core/smtp-credentials/settings.ts';

/** A derived password may hold `+`, `/` and end in `=`. */
export const settings: SmtpSettings = {
  host: 'email-smtp.eu-central-1.amazonaws.com',
  port: 587,
  username: 'AKIAIOSFODNN7EXAMPLE',
  password: new Secret('BMXhUYlu5Z3gSX+QORxlVa7XPaz91aGW/fHxvkOZdW0='),
  from: 'Acme <hello@acme.example>',
  region: 'eu-central-1',
};
export const withoutFrom: SmtpSettings = { ...settings, from: null };
