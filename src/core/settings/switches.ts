import type { Role } from './roles.ts';

/** What a switch is judged by, beside its own value. */
export interface SwitchContext {
  /** The words of its name, as wordsOf gives them, with a space between. */
  readonly words: string;
  /** TLS from the first byte: by the port that is written, and by the one that was there (null: none was). */
  readonly implicit: boolean;
  readonly wasImplicit: boolean | null;
  /** Whether another switch of the group is about STARTTLS, so that a bare `TLS` is not. */
  readonly hasStarttls: boolean;
}

const PAIRS = [
  ['true', 'false'],
  ['True', 'False'],
  ['TRUE', 'FALSE'],
  ['1', '0'],
  ['yes', 'no'],
  ['Yes', 'No'],
  ['on', 'off'],
  ['enabled', 'disabled'],
  ['y', 'n'],
  ['t', 'f'],
] as const;

/** Yes or no in the words of the file; null: the value is neither. */
function switched(value: string, wanted: boolean): string | null {
  const pair = PAIRS.find(([yes, no]) => value === yes || value === no);
  return pair === undefined ? null : pair[wanted ? 0 : 1];
}

function isOn(value: string): boolean {
  return PAIRS.some(([yes]) => yes === value);
}

/**
 * The value that a switch needs to go with the port: the one that it has where that is right. `unknown`: the value
 * is not understood. `ambiguous`: a bare `TLS=true` beside port 465 can mean either kind of TLS.
 */
export function fitted(
  role: Role,
  value: string,
  context: SwitchContext,
): string | 'unknown' | 'ambiguous' {
  const { implicit } = context;
  const empty = /^(?:|null|None|nil)$/.test(value);
  switch (role) {
    case 'secure':
      return switched(value, implicit) ?? (empty ? value : modeFor(value, context));
    case 'use-tls':
      return switched(value, !implicit) ?? (empty ? value : 'unknown');
    case 'starttls':
      return (
        (implicit && isOn(value) && context.wasImplicit === true
          ? value
          : switched(value, !implicit)) ?? (empty ? value : modeFor(value, context))
      );
    case 'no-starttls':
      return switched(value, implicit && isOn(value)) ?? (empty ? value : 'unknown');
    case 'tls':
      return bareTls(value, context) ?? (empty ? value : modeFor(value, context));
    case 'mode':
      return isOn(value) ? 'unknown' : modeFor(value, context);
    case 'auth':
      return switched(value, true) ?? (empty ? value : methodFor(value));
    case 'auth-method':
      return isOn(value) ? value : (switched(value, true) ?? methodFor(value));
    case 'enabled':
      return switched(value, true) ?? value;
    default:
      return value;
  }
}

/** Null: not a yes or no. */
function bareTls(
  value: string,
  { implicit, wasImplicit, hasStarttls }: SwitchContext,
): string | null {
  if (switched(value, true) === null) return null;
  if (!isOn(value))
    return implicit && (hasStarttls || wasImplicit === false) ? switched(value, true) : value;
  if (implicit) return value;
  if (hasStarttls) return switched(value, false);
  return wasImplicit === true ? 'ambiguous' : value;
}

const STARTTLS_WORDS =
  /^(?:starttls|smtp|smtp\+starttls|submission|always|auto|required?|mandatory|mandatorystarttls|opportunistic|opportunisticstarttls|explicit)$/;
const NO_TLS = /^(?:none|off|plain|insecure|disabled?|no|never|nostarttls|null|)$/;

/** The word for the kind of TLS, in the dialect that name and value show. */
function modeFor(
  value: string,
  { words, implicit, wasImplicit }: SwitchContext,
): string | 'unknown' {
  const word = value.toLowerCase();
  const like = (text: string) =>
    /[A-Z]/.test(value) && value === value.toUpperCase() ? text.toUpperCase() : text;
  const isPolicy =
    /(?:starttls|policy)/.test(words) ||
    (word.endsWith('starttls') && word !== 'starttls' && !word.includes('+'));
  if (implicit) return implicitMode(word, value, like, { words, isPolicy });
  if (word === 'nostarttls') return 'MandatoryStartTLS';
  if (isPolicy && word === 'never') return like('always');
  if (isPolicy && NO_TLS.test(word)) return word === '' ? value : 'unknown';
  if (STARTTLS_WORDS.test(word)) return value;
  if (word === 'ssl/tls' || word === 'implicit')
    return word === 'implicit' ? like('explicit') : 'STARTTLS';
  if (word === 'force_tls') return like('starttls');
  // PHP's words: `ssl` is TLS from the first byte, `tls` is STARTTLS (Laravel, Nextcloud, PHPMailer).
  if (word === 'ssl') return like(/security$|type$/.test(words) ? 'starttls' : 'tls');
  if (word === 'smtps')
    return /protocol$/.test(words) && /mailer/.test(words) ? 'smtp+starttls' : like('smtp');
  if (word === 'submissions') return 'submission';
  if (word === 'tls') {
    const ownWord = OWN_STARTTLS.test(words) || (wasImplicit === true && /security$/.test(words));
    return ownWord && wasImplicit !== false ? like('starttls') : value;
  }
  if (!NO_TLS.test(word)) return 'unknown';
  if (/connection security$/.test(words) || /(?:tls|ssl) (?:type|mode)$/.test(words))
    return 'STARTTLS';
  if (/security$/.test(words) && word !== '') return 'starttls';
  if (/encryption$|secure$/.test(words) && word !== '' && word !== 'null') return 'tls';
  return word === '' || word === 'null' ? value : 'unknown';
}

/** Names beside which `STARTTLS` and `TLS` are the two words (Mattermost, listmonk). */
const OWN_STARTTLS = /connection security$|(?:tls|ssl) (?:type|mode)$/;

function implicitMode(
  word: string,
  value: string,
  like: (text: string) => string,
  { words, isPolicy }: { readonly words: string; readonly isPolicy: boolean },
): string {
  // A policy of STARTTLS is not asked where TLS is there from the first byte.
  if (isPolicy) return value;
  if (/^(?:ssl|smtps|ssl\/tls|force_tls|submissions|implicit)$/.test(word)) return value;
  if (word === 'tls')
    return OWN_STARTTLS.test(words) || /security$/.test(words) ? value : like('ssl');
  if (word === 'starttls')
    return like(/security$/.test(words) && !OWN_STARTTLS.test(words) ? 'force_tls' : 'tls');
  if (word === 'smtp' || word === 'smtp+starttls') return 'smtps';
  if (word === 'submission') return 'submissions';
  return word === '' || word === 'null' ? value : 'unknown';
}

/** SES offers AUTH PLAIN and AUTH LOGIN (SES Developer Guide, smtp-connect); others end in a refused login. */
function methodFor(value: string): string {
  const word = value.toLowerCase();
  if (
    /^(?:|null|plain|login|plain,? ?login|login,? ?plain|auto|password|basic|:plain|:login)$/.test(
      word,
    )
  )
    return value;
  const like = (text: string) => (value === value.toUpperCase() ? text.toUpperCase() : text);
  if (
    /^:?(?:cram[-_]?md5|cram|digest[-_]?md5|md5|ntlm|xoauth2?|oauth2|oauthbearer|scram.*|none|off)$/.test(
      word,
    )
  )
    return word.startsWith(':') ? ':plain' : /^[A-Z][a-z]/.test(value) ? 'Plain' : like('plain');
  return 'unknown';
}
