import { IAMClient } from '@aws-sdk/client-iam';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Faults, noFaults } from '../../../src/rehearsal/aws/options.ts';
import { type Aws, startAws } from '../../../src/rehearsal/aws/server.ts';
import { Sha256 } from '../../../src/rehearsal/aws/sigv4.ts';
import type { DnsData, Outbound, ZoneSet } from '../../../src/rehearsal/contract.ts';
import { createSendFaults } from '../../../src/rehearsal/send-faults.ts';
import { createScheduler } from '../../../src/rehearsal/world.ts';
import { frozenClock } from '../frozen-clock.ts';

export const hour = 3_600_000;
const timings = {
  authoritativeLag: [0, 0],
  inSync: 60_000,
  sesLook: 60_000,
  review: 24 * hour,
  newKey: 10_000,
  lastUse: 30_000,
  event: 0,
};

export interface TinyDns extends DnsData {
  /** Sets that only the second server shows otherwise: stale at that name. */
  hideOnSecond(name: string | null): void;
}

/** Records at once on two servers; the second can be blind for one name. */
function tinyDns(): TinyDns {
  const sets = new Map<string, ZoneSet>();
  let hidden: string | null = null;
  return {
    serverCount: 2,
    held: (name, type) => sets.get(`${name} ${type}`) ?? null,
    heldAll: () => [...sets.values()],
    put(set) {
      sets.delete(`${set.name} ${set.type}`);
      if (set.values.length > 0) sets.set(`${set.name} ${set.type}`, set);
    },
    shown: (server, name) =>
      server === 1 && name === hidden ? [] : [...sets.values()].filter((set) => set.name === name),
    hideOnSecond(name) {
      hidden = name;
    },
  };
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface TestWorld extends AsyncDisposable {
  readonly aws: Aws;
  readonly dns: TinyDns;
  readonly delivered: Outbound[];
  now(): number;
  advance(ms: number): void;
  /** Options for any client; without credentials the operator's. */
  config(credentials?: Credentials): {
    endpoint: string;
    region: string;
    credentials: Credentials;
    maxAttempts: number;
  };
  ses(credentials?: Credentials): SESv2Client;
  iam(credentials?: Credentials): IAMClient;
  route53(): Route53Client;
  sns(): SNSClient;
  sts(credentials?: Credentials): STSClient;
}

export async function startWorld(
  options: { faults?: Partial<Faults>; region?: string; dnsMode?: 'route53' | 'manual' } = {},
): Promise<TestWorld> {
  const clock = frozenClock();
  const dns = tinyDns();
  const delivered: Outbound[] = [];
  const region = options.region ?? 'eu-central-1';
  const soa = 'ns-1.awsdns-01.com hostmaster.awsdns-01.com 7 7200 900 1209600 60';
  dns.put({ name: 'acme.example', type: 'SOA', ttl: 900, values: [soa] });
  dns.put({ name: 'acme.example', type: 'NS', ttl: 900, values: ['ns-1.awsdns-01.com'] });
  const scheduler = createScheduler();
  const aws = await startAws({
    clock,
    scheduler,
    timings,
    dns,
    sendFaults: createSendFaults(options.faults?.send ?? null),
    inbox: {
      async deliver(message) {
        delivered.push(message);
      },
      receive: async () => ({ id: '' }),
      messages: () => [],
    },
    region,
    accountId: '123456789012',
    domain: 'acme.example',
    dnsMode: options.dnsMode ?? 'route53',
    faults: { ...noFaults, ...options.faults },
  });
  const { accessKeyId, secretAccessKey, sessionToken } = aws.operator;
  const operator = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  const config = (credentials: Credentials = operator) => ({
    endpoint: aws.endpoint,
    region,
    credentials,
    maxAttempts: 1,
  });
  return {
    aws,
    dns,
    delivered,
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
    config,
    ses: (credentials) => new SESv2Client(config(credentials)),
    iam: (credentials) => new IAMClient(config(credentials)),
    route53: () => new Route53Client(config()),
    sns: () => new SNSClient(config()),
    sts: (credentials) => new STSClient(config(credentials)),
    [Symbol.asyncDispose]: async () => {
      scheduler.close();
      await aws.close();
    },
  };
}

export interface Refused {
  readonly name: string;
  readonly status: number | undefined;
  readonly message: string;
}

/** How a call was refused; fails when it was not. */
export async function refusal(call: Promise<unknown>): Promise<Refused> {
  const error = await call.then(
    () => null,
    (thrown: Error & { $metadata?: { httpStatusCode?: number } }) => thrown,
  );
  if (error === null) throw new Error('the call was answered, not refused');
  return { name: error.name, status: error.$metadata?.httpStatusCode, message: error.message };
}

/** A request as only a broken or an old client sends it, but rightly signed. */
export async function sendRaw(
  world: TestWorld,
  service: string,
  method: string,
  path: string,
  body?: string,
): Promise<Response> {
  const { host, hostname } = new URL(world.aws.endpoint);
  const { credentials, region } = world.config();
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const content = body === undefined ? {} : { body };
  const request = { method, protocol: 'http:', hostname, path, headers: { host }, ...content };
  const { headers } = await signer.sign(request);
  return fetch(`${world.aws.endpoint}${path}`, { method, headers, ...content });
}

/** A signed call in the query protocol, as clients sent it before their services spoke JSON. */
export async function sendForm(
  world: TestWorld,
  service: string,
  form: Readonly<Record<string, string>>,
): Promise<Response> {
  const { host, hostname } = new URL(world.aws.endpoint);
  const { credentials, region } = world.config();
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const body = new URLSearchParams(form).toString();
  const type = 'application/x-www-form-urlencoded; charset=utf-8';
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname,
    path: '/',
    headers: { host, 'content-type': type },
    body,
  });
  return fetch(`${world.aws.endpoint}/`, { method: 'POST', headers, body });
}
