import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Finding, KeptReport, ReportHead } from '../../src/core/model/types.ts';
import type { ReceivedMessage, SeenRequest, ZoneSet } from '../../src/rehearsal/contract.ts';
import {
  type RehearsalOptions,
  type RunOptions,
  type RunResult,
  run,
  withRehearsal,
} from '../helpers/cli.ts';

type Env = Readonly<Record<string, string>>;

/** A rehearsal that serves, seen from outside: what its control API tells and does. */
export interface World {
  readonly env: Env;
  requests(): Promise<readonly SeenRequest[]>;
  /** Names of the AWS operations so far that change something, oldest first; refused ones too. */
  writes(): Promise<readonly string[]>;
  inbox(): Promise<readonly ReceivedMessage[]>;
  zone(): Promise<readonly ZoneSet[]>;
  /** Types lines into the panel of the DNS host. */
  publish(...lines: readonly string[]): Promise<void>;
  withdraw(...lines: readonly string[]): Promise<void>;
  /** What SES says to messages from now on, `NAME[:TIMES]`; null: what is so. */
  fault(send: string | null): Promise<void>;
  /** AWS pauses the account, or lets it send again. */
  standing(standing: 'healthy' | 'paused' | 'suspended'): Promise<void>;
  /** Moves the clock of the world: `90s`, `2h`. */
  pass(by: string): Promise<void>;
  verifyAddress(address: string): Promise<void>;
  /** A team with a working folder of its own, and in it no checklist yet. */
  team(env?: Env): Team;
}

/** Someone who types commands in one folder. */
export interface Team {
  readonly folder: string;
  readonly env: Env;
  path(name: string): string;
  read(name: string): string;
  /** Checks that no escape byte comes off a terminal, unless FORCE_COLOR asks for it. */
  run(args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** The same with --json: the document, after a check that the exit code in it is the real one. */
  report(args: readonly string[], options?: RunOptions): Promise<ReportDocument>;
}

/** The JSON document of cli.md, or that of an error. */
export type ReportDocument = KeptReport & {
  readonly data: Readonly<Record<string, unknown>>;
  readonly error?: ErrorDocument;
};

export interface ErrorDocument {
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
}

/** One rehearsal for all tests of a file or describe block. */
export function shareWorld(options: RehearsalOptions): () => World {
  let world: World | null = null;
  let stop: () => void = () => undefined;
  let served: Promise<void> = Promise.resolve();
  const folders: string[] = [];
  beforeAll(
    () =>
      new Promise<void>((ready, fail) => {
        served = withRehearsal(options, (env) => {
          world = openWorld(env, folders);
          ready();
          return new Promise<void>((resolve) => {
            stop = resolve;
          });
        });
        served.catch(fail);
      }),
  );
  afterAll(async () => {
    stop();
    await served;
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    if (world === null) throw new Error('the rehearsal does not serve yet');
    return world;
  };
}

function openWorld(env: Env, folders: string[]): World {
  const control = async (method: string, path: string, body?: string): Promise<unknown> => {
    const url = `${env.SES_MIGRATE_REHEARSAL}${path}`;
    const response = await fetch(url, { method, ...(body === undefined ? {} : { body }) });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const requests = async () => (await control('GET', '/requests')) as readonly SeenRequest[];
  return {
    env,
    requests,
    writes: async () =>
      (await requests())
        .map(({ operation }) => operation)
        .filter((operation) => !/^(Get|List|Batch|Simulate|Describe|Receive)/.test(operation)),
    inbox: async () => (await control('GET', '/inbox')) as readonly ReceivedMessage[],
    zone: async () => (await control('GET', '/zone')) as readonly ZoneSet[],
    publish: async (...lines) => void (await control('POST', '/zone', lines.join('\n'))),
    withdraw: async (...lines) => void (await control('DELETE', '/zone', lines.join('\n'))),
    fault: async (send) =>
      void (await (send === null
        ? control('DELETE', '/fault')
        : control('POST', `/fault?send=${send}`))),
    standing: async (standing) => void (await control('POST', `/account?standing=${standing}`)),
    pass: async (by) => void (await control('POST', `/clock?by=${by}`)),
    verifyAddress: async (address) =>
      void (await control('POST', `/verify-address?address=${encodeURIComponent(address)}`)),
    team(extra = {}) {
      const folder = mkdtempSync(join(tmpdir(), 'ses-migrate-team-'));
      folders.push(folder);
      // The rehearsal's own checklist and domain would be shared by all teams.
      const own = Object.entries(env).filter(([name]) => !OF_REHEARSALS.includes(name));
      return openTeam(folder, { ...Object.fromEntries(own), ...extra });
    },
  };
}

/** What a team of the real world does not have. */
const OF_REHEARSALS = [
  'SES_MIGRATE_CHECKLIST',
  'SES_MIGRATE_DOMAIN',
  'SES_MIGRATE_TRIAL',
  'SES_MIGRATE_INBOX',
  'AWS_DEFAULT_REGION',
  'IMAP_PASSWORD',
  'SMTP_URL',
];

/** `start` runs the binary; the laboratory has a way of its own. */
export function openTeam(folder: string, env: Env, start: typeof run = run): Team {
  const runHere: Team['run'] = async (args, options = {}) => {
    const all = { ...env, ...options.env };
    const result = await start(args, { cwd: folder, ...options, env: all });
    if (all.FORCE_COLOR === undefined) expect(result.stdout + result.stderr).not.toContain('\x1b');
    return result;
  };
  return {
    folder,
    env,
    path: (name) => join(folder, name),
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    run: runHere,
    async report(args, options) {
      const { stdout, stderr, exitCode } = await runHere([...args, '--json'], options);
      expect(stdout, stderr).toMatch(/^\{.*\}\n$/s);
      const document = JSON.parse(stdout) as ReportDocument;
      expect(document.exitCode).toBe(exitCode);
      return document;
    },
  };
}

/** The team trusts the authority in this file (PEM), too. */
export function trust(team: Team, authority: string): void {
  const files = [team.env.NODE_EXTRA_CA_CERTS ?? '', authority];
  const all = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  writeFileSync(team.path('ca.pem'), all);
  Object.assign(team.env, { NODE_EXTRA_CA_CERTS: team.path('ca.pem') });
}

/** The findings of all steps of a report. */
export function findingsOf(report: ReportHead): readonly Finding[] {
  return report.steps.flatMap((step) => step.findings);
}

/** How often each of the operations that must not happen twice was called. */
export function countsOf(operations: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const operation of operations) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

/** A record as verify-domain tells it in its JSON. */
export interface PanelRecord {
  readonly name: string;
  readonly host: string;
  readonly type: string;
  readonly value: string;
  readonly priority: number | null;
  readonly published: boolean;
}

export function recordsOf({ data }: Pick<ReportDocument, 'data'>): readonly PanelRecord[] {
  return data.records as readonly PanelRecord[];
}

/** What a person types for this record into a panel that adds the domain itself; `host` as it should be. */
export function zoneLine({ host, type, value, priority }: PanelRecord): string {
  if (type === 'TXT') return `${host} TXT "${value}"`;
  return `${host} ${type} ${priority === null ? '' : `${priority} `}${value}.`;
}
