import { assignmentsIn, parseEnvFile, quoteForEnv } from './env-file.ts';
import { usage } from './errors.ts';
import { Secret } from './secret.ts';

/** What an application needs to send over SMTP. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: Secret;
  readonly from: string | null;
  readonly region: string;
}

export type Setting = 'host' | 'port' | 'username' | 'password' | 'from';

/** Names of variables where they differ from the default. */
export type SettingNames = Readonly<Partial<Record<Setting, string>>>;

const DEFAULT_NAMES: Readonly<Record<Setting, string>> = {
  host: 'SMTP_HOST',
  port: 'SMTP_PORT',
  username: 'SMTP_USERNAME',
  password: 'SMTP_PASSWORD',
  from: 'SMTP_FROM_ADDRESS',
};
const SETTINGS = Object.keys(DEFAULT_NAMES) as readonly Setting[];

/** How frameworks name the settings: Laravel, Django, Rails, NextAuth, Mastodon, Supabase and the rest. */
const KNOWN_NAMES: Readonly<Record<Setting, RegExp>> = {
  host: /(?:^|_)(?:(?:SMTP|MAIL|MAILER|EMAIL)_(?:SERVER_)?(?:HOST|HOSTNAME|SERVER|ENDPOINT)|SMTP_ADDRESS)$/i,
  port: /(?:^|_)(?:SMTP|MAIL|MAILER|EMAIL)_(?:SERVER_)?PORT$/i,
  username:
    /(?:^|_)(?:SMTP|MAIL|MAILER|EMAIL)_(?:SERVER_|HOST_)?(?:USER|USERNAME|USER_NAME|LOGIN)$/i,
  password: /(?:^|_)(?:SMTP|MAIL|MAILER|EMAIL)_(?:SERVER_|HOST_)?(?:PASS|PASSWORD)$/i,
  from: /(?:^|_)(?:(?:SMTP|MAIL|MAILER|EMAIL)_(?:FROM(?:_ADDRESS|_EMAIL)?|SENDER(?:_EMAIL)?|ADMIN_EMAIL)|FROM_EMAIL)$/i,
};

/** The settings as text to hand over. It is a Secret, so that nothing prints it by accident. */
export function formatSettings(
  settings: SmtpSettings,
  format: 'env' | 'json',
  names: SettingNames = {},
): Secret {
  if (format === 'env') return new Secret(block(settings, variables(settings, names), '\n'));
  const { password, region, ...rest } = settings;
  const values: Readonly<Record<Setting, unknown>> = { ...rest, password: password.reveal() };
  const members = SETTINGS.map((setting) => [names[setting] ?? setting, values[setting]]);
  return new Secret(`${JSON.stringify({ ...Object.fromEntries(members), region }, null, 2)}\n`);
}

/**
 * The variable names in an .env file (those it has), or in a list such as `SMTP_HOST,SMTP_USER,SMTP_PASS`
 * (all of them, else Failure `usage/unknown-name`). Of two names for one setting the first counts.
 */
export function namesFrom(text: string): SettingNames {
  if (/[=#]/.test(text)) return recognize(assignmentsIn(text).map(({ name }) => name));
  const list = text.split(/[\s,]+/).filter((name) => name !== '');
  const unknown = list.find((name) => settingOf(name) === undefined);
  if (unknown !== undefined) throw unknownName(unknown);
  return recognize(list);
}

function recognize(variableNames: readonly string[]): SettingNames {
  const names: Partial<Record<Setting, string>> = {};
  for (const name of variableNames) {
    const setting = settingOf(name);
    if (setting !== undefined) names[setting] ??= name;
  }
  return names;
}

function settingOf(variableName: string): Setting | undefined {
  return SETTINGS.find((setting) => KNOWN_NAMES[setting].test(variableName));
}

function unknownName(name: string): Error {
  return usage(
    'unknown-name',
    `${JSON.stringify(name)} is not recognized as the name of an SMTP setting.`,
    `Type names like ${Object.values(DEFAULT_NAMES).join(',')}, or give the .env file that has them.`,
  );
}

/** User name and password in a file that `formatSettings` or `mergeEnv` wrote; null when it has not both. */
export function readSettings(
  text: string,
): { readonly username: string; readonly password: Secret } | null {
  const values = text.trimStart().startsWith('{') ? membersOf(text) : parseEnvFile(text);
  const names = { username: 'username', password: 'password', ...recognize([...values.keys()]) };
  const username = values.get(names.username);
  const password = values.get(names.password);
  return username && password ? { username, password: new Secret(password) } : null;
}

function membersOf(text: string): Map<string, string> {
  try {
    const members = Object.entries(JSON.parse(text) as Readonly<Record<string, unknown>>);
    return new Map(members.map(([name, value]) => [name, String(value)]));
  } catch (error) {
    // JSON.parse quotes the text in its message, and the text holds a password.
    if (error instanceof SyntaxError) return new Map();
    throw error;
  }
}

/**
 * `existing`, an .env file, with the settings in it. A variable that is there gets its new value in its
 * place and the old line stays above it as a comment with the date; one that is not there is appended.
 * Everything else stays as it is. Names are learnt from the file; `names` overrule them.
 */
export function mergeEnv(
  existing: string,
  settings: SmtpSettings,
  names: SettingNames = {},
  now?: Date,
): Secret {
  const eol = existing.includes('\r\n') ? '\r\n' : '\n';
  const note = `# Replaced by ses-migrate${now ? ` on ${now.toISOString().slice(0, 10)}` : ''}:`;
  const assignments = assignmentsIn(existing);
  const learnt = recognize(assignments.map(({ name }) => name));
  const values = variables(settings, { ...learnt, ...names });
  let text = '';
  let done = 0;
  for (const { lead, name, value, start, end } of assignments) {
    const wanted = values.get(name);
    if (wanted === undefined || wanted === value) continue;
    const old = existing.slice(start, end).split(/\r?\n/);
    const lines = [note, ...old.map((each) => `# ${each}`), `${lead}${assign(name, wanted)}`];
    text += existing.slice(done, start) + lines.join(eol);
    done = end;
  }
  text += existing.slice(done);
  for (const { name } of assignments) values.delete(name);
  return new Secret(append(text, block(settings, values, eol), eol));
}

/** Variable names and values, in the order they are written; no `from` when none is known. */
function variables(settings: SmtpSettings, names: SettingNames): Map<string, string> {
  const values: Readonly<Record<Setting, string | null>> = {
    host: settings.host,
    port: String(settings.port),
    username: settings.username,
    password: settings.password.reveal(),
    from: settings.from,
  };
  const all = { ...DEFAULT_NAMES, ...names };
  return new Map(
    SETTINGS.flatMap((setting) => {
      const value = values[setting];
      return value === null ? [] : [[all[setting], value] as const];
    }),
  );
}

/** Empty when there is nothing to assign. */
function block(settings: SmtpSettings, values: ReadonlyMap<string, string>, eol: string): string {
  if (values.size === 0) return '';
  const lines = [...values].map(([name, value]) => assign(name, value));
  const title = `# SMTP settings of Amazon SES in ${settings.region}`;
  return [title, ...lines, ''].join(eol);
}

function assign(name: string, value: string): string {
  return `${name}=${quoteForEnv(name, value)}`;
}

function append(text: string, addition: string, eol: string): string {
  if (text === '' || addition === '') return text + addition;
  return `${text}${text.endsWith('\n') ? '' : eol}${eol}${addition}`;
}
