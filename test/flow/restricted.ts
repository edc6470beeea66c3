import { CreateAccessKeyCommand, CreateUserCommand } from '@aws-sdk/client-iam';
import { ListHostedZonesByNameCommand } from '@aws-sdk/client-route-53';
import {
  CreateConfigurationSetCommand,
  PutEmailIdentityConfigurationSetAttributesCommand,
  PutEmailIdentityDkimAttributesCommand,
} from '@aws-sdk/client-sesv2';
import { vi } from 'vitest';
import { createAws } from '../../src/adapters/aws/index.ts';
import { exportRecords } from '../../src/commands/export/records.ts';
import { statusReport } from '../../src/commands/status.ts';
import { verifyAddresses } from '../../src/commands/verify-address/verify.ts';
import { operatorPolicy } from '../../src/core/aws/operator-policy.ts';
import type { PolicyDocument } from '../../src/core/aws/policies.ts';
import { type Choices, emptyChecklist, withIntent } from '../../src/core/checklist.ts';
import type { ForeignEntry } from '../../src/core/checklist-receipts.ts';
import { Failure } from '../../src/core/model/errors.ts';
import type { PolicyStatement } from '../../src/core/model/policy-statement.ts';
import type { Report, StepId } from '../../src/core/model/types.ts';
import { candidatesOf } from '../../src/core/records/footprint.ts';
import type { Job } from '../../src/flow/job.ts';
import { look } from '../../src/flow/look.ts';
import { runStep } from '../../src/flow/run.ts';
import { openSession } from '../../src/flow/session.ts';
import type { AwsPorts, Ports } from '../../src/ports/index.ts';
import { STEPS } from '../../src/steps/index.ts';
import type { Answers } from '../../src/steps/input.ts';
import type { MakeSmtpCredsOptions } from '../../src/steps/make-smtp-creds/inputs.ts';
import type { RequestProductionOptions } from '../../src/steps/request-production/inputs.ts';
import type { SendTestOptions } from '../../src/steps/send-test/inputs.ts';
import { fakePorts } from '../helpers/ports.ts';
import { commandRights } from '../helpers/rights.ts';
import { type Credentials, startWorld, type TestWorld } from '../rehearsal/aws/world.ts';

const DOMAIN = 'acme.example';
const REGION = 'eu-central-1';
const ADDRESS = 'ann@example.net';
const DAY = 24 * 3_600_000;
const MESSAGE = `From: hello@${DOMAIN}\r\nTo: ${ADDRESS}\r\nSubject: test\r\n\r\ntest\r\n`;

const ANSWERS: Partial<
  Record<string, Answers | MakeSmtpCredsOptions | RequestProductionOptions | SendTestOptions>
> = {
  'request-production': {
    mailType: 'transactional',
    website: `https://${DOMAIN}`,
    contact: [`ops@${DOMAIN}`],
    useCaseFile: 'Receipts.',
  },
  'make-smtp-creds': { noLoginCheck: true, json: true },
  'send-test': { from: `hello@${DOMAIN}`, to: [ADDRESS], via: ['api'] },
  'verify-address': { confirm: [ADDRESS] },
};

interface SimulationRequest {
  readonly choices?: Choices;
  readonly answers?: Job['answers'];
}

/** One command's result: the report, or the failure that ended it. */
export type Ended = Report | Failure;

export interface Restricted extends AsyncDisposable {
  readonly world: TestWorld;
  /** Runs the command with these rights and no other. */
  run(policy: PolicyDocument): Promise<Ended>;
  /** Runs any command as somebody who may do everything. */
  prepare(command: string): Promise<Ended>;
  /** What the run is reported beside the usual. */
  wish(wish: SimulationRequest): void;
  /** Puts what a broken run had begun into the checklist. */
  remember(step: StepId, intent: ForeignEntry): Promise<void>;
  /** The least that print-policy says this command needs. */
  readonly needed: PolicyDocument;
  /** Names of the operations so far that change something and were not refused. */
  writes(): readonly string[];
}

