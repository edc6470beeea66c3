import type { Application } from './applications.ts';
import { addressIn, allowsSender } from './facts.ts';
import { rewriteUrl } from './mail-url.ts';
import { isSmtpMailer, isWellKnownService, smtpMailer } from './mailers.ts';
import type { Member, Recognised, SettingsSet } from './recognise.ts';
import { loginOf } from './recognise.ts';
import type { Role } from './roles.ts';
import { fitted, type SwitchContext } from './switches.ts';

/** What every set is to say after the change. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** Only where a single address is allowed; without a display name. */
  readonly from: string | null;
  /** The senders that the policy allows: each an address or `*@domain`. */
  readonly allowed: readonly string[];
}

/** Values by name. */
export interface Adaptation {
  /** null: the variable becomes a comment. */
  readonly values: ReadonlyMap<string, string | null>;
  /** Variables that the application reads and the file does not have. */
  readonly added: ReadonlyMap<string, string>;
  readonly port: number;
  /** Why the file cannot be changed wholly: then it is not changed. */
  readonly problems: readonly string[];
}

type Connection = 'host' | 'port' | 'username' | 'password';
const CONNECTION: readonly Connection[] = ['host', 'port', 'username', 'password'];
const SWITCHES: ReadonlySet<Role> = new Set([
  'secure',
  'tls',
  'use-tls',
  'starttls',
  'no-starttls',
  'mode',
]);

function isImplicitPort(port: number | null): boolean {
  return port === 465 || port === 2465;
}

/** One set with the values of the target: all of it, or problems that say why not. */
export function adaptSet(
  set: SettingsSet,
  choosers: readonly Member[],
  target: Target,
  application: Application | null,
): Adaptation {
  const staysImplicit = isSes(target) && decidesByPort(set);
  const first = adaptAt(
    set,
    choosers,
    staysImplicit ? { ...target, port: 465 } : target,
    application,
  );
  if (!first.ambiguous || !isSes(target)) return first;
  return adaptAt(set, choosers, { ...target, port: 465 }, application);
}

/** SES takes TLS from the first byte on 465 too; what stands in for it in a rehearsal has one port. */
function isSes({ host }: Target): boolean {
  return host.startsWith('email-smtp.');
}

/** Port 465 and no switch: whether the application would use STARTTLS on another port, nobody can say. */
function decidesByPort(set: SettingsSet): boolean {
  const { members } = set;
  if (members.some(({ role }) => SWITCHES.has(role) || role === 'url')) return false;
  return isImplicitPort(oldPort(set));
}

function oldPort(set: SettingsSet): number | null {
  const { members } = set;
  const port = members.find(({ role }) => role === 'port')?.value;
  const inHost = /:(\d+)$/.exec(members.find(({ role }) => role === 'host')?.value ?? '')?.[1];
  const text = port ?? inHost;
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : (loginOf(set)?.port ?? null);
}

function adaptAt(
  set: SettingsSet,
  choosers: readonly Member[],
  target: Target,
  application: Application | null,
): Adaptation & { readonly ambiguous: boolean } {
  const { members } = set;
  const was = oldPort(set);
  const context: Omit<SwitchContext, 'words'> = {
    implicit: isImplicitPort(target.port),
    wasImplicit: was === null ? null : isImplicitPort(was),
    hasStarttls:
      application?.tls === 'implicit' ||
      members.some(({ role }) => role === 'starttls' || role === 'no-starttls'),
  };
  const values = new Map<string, string | null>();
  const problems: string[] = [];
  let ambiguous = false;
  for (const member of [...members, ...choosers]) {
    const { name, value, words } = member;
    const wanted = valueFor(member, target, { ...context, words }, application);
    if (wanted === UNKNOWN)
      problems.push(`${name}: ${UNKNOWN_BECAUSE[member.role] ?? 'its value is not understood'}`);
    else if (wanted === 'ambiguous') {
      ambiguous = true;
      values.set(name, value === 'true' ? 'false' : value);
    } else values.set(name, wanted);
  }
  return {
    values,
    added: addedTo(set, target, application),
    port: target.port,
    problems,
    ambiguous,
  };
}

