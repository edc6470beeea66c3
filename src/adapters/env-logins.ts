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
      if (!username || !password) return null;
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
          : { username: decoded(url.username), password: new Secret(decoded(url.password)) };
      return { endpoint: endpointOf(url), login };
    },
  };
}

function endpointOf(url: URL): SmtpEndpoint {
  const implicit = url.protocol === 'smtps:';
  const port = url.port === '' ? (implicit ? 465 : 587) : Number(url.port);
  // An IPv6 address stands in brackets in a URL alone (RFC 3986, 3.2.2).
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { host, port, tls: implicit ? 'implicit' : 'if-offered' };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw usage(
      'bad-smtp-url',
      'SMTP_URL has a % in its user name or password that begins no escape.',
      'Write each % there as %25.',
    );
  }
}

/** The value is not repeated: it may hold a password. */
function badUrl(): Error {
  return usage(
    'bad-smtp-url',
    'SMTP_URL is not a URL of an SMTP server.',
    'Set it to smtp[s]://user:pass@host:port.',
  );
}