/** One account in which one command is run by an operator whose policy a test takes apart. */
async function restricted(command: string): Promise<Restricted> {
  const world = await startWorld();
  const found = await world.route53().send(new ListHostedZonesByNameCommand({ DNSName: DOMAIN }));
  const zoneId = found.HostedZones?.[0]?.Id?.replace('/hostedzone/', '') ?? '';
  const ports = portsOver(world);
  const as = (credentials: Credentials): Ports => {
    const aws = withOneOther(awsAs(world, credentials));
    // A long poll lasts real time, in which this world's clock stands still.
    const receive: Ports['sqs']['receive'] = (url, seconds) => {
      world.advance(seconds * 1_000);
      return aws.sqs.receive(url, 0);
    };
    return { ...ports, ...aws, sqs: { ...aws.sqs, receive } };
  };
  let wished: SimulationRequest = {};
  return {
    world,
    wish(wish) {
      wished = wish;
    },
    remember: async (step, intent) => {
      await ports.store.update((stored) => ({
        ...withIntent(stored ?? emptyChecklist(), step, intent),
        domain: DOMAIN,
        region: REGION,
      }));
    },
    run: (policy) => {
      // Two runs are never at the same moment: a proof names its queue by it.
      world.advance(1);
      return runAs(as(world.aws.addUser(JSON.stringify(policy))), command, wished);
    },
    prepare: (other) => runAs(as(world.config().credentials), other),
    needed: operatorPolicy({
      region: REGION,
      account: '123456789012',
      domain: DOMAIN,
      configurationSet: null,
      zoneId,
      smtpUser: `ses-smtp-${DOMAIN}`,
      commands: [commandRights(command)],
      route53: true,
      from: [`*@${DOMAIN}`],
      mailFrom: candidatesOf(DOMAIN),
    }),
    writes: () =>
      world.aws
        .seen()
        .filter(
          ({ operation, status }) => status === 200 && !/^(Get|List|Simulate)/.test(operation),
        )
        .map(({ operation }) => operation),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** The AWS of this world, as who has these credentials. */
export function awsAs(world: TestWorld, credentials: Credentials): AwsPorts {
  vi.stubEnv('AWS_ENDPOINT_URL', world.aws.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  const mfaCode = () => Promise.reject(new Error('asked'));
  return createAws({ region: REGION, profile: null, mfaCode, note: () => undefined });
}

/** One other Region is asked, where the rehearsal puts what is elsewhere; to ask all takes its time. */
export function withOneOther(aws: AwsPorts): AwsPorts {
  const identityIn: Ports['ses']['identityIn'] = async (region, name) =>
    region === 'us-west-2' ? aws.ses.identityIn(region, name) : null;
  return { ...aws, ses: { ...aws.ses, identityIn } };
}

/** Everything but AWS: no record is published anywhere yet, and sleeping moves the world's time. */
export function portsOver(world: TestWorld): Ports {
  const { ports } = fakePorts();
  const server = {
    name: 'ns-1.awsdns-01.com',
    address: '192.0.2.53',
    port: 53,
    kind: 'authoritative',
  } as const;
  const soa = null;
  return {
    ...ports,
    clock: {
      now: () => new Date(world.now()),
      // Route 53 takes a minute of world time: one pause is enough.
      sleep: async (ms) => world.advance(60 * ms),
      interruptible: (run) => run(new AbortController().signal),
    },
    dns: {
      ask: async (asked) => ({
        kind: 'nxdomain',
        server: asked,
        ms: 1,
        aa: true,
        rcode: 'NXDOMAIN',
        soa,
      }),
      delegation: async () => ({
        zone: DOMAIN,
        nameServers: [server.name],
        servers: [server],
        soa,
      }),
      nameservers: () => null,
      resolversAreNamed: false,
      resolvers: () => [{ ...server, name: '1.1.1.1', kind: 'resolver' }],
    },
    smtp: {
      ...ports.smtp,
      compose: async ({ headers, from }) => {
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        return Buffer.from(
          `${lines.join('')}${MESSAGE.replace(/^From: .*?(?=\r\n)/m, `From: ${from}`)}`,
        );
      },
      endpoint: () => ({ host: 'email-smtp.example', port: 587, tls: 'starttls' }),
    },
  };
}

async function runAs(ports: Ports, command: string, wish: SimulationRequest = {}): Promise<Ended> {
  const stored = await ports.store.load();
  const job: Job = {
    checklistSteps: STEPS,
    ports,
    session: openSession(ports, stored, { domain: DOMAIN, region: REGION }),
    subject: { domain: DOMAIN, region: REGION },
    answers: { ...ANSWERS[command], ...wish.answers },
    consent: { yes: true, dryRun: false },
    waitMs: null,
    forever: false,
    records: null,
  };
  // Small keys: they are generated for each account.
  job.session.choose({ dkimKeyLength: '1024', ...wish.choices });
  try {
    if (command === 'status') return statusReport(job, await look(job, STEPS));
    if (command === 'export') return await exportRecords(job, 'terraform');
    if (command === 'verify-address')
      return await verifyAddresses({ ...job, region: REGION, addresses: [ADDRESS] });
    const step = STEPS.find(({ id }) => id === command);
    if (step === undefined) throw new Error(`no command ${command}`);
    return await runStep(job, step.id);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** Without one action, wherever it stands. */
export function without(policy: PolicyDocument, action: string): PolicyDocument {
  return {
    ...policy,
    Statement: policy.Statement.flatMap((statement) => {
      const left = [statement.Action].flat().filter((each) => each !== action);
      return left.length === 0 ? [] : [{ ...statement, Action: left }];
    }),
  };
}

/** Every statement that a result says is missing. */
export function statementsOf(ended: Ended): readonly PolicyStatement[] {
  const fixes =
    ended instanceof Failure
      ? ended.fixes
      : ended.steps.flatMap(({ findings }) => findings.flatMap((each) => each.fixes ?? []));
  return fixes.flatMap(({ statement }) => statement ?? []);
}

/** What each command finds there when it is run: all that comes before it is done. */
async function prepareFor(command: string, place: Restricted): Promise<void> {
  if (['verify-domain', 'request-production', 'make-smtp-creds'].includes(command)) return;
  if (command === 'verify-address') {
    await place.prepare('verify-address');
    place.world.advance(DAY + 1);
    return;
  }
  await place.prepare('verify-domain');
  place.world.advance(120_000);
  if (command === 'export' || command === 'status') {
    const ConfigurationSetName = 'main';
    const ses = place.world.ses();
    await ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName }));
    if (command === 'export') place.wish({ choices: { configurationSet: ConfigurationSetName } });
    const set = { EmailIdentity: DOMAIN, ConfigurationSetName };
    if (command === 'status')
      await ses.send(new PutEmailIdentityConfigurationSetAttributesCommand(set));
  }
  if (command === 'status') await place.prepare('make-smtp-creds');
  if (command === 'send-test') {
    await place.prepare('verify-address');
    place.world.aws.verifyAddress(ADDRESS);
  }
}

/** A configuration set that the identity is to have. */
async function chosenSet({ prepare, world }: Restricted): Promise<SimulationRequest> {
  await prepare('verify-domain');
  await world.ses().send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'main' }));
  return { choices: { configurationSet: 'main' } };
}

