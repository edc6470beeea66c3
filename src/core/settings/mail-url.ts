/** URLs that name a mail server and its login, in the dialects of the libraries that read them. */

/** What the URL has to say after the change. */
export interface UrlTarget {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** TLS from the first byte, as on port 465. */
  readonly implicit: boolean;
}

/** The login and the server that a URL holds, as its reader decodes it. */
export interface UrlLogin {
  readonly host: string;
  /** null: the reader's default. */
  readonly port: number | null;
  readonly username: string;
  readonly password: string;
}

/** Schemes of plain SMTP; what follows `+` is TLS by name (dj-email-url, django-environ). */
const SMTP = /^(?:smtps?|smtp\+(?:tls|ssl|starttls)|submissions?)$/i;
/** Symfony's transports: a provider's bridge (`resend+api`), and those that send nothing or by a program. */
const SYMFONY =
  /^(?:(?:ses|sendgrid|mailgun|postmark|resend|brevo|sendinblue|mandrill|mailjet|sparkpost|mailersend|mailtrap|gmail|mailchimp|infobip|mailpace|scaleway|azure|ahasend|sweego|postal|mailomat)\+(?:api|https?|smtps?)|null|native|sendmail)$/i;
const URL_FORM =
  /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?:(?<userinfo>.*)@)?(?<host>\[[^\]]*\]|[^/:?#@]*)(?::(?<port>\d+|\$\{?\w+\}?))?(?<rest>[/?#].*)?$/i;

export function isMailUrl(value: string): boolean {
  const scheme = URL_FORM.exec(value.trim())?.groups?.scheme;
  return scheme !== undefined && (SMTP.test(scheme) || SYMFONY.test(scheme));
}

/** Null: the URL is no URL of plain SMTP, such as one of a provider's bridge, or has no login. */
export function loginInUrl(value: string): UrlLogin | null {
  const groups = URL_FORM.exec(value.trim())?.groups;
  const { scheme = '', userinfo = '', host = '', port } = groups ?? {};
  const [, user, password] = /^([^:]*):(.*)$/.exec(userinfo) ?? [];
  if (!SMTP.test(scheme) || user === undefined || password === undefined) return null;
  try {
    return {
      host,
      port: port === undefined ? null : Number(port),
      username: decodeURIComponent(user),
      password: decodeURIComponent(password),
    };
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/**
 * The same URL with another server and login: path and query stay, the scheme is the one that the reader has for this
 * kind of TLS. `django`: `smtp://` is without TLS there and `smtps://` is STARTTLS (django-environ and dj-email-url).
 */
export function rewriteUrl(value: string, target: UrlTarget, django: boolean): string {
  const { scheme = 'smtp', rest = '' } = URL_FORM.exec(value.trim())?.groups ?? {};
  const login = [target.username, target.password].map(encodeURIComponent).join(':');
  const isBridge = !SMTP.test(scheme);
  const to = isBridge
    ? target.implicit
      ? 'smtps'
      : 'smtp'
    : schemeFor(scheme, target.implicit, django);
  const query = isBridge ? '' : withTls(rest, target.implicit);
  return `${to}://${login}@${target.host}:${target.port}${query}`;
}

function schemeFor(scheme: string, implicit: boolean, django: boolean): string {
  const old = scheme.toLowerCase();
  if (old.startsWith('submission')) return implicit ? 'submissions' : 'submission';
  if (old.includes('+') || django) {
    if (implicit) return 'smtp+ssl';
    return old === 'smtp+starttls' ? old : 'smtp+tls';
  }
  return implicit ? 'smtps' : 'smtp';
}

/** Switches in the query: dj-email-url's `?ssl=True` and `?tls=True`, `?secure=`, `?encryption=`. */
function withTls(rest: string, implicit: boolean): string {
  return rest
    .replace(
      /([?&](?:ssl|secure)=)(true|false|1|0)/gi,
      (_, name: string, was: string) => name + as(was, implicit),
    )
    .replace(
      /([?&]tls=)(true|false|1|0)/gi,
      (_, name: string, was: string) => name + as(was, !implicit),
    )
    .replace(
      /([?&]encryption=)(?:ssl|tls)/gi,
      (_, name: string) => name + (implicit ? 'ssl' : 'tls'),
    );
}

/** `True` in the form of `False`, and the other way round. */
function as(was: string, yes: boolean): string {
  if (/^[01]$/.test(was)) return yes ? '1' : '0';
  const word = yes ? 'true' : 'false';
  return /^[A-Z]/.test(was) ? word[0]?.toUpperCase() + word.slice(1) : word;
}
