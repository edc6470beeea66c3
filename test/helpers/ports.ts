import { onTestFinished } from 'vitest';
import { type Checklist, emptyChecklist } from '../../src/core/checklist.ts';
import { cancelled } from '../../src/core/model/errors.ts';
import type { Style } from '../../src/core/text/style.ts';
import {
  type AwsPorts,
  type Clock,
  type Output,
  PortError,
  type Ports,
  type Publisher,
  type Store,
} from '../../src/ports/index.ts';
import { STEPS } from '../../src/steps/index.ts';
import { EVENT_SET, topic } from './world.ts';

/** One answer: a value, an Error to throw, or what makes the answer from the arguments. */
type Prepared<A extends unknown[], R> = R | Error | ((...args: A) => R);

/** Prepared answers in order, each to be used; a function answers any number of calls, at least one. */
export type Script<P> = {
  readonly [K in keyof P]?: P[K] extends (...args: infer A) => infer R
    ? readonly Prepared<A, Awaited<R>>[] | ((...args: A) => Awaited<R>)
    : P[K];
};

export interface PortScripts {
  readonly sts?: Script<Ports['sts']>;
  readonly ses?: Script<Ports['ses']>;
  readonly iam?: Script<Ports['iam']>;
  readonly simulator?: Script<Ports['simulator']>;
  readonly route53?: Script<Publisher>;
  readonly secrets?: Script<Ports['secrets']>;
  readonly sns?: Script<Ports['sns']>;
  readonly sqs?: Script<Ports['sqs']>;
  readonly cloudWatch?: Script<Ports['cloudWatch']>;
  readonly eventBridge?: Script<Ports['eventBridge']>;
  /** Without it there is no token for Cloudflare. */
  readonly cloudflare?: Script<Publisher>;
  readonly dns?: Script<Ports['dns']>;
  readonly smtp?: Script<Ports['smtp']>;
  readonly env?: Script<Ports['env']>;
  readonly inbox?: Script<Ports['inbox']>;
  readonly files?: Script<Ports['files']>;
  /** With this, a person is there. */
  readonly prompt?: Script<Omit<Ports['prompt'], 'interactive' | 'because'>>;
  /** What the checklist file holds; null: there is none. */
  readonly checklist?: Checklist | null;
  readonly style?: Style;
}

export interface Fakes {
  readonly ports: Ports;
  /** Calls that do something or ask somebody, in order: `iam.createUser mailer`, `intent make-smtp-creds create-user`. */
  readonly log: string[];
  /** Arguments of every call to a port method, in order. */
  argsOf(call: string): readonly unknown[][];
  /** One argument of the first such call; fails where there was none. */
  arg<T>(call: string, index: number): T;
  /** Lines on stdout, masks in between, and on stderr. */
  readonly results: string[];
  readonly notes: string[];
  /** Milliseconds slept, in order. */
  readonly sleeps: number[];
  /** The checklist file as it is now. */
  stored(): Checklist | null;
  /** Ctrl-C. */
  interrupt(): void;
}

const SYNC = new Set([
  'smtp.endpoint',
  'env.sesSmtp',
  'env.oldSmtp',
  'env.imapPassword',
  'env.proxyVariable',
  'dns.resolvers',
]);
export const START = new Date('2026-11-22T10:00:00.000Z');
const WIDE: Style = { color: false, unicode: true, columns: 120 };

/**
 * Strict ports: a call that nobody prepared fails the test with its name and arguments even if the code
 * under test swallows the error, and so does an answer that nobody used. Time moves only by sleeping.
 */
