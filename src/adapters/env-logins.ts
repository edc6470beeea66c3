import { usage } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import type { EnvLogins, SmtpEndpoint } from '../ports.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Logins from environment variables (table in the README). */
export function envLogins(env: Env): EnvLogins {
  return {
    sesSmtp() {
      const username = env.SES_MIGRATE_SMTP_USERNAME;
      const password = env.SES_MIGRATE_SMTP_PASSWORD;
      if (username === undefined || password === undefined) return null;
      return { username, password: new Secret(password) };
    },
    oldSmtp() {
      const text = env.SMTP_URL;
      if (text === undefined || text === '') return null;
      const url = URL.canParse(text) ? new URL(text) : null;
      if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') throw badUrl();
      const login =
        url.username === ''
          ? null
          : {
              username: decodeURIComponent(url.username),
              password: new Secret(decodeURIComponent(url.password)),
            };
      return { endpoint: endpointOf(url), login };
    },
  };
}

function endpointOf(url: URL): SmtpEndpoint {
  const implicit = url.protocol === 'smtps:';
  const port = url.port === '' ? (implicit ? 465 : 587) : Number(url.port);
  return { host: url.hostname, port, tls: implicit ? 'implicit' : 'if-offered' };
}

/** The value is not repeated: it may hold a password. */
function badUrl(): Error {
  return usage(
    'bad-smtp-url',
    'SMTP_URL is not a URL of an SMTP server.',
    'Set it to smtp[s]://user:pass@host:port.',
  );
}
