import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Faults } from './aws/options.ts';
import { runChild } from './child.ts';
import type { DnsMode } from './contract.ts';
import { childEnvironment, shellLines } from './environment.ts';
import { asStarted } from './inside.ts';
import { ownEnvironment } from './own-environment.ts';
import { type Rehearsal, startRehearsal } from './start.ts';
import { runUnattended, type Talk } from './unattended.ts';

export type RehearseMode =
  | { readonly kind: 'walk' }
  | { readonly kind: 'unattended'; readonly json: boolean }
  | { readonly kind: 'run'; readonly command: readonly string[] }
  | { readonly kind: 'serve' };

export interface RehearseOptions {
  readonly domain: string;
  readonly region: string;
  readonly dns: DnsMode;
  readonly speed: number;
  /** The host whose panel is pretended with `manual`; absent: one that nobody knows. */
  readonly dnsHost?: string;
  /** From `parseFaults`. */
  readonly faults: Faults;
  readonly mode: RehearseMode;
  /** Path of the checklist file; null for a temporary one. */
  readonly checklist: string | null;
  /** Absolute path of the program that the walkthrough runs. */
  readonly entry: string;
}

/**
 * `ses-migrate rehearse`: a local world, and in it the walkthrough, an unattended migration, any command,
 * or nothing but the world itself. Returns the exit code; all sockets are closed and all temporary
 * files removed by then, but for the inbox of a walkthrough, which a person may want to read.
 */
export async function rehearse(options: RehearseOptions, io: Talk): Promise<number> {
  const { domain, region, dns, speed, faults, dnsHost, entry } = options;
  const folder = await mkdtemp(join(tmpdir(), 'ses-migrate-run-'));
  const rehearsal = await startRehearsal({
    ...{ domain, region, dns, speed, faults, entry },
    ...(dnsHost === undefined ? {} : { dnsHost }),
  });
  try {
    const checklist = options.checklist ?? join(folder, 'ses-migrate.json');
    const env = {
      ...childEnvironment(rehearsal, process.env),
      SES_MIGRATE_CHECKLIST: checklist,
    };
    return await inMode(options, { rehearsal, env, checklist, folder }, io);
  } finally {
    await rehearsal.close({
      keepInbox: options.mode.kind === 'walk' && (await hasMail(rehearsal)),
    });
    await rm(folder, { recursive: true, force: true });
  }
}

interface Inside {
  readonly rehearsal: Rehearsal;
  readonly env: NodeJS.ProcessEnv;
  /** Path of the checklist file. */
  readonly checklist: string;
  /** Temporary. */
  readonly folder: string;
}

function inMode(options: RehearseOptions, inside: Inside, io: Talk): Promise<number> {
  const { mode, entry, domain, dns } = options;
  switch (mode.kind) {
    case 'walk':
      return walk(options, inside, io);
    case 'run':
      return run(mode.command, options, inside, io);
    case 'serve':
      return serve(inside, io);
    case 'unattended': {
      const { env, folder, rehearsal } = inside;
      const { control } = rehearsal;
      return runUnattended({ domain, dns, json: mode.json, entry, control, env, folder }, io);
    }
  }
}

function welcome({ domain, dns }: RehearseOptions, { inboxFolder, control }: Rehearsal): string {
  const lines = [
    `Rehearsal: ${domain} moves to a local stand-in for Amazon SES.`,
    'Nothing leaves this machine: no AWS account, no real DNS, no real mail.',
    'Steps that take hours take seconds here.',
    'Enter takes what is proposed. Nothing is kept when the walkthrough ends.',
    'To stop and continue, run it in a shell inside the rehearsal:',
    '  ses-migrate rehearse -- sh',
    '',
    'Mail to any address is saved in this folder as .eml files:',
    `  ${inboxFolder}`,
  ];
  if (dns === 'manual') {
    lines.push(
      'You play the DNS host. Publish records as zone-file lines from another terminal:',
      `  curl --data-binary @- ${control}/zone`,
    );
  }
  return `${lines.join('\n')}\n\n`;
}

async function hasMail({ inboxFolder }: Rehearsal): Promise<boolean> {
  return (await readdir(inboxFolder)).length > 0;
}

async function walk(options: RehearseOptions, inside: Inside, io: Talk): Promise<number> {
  io.note(welcome(options, inside.rehearsal));
  const ended = await runChild(
    [process.execPath, options.entry],
    ownEnvironment(inside.env),
    'inherit',
  );
  const mail = (await hasMail(inside.rehearsal))
    ? ` Its mail: ${inside.rehearsal.inboxFolder}`
    : '';
  io.note(
    `The rehearsal has ended.${mail}\nNow for real, with credentials of your AWS account: ses-migrate\n`,
  );
  return ended.exitCode;
}

async function run(
  command: readonly string[],
  { domain }: RehearseOptions,
  { env, rehearsal }: Inside,
  io: Talk,
): Promise<number> {
  const started = await asStarted(command, { folder: rehearsal.folder, domain });
  const ended = await runChild(started, env, 'inherit');
  if (ended.failure !== null) io.note(`ses-migrate rehearse: ${ended.failure}\n`);
  return ended.exitCode;
}

async function serve({ rehearsal, checklist }: Inside, io: Talk): Promise<number> {
  const exported = { env: { ...rehearsal.env, SES_MIGRATE_CHECKLIST: checklist } };
  io.result(`${shellLines(exported, process.env).join('\n')}\n`);
  io.note('The rehearsal runs until you press Ctrl-C.\n');
  await new Promise((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
  });
  return 0;
}