export function fakePorts(scripts: PortScripts = {}): Fakes {
  const calls: { name: string; args: unknown[] }[] = [];
  const log: string[] = [];
  const faults: string[] = [];
  const checks: (() => string[])[] = [];
  const notes: string[] = [];
  const results: string[] = [];
  const strict = <P extends object>(room: string, script: Script<P>): P => {
    const called = new Set<string>();
    const queues = new Map<string, unknown[]>();
    for (const [method, prepared] of Object.entries(script))
      if (Array.isArray(prepared)) queues.set(method, [...prepared]);
    checks.push(() => unused(room, script, queues, called));
    return strictPort<P>(room, (name, method, args) => {
      calls.push({ name, args });
      called.add(method);
      log.push([name, ...args.map(short)].join(' ').trim());
      const prepared = (script as Record<string, unknown>)[method];
      if (typeof prepared === 'function') return prepared(...args);
      const queue = queues.get(method) ?? [];
      if (queue.length === 0) {
        const fault = `unexpected call ${name}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`;
        faults.push(fault);
        throw new Error(fault);
      }
      const answer = queue.shift();
      return typeof answer === 'function' ? answer(...args) : answer;
    });
  };
  const time = fakeClock(log);
  const store = memoryStore(scripts.checklist ?? null, log);
  const { prompt } = scripts;
  const ports: Ports = {
    sts: strict('sts', scripts.sts ?? {}),
    ses: quiet(strict('ses', scripts.ses ?? {}), scripts.ses ?? {}, QUIET_SES),
    iam: strict('iam', scripts.iam ?? {}),
    simulator: quiet(
      strict('simulator', scripts.simulator ?? {}),
      scripts.simulator ?? {},
      QUIET_SIMULATOR,
    ),
    route53: strict('route53', scripts.route53 ?? {}),
    secrets: strict('secrets', scripts.secrets ?? {}),
    sns: quiet(strict('sns', scripts.sns ?? {}), scripts.sns ?? {}, QUIET_SNS),
    sqs: quiet(strict('sqs', scripts.sqs ?? {}), scripts.sqs ?? {}, QUIET_SQS),
    cloudWatch: quiet(
      strict('cloudWatch', scripts.cloudWatch ?? {}),
      scripts.cloudWatch ?? {},
      QUIET_CLOUDWATCH,
    ),
    eventBridge: strict('eventBridge', scripts.eventBridge ?? {}),
    cloudflare: scripts.cloudflare ? strict('cloudflare', scripts.cloudflare) : null,
    // Nobody names servers in these tests: they are those of the delegation.
    dns: Object.assign(strict<Ports['dns']>('dns', scripts.dns ?? {}), {
      nameservers: () => null,
      resolversAreNamed: false,
    }),
    smtp: strict('smtp', scripts.smtp ?? {}),
    env: quiet(strict('env', scripts.env ?? {}), scripts.env ?? {}, QUIET_ENV),
    inbox: strict('inbox', scripts.inbox ?? {}),
    files: strict('files', scripts.files ?? {}),
    prompt: Object.assign(strict<Ports['prompt']>('prompt', prompt ?? {}), {
      interactive: prompt !== undefined,
      because: prompt === undefined ? 'stdin is not a terminal' : 'stdin and stdout are terminals',
    }),
    clock: time.clock,
    store: store.port,
    output: fakeOutput(notes, results, scripts.style ?? WIDE),
  };
  onTestFinished(() => {
    const all = [...faults, ...checks.flatMap((check) => check())];
    if (all.length > 0) throw new Error(all.join('\n'));
  });
  return {
    ports,
    log,
    results,
    notes,
    sleeps: time.sleeps,
    argsOf: (name) => calls.filter((call) => call.name === name).map((call) => call.args),
    arg<T>(name: string, index: number) {
      const call = calls.find((each) => each.name === name);
      if (call === undefined) throw new Error(`${name} was not called`);
      return call.args[index] as T;
    },
    stored: store.now,
    interrupt: () => time.abort.abort(),
  };
}

/** No proxy, unless a test names one. */
const QUIET_ENV: Partial<Ports['env']> = { trial: () => null, proxyVariable: () => null };

