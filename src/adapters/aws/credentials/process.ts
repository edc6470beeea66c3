import { spawn } from 'node:child_process';
import { Secret, withoutSecrets } from '../../../core/model/secret.ts';
import { printable } from '../../../core/text/printable.ts';
import { type Env, type Keys, problem } from './problem.ts';

/** Milliseconds: a vault may have to ask a person. */
const LONGEST = 300_000;

/** What `credential_process` prints (SDKs and Tools Reference, "Process credential provider"). */
interface Printed {
  readonly Version?: unknown;
  readonly AccessKeyId?: unknown;
  readonly SecretAccessKey?: unknown;
  readonly SessionToken?: unknown;
  readonly Expiration?: unknown;
}

/** Runs the command of a profile. Its stdout holds secrets and is never repeated; its stderr is the cause. */
export async function fromProcess(command: string, profile: string, env: Env): Promise<Keys> {
  const { stdout, stderr, ended } = await run(command, env);
  const what = `The credential_process of profile ${profile}`;
  const printed = parsed(stdout);
  const said = lastLines(withoutSecrets(stderr, secretsOf(printed, env)));
  const fix =
    'Run the command of credential_process yourself until it prints credentials, then run this again.';
  if (ended !== null)
    throw problem(`${what} ${ended}${said === '' ? ' and printed no reason.' : `: ${said}`}`, fix);
  if (printed === null)
    throw problem(`${what} did not print JSON${said === '' ? '.' : `: ${said}`}`, fix);
  const missing = (['AccessKeyId', 'SecretAccessKey'] as const).filter(
    (name) => !isText(printed[name]),
  );
  if (printed.Version !== 1) throw problem(`${what} did not print "Version": 1.`, fix);
  if (missing.length > 0) throw problem(`${what} printed no ${missing.join(' and no ')}.`, fix);
  const expiration = isText(printed.Expiration) ? new Date(printed.Expiration) : null;
  if (expiration !== null && !(expiration.getTime() > Date.now()))
    throw problem(
      `${what} printed credentials that expired at ${printable(String(printed.Expiration))}.`,
      fix,
    );
  return {
    accessKeyId: String(printed.AccessKeyId),
    secretAccessKey: String(printed.SecretAccessKey),
    ...(isText(printed.SessionToken) ? { sessionToken: printed.SessionToken } : {}),
    ...(expiration === null ? {} : { expiration }),
  };
}

interface Result {
  readonly stdout: string;
  readonly stderr: string;
  /** How it failed; null: it ended with 0. */
  readonly ended: string | null;
}

/** stdin stays the person's, as a vault may ask for a passphrase there. */
function run(command: string, env: Env): Promise<Result> {
  return new Promise((resolve) => {
    const child = spawn(command, {
      shell: true,
      env: { ...env },
      stdio: ['inherit', 'pipe', 'pipe'],
      timeout: LONGEST,
    });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk;
      });
    child.once('error', ({ message }) =>
      resolve({ ...text, ended: `could not be started: ${message}` }),
    );
    child.once('close', (code, signal) => {
      const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
      resolve({ ...text, ended: code === 0 ? null : how });
    });
  });
}

function parsed(stdout: string): Printed | null {
  try {
    const value: unknown = JSON.parse(stdout);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    // The message of a SyntaxError quotes the text, which holds a secret.
    return null;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A script with `set -x` repeats what it was given. */
function secretsOf(printed: Printed | null, env: Env): readonly Secret[] {
  const known = Object.entries(env)
    .filter(([name]) => /(SECRET|PASSWORD|TOKEN)(?!.*_FILE$)/.test(name))
    .map(([, value = '']) => value);
  return [...known, printed?.SecretAccessKey, printed?.SessionToken]
    .filter(isText)
    .map((value) => new Secret(value));
}

/** The end of what it said on one line: a stack trace ends with what matters, a usage text begins with it. */
function lastLines(stderr: string): string {
  const lines = stderr
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return printable(lines.slice(-3).join(' / '));
}