const UNKNOWN = 'unknown';
const UNKNOWN_BECAUSE: Readonly<Partial<Record<Role, string>>> = {
  elsewhere: 'the value is kept in another file, which has to be changed there',
  mailer: 'it chooses a mailer that is not known here',
  host: 'its value is not the name of a server',
  url: 'it combines several servers',
};

function valueFor(
  member: Member,
  target: Target,
  context: SwitchContext,
  application: Application | null,
): string | null {
  const { role, value } = member;
  switch (role) {
    case 'host':
      return hostFor(value, target);
    case 'port':
      return String(target.port);
    case 'username':
      return target.username;
    case 'password':
      return target.password;
    case 'url':
      return rewriteUrl(
        value,
        { ...target, implicit: context.implicit },
        application?.name === 'Django',
      );
    case 'elsewhere':
      return value === '' ? value : UNKNOWN;
    case 'mailer':
      return smtpMailer(value, application) ?? UNKNOWN;
    case 'service':
      return isWellKnownService(value) ? null : value;
    case 'tls':
      if (application?.tls === 'any') return value === 'false' ? 'true' : value;
      return fitted(role, value, context);
    default:
      return fitted(role, value, context);
  }
}

function hostFor(value: string, { host, port }: Target): string {
  if (/^(?:[\w.-]*|\[[^\]]*\])$/.test(value) || /^\$\{?\w+\}?$/.test(value)) return host;
  return /^(?:[\w.-]+|\[[^\]]*\]):(?:\d+)$/.test(value) ? `${host}:${port}` : UNKNOWN;
}

function addedTo(
  { members }: SettingsSet,
  target: Target,
  application: Application | null,
): ReadonlyMap<string, string> {
  const has = (role: Role) => members.some((each) => each.role === role);
  if (has('url')) return new Map();
  const names = application?.names ?? {};
  const host = members.find(({ role }) => role === 'host');
  const port =
    host !== undefined && /:\d+$/.test(host.value) ? null : (names.port ?? portBeside(host?.name));
  const wanted = { ...names, port };
  const values = { ...target, port: String(target.port) };
  return new Map(
    CONNECTION.flatMap((role) => {
      const name = wanted[role] ?? null;
      return has(role) || name === null ? [] : [[name, values[role]] as const];
    }),
  );
}

/** `SMTP_PORT` for `SMTP_HOST`, in the case of the name. */
function portBeside(host: string | undefined): string | null {
  if (host === undefined) return null;
  const [end] = /(?:host_?name|host_addr|host|server|address|endpoint|addr)$/i.exec(host) ?? [];
  if (end === undefined) return null;
  const port = end === end.toUpperCase() ? 'PORT' : /^[A-Z]/.test(end) ? 'Port' : 'port';
  return host.slice(0, -end.length) + port;
}

/** Senders that the policy covers stay as they are; one that it does not cover is replaced where one address is allowed. */
export function adaptSenders(
  { senders }: Pick<Recognised, 'senders'>,
  { from, allowed }: Target,
): { readonly values: ReadonlyMap<string, string>; readonly uncovered: readonly string[] } {
  const values = new Map<string, string>();
  const uncovered: string[] = [];
  for (const { name, value } of senders) {
    const address = addressIn(value);
    if (address === null || /[${}]/.test(address) || allowsSender(allowed, address)) continue;
    if (from === null) uncovered.push(`${name} is ${address}`);
    else values.set(name, value.replace(address, from));
  }
  return { values, uncovered };
}

/** Whether a mailer by name, outside of every set, sends over something else than SMTP. */
export function otherMailers(choosers: readonly Member[]): readonly Member[] {
  return choosers.filter(({ role, value }) =>
    role === 'service' ? isWellKnownService(value) : value !== '' && !isSmtpMailer(value),
  );
}