/** What a test need not prepare: nothing surrounds the identity, no other Region, no address. */
const QUIET_SES: Partial<Ports['ses']> = {
  identityIn: async () => null,
  addressIdentities: async () => [],
  configurationSet: async (name) => ({ ...EVENT_SET, name }),
  notificationTopics: async () => ({
    bounce: null,
    complaint: null,
    delivery: null,
    forwarding: true,
  }),
};

/** The topic of `EVENT_SET`, which nobody subscribes to, and no alarm. */
const QUIET_SNS: Partial<Ports['sns']> = {
  topic: async (arn) => topic({ arn }),
  subscriptions: async () => [],
};
const QUIET_SQS: Partial<Ports['sqs']> = { queues: async () => [] };
const QUIET_CLOUDWATCH: Partial<Ports['cloudWatch']> = { alarms: async () => [] };

/** These credentials are not allowed to ask IAM's simulator. */
const QUIET_SIMULATOR: Ports['simulator'] = {
  simulate: () =>
    Promise.reject(new PortError('no', { reason: 'denied', errorName: 'AccessDenied' })),
};

function quiet<P extends object>(port: P, script: Script<P>, answers: Partial<P>): P {
  const left = Object.entries(answers).filter(([method]) => !(method in script));
  return Object.assign(port, Object.fromEntries(left));
}

/** The ports whose methods have names of their own. */
type ListedPort = Exclude<keyof AwsPorts, 'sns' | 'sqs' | 'cloudWatch' | 'eventBridge'>;

type AwsMethods = Ports['sts'] &
  Ports['ses'] &
  Ports['iam'] &
  Ports['simulator'] &
  Publisher &
  Ports['secrets'];

/** Answers of AWS as one list of methods, which no two of its ports share. */
export type AwsScript = Script<AwsMethods>;

const METHODS = {
  caller: 'sts',
  simulate: 'simulator',
  smtpUser: 'iam',
  userPolicies: 'iam',
  keyOwner: 'iam',
  createUser: 'iam',
  putUserPolicy: 'iam',
  createAccessKey: 'iam',
  deleteAccessKey: 'iam',
  setAccessKeyActive: 'iam',
  findSecret: 'secrets',
  readSecret: 'secrets',
  createSecret: 'secrets',
  replaceSecret: 'secrets',
  account: 'ses',
  identity: 'ses',
  identityIn: 'ses',
  addressIdentities: 'ses',
  createIdentity: 'ses',
  putMailFrom: 'ses',
  putDkimSigningEnabled: 'ses',
  startEasyDkim: 'ses',
  startReplicaDkim: 'ses',
  putConfigurationSet: 'ses',
  addressIdentity: 'ses',
  createAddress: 'ses',
  deleteAddress: 'ses',
  configurationSet: 'ses',
  putAccountDetails: 'ses',
  createConfigurationSet: 'ses',
  putReputationMetrics: 'ses',
  putSuppressionReasons: 'ses',
  createEventDestination: 'ses',
  updateEventDestination: 'ses',
  notificationTopics: 'ses',
  sendEmail: 'ses',
  hostedZones: 'route53',
  recordSets: 'route53',
  changeRecordSets: 'route53',
  changeInSync: 'route53',
} satisfies Record<keyof AwsMethods, ListedPort>;

const AWS_PORTS = new Set<string | undefined>([
  ...Object.values(METHODS),
  ...['sns', 'sqs', 'cloudWatch', 'eventBridge'],
]);

/** Whether a line of `log` is a call of AWS. */
export function isAwsCall(line: string): boolean {
  return AWS_PORTS.has(line.split('.')[0]);
}

/** The scripts of the ports that these methods belong to. */
export function byService(script: AwsScript): Pick<PortScripts, ListedPort> {
  const scripts: Partial<Record<ListedPort, Record<string, unknown>>> = {};
  for (const [method, answers] of Object.entries(script)) {
    const port = METHODS[method as keyof AwsMethods];
    scripts[port] = { ...scripts[port], [method]: answers };
  }
  return scripts as Pick<PortScripts, ListedPort>;
}

