/** Part of a rehearsal that a child process needs to live in it. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
}

/**
 * What would lead a child out of the rehearsal or to other credentials: a token of a real zone, a profile wins over the keys of
 * the environment in the AWS SDK for JavaScript, FIPS and dual-stack switches and ignored endpoint URLs
 * win over AWS_ENDPOINT_URL.
 */
const LEADS_OUT = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'CLOUDFLARE_API_TOKEN',
  'CLOUDFLARE_BASE_URL',
  // A login of a role, and credentials of a container or a web identity.
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CA_BUNDLE',
  // A proxy on this machine would pass on what the program must not send.
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'https_proxy', 'http_proxy', 'all_proxy'],
  // A login of the real SES, and a real mailbox.
  'SES_MIGRATE_SMTP_USERNAME',
  'SES_MIGRATE_SMTP_PASSWORD',
];
const FAMILIES = [/^AWS_ENDPOINT_URL_/, /^SES_MIGRATE_SMTP_[A-Z]+_[A-Z]+_\d+$/];

/** The names to unset, of those that `parent` sets and the rehearsal does not. */
function namesToUnset({ env }: Surroundings, parent: NodeJS.ProcessEnv): string[] {
  return Object.keys(parent).filter(
    (name) =>
      (LEADS_OUT.includes(name) || FAMILIES.some((family) => family.test(name))) &&
      env[name] === undefined,
  );
}

/** The environment of a child process: the parent's, without what leads out, with the rehearsal's. */
export function childEnvironment(
  surroundings: Surroundings,
  parent: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const unset = new Set(namesToUnset(surroundings, parent));
  const kept = Object.entries(parent).filter(([name]) => !unset.has(name));
  return { ...Object.fromEntries(kept), ...surroundings.env };
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Lines that put a POSIX shell into the rehearsal. */
export function shellLines(surroundings: Surroundings, parent: NodeJS.ProcessEnv): string[] {
  return [
    ...namesToUnset(surroundings, parent).map((name) => `unset ${name}`),
    ...Object.entries(surroundings.env).map(([name, value]) => `export ${name}=${quoted(value)}`),
  ];
}
