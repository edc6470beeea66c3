import { Secret } from '../model/secret.ts';
import { type Assignment, assignmentsIn } from './env-file.ts';
import { isSmtpUrl, namesIn, type SettingNames, type SmtpSettings, variables } from './settings.ts';
import { ASSIGN, assignments, type Form } from './settings-formats.ts';

export interface MergeOptions {
  readonly form?: Form;
  /** These overrule what is learnt from the file. */
  readonly names?: SettingNames;
  readonly now?: Date;
  /** Whether a variable is one of the old provider's own, such as its API key. */
  readonly isOld?: (name: string) => boolean;
}

export interface Merged {
  readonly content: Secret;
  /** Variables of the settings that were there with another value. */
  readonly changed: readonly string[];
  /** Those that were not there. */
  readonly added: readonly string[];
  /** Variables of the old provider that are comments now. */
  readonly retired: readonly string[];
  /** Variables beside the settings that no longer fitted them. */
  readonly adjusted: readonly string[];
}

/**
 * `existing`, an .env file, with the settings in it. A variable that is there gets its new value in its
 * place and the old line stays above it as a comment with the date; one that is not there is appended; one of
 * the old provider becomes a comment. Everything else stays as it is.
 */
export function mergeEnv(
  existing: string,
  settings: SmtpSettings,
  { form = 'env', names = {}, now, isOld = () => false }: MergeOptions = {},
): Merged {
  const eol = existing.includes('\r\n') ? '\r\n' : '\n';
  const found = assignmentsIn(existing);
  const values = variables(settings, { ...namesIn(found, isOld), ...names });
  const assign = ASSIGN[form] ?? ((name: string, value: string) => `${name}=${value}`);
  const stamp = now === undefined ? '' : ` on ${now.toISOString().slice(0, 10)}`;
  const changed: string[] = [];
  const retired: string[] = [];
  const adjusted: string[] = [];
  let text = '';
  let done = 0;
  for (const { lead, name, value, start, end } of found) {
    const wanted = values.get(name) ?? (isOld(name) ? null : fitting(name, value, settings));
    if (wanted === value) continue;
    const what = wanted === null ? 'Retired' : 'Replaced';
    const old = existing.slice(start, end).split(/\r?\n/);
    const lines = [`# ${what} by ses-migrate${stamp}:`, ...old.map((line) => `# ${line}`)];
    if (wanted === null) retired.push(name);
    else lines.push(`${lead}${assign(name, wanted)}`);
    if (wanted !== null) (values.has(name) ? changed : adjusted).push(name);
    text += existing.slice(done, start) + lines.join(eol);
    done = end;
  }
  text += existing.slice(done);
  const missing = new Map([...values].filter(([name]) => !isAssigned(found, name)));
  const content = append(text, assignments(settings, missing, form, eol), eol);
  return { content: new Secret(content), changed, added: [...missing.keys()], retired, adjusted };
}

function isAssigned(found: readonly Assignment[], name: string): boolean {
  return found.some((each) => each.name === name);
}

function append(text: string, addition: string, eol: string): string {
  if (text === '' || addition === '') return text + addition;
  return `${text}${text.endsWith('\n') ? '' : eol}${eol}${addition}`;
}

const MAIL = '(?:^|_)(?:SMTP|MAIL|MAILER|EMAIL)_(?:SERVER_)?';
const IMPLICIT_TLS = new RegExp(`${MAIL}(?:SECURE|SSL|USE_SSL)$`, 'i');
const STARTTLS = new RegExp(`${MAIL}USE_TLS$`, 'i');
const ENCRYPTION = new RegExp(`${MAIL}(?:ENCRYPTION|SCHEME)$`, 'i');
const URL_NAME = /(?:^|_)(?:SMTP|MAIL|MAILER|EMAIL)_(?:(?:SERVER_)?(?:URL|URI|DSN)|SERVER)$/i;
const LARAVEL_MAILER = /^MAIL_(?:MAILER|DRIVER)$/;

/** The value that a variable beside the settings needs to go with them; else the one that it has. */
function fitting(name: string, value: string, settings: SmtpSettings): string {
  const implicit = [465, 2465].includes(settings.port);
  if (IMPLICIT_TLS.test(name)) return switched(value, implicit);
  // Django: the one or the other, and port 587 is the one of STARTTLS.
  if (STARTTLS.test(name)) return switched(value, !implicit);
  if (ENCRYPTION.test(name) && !implicit) return ENCRYPTED[value.toLowerCase()] ?? value;
  if (LARAVEL_MAILER.test(name) && LARAVEL_MAILERS.has(value)) return 'smtp';
  return URL_NAME.test(name) && isSmtpUrl(value) ? urlOf(settings, implicit) : value;
}

/** Laravel's words for TLS from the first byte, and for STARTTLS. */
const ENCRYPTED: Readonly<Record<string, string>> = { ssl: 'tls', smtps: 'smtp' };
/** Laravel's mailers of other providers (Laravel documentation, mail; read 2026-11). */
const LARAVEL_MAILERS = new Set(['mailgun', 'postmark', 'resend', 'sendgrid', 'mandrill', 'brevo']);

const PAIRS = [
  ['true', 'false'],
  ['True', 'False'],
  ['TRUE', 'FALSE'],
  ['1', '0'],
  ['yes', 'no'],
  ['on', 'off'],
] as const;

/** Yes or no in the words of the file; a value that is neither stays. */
function switched(value: string, wanted: boolean): string {
  const pair = PAIRS.find(([yes, no]) => value === yes || value === no);
  return pair?.[wanted ? 0 : 1] ?? value;
}

function urlOf({ host, port, username, password }: SmtpSettings, implicit: boolean): string {
  const login = [username, password.reveal()].map(encodeURIComponent).join(':');
  return `${implicit ? 'smtps' : 'smtp'}://${login}@${host}:${port}`;
}
