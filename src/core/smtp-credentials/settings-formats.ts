import { usage } from '../model/errors.ts';
import { Secret } from '../model/secret.ts';
import { hclString } from '../text/hcl-string.ts';
import { quoteForEnv } from './env-file.ts';
import {
  type DEFAULT_NAMES,
  SETTINGS,
  type SettingNames,
  type SmtpSettings,
  variables,
} from './settings.ts';

/** Forms of the settings as text, for a file or for stdout. */
export const FORMS = [
  'env',
  'json',
  'kubernetes',
  'docker',
  'github',
  'infisical',
  'terraform',
] as const;
export type Form = (typeof FORMS)[number];

/** How one assignment is written in the forms that are lists of them; a file of these forms is merged into. */
export const ASSIGN: Readonly<Partial<Record<Form, (name: string, value: string) => string>>> = {
  env: (name, value) => `${name}=${quoteForEnv(name, value)}`,
  docker: literal,
};

interface Naming {
  readonly names?: SettingNames;
  /** Name of the Secret in Kubernetes. */
  readonly secretName?: string;
  /** Its namespace; null: the one of `kubectl apply`. */
  readonly namespace?: string | null;
}

/** The settings as text to hand over. It is a Secret, so that nothing prints it by accident. */
export function formatSettings(
  settings: SmtpSettings,
  form: Form,
  { names = {}, secretName = 'ses-smtp', namespace = null }: Naming = {},
): Secret {
  checkNames(form, names);
  switch (form) {
    case 'json':
      return new Secret(json(settings, names));
    case 'kubernetes':
      return new Secret(kubernetes(settings, names, { secretName, namespace }));
    case 'terraform':
      return new Secret(terraform(settings, names));
    case 'env':
    case 'docker':
    case 'github':
    case 'infisical':
      return new Secret(assignments(settings, variables(settings, names), form));
  }
}

/** A title, and a line for each variable; empty when there is nothing to assign. */
export function assignments(
  settings: SmtpSettings,
  values: ReadonlyMap<string, string>,
  form: Form,
  eol = '\n',
): string {
  if (values.size === 0) return '';
  const assign = ASSIGN[form] ?? ASSIGN.env ?? literal;
  const lines = [...values].map(([name, value]) => assign(name, value));
  return [title(settings), ...lines, ''].join(eol);
}

function title({ region }: SmtpSettings): string {
  return `# SMTP settings of Amazon SES in ${region}`;
}

/** `docker run --env-file` takes everything behind the `=` as it is, quotes too (Docker CLI reference, run). */
function literal(name: string, value: string): string {
  if (!/[\r\n]/.test(value)) return `${name}=${value}`;
  throw usage(
    'unquotable',
    `The value of ${name} has a line break, which Docker cannot read.`,
    'Use --output json.',
  );
}

function json(settings: SmtpSettings, names: SettingNames): string {
  const { password, region, ...rest } = settings;
  const values = { ...rest, password: password.reveal() };
  const members = SETTINGS.filter((setting) => values[setting] !== undefined).map((setting) => [
    names[setting] ?? setting,
    values[setting],
  ]);
  return `${JSON.stringify({ ...Object.fromEntries(members), region }, null, 2)}\n`;
}

/** A Secret, `data` in base 64 (Kubernetes API reference, Secret v1); `kubectl apply -f` takes it. */
function kubernetes(
  settings: SmtpSettings,
  names: SettingNames,
  { secretName, namespace }: { readonly secretName: string; readonly namespace: string | null },
): string {
  // RFC 1123 subdomain (Kubernetes documentation, object names).
  if (!/^(?=.{1,253}$)[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/.test(secretName)) {
    throw usage(
      'bad-secret-name',
      `${JSON.stringify(secretName)} is not a valid name of a Kubernetes Secret.`,
      'Use lower-case letters, digits, - and ., beginning and ending with a letter or digit.',
    );
  }
  const data = [...variables(settings, names)].map(
    ([name, value]) => `  ${yamlKey(name)}: "${Buffer.from(value).toString('base64')}"`,
  );
  return [
    title(settings),
    'apiVersion: v1',
    'kind: Secret',
    'metadata:',
    `  name: ${yamlKey(secretName)}`,
    ...(namespace === null ? [] : [`  namespace: ${yamlKey(namespace)}`]),
    'type: Opaque',
    'data:',
    ...data,
    '',
  ].join('\n');
}

/** Bare, as people write it; in quotes where YAML 1.1 reads something else than text: `null`, `yes`, `1e3`. */
function yamlKey(name: string): string {
  const isText =
    /^[A-Za-z_][\w.-]*$/.test(name) && !/^(?:null|true|false|yes|no|on|off|y|n)$/i.test(name);
  return isText ? name : JSON.stringify(name);
}

const TERRAFORM_NAMES = {
  host: 'smtp_host',
  port: 'smtp_port',
  username: 'smtp_username',
  password: 'smtp_password',
  from: 'smtp_from_address',
  fromName: 'smtp_from_name',
} as const satisfies Record<keyof typeof DEFAULT_NAMES, string>;

/** A file of variables (`terraform apply -var-file`); what is sensitive is said where a variable is declared. */
function terraform(settings: SmtpSettings, names: SettingNames): string {
  const values = [...variables(settings, names, TERRAFORM_NAMES)];
  const password = names.password ?? TERRAFORM_NAMES.password;
  const width = Math.max(...values.map(([name]) => name.length));
  return [
    title(settings),
    `# Declare it as: variable "${password}" { sensitive = true }`,
    ...values.map(([name, value]) => `${name.padEnd(width)} = ${hclString(value)}`),
    '',
  ].join('\n');
}

/** What may be a name, and how to say it. */
const NAMES: Readonly<Record<Form, readonly [pattern: RegExp, rule: string]>> = {
  env: [/^[A-Za-z_]\w*$/, 'letters, digits and _, not starting with a digit'],
  infisical: [/^[A-Za-z_]\w*$/, 'letters, digits and _, not starting with a digit'],
  docker: [/^[^\s=#][^\s=]*$/, 'characters other than spaces and ='],
  json: [/^.+$/, 'at least one character'],
  // Kubernetes API reference, Secret v1, data.
  kubernetes: [/^[-._A-Za-z0-9]{1,253}$/, 'letters, digits, -, _ and .'],
  // GitHub Docs, naming your secrets.
  github: [/^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/i, 'letters, digits and _, not starting with GITHUB_'],
  terraform: [/^[A-Za-z_][\w-]*$/, 'letters, digits, _ and -, not starting with a digit'],
};

function checkNames(form: Form, names: SettingNames): void {
  const [pattern, rule] = NAMES[form];
  const wrong = Object.values(names).find((name) => !pattern.test(name));
  if (wrong === undefined) return;
  throw usage(
    'bad-variable-name',
    `${JSON.stringify(wrong)} is not a valid name for --output ${form}.`,
    `Use ${rule}.`,
  );
}