/** Rights that are used only where something is in another state than usual. */
const STATES: Readonly<Record<string, (place: Restricted) => Promise<SimulationRequest>>> = {
  'verify-domain ses:PutEmailIdentityDkimAttributes': async ({ prepare, world }) => {
    await prepare('verify-domain');
    await world
      .ses()
      .send(
        new PutEmailIdentityDkimAttributesCommand({ EmailIdentity: DOMAIN, SigningEnabled: false }),
      );
    return {};
  },
  'verify-domain ses:PutEmailIdentityDkimSigningAttributes': async ({ prepare }) => {
    await prepare('verify-domain');
    return { choices: { dkimKeyLength: '2048' }, answers: { confirm: [DOMAIN] } };
  },
  'verify-domain ses:PutEmailIdentityConfigurationSetAttributes': chosenSet,
  'verify-domain ses:GetConfigurationSet': chosenSet,
  'verify-domain ses:GetConfigurationSetEventDestinations': chosenSet,
  'make-smtp-creds iam:DeleteAccessKey': async ({ world, remember }) => {
    const UserName = `ses-smtp-${DOMAIN}`;
    await world.iam().send(new CreateUserCommand({ UserName }));
    await remember('make-smtp-creds', {
      at: new Date(world.now()).toISOString(),
      what: 'create-access-key',
      facts: { user: UserName, keysBefore: '' },
    });
    const { AccessKey } = await world.iam().send(new CreateAccessKeyCommand({ UserName }));
    // The user has neither our policy nor a key of ours: it is adopted by name.
    return { answers: { confirm: [AccessKey?.AccessKeyId ?? '', `ses-smtp-${DOMAIN}`] } };
  },
};

/** The account as it is when `command` comes to need `action`; everything up to then was done with all rights. */
export async function placeFor(command: string, action = ''): Promise<Restricted> {
  const place = await restricted(command);
  const state = STATES[`${command} ${action}`];
  if (state === undefined) await prepareFor(command, place);
  else place.wish(await state(place));
  return place;
}
