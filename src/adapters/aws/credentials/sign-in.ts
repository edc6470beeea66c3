import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { externalDataInterceptor } from '@smithy/core/config';
import type { Section } from '../../../core/aws/shared-config.ts';
import { shellWord } from '../../../core/text/shell-word.ts';
import { PortError } from '../../../ports/index.ts';
import { SILENT } from '../silent.ts';
import { type Env, type Keys, problem } from './problem.ts';
import { homeOf, type SharedFiles } from './shared-files.ts';

/** What both kinds of session need beside the profile. */
export interface SignIn {
  readonly files: SharedFiles;
  readonly env: Env;
  /** Throws for a service of which the environment sets an endpoint without TLS, outside this machine. */
  readonly endpointOf: (serviceId: string) => string | null;
  /** Time limits and the certificate authorities of the SDK's own clients. */
  readonly clientConfig: {
    readonly requestHandler: Readonly<Record<string, unknown>>;
    readonly maxAttempts: number;
  };
}

const SSO_KEYS = ['sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name'] as const;
const NO_SECTION: Section = {};

/** A profile of IAM Identity Center: the token that `aws sso login` keeps, exchanged for keys of a permission set. */
export async function fromIdentityCenter(
  profile: string,
  section: Section,
  { files, env, endpointOf, clientConfig }: SignIn,
): Promise<Keys> {
  for (const service of ['SSO', 'SSO OIDC']) endpointOf(service);
  const whole = withSession(profile, section, files);
  const login = `aws sso login --profile ${shellWord(profile)}`;
  await checkToken(whole.sso_session ?? whole.sso_start_url ?? '', login, profile, env);
  const { fromSSO } = await import('@aws-sdk/credential-providers');
  try {
    return await fromSSO({ ...asOnlyProfile(whole), clientConfig, logger: SILENT })();
  } catch (error) {
    throw refusedSession(error, whole, { profile, login });
  }
}

/** The settings, with those of its `sso-session`; each that is missing is named. */
function withSession(
  profile: string,
  section: Section,
  { ssoSessions, paths }: SharedFiles,
): Section {
  const { sso_session: name } = section;
  const session = name === undefined ? NO_SECTION : ssoSessions.get(name);
  if (session === undefined)
    throw problem(
      `Profile ${profile} names sso_session ${name}, but ${paths.config} has no section [sso-session ${name}].`,
      `Correct sso_session, or add the section with \`aws configure sso-session\`.`,
    );
  const whole: Section = { ...section, ...session };
  const missing = SSO_KEYS.filter((key) => !whole[key]);
  if (missing.length === 0) return whole;
  throw problem(
    `Profile ${profile} uses IAM Identity Center, but has no ${missing.join(', ')}.`,
    `Add what is missing with \`aws configure sso --profile ${shellWord(profile)}\`.`,
  );
}

/** The file that `aws sso login` writes is named after the session, else after the start URL. */
async function checkToken(id: string, login: string, profile: string, env: Env): Promise<void> {
  const name = createHash('sha1').update(id).digest('hex');
  try {
    await access(join(homeOf(env), '.aws', 'sso', 'cache', `${name}.json`));
  } catch {
    throw problem(
      `You are not signed in to IAM Identity Center as profile ${profile}.`,
      `Run \`${login}\`.`,
    );
  }
}

function refusedSession(
  error: unknown,
  section: Section,
  { profile, login }: { profile: string; login: string },
): unknown {
  if (!(error instanceof Error)) return error;
  const { message } = error;
  const account = `account ${section.sso_account_id}`;
  if (/ForbiddenException|No access/i.test(message))
    return problem(
      `IAM Identity Center gives you no access to permission set ${section.sso_role_name} in ${account}.`,
      `Signing in again does not help. Correct sso_role_name and sso_account_id of profile ${profile}, or ask the administrator of Identity Center to assign the permission set to you.`,
      error,
    );
  if (isNetwork(message)) return noAnswer(`IAM Identity Center in ${section.sso_region}`, error);
  if (/expired|not found or is invalid|Unauthorized|Value not present|SSO session/i.test(message))
    return problem(
      `The IAM Identity Center session of profile ${profile} has expired.`,
      `Run \`${login}\`.`,
      error,
    );
  return problem(
    `IAM Identity Center refused profile ${profile}: ${message}`,
    `Check its settings; then run \`${login}\`.`,
    error,
  );
}

/** A profile of `aws login`, which signs in with the console. */
export async function fromConsoleLogin(
  profile: string,
  section: Section,
  { endpointOf, clientConfig }: SignIn,
): Promise<Keys> {
  endpointOf('Signin');
  const { fromLoginCredentials } = await import('@aws-sdk/credential-providers');
  try {
    return await fromLoginCredentials({
      ...asOnlyProfile(section),
      clientConfig,
      logger: SILENT,
    })();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (isNetwork(error.message)) throw noAnswer('AWS Sign-In', error);
    const login = profile === 'default' ? 'aws login' : `aws login --profile ${shellWord(profile)}`;
    const rights = /insufficient permissions/i.test(error.message);
    throw problem(
      rights
        ? `You are not allowed to renew the session of profile ${profile}.`
        : `The console session of profile ${profile} has expired or does not exist.`,
      rights
        ? 'Ask your administrator to allow signin:CreateOAuth2Token in a policy of your user.'
        : `Run \`${login}\`.`,
      error,
    );
  }
}

const PLACE = '/ses-migrate/one-profile';
let made = 0;

/**
 * The SDK reads the profile from files by its name, and does not read all names that the CLI reads: it is given this
 * one profile under a name of our own.
 */
function asOnlyProfile(section: Section) {
  made += 1;
  const [profile, configFilepath, filepath] = [
    'profile',
    `${PLACE}/${made}/config`,
    `${PLACE}/${made}/credentials`,
  ];
  const lines = (entries: Section) =>
    Object.entries(entries).map(([key, value]) => `${key} = ${value}`);
  const { sso_session: session, sso_start_url: url = '', sso_region: region = '' } = section;
  const own = lines(section).filter((line) => !/^(endpoint_url|services) /.test(line));
  const shared =
    session === undefined
      ? []
      : [`[sso-session ${session}]`, ...lines({ sso_start_url: url, sso_region: region })];
  externalDataInterceptor.interceptFile(
    configFilepath,
    [`[profile ${profile}]`, ...own, ...shared, ''].join('\n'),
  );
  externalDataInterceptor.interceptFile(filepath, '');
  return { profile, configFilepath, filepath };
}

function isNetwork(message: string): boolean {
  return /\b(E(?!RROR|NOENT)[A-Z]{4,}|TimeoutError|CERT_\w+|UNABLE_TO_\w+)\b|getaddrinfo|socket hang up|certificate/.test(
    message,
  );
}

function noAnswer(who: string, cause: Error): PortError {
  return new PortError(`${who} returned no usable response: ${cause.message}`, {
    reason: 'unreachable',
    errorName: cause.name,
    cause,
  });
}
