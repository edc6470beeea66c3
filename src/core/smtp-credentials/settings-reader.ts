import { Secret } from '../model/secret.ts';
import { loginInUrl } from '../settings/mail-url.ts';
import { type Login, loginOf, recognise, type Setting } from '../settings/recognise.ts';
import { parseEnvFile } from './env-file.ts';
import { looksLikeKeyId } from './login-clues.ts';
import { namesIn, type SettingNames } from './settings.ts';

interface Settings {
  readonly host: string | null;
  readonly username: string | null;
  readonly password: Secret | null;
}

/**
 * User name and password in a file of any form that make-smtp-creds writes; null when it has not both. `given`: the names
 * that were chosen for them.
 */
export function readSettings(
  text: string,
  names: SettingNames = {},
): { readonly username: string; readonly password: Secret } | null {
  const { username, password } = settingsIn(text, names);
  return username !== null && password !== null ? { username, password } : null;
}

/** What is recognized in such a file, by the names of its variables; `given` are names that a flag defines. */
export function settingsIn(text: string, given: SettingNames = {}): Settings {
  const values = valuesIn(text);
  const assignments = [...values].map(([name, value]) => ({ name, value }));
  const login =
    given.username === undefined && given.password === undefined ? loginIn(assignments) : null;
  if (login !== null) {
    const { host, username } = login;
    return { host: host || null, username, password: new Secret(login.password) };
  }
  const plain = { host: 'host', username: 'username', password: 'password' };
  const names = { ...plain, ...namesIn(assignments), ...given };
  const password = values.get(names.password);
  return {
    host: values.get(names.host) || null,
    username: values.get(names.username) || null,
    password: password ? new Secret(password) : null,
  };
}

/**
 * The server and the login that an application finds in its .env file; null: none that is complete. A set whose user
 * name is the id of an access key counts before others.
 */
export function loginIn(settings: readonly Setting[]): Login | null {
  const logins = recognise(settings).sets.flatMap((set) =>
    set.complete ? (loginOf(set) ?? []) : [],
  );
  return logins.find(({ username }) => looksLikeKeyId(username)) ?? logins[0] ?? null;
}

/** Ids of access keys among the values, whatever the variables are called. */
export function keyIdsIn(text: string): readonly string[] {
  const values = [...valuesIn(text).values()];
  const ids = values.map((value) => loginInUrl(value)?.username ?? value);
  return [...new Set(ids)].filter(looksLikeKeyId);
}

function valuesIn(text: string): Map<string, string> {
  if (text.trimStart().startsWith('{')) return membersOf(text);
  return /^kind: Secret$/m.test(text) ? dataOf(text) : parseEnvFile(text);
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

/** Of a Kubernetes Secret as it was written here, or by `kubectl`: names and values a line, `data` in base 64. */
function dataOf(text: string): Map<string, string> {
  const below = (section: string) => {
    const [, after = ''] = text.split(new RegExp(`^${section}:[ \\t]*$`, 'm'));
    const [own = ''] = after.split(/^\S/m);
    return [...own.matchAll(/^ +"?([^":\s]+)"?: *(?:"([^"]*)"|'([^']*)'|(\S*)) *$/gm)].map(
      ([, name = '', double, single, bare]) => [name, double ?? single ?? bare ?? ''] as const,
    );
  };
  const decoded = below('data').map(
    ([name, value]) => [name, Buffer.from(value, 'base64').toString('utf8')] as const,
  );
  // `stringData` counts before `data` (Kubernetes API reference, Secret v1).
  return new Map([...decoded, ...below('stringData')]);
}
