import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { SeenRequest, SendingApi, Standing, WorldClock } from '../contract.ts';
import { createSendFaults } from '../send-faults.ts';
import { createFrontDoor, type FrontDoor } from './front-door.ts';
import { createIam } from './iam/index.ts';
import { createIamStore } from './iam/store.ts';
import { createMessaging, type Messaging, type MessagingServices } from './messaging.ts';
import type { AccountOptions } from './options.ts';
import { addOperator, addUser, createPrincipals, type Principals } from './principals.ts';
import { regionState, secondRegion } from './regions.ts';
import { createRoute53 } from './route53/index.ts';
import { createSecretsManager } from './secrets-manager.ts';
import { arrive } from './ses/arrivals.ts';
import { createSes, type Ses } from './ses/index.ts';
import { createSsm } from './ssm.ts';
import { createSts } from './sts.ts';

export interface Aws {
  /** Base URL, for AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  readonly desk: SendingApi;
  /** The desk of another Region. */
  deskIn(region: string): SendingApi;
  readonly principals: Principals;
  /** Credentials of a user who may do everything but what the faults deny. */
  readonly operator: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    /** Only with the fault `expiredToken`. */
    readonly sessionToken: string | null;
  };
  /** Another user with this policy and a key. */
  addUser(document: string): { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Every call so far, oldest first. */
  seen(): readonly SeenRequest[];
  /** AWS pauses the account in the home Region, or lets it send again. */
  setStanding(standing: Standing): void;
  /** A click on the link of SES's verification mail. Throws when no such mail was sent. */
  verifyAddress(address: string): void;
  /** A visit of the link in it; returns the address. Throws when it is not valid or has expired. */
  verifyToken(token: string): string;
  close(): Promise<void>;
}

/** A little over the 40 MB that SES takes, in base 64. */
const largestBody = 60 * 1024 * 1024;

/** One AWS account on one local port: SES of each Region, IAM, STS, Route 53, and other services of one Region. */
export async function startAws(options: AccountOptions): Promise<Aws> {
  const { clock, region, accountId, faults } = options;
  const { newKey, lastUse } = options.timings;
  const iam = createIamStore({ clock, accountId, region, lastUse });
  const principals = createPrincipals(iam, newKey);
  const operator = addOperator(iam, faults);
  let base = '';
  const messaging = createMessaging(options, () => base);
  const sesIn = createRegions(options, messaging);
  const ses = sesIn(region);
  if (faults.arrival !== null) {
    await arrive(faults.arrival, options.domain, { home: ses, other: sesIn(secondRegion(region)) });
  }
  const services = [
    ses.service,
    createIam(iam),
    createSts(),
    ...messaging.services,
    createRoute53(options),
    createSsm(options),
    createSecretsManager(options),
  ];
  const door = createFrontDoor({
    clock,
    region,
    services,
    sesIn: (other) => sesIn(other).service,
    principals,
    throttle: faults.throttle,
  });
  const { endpoint, close } = await listen(door, messaging, clock);
  base = endpoint;
  return {
    endpoint,
    close,
    desk: ses.desk,
    deskIn: (other) => sesIn(other).desk,
    principals,
    operator: {
      accessKeyId: operator.id,
      secretAccessKey: operator.secret,
      sessionToken: operator.sessionToken,
    },
    addUser(document) {
      const { id, secret } = addUser(iam, document);
      return { accessKeyId: id, secretAccessKey: secret };
    },
    seen: () => door.seen(),
    setStanding: (standing) => ses.setStanding(standing),
    verifyAddress: (address) => ses.verifyAddress(address),
    verifyToken: (token) => ses.verifyToken(token),
  };
}

/** SES of each Region, made when it is first asked; what is special about the account is so at home alone. */
function createRegions(options: AccountOptions, messaging: Messaging): (region: string) => Ses {
  const made = new Map<string, Ses>();
  const sesIn = (region: string): Ses => {
    const home = region === options.region;
    const faults = home ? options.faults : { ...options.faults, situation: 'none' as const };
    const sendFaults = home ? options.sendFaults : createSendFaults(null);
    const own = { ...options, region, faults, sendFaults };
    const ses = made.get(region) ?? createSes(own, messaging, storeIn);
    made.set(region, ses);
    return ses;
  };
  const storeIn = (region: string) =>
    regionState(options.region, region) === 'on' ? sesIn(region).store : null;
  return sesIn;
}

type Pages = Pick<MessagingServices, 'page'>;

async function listen(
  door: FrontDoor,
  pages: Pages,
  clock: WorldClock,
): Promise<{ endpoint: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    serve(door, pages, clock, request, response).catch((error: unknown) =>
      response.destroy(asError(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('AWS server has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  door: FrontDoor,
  pages: Pages,
  clock: WorldClock,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (body === null) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s);
  const received = {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    body,
  };
  const answer = (await pages.page(received)) ?? (await door.answer(received));
  const date = new Date(clock.now()).toUTCString();
  response.writeHead(answer.status, { date, ...answer.headers }).end(answer.body);
}

/** null when it is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largestBody) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
