import { Secret } from '../core/model/secret.ts';
import { parseSmtpUrl } from '../core/parse/smtp-url.ts';
import type { EnvLogins } from '../ports/index.ts';
import { httpsVariable } from './proxy/choose.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Logins from environment variables (table in the README). */
export function envLogins(env: Env): EnvLogins {
  return {
    trial() {
      const folder = env.SES_MIGRATE_TRIAL;
      if (folder === undefined || folder === '') return null;
      return { folder, inbox: env.SES_MIGRATE_INBOX || null };
    },
    sesSmtp() {
      const username = env.SES_MIGRATE_SMTP_USERNAME;
      const password = env.SES_MIGRATE_SMTP_PASSWORD;
      if (!username || !password) return null;
      return { username, password: new Secret(password) };
    },
    oldSmtp() {
      const text = env.SMTP_URL;
      if (text === undefined || text === '') return null;
      const { username, password, ...endpoint } = parseSmtpUrl(text, 'SMTP_URL');
      const login = username === null ? null : { username, password: password ?? new Secret('') };
      return { endpoint, login };
    },
    proxyVariable: () => httpsVariable(env),
    imapPassword: () => (env.IMAP_PASSWORD ? new Secret(env.IMAP_PASSWORD) : null),
  };
}
