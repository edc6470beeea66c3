/** The two files that the AWS CLI and SDKs share (SDKs and Tools Reference, "Shared config and credentials files"). */

/** Settings by lower-case name; one inside a block is `block.name`, as `sesv2.endpoint_url`. */
export type Section = Readonly<Record<string, string>>;

export interface SharedConfig {
  readonly profiles: ReadonlyMap<string, Section>;
  readonly ssoSessions: ReadonlyMap<string, Section>;
  readonly services: ReadonlyMap<string, Section>;
  /** Headers of the config file that name no profile because the word `profile` is missing: `[wrk]`. */
  readonly unprefixed: readonly string[];
}

export const NO_CONFIG = parseSharedConfig('', '');

/** A profile that is in both files has the settings of both; the credentials file wins, as in the CLI. */
export function parseSharedConfig(config: string, credentials: string): SharedConfig {
  const profiles = new Map<string, Section>();
  const others = {
    'sso-session': new Map<string, Section>(),
    services: new Map<string, Section>(),
  };
  const unprefixed: string[] = [];
  for (const [header, section] of sectionsOf(config)) {
    const { kind, name } = headerOf(header);
    if (kind === 'profile') profiles.set(name, section);
    else if (kind === 'sso-session' || kind === 'services') others[kind].set(name, section);
    else if (header === 'default') profiles.set(header, { ...section, ...profiles.get(header) });
    else if (kind === '') unprefixed.push(name);
  }
  for (const [name, section] of sectionsOf(credentials))
    profiles.set(name, { ...profiles.get(name), ...section });
  return { profiles, ssoSessions: others['sso-session'], services: others.services, unprefixed };
}

/** `profile "two words"`: a name with blanks is in quotes. */
function headerOf(header: string): { kind: string; name: string } {
  const [, kind = '', quoted, plain] = /^([\w-]+)\s+(?:(["'].*["'])|(\S+))$/.exec(header) ?? [];
  if (kind === '') return { kind, name: header };
  return { kind, name: quoted?.slice(1, -1) ?? plain ?? '' };
}

/** Sections by header, in their order; one that is there twice is one. */
function sectionsOf(text: string): Map<string, Section> {
  const sections = new Map<string, Record<string, string>>();
  let section: Record<string, string> | null = null;
  let last: string | null = null;
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(raw)) continue;
    const header = /^\s*\[(.+)\]\s*([#;].*)?$/.exec(raw)?.[1]?.trim();
    if (header !== undefined) {
      section = sections.get(header) ?? {};
      sections.set(header, section);
      last = null;
    } else if (section !== null) last = readLine(section, last, raw);
  }
  return sections;
}

/** Adds what the line says; returns the setting that an indented line below would belong to. */
function readLine(
  section: Record<string, string>,
  last: string | null,
  raw: string,
): string | null {
  const [, name, said = ''] = /^\s*([^\s=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(raw) ?? [];
  const indented = /^\s/.test(raw) && last !== null;
  if (name === undefined) {
    if (indented) section[last] = `${section[last]}\n${raw.trim()}`;
    return last;
  }
  const key = name.toLowerCase();
  // A command may hold such characters; all else ends where a comment begins.
  const value = key === 'credential_process' ? said : said.replace(/(^|\s)[#;].*$/, '').trimEnd();
  if (indented && section[last] === '') {
    section[`${last}.${key}`] = value;
    return last;
  }
  section[key] = value;
  return key;
}
