import { fstatSync } from 'node:fs';
import { REGION_NAMES } from '../core/aws/regions.ts';
import type { DnsServer } from '../core/dns/types.ts';
import { Secret } from '../core/model/secret.ts';
import type { ChecklistFiles, Ports } from '../ports/index.ts';
import { writeActionsFiles } from './actions.ts';
import { bothIdentities } from './aws/credentials/other-identity.ts';
import { createAws } from './aws/index.ts';
import { realClock } from './clock.ts';
import { createCloudflare } from './cloudflare/index.ts';

import { createDns } from './dns/client.ts';
import { parseDohUrl } from './dns/doh.ts';
import {
  defaultResolvers,
  locateServers,
  parseServer,
  parseServerList,
} from './dns/parse-server.ts';
import { openSocketsWith } from './dns/udp.ts';
import { checkedUrl, isOpenOnTheWay, refusedPlain } from './endpoint-url.ts';
import { envLogins } from './env-logins.ts';
import { createFiles } from './files.ts';
import { createInbox } from './inbox/index.ts';
import { logReaderOf } from './log-reader.ts';
import { createOutput } from './output.ts';
import { profileRegion } from './profile-region.ts';
import { createPrompt } from './prompt.ts';
import { createSmtp } from './smtp.ts';
import { createChecklistFiles } from './store/files.ts';
import { createStore } from './store/index.ts';
import {
  canAnimate,
  inActions,
  interactivity,
  isOn,
  isShared,
  type OpenFile,
  styleOf,
} from './terminal.ts';

const SUBMISSION_PORT = 587;

export { bothIdentities, inActions, profileRegion, writeActionsFiles };

/** Loaded for fleets alone, as no other command needs threads. */
export async function prepareFleet(): Promise<void> {
  const fleet = await import('./prepare-fleet.ts');
  fleet.prepareFleet(openSocketsWith);
}

/** What the command line says about the ports. */
export interface RealOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly profile: string | null;
  readonly checklist: string;
  readonly command: string;
  readonly resolvers: readonly string[];
  readonly nameservers: readonly string[];
  readonly doh: string | null;
  readonly timeoutMs: number | null;
  readonly json: boolean;
  readonly noInput: boolean;
  readonly interactive: boolean;
  readonly quiet: boolean;
  /** null: not said on the command line. */
  readonly color: boolean | null;
}

/** Every port over its real part but those of `talkPorts`; nothing connects before it is used. */
export async function realPorts(
  options: RealOptions & {
    readonly region: string;
    readonly mfaCode: (serial: string) => Promise<string>;
    /** Shows the user something beside the result. */
    readonly note: (text: string) => void;
  },
): Promise<Omit<Ports, 'prompt' | 'output' | 'store'>> {
  const dns = await dnsPort(options);
  return {
    ...createAws(options),
    cloudflare: cloudflarePort(options.env),
    dns,
    smtp: createSmtp(placeIn(options.env.SES_MIGRATE_SMTP), regionalPlaces(options.env)),
    env: envLogins(options.env),
    inbox: createInbox(dns),
    files: createFiles({ stdin: process.stdin, note: options.note }),
    clock: realClock,
  };
}

/** The ports that need no Region: the person, the streams, the checklist. */
export function talkPorts(options: RealOptions): Pick<Ports, 'prompt' | 'output' | 'store'> {
  const { env, color, quiet } = options;
  const { stdin, stdout, stderr } = process;
  const facts = {
    env,
    stdinIsTerminal: stdin.isTTY === true,
    stdoutIsTerminal: stdout.isTTY === true,
    flags: options,
  };
  const streams = {
    stdout: { isTerminal: stdout.isTTY === true, columns: stdout.columns },
    stderr: { isTerminal: stderr.isTTY === true, columns: stderr.columns },
  };
  const output = createOutput({
    stdout,
    stderr,
    style: {
      stdout: styleOf(env, streams.stdout, color),
      stderr: styleOf(env, streams.stderr, color),
    },
    animate: canAnimate(env, streams.stderr),
    // JSON and what is redrawn would erase each other's lines.
    showProgress: !(options.json && isShared(openFile(1, stdout), openFile(2, stderr))),
    quiet,
    reader: logReaderOf(env),
    json: options.json,
    now: () => performance.now(),
  });
  return {
    prompt: createPrompt({
      ...interactivity(facts),
      input: stdin,
      output: stderr,
      color: output.stderr.color,
      accessible: isOn(env.ACCESSIBLE),
      onAsk: () => output.endProgress(),
    }),
    store: createStore(options.checklist, {
      now: () => new Date(),
      command: options.command,
      note: output.note,
    }),
    output,
  };
}

function openFile(fd: number, { isTTY }: NodeJS.WriteStream): OpenFile {
  const { dev, ino } = fstatSync(fd);
  return { isTerminal: isTTY === true, dev, ino };
}

/** Checklist files that a command names. */
export function checklistFiles(command: string): ChecklistFiles {
  return createChecklistFiles(() => new Date(), command);
}

async function dnsPort(options: RealOptions): Promise<Ports['dns']> {
  const resolvers = await servers(options.resolvers, options.env.SES_MIGRATE_RESOLVERS, 'resolver');
  const nameservers = await servers(
    options.nameservers,
    options.env.SES_MIGRATE_NAMESERVERS,
    'authoritative',
  );
  return createDns({
    resolvers: resolvers ?? defaultResolvers(),
    resolversAreNamed: options.resolvers.length > 0,
    politeResolvers: resolvers === null,
    nameservers,
    doh: options.doh === null ? null : parseDohUrl(options.doh),
    ...(options.timeoutMs === null ? {} : { timeoutMs: options.timeoutMs }),
  });
}

async function servers(
  flags: readonly string[],
  variable: string | undefined,
  kind: DnsServer['kind'],
): Promise<readonly DnsServer[] | null> {
  const specs =
    flags.length > 0
      ? flags.map((text) => parseServer(text, kind))
      : variable === undefined || variable === ''
        ? null
        : parseServerList(variable, kind);
  return specs === null ? null : locateServers(specs);
}

/** null without a token. The names are those of Cloudflare's own tools. */
function cloudflarePort(env: RealOptions['env']) {
  const { CLOUDFLARE_API_TOKEN, CLOUDFLARE_BASE_URL } = env;
  const token = (CLOUDFLARE_API_TOKEN ?? '').trim();
  if (token === '') return null;
  const baseUrl = CLOUDFLARE_BASE_URL ? cloudflareUrl(CLOUDFLARE_BASE_URL) : null;
  return createCloudflare({ token: new Secret(token), baseUrl, env });
}

function cloudflareUrl(value: string): string {
  const setting = { value, by: 'CLOUDFLARE_BASE_URL' };
  const url = checkedUrl(setting);
  if (!isOpenOnTheWay(url)) return value;
  throw refusedPlain(setting, url, 'Cloudflare', 'your API token would go out in plain text');
}

/** `SES_MIGRATE_SMTP_EU_WEST_1` and its kin, by Region. */
function regionalPlaces(env: RealOptions['env']) {
  const named = REGION_NAMES.flatMap((region) => {
    const name = `SES_MIGRATE_SMTP_${region.toUpperCase().replaceAll('-', '_')}`;
    const place = placeIn(env[name]);
    return place === null ? [] : [[region, place] as const];
  });
  return new Map(named);
}

function placeIn(text: string | undefined): { host: string; port: number } | null {
  if (text === undefined || text === '') return null;
  const { host, port } = parseServer(text, 'resolver');
  return { host, port: /:\d+$/.test(text) ? port : SUBMISSION_PORT };
}
