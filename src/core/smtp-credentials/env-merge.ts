import { Secret } from '../model/secret.ts';
import {
  type Adaptation,
  adaptSenders,
  adaptSet,
  otherMailers,
  type Target,
} from '../settings/adapt.ts';
import { addressIn, factsOf } from '../settings/facts.ts';
import { loginOf, type Recognised, recognise, type SettingsSet } from '../settings/recognise.ts';
import { type Assignment, assignmentsIn, isAssigned, isAssignments } from './env-file.ts';
import { append, eolOf, insert, rewritten } from './env-rewrite.ts';
import { DEFAULT_NAMES, type SettingNames, type SmtpSettings, variables } from './settings.ts';
import { assignments, type Form } from './settings-formats.ts';

export interface MergeOptions {
  readonly form?: Form;
  /** These overrule what is learnt from the file. */
  readonly names?: SettingNames;
  readonly now?: Date;
  /** Whether a variable is one of the old provider's own, such as its API key. */
  readonly isOld?: (name: string) => boolean;
  /** The senders of the new login: each an address or `*@domain`; default: the address of the settings. */
  readonly allowed?: readonly string[];
  /** Names of variables that a person lets stand although they do not fit. */
  readonly confirmed?: readonly string[];
}

export interface Merged {
  readonly ok: true;
  readonly content: Secret;
  /** Variables of the settings that were there with another value. */
  readonly changed: readonly string[];
  /** Those that were not there. */
  readonly added: readonly string[];
  /** Variables beside the settings that no longer fitted them. */
  readonly adjusted: readonly string[];
  /** Variables of the old provider: they stay in force until the cut-over. */
  readonly kept: readonly string[];
  /** Other variables about mail, which stay as they are. */
  readonly left: readonly string[];
  /** The port that is written; SES has several. */
  readonly port: number;
}

/** The file is not to be changed: half of a change would stop the mail of its application. */
export interface NotMerged {
  readonly ok: false;
  /** Sentences without their full stop. */
  readonly problems: readonly string[];
  /** What a person can write into the file; the login in it is a placeholder. */
  readonly lines: readonly string[];
}

/**
 * `existing`, an .env file, with the settings in it: each recognised set wholly, or nothing at all. A variable that is
 * there gets its new value in its place and in its form, and the old line stays above it as a comment with the date.
 * Everything else stays as it is.
 */
export function mergeEnv(
  existing: string,
  settings: SmtpSettings,
  options: MergeOptions = {},
): Merged | NotMerged {
  const { form = 'env', names = {}, now, isOld = () => false } = options;
  const found = assignmentsIn(existing);
  const seen = recognise(found.filter(({ name }) => !isOld(name)));
  const target = targetOf(settings, options.allowed ?? null);
  const plan = planFor(seen, found, target, names, settings);
  const senders = adaptSenders(seen, target);
  const uncovered = senders.uncovered.filter(
    (each) => !options.confirmed?.includes(each.split(' ')[0] ?? ''),
  );
  const problems = [
    ...(isAssignments(existing) ? [] : ['it has lines of another format than NAME=value']),
    ...plan.problems,
    ...uncovered.map(
      (each) => `${each}, and the new login sends only as ${target.allowed.join(' or ')}`,
    ),
  ];
  if (problems.length > 0) return { ok: false, problems, lines: linesFor(seen, plan, target) };
  const values = new Map([...plan.values, ...senders.values]);
  const added = [...plan.added].filter(([name]) => !isAssigned(found, name));
  const text = rewritten(existing, found, values, { form, now });
  const content = plan.block
    ? append(text.content, assignments(settings, new Map(added), form, eolOf(existing)), existing)
    : insert(text.content, seen, new Map(added), { form, now, values });
  return {
    ok: true,
    content: new Secret(content),
    changed: text.changed.filter((name) => plan.connection.has(name)),
    adjusted: text.changed.filter((name) => !plan.connection.has(name)),
    added: added.map(([name]) => name),
    kept: keptOf(found, isOld),
    left: seen.others
      .map(({ name }) => name)
      .filter((name) => !plan.added.has(name) && !values.has(name)),
    port: plan.port,
  };
}

function targetOf(settings: SmtpSettings, allowed: readonly string[] | null): Target {
  const { host, port, username, password, from } = settings;
  const address = from === null ? null : addressIn(from);
  return {
    host,
    port,
    username,
    password: password.reveal(),
    from: address,
    allowed: allowed ?? [address ?? '*'],
  };
}

interface FilePlan extends Adaptation {
  /** Names of host, port, user name, password and URL: the settings themselves. */
  readonly connection: ReadonlySet<string>;
  /** What is added is a block of its own at the end of the file. */
  readonly block: boolean;
}

function planFor(
  seen: Recognised,
  found: readonly Assignment[],
  target: Target,
  names: SettingNames,
  settings: SmtpSettings,
): FilePlan {
  if (Object.keys(names).length > 0) return byNames(seen, target, names, settings);
  const complete = seen.sets.filter((set) => set.complete);
  if (complete.length > 0) return joined(complete, seen, target);
  const { application, sets } = seen;
  const partial = sets[0] ?? null;
  if (application?.names.host !== undefined && sets.length <= 1) {
    const set = partial ?? { members: [], complete: false };
    return planned(adaptSet(set, seen.choosers, target, application), set);
  }
  const problems = obstacles(seen);
  if (problems.length > 0)
    return { ...NOTHING, port: target.port, problems, connection: new Set(), block: false };
  return freshBlock(seen, found, settings);
}

