import { randomUUID, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  type DnsData,
  type Inbox,
  type SeenRequest,
  STANDINGS,
  type Standing,
  type WorldClock,
} from '../contract.ts';
import type { SendFaults } from '../send-faults.ts';
import { heldInZone, publish, withdraw } from './panel.ts';
import { parseZoneLines, ZoneLineError } from './zone-lines.ts';

export interface ControlOptions {
  readonly clock: WorldClock;
  readonly dns: DnsData;
  readonly inbox: Inbox;
  /** The zone of the panel. */
  readonly domain: string;
  /** The AWS calls seen so far, oldest first. */
  readonly requests: () => readonly SeenRequest[];
  readonly sendFaults: SendFaults;
  /** AWS pauses the account, or lets it send again. */
  readonly setStanding: (standing: Standing) => void;
  /** Does what a click on SES's verification mail does; throws when there was no such mail. */
  readonly verifyAddress: (address: string) => void;
  /** The address whose link this is; throws when the link is not valid or has expired. */
  readonly verifyToken: (token: string) => string;
}

export interface Control {
  /** Base URL. */
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly allow?: string;
}

interface Call {
  readonly query: URLSearchParams;
  readonly body: string;
}

type Handler = (call: Call) => Answer;
type Routes = Readonly<Record<string, Readonly<Record<string, Handler>>>>;

const ok = (body: unknown): Answer => ({ status: 200, body });
const refuse = (status: number, error: string): Answer => ({ status, body: { error } });

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of `90s`, `10m`, `2h`, `3d`; null for anything else. */
function duration(value: string | null): number | null {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(value ?? '') ?? [];
  const size = UNITS[unit ?? ''];
  return size === undefined ? null : Number(count) * size;
}

function routes(options: ControlOptions): Routes {
  const {
    clock,
    dns,
    domain,
    inbox,
    requests,
    sendFaults,
    setStanding,
    verifyAddress,
    verifyToken,
  } = options;
  const zone = () => ok(heldInZone(dns, domain));
  return {
    '/zone': {
      GET: zone,
      POST: ({ body }) => {
        publish(dns, parseZoneLines(body, domain));
        return zone();
      },
      DELETE: ({ body }) => {
        withdraw(dns, parseZoneLines(body, domain));
        return zone();
      },
    },
    '/inbox': { GET: () => ok(inbox.messages()) },
    '/requests': { GET: () => ok(requests()) },
    '/fault': {
      POST: ({ query }) => {
        const send = query.get('send');
        if (send === null) return refuse(400, 'name the fault: /fault?send=NAME[:TIMES]');
        sendFaults.set(send);
        return ok({ send });
      },
      DELETE: () => {
        sendFaults.set(null);
        return ok({ send: null });
      },
    },
    '/account': {
      POST: ({ query }) => {
        const standing = STANDINGS.find((each) => each === query.get('standing'));
        if (standing === undefined)
          return refuse(400, `give the standing: /account?standing=${STANDINGS.join(', ')}`);
        setStanding(standing);
        return ok({ standing });
      },
    },
    '/clock': {
      POST: ({ query }) => {
        const by = duration(query.get('by'));
        if (by === null) return refuse(400, 'give the duration: /clock?by=90s, 10m, 2h or 3d');
        clock.advance(by);
        return ok({ now: new Date(clock.now()).toISOString() });
      },
    },
    '/verify-address': {
      // What the link in the mail leads to.
      GET: ({ query }) => {
        try {
          return ok({ address: verifyToken(query.get('token') ?? ''), verified: true });
        } catch (error) {
          return refuse(404, error instanceof Error ? error.message : String(error));
        }
      },
      POST: ({ query }) => {
        const address = query.get('address') ?? '';
        if (!address.includes('@'))
          return refuse(400, 'give the address: /verify-address?address=A@B');
        try {
          verifyAddress(address);
        } catch (error) {
          return refuse(404, error instanceof Error ? error.message : String(error));
        }
        return ok({ address, verified: true });
      },
    },
  };
}

async function answer(table: Routes, request: IncomingMessage): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const methods = table[pathname];
  if (methods === undefined) {
    return refuse(404, `not found: ${pathname}. Available: ${Object.keys(table).join(' ')}`);
  }
  const allow = Object.keys(methods).join(', ');
  const handler = methods[request.method ?? ''];
  if (handler === undefined) {
    return { ...refuse(405, `${pathname} knows ${allow}`), allow };
  }
  try {
    return handler({ query: searchParams, body: await text(request) });
  } catch (error) {
    if (error instanceof ZoneLineError || error instanceof RangeError)
      return refuse(400, error.message);
    throw error;
  }
}

/**
 * Whoever has the URL, which holds a token: another account of the machine finds the port. The Host is ours
 * alone, so that no page in a browser gets here under a name of its own (DNS rebinding), and the token is
 * in no page.
 */
async function admitted(table: Routes, request: IncomingMessage, prefix: string): Promise<Answer> {
  const { host, origin } = request.headers;
  const port = request.socket.localPort;
  if (host !== `127.0.0.1:${port}` || origin !== undefined)
    return refuse(403, `only 127.0.0.1:${port}, and no web page, may ask here`);
  const url = request.url ?? '/';
  const given = Buffer.from(url.slice(0, prefix.length).padEnd(prefix.length));
  if (!timingSafeEqual(given, Buffer.from(prefix)) || !/^[/?]|^$/.test(url.slice(prefix.length)))
    return refuse(
      403,
      'the URL of this rehearsal holds a token: take SES_MIGRATE_REHEARSAL as it is',
    );
  request.url = url.slice(prefix.length) || '/';
  return answer(table, request);
}

/** The rehearsal's control API: what no AWS has, its DNS panel, its inbox, its clock. JSON over HTTP. */
export async function startControl(options: ControlOptions): Promise<Control> {
  const table = routes(options);
  const prefix = `/${randomUUID()}`;
  const server = createServer(async (request, response) => {
    const { status, body, allow } = await admitted(table, request, prefix).catch((error: unknown) =>
      refuse(500, String(error)),
    );
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(allow === undefined ? {} : { allow }),
    });
    response.end(`${JSON.stringify(body, null, 2)}\n`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('control API has no port');
  return {
    url: `http://127.0.0.1:${address.port}${prefix}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
