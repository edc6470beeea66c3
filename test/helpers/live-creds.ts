import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { createAws } from '../../src/adapters/aws/index.ts';
import { parseServer } from '../../src/adapters/dns/parse-server.ts';
import { createFiles } from '../../src/adapters/files.ts';
import { createSmtp } from '../../src/adapters/smtp.ts';
import { parseHolder } from '../../src/adapters/store/holder.ts';
import { createStore } from '../../src/adapters/store/index.ts';
import type { Job } from '../../src/flow/job.ts';
import { openSession } from '../../src/flow/session.ts';
import type { AwsPorts, Ports } from '../../src/ports/index.ts';
import { type Rehearsal, startRehearsal } from '../../src/rehearsal/start.ts';
import { STEPS } from '../../src/steps/index.ts';
import type { Answers } from '../../src/steps/input.ts';
import type { MakeSmtpCredsOptions } from '../../src/steps/make-smtp-creds/inputs.ts';
import type { SendTestOptions } from '../../src/steps/send-test/inputs.ts';
import { deadPid } from '../adapters/store/children.ts';
import { fakePorts } from './ports.ts';
import { DOMAIN, REGION } from './world.ts';

/** One rehearsal in this process for all tests of a file, and real ports to it. */
export interface LiveWorld {
  readonly aws: AwsPorts;
  readonly smtp: Ports['smtp'];
  /** Moves AWS's clock; `8d`. */
  pass(by: string): Promise<void>;
  /** A folder with a checklist of its own. */
  desk(user: string): SendingService;
}

/** Without a file of its own, the settings go into that of the desk; undefined: into none. */
export type CredsOptions = Omit<MakeSmtpCredsOptions, 'file'> & {
  readonly file?: string | undefined;
};

export type SendingServiceOptions = CredsOptions | SendTestOptions;

/** One person's folder: what the next command finds there. */
export interface SendingService {
  readonly file: string;
  /** Real ports for one command, with the clock of `fakePorts`. */
  ports(): Ports;
  /** Makes the lock that a run left here one of a process that is gone. */
  leaveDeadLock(): Promise<void>;
  /** `make-smtp-creds` over these ports, as the command line would start it. */
  job(
    ports: Ports,
    answers?: SendingServiceOptions,
    consent?: Partial<Job['consent']>,
  ): Promise<Job>;
}

/** One file, as the command line gives it: in a list. */
function listed(answers: SendingServiceOptions & { readonly file?: string | undefined }): Answers {
  const { file } = answers;
  return { ...answers, ...{ file: file === undefined ? undefined : [file] } };
}

export function shareLiveWorld(): () => LiveWorld {
  let rehearsal: Rehearsal;
  let world: LiveWorld;
  const folders: string[] = [];
  beforeAll(async () => {
    rehearsal = await startRehearsal({
      domain: DOMAIN,
      region: REGION,
      dns: 'manual',
      speed: 1000,
    });
    stubEnvironment(rehearsal);
    world = openLiveWorld(rehearsal, folders);
  });
  beforeEach(() => stubEnvironment(rehearsal));
  afterEach(() => vi.unstubAllEnvs());
  afterAll(async () => {
    await rehearsal.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  return () => world;
}

type AccessKey = Awaited<ReturnType<Ports['iam']['createAccessKey']>>;

/** Two keys of a user `mailer`, made before the tests, which SMTP knows by then. */
export function shareKeys(world: () => LiveWorld) {
  let made: { readonly active: AccessKey; readonly inactive: AccessKey };
  beforeAll(async () => {
    const { aws, pass } = world();
    await aws.iam.createUser('mailer');
    const active = await aws.iam.createAccessKey('mailer');
    const inactive = await aws.iam.createAccessKey('mailer');
    await aws.iam.setAccessKeyActive('mailer', inactive.id, false);
    await pass('1m');
    made = { active, inactive };
  });
  const key = (which: keyof typeof made): AccessKey => ({
    get id() {
      return made[which].id;
    },
    get secret() {
      return made[which].secret;
    },
  });
  return { active: key('active'), inactive: key('inactive') };
}

/** Node reads authorities when it starts, so this process trusts any certificate instead. */
function stubEnvironment({ env }: Rehearsal): void {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
}

function openLiveWorld({ env, control }: Rehearsal, folders: string[]): LiveWorld {
  const mfaCode = () => Promise.reject(new Error('nobody has a code'));
  const aws = createAws({ region: REGION, profile: null, mfaCode, note: () => undefined });
  const place = (name: string) => parseServer(env[name] ?? '', 'resolver');
  const regional = new Map([['us-west-2', place('SES_MIGRATE_SMTP_US_WEST_2')]]);
  const smtp = createSmtp(place('SES_MIGRATE_SMTP'), regional);
  return {
    aws,
    smtp,
    pass: async (by) => void (await fetch(`${control}/clock?by=${by}`, { method: 'POST' })),
    desk(user) {
      const folder = mkdtempSync(join(tmpdir(), 'ses-migrate-desk-'));
      folders.push(folder);
      return openDesk(folder, user, { ...aws, smtp });
    },
  };
}

function openDesk(
  folder: string,
  user: string,
  live: AwsPorts & Pick<Ports, 'smtp'>,
): SendingService {
  const file = join(folder, 'smtp.env');
  return {
    file,
    ports() {
      const store = createStore(join(folder, 'ses-migrate.json'), {
        now: () => new Date(),
        command: 'make-smtp-creds',
      });
      return {
        ...fakePorts().ports,
        ...live,
        store,
        files: createFiles({ stdin: process.stdin }),
      };
    },
    async leaveDeadLock() {
      const lock = join(folder, '.ses-migrate/ses-migrate.json.lock');
      const held = existsSync(lock) ? parseHolder(readFileSync(lock, 'utf8')) : null;
      if (held !== null)
        writeFileSync(lock, JSON.stringify({ ...held, pid: await deadPid(), born: null }));
    },
    async job(ports, answers = {}, consent = {}) {
      const subject = { domain: DOMAIN, region: REGION };
      const session = openSession(ports, await ports.store.load(), subject);
      session.choose({ smtpUser: user });
      return {
        checklistSteps: STEPS,
        ports,
        session,
        subject,
        answers: listed({ file, ...answers }),
        consent: { yes: true, dryRun: false, noPreflight: true, ...consent },
        waitMs: null,
        forever: false,
        records: null,
      };
    },
  };
}