const NOTHING = { values: new Map<string, string>(), added: new Map<string, string>() };

/** What is there already and would go on to send the mail, or cannot be told. */
function obstacles(seen: Recognised): readonly string[] {
  const partial = seen.sets.map(
    ({ members }) =>
      `only a part of its SMTP settings was recognized: ${members.map(({ name }) => name).join(', ')}`,
  );
  const chosen = otherMailers(seen.choosers).map(
    ({ name, value }) =>
      `${shown(name, value)} chooses another mailer, and no SMTP settings are beside it`,
  );
  const loose = seen.loose
    .filter(
      ({ name }) => !seen.sets.some(({ members }) => members.some((each) => each.name === name)),
    )
    .map(({ name }) => `${name} looks like a mail server, and its login was not recognized`);
  return [...partial, ...chosen, ...loose];
}

/** A word; what could hold a login is not repeated. */
function shown(name: string, value: string): string {
  return /^[\w.:-]{1,80}$/.test(value) ? `${name}=${value}` : name;
}

/** Several sets are one change where they are about one server; which of two servers is meant, a person has to say. */
function joined(complete: readonly SettingsSet[], seen: Recognised, target: Target): FilePlan {
  const servers = [...new Set(complete.map((set) => loginOf(set)?.host ?? ''))].filter(
    (host) => host !== '',
  );
  const rest = seen.sets.filter((set) => !set.complete).flatMap(({ members }) => members);
  const problems = [
    ...(servers.length > 1
      ? [`it has settings of ${servers.length} mail servers: ${servers.join(', ')}`]
      : []),
    ...rest
      .filter(({ role, value }) => role === 'host' && servers.includes(value))
      .map(({ name }) => `${name} names the same server, and no login beside it was recognized`),
  ];
  const plans = complete.map((set) =>
    planned(adaptSet(set, seen.choosers, target, seen.application), set),
  );
  const copies = seen.others
    .filter(({ value }) => servers.includes(value))
    .map(({ name }) => [name, target.host] as const);
  return {
    values: new Map([...plans.flatMap(({ values }) => [...values]), ...copies]),
    added: new Map(plans.flatMap(({ added }) => [...added])),
    port: plans[0]?.port ?? target.port,
    problems: [...problems, ...plans.flatMap((each) => each.problems)],
    connection: new Set(plans.flatMap(({ connection }) => [...connection])),
    block: false,
  };
}

function planned(adaptation: Adaptation, { members }: SettingsSet): FilePlan {
  const roles = new Set(['host', 'port', 'username', 'password', 'url']);
  const connection = members.filter(({ role }) => roles.has(role)).map(({ name }) => name);
  return { ...adaptation, connection: new Set(connection), block: false };
}

/** A person says how the application names its settings: those that are not there are added. */
function byNames(
  seen: Recognised,
  target: Target,
  names: SettingNames,
  settings: SmtpSettings,
): FilePlan {
  const set = seen.sets.find((each) => each.complete) ??
    seen.sets[0] ?? { members: [], complete: false };
  const ofFile = Object.fromEntries(
    set.members.filter(({ role }) => role in DEFAULT_NAMES).map(({ role, name }) => [role, name]),
  );
  const sender = seen.senders.find(({ role }) => role === 'from')?.name;
  const chosen = { ...ofFile, ...(sender === undefined ? {} : { from: sender }), ...names };
  const values = variables(settings, chosen);
  const adapted = adaptSet(set, seen.choosers, target, seen.application);
  return {
    values: new Map([...adapted.values, ...values]),
    added: values,
    port: target.port,
    problems: adapted.problems,
    connection: new Set(values.keys()),
    block: true,
  };
}

/** The file has no settings of mail, or those of the SES API: sender and its name are taken from it. */
function freshBlock(
  seen: Recognised,
  found: readonly Assignment[],
  settings: SmtpSettings,
): FilePlan {
  const facts = factsOf(found);
  const has = (role: 'from' | 'from-name') => seen.senders.some((each) => each.role === role);
  const from = has('from') ? null : (settings.from ?? facts.sender);
  const name = has('from-name') || from === null ? null : (settings.fromName ?? facts.senderName);
  const added = variables({ ...settings, from, fromName: name }, {});
  return {
    values: new Map(),
    added,
    port: settings.port,
    problems: [],
    connection: new Set(added.keys()),
    block: true,
  };
}

/** Keys of the old provider or of the SES API: an application must not lose its way to send before the cut-over. */
function keptOf(found: readonly Assignment[], isOld: (name: string) => boolean): readonly string[] {
  const names = [...found.map(({ name }) => name).filter(isOld), ...factsOf(found).apiKeys];
  return [...new Set(names)];
}

const LOGIN = { username: '<access key ID>', password: '<SMTP password>' };

function linesFor(seen: Recognised, plan: FilePlan, target: Target): readonly string[] {
  const shown = { ...target, ...LOGIN };
  const set = seen.sets.find((each) => each.complete) ?? seen.sets[0];
  const names = Object.fromEntries((set?.members ?? []).map(({ role, name }) => [role, name]));
  const role = (key: 'host' | 'port' | 'username' | 'password') => names[key] ?? DEFAULT_NAMES[key];
  const switches = [...plan.values].filter(
    ([name, value]) => value !== null && !plan.connection.has(name) && value !== 'unknown',
  );
  return [
    `${role('host')}=${shown.host}`,
    `${role('port')}=${shown.port}`,
    `${role('username')}=${shown.username}`,
    `${role('password')}=${shown.password}`,
    ...switches.map(([name, value]) => `${name}=${value}`),
  ];
}
