import { isMailUrl } from './mail-url.ts';
import { groupOf, isMailWord, wordsOf } from './words.ts';

/**
 * What a variable of mail settings says. `secure`: TLS from the first byte, `tls`: one or the other kind of TLS,
 * `use-tls`: STARTTLS in Django's sense, `no-starttls`: the opposite of `starttls`, `mode`: TLS by a word of the
 * application's own, `service`: a provider by Nodemailer's name, `elsewhere`: a value kept in another file.
 */
export type Role =
  | 'host'
  | 'port'
  | 'username'
  | 'password'
  | 'url'
  | 'elsewhere'
  | 'secure'
  | 'tls'
  | 'use-tls'
  | 'starttls'
  | 'no-starttls'
  | 'mode'
  | 'auth-method'
  | 'auth'
  | 'enabled'
  | 'mailer'
  | 'service'
  | 'from'
  | 'from-name';

/** Ends of names, as whole words with a space between; the first that fits counts. */
const ROLES: readonly (readonly [Role, RegExp])[] = (
  [
    ['elsewhere', '(?:user )?(?:pass(?:word|wd)?|pwd|user(?:name)?|login|host)(?: path)? file'],
    ['from-name', '(?:from|sender|feedback|email|mailer) name|name sender'],
    [
      'from',
      'from(?: (?:address|addr|email|mail))?|(?:default )?sender(?: (?:address|addr|email))?|(?:mailer|server|smtp admin|notification|feedback|system) (?:email|mail)(?: address)?',
    ],
    ['no-starttls', '(?:disable|ignore|no|skip|without) (?:starttls|tls)'],
    ['mode', '(?:starttls|tls|ssl) (?:policy|mode|type)'],
    [
      'starttls',
      '(?:(?:enable|use|require|force) )?starttls(?: (?:enabled?|auto|required?|always))*|require tls',
    ],
    ['use-tls', 'use tls'],
    [
      'secure',
      '(?:(?:use|enable|force) )?(?:ssl|secure)(?: (?:enabled?|tls))*|implicit tls|force tls',
    ],
    ['tls', '(?:enable )?tls(?: enabled?)?'],
    ['auth-method', 'auth(?:entication)? (?:method|mechanisms?|type|protocol)|authentication'],
    ['auth', '(?:(?:enable|use|requires?) )?(?:auth|authenticated)(?: enabled?)?'],
    ['mode', 'encryption|scheme|security|protocol'],
    ['port', 'port'],
    ['password', '(?:user )?(?:pass(?:word|wd|phrase)?|pwd)'],
    ['username', 'user(?:name| name| id)?|login'],
    ['mailer', 'mail mailer|driver|transport|provider|backend|mode|delivery method|adapter'],
    ['service', 'service'],
    [
      'host',
      '(?:host(?:name)?|server|address|endpoint)(?: (?:addr(?:ess)?|name|hostname|host))?|addr|relay',
    ],
    ['enabled', 'enabled?|enable email'],
  ] as const
).map(([role, ends]) => [role, new RegExp(`(?:^| )(?:${ends})$`)] as const);

/** Words of receiving mail, or of mail that the application is about: such a variable is no setting of sending. */
const OTHER =
  /\b(?:imap|pop3?|inbound|incoming|bounce|bounces|reply|webhook|template|subject|verify)\b/;

export interface Classified {
  readonly role: Role;
  /** See groupOf. */
  readonly group: string;
  /** The words of mail in the name, which tell groups of one prefix apart. */
  readonly mailWords: string;
}

/** Null: the name is not one of settings of sending, as far as its words and its value say. */
export function classify(name: string, value: string): Classified | null {
  const words = wordsOf(name);
  const mailWords = words.filter(isMailWord).join(' ');
  const joined = words.join(' ');
  if (isMailUrl(value) && !/^https?:/i.test(value) && (mailWords !== '' || /^smtps?:/i.test(value)))
    return { role: 'url', group: groupOf(words.slice(0, -1)) || '@', mailWords };
  if (mailWords === '' || OTHER.test(joined)) return null;
  // Several servers in one value (Symfony's `failover(…)`), or one that is put together elsewhere (`${DSN}`).
  if (/(?:^| )(?:url|uri|dsn)$/.test(joined) && !/^(?:|null|https?:.*)$/i.test(value))
    return { role: 'mailer', group: groupOf(words.slice(0, -1)) || '@', mailWords };
  const found = ROLES.map(([role, pattern]) => ({ role, match: pattern.exec(joined) })).find(
    ({ match }) => match !== null,
  );
  if (found?.match == null) return null;
  const { role, match } = found;
  const prefix = joined.slice(0, match.index).trim();
  // A mailer's own name can be the word of mail: `MAILER_EMAIL`, `MAIL_MAILER`.
  const group = groupOf(prefix.split(' ')) || '@';
  if (role === 'host' && value.includes('@')) return { role: 'from', group, mailWords };
  return { role, group, mailWords };
}
