import { usage } from '../model/errors.ts';
import type { Secret } from '../model/secret.ts';
import { isMailUrl } from '../settings/mail-url.ts';
import { classify, type Role } from '../settings/roles.ts';
import { type Assignment, assignmentsIn } from './env-file.ts';

/** What an application needs to send over SMTP. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: Secret;
  readonly from: string | null;
  /** The name that recipients see beside the address; absent or null: none is known. */
  readonly fromName?: string | null;
  readonly region: string;
}

export type Setting = 'host' | 'port' | 'username' | 'password' | 'from' | 'fromName';

/** Names of variables where they differ from the default. */
export type SettingNames = Readonly<Partial<Record<Setting, string>>>;

export const DEFAULT_NAMES: Readonly<Record<Setting, string>> = {
  host: 'SMTP_HOST',
  port: 'SMTP_PORT',
  username: 'SMTP_USERNAME',
  password: 'SMTP_PASSWORD',
  from: 'SMTP_FROM_ADDRESS',
  fromName: 'SMTP_FROM_NAME',
};
export const SETTINGS = Object.keys(DEFAULT_NAMES) as readonly Setting[];

const ROLES: Readonly<Partial<Record<Role, Setting>>> = {
  host: 'host',
  port: 'port',
  username: 'username',
  password: 'password',
  from: 'from',
  'from-name': 'fromName',
};

/** Names in an .env file, those that it has; of two names for one setting the first counts. */
export function namesIn(
  assignments: readonly Pick<Assignment, 'name' | 'value'>[],
  isOld: (name: string) => boolean = () => false,
): SettingNames {
  const names: Partial<Record<Setting, string>> = {};
  for (const { name, value } of assignments) {
    // EMAIL_SERVER may be a host or a whole URL; a variable of the old provider is read by its library alone.
    const setting = isOld(name) || isMailUrl(value) ? undefined : settingOf(name, value);
    if (setting !== undefined) names[setting] ??= name;
  }
  return names;
}

/** The same of the text of the file. */
export function namesFrom(text: string, isOld?: (name: string) => boolean): SettingNames {
  return namesIn(assignmentsIn(text), isOld);
}

/**
 * Names in a list: such as an application may have (`SMTP_HOST,SMTP_USER,SMTP_PASS`), or any with the setting
 * in front (`username=LOGIN,password=KEY`). Throws Failure `usage/unknown-name`.
 */
export function namesInList(list: string): SettingNames {
  const names: Partial<Record<Setting, string>> = {};
  for (const item of list.split(/[\s,]+/).filter((each) => each !== '')) {
    const [, given, chosen] = /^(\w+)=(.*)$/.exec(item) ?? [];
    const setting = given === undefined ? settingOf(item) : SETTINGS.find((each) => each === given);
    if (setting === undefined) throw unknownName(item);
    names[setting] ??= chosen ?? item;
  }
  return names;
}

/** Whether this is a list of names rather than the name of a file. */
export function isNameList(text: string): boolean {
  return text.includes(',') || SETTINGS.some((setting) => text.startsWith(`${setting}=`));
}

function settingOf(variableName: string, value = ''): Setting | undefined {
  const found = classify(variableName, value);
  return found === null ? undefined : ROLES[found.role];
}

function unknownName(name: string): Error {
  return usage(
    'unknown-name',
    `${JSON.stringify(name)} is not recognized as the name of an SMTP setting.`,
    `Enter names like ${Object.values(DEFAULT_NAMES).join(',')}, or username=LOGIN,password=KEY, or give the .env file that has them.`,
  );
}

/** Names and values, in the order they are written; no `from` and no user name where none is known. */
export function variables(
  settings: SmtpSettings,
  names: SettingNames,
  defaults: Readonly<Record<Setting, string>> = DEFAULT_NAMES,
): Map<string, string> {
  const values: Readonly<Record<Setting, string | null>> = {
    host: settings.host,
    port: String(settings.port),
    username: settings.username || null,
    password: settings.password.reveal(),
    from: settings.from,
    fromName: settings.fromName ?? null,
  };
  const all = { ...defaults, ...names };
  return new Map(
    SETTINGS.flatMap((setting) => {
      const value = values[setting];
      return value === null ? [] : [[all[setting], value] as const];
    }),
  );
}
