import type { PortError } from '../../../ports/index.ts';
import { SILENT } from '../silent.ts';
import { type Env, type Keys, problem } from './problem.ts';

/** Hosts that may be asked without TLS (SDKs and Tools Reference, "Container credential provider"). */
const WITHOUT_TLS =
  /^(127(\.\d{1,3}){3}|localhost|\[::1\]|169\.254\.170\.(2|23)|\[fd00:ec2::23\])$/;
const RELATIVE = 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI';
const FULL = 'AWS_CONTAINER_CREDENTIALS_FULL_URI';

export function inContainer(env: Env): boolean {
  return Boolean(env[RELATIVE] || env[FULL]);
}

/** The role of the ECS task, the EKS pod or the CloudShell session. */
export async function fromContainer(env: Env): Promise<Keys> {
  checkUri(env);
  const { fromHttp } = await import('@aws-sdk/credential-providers');
  try {
    return await fromHttp({ logger: SILENT, maxRetries: 1 })();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw problem(
      `Could not read the container credentials at ${env[RELATIVE] || env[FULL]}: ${error.message}`,
      `Check ${env[RELATIVE] ? RELATIVE : FULL} and AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, and that the task or pod has a role.`,
      error,
    );
  }
}

function checkUri(env: Env): void {
  const relative = env[RELATIVE];
  if (relative) {
    if (relative.startsWith('/')) return;
    throw problem(
      `${RELATIVE} is not a path: ${relative}`,
      'It must start with a slash; for a complete URL, use AWS_CONTAINER_CREDENTIALS_FULL_URI.',
    );
  }
  const full = env[FULL] ?? '';
  if (!URL.canParse(full) || !/^https?:$/.test(new URL(full).protocol))
    throw problem(`${FULL} is not a URL: ${full}`, 'It must start with http:// or https://.');
  const { protocol, hostname } = new URL(full);
  if (protocol === 'https:' || WITHOUT_TLS.test(hostname)) return;
  throw problem(
    `${FULL} would send the authorization token to ${hostname} without TLS.`,
    'Use https, or an address of this machine or of the container agent.',
  );
}

/** `Ec2InstanceMetadata`: `why` tells what it was asked for, `the instance role`. */
export async function fromInstance(env: Env, none: (why: string) => PortError): Promise<Keys> {
  const { AWS_EC2_METADATA_DISABLED: disabled } = env;
  if (disabled && disabled.toLowerCase() !== 'false')
    throw none('AWS_EC2_METADATA_DISABLED is set');
  const { fromInstanceMetadata } = await import('@aws-sdk/credential-providers');
  const seconds = Number(env.AWS_METADATA_SERVICE_TIMEOUT);
  const attempts = Number(env.AWS_METADATA_SERVICE_NUM_ATTEMPTS);
  const limits = {
    ...(seconds > 0 ? { timeout: seconds * 1000 } : {}),
    ...(attempts > 1 ? { maxRetries: attempts - 1 } : {}),
  };
  try {
    return await fromInstanceMetadata({ ...limits, logger: SILENT })();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw none(instanceReason(error));
  }
}

/** The SDK hides the status of an answer beside the message. */
function instanceReason(error: Error): string {
  const { statusCode } = error as { statusCode?: unknown };
  if (statusCode === 404) return 'this instance has no role';
  if (typeof statusCode === 'number') return `the instance metadata service answered ${statusCode}`;
  if (/timeout/i.test(error.message)) return 'no instance metadata service answers';
  return 'there is no instance metadata service';
}
