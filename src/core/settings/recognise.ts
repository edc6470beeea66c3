import { type Application, applicationOf } from './applications.ts';
import { loginInUrl } from './mail-url.ts';
import { type Classified, classify, type Role } from './roles.ts';
import { isMailWord, wordsOf } from './words.ts';

export interface Setting {
  readonly name: string;
  readonly value: string;
}

/** A variable of a set, with what it says. */
export interface Member extends Setting {
  readonly role: Role;
  /** Its words, with a space between. */
  readonly words: string;
}

/** Settings of one connection to a mail server: those that an application reads together. */
export interface SettingsSet {
  readonly members: readonly Member[];
  /** Server, user name and password are all there, or a URL with all three. */
  readonly complete: boolean;
}

export interface Recognised {
  readonly sets: readonly SettingsSet[];
  readonly application: Application | null;
  /** Mailers by name that are in no set. */
  readonly choosers: readonly Member[];
  readonly senders: readonly Member[];
  /** Variables of mail without a role: they are left as they are, and named. */
  readonly others: readonly Setting[];
  /** Variables outside of a complete set whose value is the name of a mail server. */
  readonly loose: readonly Setting[];
}

const CONNECTION: ReadonlySet<Role> = new Set(['host', 'port', 'username', 'password', 'url']);
const SENDER: ReadonlySet<Role> = new Set(['from', 'from-name']);

type Placed = Member & Classified;

/** The last assignment of a name counts, as shells and dotenv have it. */
export function recognise(settings: readonly Setting[]): Recognised {
  const last = [...new Map(settings.map((each) => [each.name, each])).values()];
  const placed = last.flatMap((each): Placed[] => {
    const found = classify(each.name, each.value) ?? nextcloudUser(each, last);
    const words = wordsOf(each.name).join(' ');
    return found === null ? [] : [{ ...each, ...found, words }];
  });
  const groups = groupsOf(placed.filter(({ role }) => !SENDER.has(role)));
  const sets = groups
    .filter((members) => members.some(({ role }) => CONNECTION.has(role)))
    .map((members) => ({ members, complete: isComplete(members) }));
  const inSets = new Set(sets.flatMap(({ members }) => members.map(({ name }) => name)));
  const senders = placed.filter(({ role }) => SENDER.has(role));
  const known = new Set(placed.map(({ name }) => name));
  const complete = new Set(
    sets.filter((set) => set.complete).flatMap(({ members }) => members.map(({ name }) => name)),
  );
  return {
    sets,
    application: applicationOf(last),
    choosers: placed.filter(
      ({ name, role }) => (role === 'mailer' || role === 'service') && !inSets.has(name),
    ),
    senders,
    others: last.filter(({ name }) => !known.has(name) && wordsOf(name).some(isMailWord)),
    loose: last.filter(({ name, value }) => !complete.has(name) && isMailHost(value)),
  };
}

/** The name of a mail server, by its look; the port can be there too. */
function isMailHost(value: string): boolean {
  return /^(?:smtp|smtps|email-smtp|smtp-relay|mail|in-v\d|in|relay|mx|live\.smtp|outbound)[\w-]*(?:\.[\w-]+)+(?::\d+)?$/i.test(
    value,
  );
}

/** Nextcloud's image calls the login `SMTP_NAME` (docker-library documentation, nextcloud). */
function nextcloudUser({ name }: Setting, all: readonly Setting[]): Classified | null {
  const has = (wanted: string) => all.some((each) => each.name === wanted);
  if (name !== 'SMTP_NAME' || !has('SMTP_HOST') || has('SMTP_USERNAME') || has('SMTP_USER'))
    return null;
  return { role: 'username', group: '@', mailWords: 'smtp' };
}

/** By prefix; where a prefix has two variables for one thing, by the word of mail too (`MAIL_HOST`, `SMTP_HOST`). */
function groupsOf(placed: readonly Placed[]): readonly (readonly Placed[])[] {
  return [...groupBy(placed, ({ group }) => group)].flatMap((members) => {
    const single = ['host', 'port', 'username', 'password'] as const;
    const clash = single.some((role) => members.filter((each) => each.role === role).length > 1);
    return clash ? [...groupBy(members, ({ mailWords }) => mailWords)] : [members];
  });
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}

function isComplete(members: readonly Member[]): boolean {
  if (members.some(({ role }) => role === 'url')) return true;
  return (['host', 'username', 'password'] as const).every((role) =>
    members.some((each) => each.role === role),
  );
}

/** What an application would log in with, as far as the file says. */
export interface Login {
  readonly host: string;
  readonly port: number | null;
  readonly username: string;
  readonly password: string;
}

export function loginOf({ members }: SettingsSet): Login | null {
  const textOf = (role: Role) => members.find((each) => each.role === role)?.value ?? '';
  const url = loginInUrl(textOf('url'));
  if (url !== null) return url;
  const [, host = '', inHost] = /^([^:]*)(?::(\d+))?$/.exec(textOf('host')) ?? [];
  const port = inHost ?? (textOf('port') || null);
  const username = textOf('username');
  const password = textOf('password');
  if (username === '' || password === '') return null;
  return { host, port: port === null ? null : Number(port), username, password };
}