/** Every method of a port, answered by `answer`; a prepared or unprepared Error is thrown or rejected. */
function strictPort<P extends object>(
  room: string,
  answer: (name: string, method: string, args: unknown[]) => unknown,
): P {
  const get = (own: Record<string, unknown>, key: string | symbol): unknown => {
    if (typeof key === 'symbol' || key === 'then' || key in own) return Reflect.get(own, key);
    const name = `${room}.${key}`;
    return (...args: unknown[]) => {
      const answered = () => {
        const value = answer(name, key, args);
        if (value instanceof Error) throw value;
        return value;
      };
      return SYNC.has(name) ? answered() : Promise.resolve().then(answered);
    };
  };
  return new Proxy({}, { get }) as P;
}

function unused(
  room: string,
  script: object,
  queues: ReadonlyMap<string, unknown[]>,
  called: ReadonlySet<string>,
): string[] {
  return Object.entries(script).flatMap(([method, prepared]) => {
    if (typeof prepared === 'function' && !called.has(method))
      return [`${room}.${method} was prepared and never called`];
    const left = queues.get(method)?.length ?? 0;
    return left > 0 ? [`${room}.${method}: ${left} prepared answers were not used`] : [];
  });
}

function short(arg: unknown): string {
  return typeof arg === 'string' || typeof arg === 'number' || typeof arg === 'boolean'
    ? String(arg).split('\n', 1).join()
    : '';
}

function fakeClock(log: string[]) {
  let now = START.getTime();
  const sleeps: number[] = [];
  const abort = new AbortController();
  const clock: Clock = {
    now: () => new Date(now),
    async sleep(ms, signal) {
      await Promise.resolve();
      if (signal?.aborted === true) throw cancelled();
      sleeps.push(ms);
      log.push(`sleep ${ms}`);
      now += ms;
    },
    interruptible: (run) => run(abort.signal),
  };
  return { clock, sleeps, abort };
}

/** The store in memory; each write is logged by what it changed. */
function memoryStore(initial: Checklist | null, log: string[]) {
  let held = initial;
  let isLocked = false;
  const port: Store = {
    path: './ses-migrate.json',
    writer: { run: 'this-run', host: 'here', pid: 1 },
    load: async () => held,
    async hold() {
      if (isLocked) throw new Error('the checklist was locked twice');
      isLocked = true;
      return async () => {
        isLocked = false;
      };
    },
    async update(change) {
      await Promise.resolve();
      const before = held ?? emptyChecklist('lineage');
      const after = change(held);
      held = after;
      log.push(writtenBetween(before, after));
      return after;
    },
  };
  return { port, now: () => held };
}

function writtenBetween(before: Checklist, after: Checklist): string {
  for (const { id } of STEPS) {
    const receipts = after.steps[id]?.receipts ?? [];
    if (receipts.length > (before.steps[id]?.receipts ?? []).length)
      return `receipt ${id} ${receipts.at(-1)?.what}`;
    const intent = after.steps[id]?.intent ?? null;
    if (intent !== null && intent !== (before.steps[id]?.intent ?? null))
      return `intent ${id} ${intent.what}`;
  }
  return 'checklist';
}

function fakeOutput(notes: string[], results: string[], style: Style): Output {
  return {
    stdout: style,
    stderr: style,
    result: (text) => void results.push(text),
    report: (text, annotations) => void results.push(text, ...annotations),
    note: (text) => void notes.push(text),
    show: (text) => void notes.push(text),
    readerGone: new AbortController().signal,
    piped: false,
    progress: (state, detail) => void notes.push(`… ${state}${detail ? ` (${detail})` : ''}`),
    animated: false,
    endProgress: () => undefined,
    mask: (secret, stream) =>
      void (stream === 'stdout' ? results : notes).push(`::add-mask::${secret.reveal()}`),
  };
}
