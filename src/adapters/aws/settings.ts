import type { Section } from '../../core/aws/shared-config.ts';
import { usage } from '../../core/model/errors.ts';
import { checkedUrl, isOpenOnTheWay, refusedPlain, type Setting } from '../endpoint-url.ts';
import { errnoOf } from '../errno.ts';
import { readRegular } from '../read-regular.ts';
import type { Env } from './credentials/problem.ts';
import {
  profileName,
  readSharedFiles,
  type SharedFiles,
  sectionOf,
} from './credentials/shared-files.ts';

/** What the environment and the profile set for all clients, as the AWS CLI reads it. */
export interface AwsSettings {
  readonly files: SharedFiles;
  /**
   * Instead of AWS's own endpoint of a service, by the SDK's `serviceId`; null: AWS's own.
   *
   * @throws Failure `usage/bad-setting` for one without TLS over which a secret would travel
   */
  endpointOf(serviceId: string): string | null;
  readonly maxAttempts: number | null;
  /** PEM; null: the certificate authorities that Node trusts. */
  readonly authorities: string | null;
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
}

/** `note` is called once for each service that is reached over a network without TLS. */
export async function readSettings(
  profile: string | null,
  env: Env,
  note: (text: string) => void,
): Promise<AwsSettings> {
  const files = await readSharedFiles(env);
  const { name } = profileName(profile, env);
  const section = files.unreadable === null ? sectionOf(files, name) : {};
  const where: Where = { env, section, profile: name, note: once(note) };
  const bundle = settingIn(where, 'AWS_CA_BUNDLE', 'ca_bundle');
  return {
    files,
    endpointOf: (serviceId) => endpointOf(serviceId, where, files),
    maxAttempts: maxAttempts(where),
    authorities: bundle === null ? null : await authoritiesIn(bundle),
    useFipsEndpoint: isOn(where, 'AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'),
    useDualstackEndpoint: isOn(where, 'AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint'),
  };
}

interface Where {
  readonly env: Env;
  readonly section: Section;
  readonly profile: string;
  readonly note: (text: string) => void;
}

/** Passes each text on the first time that it comes. */
function once(note: (text: string) => void): (text: string) => void {
  const noted = new Set<string>();
  return (text) => {
    if (!noted.has(text)) note(text);
    noted.add(text);
  };
}

function settingIn(
  { env, section, profile }: Where,
  variable: string,
  key: string,
): Setting | null {
  const [set, kept] = [env[variable], section[key]];
  if (set) return { value: set, by: variable };
  return kept ? { value: kept, by: `${key} of profile ${profile}` } : null;
}

function isOn(where: Where, variable: string, key: string): boolean {
  return settingIn(where, variable, key)?.value.toLowerCase() === 'true';
}

function maxAttempts(where: Where): number | null {
  const set = settingIn(where, 'AWS_MAX_ATTEMPTS', 'max_attempts');
  if (set === null) return null;
  const count = Number(set.value);
  if (Number.isInteger(count) && count > 0) return count;
  throw usage(
    'bad-setting',
    `${set.by} is not a number of attempts: ${set.value}`,
    'Set it to 1 or more.',
  );
}

async function authoritiesIn({ value, by }: Setting): Promise<string> {
  try {
    return (await readRegular(value)).toString('utf8');
  } catch (error) {
    const code = errnoOf(error);
    if (code === null) throw error;
    throw usage(
      'bad-setting',
      `The file with certificate authorities that ${by} names cannot be read: ${value} (${code}).`,
      'Correct the path, or remove the setting.',
    );
  }
}

/** Strongest first (SDKs and Tools Reference, "Service-specific endpoints"). */
function endpointOf(serviceId: string, where: Where, files: SharedFiles): string | null {
  if (isOn(where, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'ignore_configured_endpoint_urls'))
    return null;
  const { env, section, profile } = where;
  const name = serviceId.replaceAll(' ', '_');
  for (const variable of [`AWS_ENDPOINT_URL_${name.toUpperCase()}`, 'AWS_ENDPOINT_URL']) {
    const value = env[variable];
    if (value) return endpointUrl(serviceId, { value, by: variable }, where);
  }
  const { services, endpoint_url: general } = section;
  const own = services
    ? ofService(services, `${name.toLowerCase()}.endpoint_url`, profile, files)
    : null;
  if (own !== null) return endpointUrl(serviceId, own, where);
  return general
    ? endpointUrl(serviceId, { value: general, by: `endpoint_url of profile ${profile}` }, where)
    : null;
}

function ofService(
  services: string,
  key: string,
  profile: string,
  files: SharedFiles,
): Setting | null {
  const section = files.services.get(services);
  if (section === undefined)
    throw usage(
      'bad-setting',
      `Profile ${profile} names services ${services}, but ${files.paths.config} has no section [services ${services}].`,
      'Correct services, or add the section.',
    );
  const value = section[key];
  return value ? { value, by: `${key} of [services ${services}]` } : null;
}

/**
 * Their answers hold a secret: a new access key, temporary credentials, a stored password; those of sign-in receive
 * the token of a session as well.
 */
const WITH_SECRETS = ['IAM', 'STS', 'Secrets Manager', 'SSM', 'SSO', 'SSO OIDC', 'Signin'];

function endpointUrl(serviceId: string, setting: Setting, { note }: Where): string {
  const url = checkedUrl(setting);
  if (!isOpenOnTheWay(url)) return setting.value;
  if (WITH_SECRETS.includes(serviceId))
    throw refusedPlain(setting, url, serviceId, 'a secret would come back in plain text');
  note(
    `${setting.by} sends ${serviceId} to ${url.hostname} without TLS: anyone on the way can read and change requests and answers. Use https://.`,
  );
  return setting.value;
}
