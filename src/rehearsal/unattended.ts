import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runChild } from './child.ts';
import type { DnsMode, ReceivedMessage } from './contract.ts';
import { ownEnvironment } from './own-environment.ts';

export interface Unattended {
  readonly domain: string;
  readonly dns: DnsMode;
  readonly json: boolean;
  /** Absolute path of the program. */
  readonly entry: string;
  /** Base URL of the control API. */
  readonly control: string;
  readonly env: NodeJS.ProcessEnv;
  /** An existing folder for the files a script would make. */
  readonly folder: string;
}

export interface Talk {
  /** To people. */
  note(text: string): void;
  /** The result, for stdout. */
  result(text: string): void;
}

const WAITING = 8;

const USE_CASE =
  'We send sign-in codes, receipts and invitations to people who signed up on our web site. ' +
  'Addresses come from our sign-up form and are confirmed by e-mail. Bounces and complaints are ' +
  'handled automatically: such an address gets no further mail. About 500 messages a day.\n';

/** Runs one subcommand; null when the run continues, else the exit code it stops with. */
type Run = (args: readonly string[], goesOnWith?: readonly number[]) => Promise<number | null>;

/**
 * The whole migration as a script would run it, each command echoed. Stops at the first one that ends with
 * neither 0 nor a code it may end with. Returns the last exit code.
 */
export async function runUnattended(options: Unattended, talk: Talk): Promise<number> {
  const { domain, folder } = options;
  const env = withoutCi(options.env);
  const run = runner(options, env, talk);
  const useCase = join(folder, 'use-case.txt');
  const settings = join(folder, 'ses-smtp.env');
  const received = join(folder, 'received.eml');
  await writeFile(useCase, USE_CASE);

  const script: readonly (() => Promise<number | null>)[] = [
    () => run(['verify-domain', domain, '--yes'], [WAITING]),
    () => (options.dns === 'manual' ? publishAsPerson(options, env, talk) : goOn()),
    () => run(['check-dns', '--wait=60s']),
    () => run(['setup-events', '--yes']),
    () => run(requestProduction(domain, useCase)),
    () => run(['make-smtp-creds', '--from', `*@${domain}`, '--file', settings, '--yes']),
    async () => {
      // What `set -a; . ses-smtp.env` does in a script: the application has its settings.
      Object.assign(env, settingsIn(await readFile(settings, 'utf8')));
      return null;
    },
    () => run(['send-test', '--from', `hello@${domain}`, '--to', 'inbox@inbox.example', '--yes']),
    () => saveNewestMessage(options.control, received, talk),
    () => run(['send-test', '--eml', received]),
  ];
  for (const command of script) {
    const stopped = await command();
    if (stopped !== null) return stopped;
  }
  const status = await invoke(options, env, ['status'], talk);
  talk.result(status.stdout);
  return status.exitCode;
}

/** A rehearsed run writes no annotations, outputs or summaries into a real pipeline. */
function withoutCi(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => name !== 'CI' && !name.startsWith('GITHUB_')),
  );
}

const goOn = async (): Promise<null> => null;

function requestProduction(domain: string, useCase: string): string[] {
  return [
    ...['request-production', '--mail-type', 'transactional', '--website', `https://${domain}`],
    ...['--use-case-file', useCase, '--contact', `ops@${domain}`, '--yes', '--wait=60s'],
  ];
}

function runner(options: Unattended, env: NodeJS.ProcessEnv, talk: Talk): Run {
  return async (args, goesOnWith = []) => {
    const ended = await invoke(options, env, args, talk);
    const stops = ended.exitCode !== 0 && !goesOnWith.includes(ended.exitCode);
    if (options.json && stops) talk.result(ended.stdout);
    if (!options.json) talk.note(ended.stdout);
    return stops ? ended.exitCode : null;
  };
}

async function invoke(
  { entry, json }: Pick<Unattended, 'entry' | 'json'>,
  env: NodeJS.ProcessEnv,
  args: readonly string[],
  talk: Talk,
): Promise<{ exitCode: number; stdout: string }> {
  talk.note(`$ ses-migrate ${args.map(shown).join(' ')}\n`);
  const flags = json ? ['--no-input', '--json'] : ['--no-input'];
  return runChild([process.execPath, entry, ...args, ...flags], ownEnvironment(env), 'capture');
}

/** As it would be typed: `*@domain` needs quotes. */
const shown = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`);

function settingsIn(file: string): Record<string, string> {
  const assignments = file
    .split('\n')
    .map((line) => /^(?:export\s+)?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line))
    .filter((match) => match !== null);
  return Object.fromEntries(
    assignments.map(([, name = '', value = '']) => [name, value.replace(/^(["'])(.*)\1$/, '$2')]),
  );
}

interface PublishedRecord {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly priority?: number | null;
  readonly published: boolean;
}

/** A zone-file line with absolute names; a TXT string holds at most 255 octets. */
function zoneLine({ name, type, value, priority }: PublishedRecord): string {
  const owner = `${name}. 300 IN ${type}`;
  if (type === 'MX') return `${owner} ${priority ?? 10} ${value}.`;
  if (type !== 'TXT') return `${owner} ${value}.`;
  const chunks = value.match(/.{1,255}/g) ?? [''];
  return `${owner} ${chunks.map((chunk) => JSON.stringify(chunk)).join(' ')}`;
}

/** Plays the person at the DNS host's panel: types in each record that is not there yet. */
async function publishAsPerson(
  options: Unattended,
  env: NodeJS.ProcessEnv,
  talk: Talk,
): Promise<number | null> {
  const args = ['verify-domain', options.domain];
  const told = await invoke({ ...options, json: true }, env, [...args, '--yes'], talk);
  const report = JSON.parse(told.stdout) as { data?: { records?: readonly PublishedRecord[] } };
  const missing = (report.data?.records ?? []).filter((record) => !record.published);
  const lines = missing.map(zoneLine).join('\n');
  talk.note(`$ curl --data-binary @- $SES_MIGRATE_REHEARSAL/zone <<END\n${lines}\nEND\n`);
  const response = await fetch(`${options.control}/zone`, { method: 'POST', body: lines });
  if (response.ok) return null;
  talk.note(`The DNS panel refused: ${await response.text()}`);
  return 1;
}

async function saveNewestMessage(
  control: string,
  path: string,
  talk: Talk,
): Promise<number | null> {
  const response = await fetch(`${control}/inbox`);
  const newest = ((await response.json()) as readonly ReceivedMessage[]).at(-1);
  if (newest === undefined) {
    talk.note('No message arrived in the inbox.\n');
    return 1;
  }
  await writeFile(path, newest.raw);
  return null;
}
