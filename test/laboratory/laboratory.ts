/**
 * A small internet in Linux namespaces: root, registries, providers, resolvers, AWS's host names, SES SMTP and a
 * mail host, under their real names and ports. The binary runs in it as on a user's machine, without a variable of
 * the rehearsal, and each part of its network can be broken.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openTeam, type Team } from '../cli/world.ts';
import { type RunOptions, type RunResult, run } from '../helpers/cli.ts';
import type { CertificateFault, Message, Request, WorldOptions } from './inside/protocol.ts';
import { FIRST_RECORDS } from './inside/registrar.ts';
import {
  applyRules,
  bundleInside,
  forkedBy,
  inClientNetwork,
  startInNamespace,
  whyNoLaboratory,
} from './namespace.ts';
import { type Redirection, rulesFor, type Trouble } from './network.ts';
import { createZoneEditor, type ZoneEditor } from './zone-editor.ts';

export interface Laboratory {
  readonly domain: string;
  readonly region: string;
  /** Credentials and trust, as a user's shell has them. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the binary on the user's machine. */
  run(args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** A person there who types commands in one folder. */
  team(): Team;
  /** The start of a command line that runs another program there: dig, curl, the AWS CLI. */
  readonly prefix: readonly string[];
  /** Runs a program there and returns what it prints. */
  exec(...command: readonly string[]): Promise<string>;
  /** The panel of the registrar, which hosts the zone with `dns: 'manual'`. */
  readonly zone: ZoneEditor;
  /** Breaks the user's network, in place of how it was broken before. */
  breakNetwork(troubles: readonly Trouble[], redirections?: readonly Redirection[]): Promise<void>;
  /** Gives the user's machine other resolvers, and the resolv.conf options. */
  setResolvers(addresses: readonly string[], options?: string): Promise<void>;
  /** Lines of the user's /etc/hosts beside those of loopback. */
  setHosts(...lines: readonly string[]): Promise<void>;
  /** What AWS's address shows on 443 from now on. */
  presentCertificate(fault: CertificateFault): Promise<void>;
  /** A call of the stand-in's control API, e.g. `POST /clock?by=2h`. */
  control(method: string, path: string, body?: string): Promise<unknown>;
  /** The messages that the mail host has, oldest first. */
  mail(): Promise<readonly string[]>;
  /** Undoes what a test broke. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

const USUAL: WorldOptions = {
  domain: 'papercrane.com',
  region: 'eu-west-1',
  dns: 'manual',
  speed: 20,
  faults: {},
};

async function startLaboratory(given: Partial<WorldOptions> = {}): Promise<Laboratory> {
  const options = { ...USUAL, ...given };
  const folder = await mkdtemp(join(tmpdir(), 'ses-migrate-laboratory-'));
  // Beside node_modules, where its imports are found.
  const script = new URL(
    `../../node_modules/.cache/laboratory-${process.pid}.mjs`,
    import.meta.url,
  );
  await bundleInside(script.pathname);
  const world = startInNamespace(script.pathname, [folder, JSON.stringify(options)]);
  const { ask, ready } = talkTo(world);
  const { env } = await ready;
  const pid = await forkedBy(world);
  const prefix = inClientNetwork(pid);

  const setResolvers = (addresses: readonly string[], extra = ''): Promise<void> =>
    writeFile(
      join(folder, 'resolv.conf'),
      `${addresses.map((address) => `nameserver ${address}\n`).join('')}${extra}\n`,
    );
  const setHosts = (...lines: readonly string[]): Promise<void> =>
    writeFile(
      join(folder, 'hosts'),
      ['127.0.0.1 localhost', '::1 localhost', ...lines, ''].join('\n'),
    );
  const breakNetwork = (
    troubles: readonly Trouble[],
    redirections: readonly Redirection[] = [],
  ): Promise<void> => applyRules(pid, rulesFor(troubles, redirections));
  const presentCertificate = async (fault: CertificateFault): Promise<void> => {
    await ask({ do: 'present-certificate', fault });
  };

  const runThere: Laboratory['run'] = (args, how = {}) =>
    run(args, { ...how, prefix, env: { ...env, NODE_OPTIONS: '', ...how.env } });
  let teams = 0;

  return {
    domain: options.domain,
    region: options.region,
    env,
    prefix,
    run: runThere,
    team() {
      teams += 1;
      const own = join(folder, `team-${teams}`);
      mkdirSync(own);
      return openTeam(own, env, runThere);
    },
    exec: (...command) => execute([...prefix, ...command]),
    zone: createZoneEditor(FIRST_RECORDS, async (servers, lines) => {
      await ask({ do: 'publish', servers, lines });
    }),
    breakNetwork,
    setResolvers,
    setHosts,
    presentCertificate,
    control: (method, path, body = '') => ask({ do: 'control', method, path, body }),
    mail: () => messagesIn(join(folder, 'Maildir')),
    async restore() {
      await Promise.all([breakNetwork([]), setResolvers(['10.53.0.2']), setHosts()]);
      await presentCertificate('none');
    },
    async close() {
      const ended = once(world, 'exit');
      world.disconnect();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function talkTo(world: ChildProcess) {
  const waiting = new Map<number, PromiseWithResolvers>();
  let last = 0;
  const first = withResolvers();
  const failAll = (): void => {
    const error = new Error('the laboratory ended');
    for (const { reject } of [first, ...waiting.values()]) reject(error);
  };
  world.once('exit', failAll);
  world.on('message', (message: Message) => {
    if ('ready' in message) return first.resolve(message.ready);
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if ('error' in message) asked?.reject(new Error(message.error));
    else asked?.resolve(message.value);
  });
  return {
    ready: first.promise as Promise<{ env: Readonly<Record<string, string>> }>,
    ask(request: Request): Promise<unknown> {
      const answer = withResolvers();
      last += 1;
      waiting.set(last, answer);
      world.send({ id: last, request });
      return answer.promise;
    },
  };
}

interface PromiseWithResolvers {
  readonly promise: Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

function withResolvers(): PromiseWithResolvers {
  let resolve: (value: unknown) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<unknown>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

async function execute([file = '', ...args]: readonly string[]): Promise<string> {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return text(child.stdout);
}

async function messagesIn(maildir: string): Promise<readonly string[]> {
  const names = (await readdir(join(maildir, 'new'))).sort();
  return Promise.all(names.map((name) => readFile(join(maildir, 'new', name), 'utf8')));
}

/** A suite with a laboratory of its own; where none can run, stderr and a test of that name say what was not run. */
export function describeInLaboratory(
  title: string,
  options: Partial<WorldOptions>,
  suite: (laboratory: () => Laboratory) => void,
): void {
  const why = whyNoLaboratory();
  if (why !== null) {
    const missed = `NOT RUN, as there is no laboratory (${why}): ${title}`;
    process.stderr.write(`\n${missed}\n`);
    test(missed, () => expect(whyNoLaboratory()).not.toBeNull());
    return;
  }
  describe(title, () => {
    let laboratory: Laboratory;
    beforeAll(async () => {
      laboratory = await startLaboratory(options);
    });
    afterEach(() => laboratory.restore());
    afterAll(() => laboratory.close());
    suite(() => laboratory);
  });
}
