import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { DnsData, SeenRequest, WorldClock } from '../contract.ts';
import { ApiError, badHeader, badToken, invalid, noRoute, notAllowed, tooFast } from './errors.ts';
import { type Batch, createRecords, type Records, type Wish } from './records.ts';

export interface CloudflareOptions {
  readonly clock: WorldClock;
  readonly dns: DnsData;
  /** The zone of the account. */
  readonly domain: string;
  readonly nameServers: readonly string[];
  /** Operations that the token may not do, `cloudflare:BatchDnsRecords`. */
  readonly deny: readonly string[];
  /** How many calls of each operation are throttled before one is answered. */
  readonly throttle: number;
}

export interface Cloudflare {
  /** For CLOUDFLARE_BASE_URL. */
  readonly baseUrl: string;
  readonly token: string;
  /** Every call so far, oldest first. */
  seen(): readonly SeenRequest[];
  close(): Promise<void>;
}

const BASE = '/client/v4';
const ZONE_ID = '023e105f4ecef8ad9ca31a8372d0c353';
const TOKEN = 'rehearsal-cloudflare-token-0000000000000';

interface Call {
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** The last part of the path where it is an id. */
  readonly id: string;
}

interface Route {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  readonly run: (call: Call) => unknown;
}

/** Cloudflare's API v4 as far as it is about DNS records, for one zone (API reference, read 2026-11). */
export async function startCloudflare(options: CloudflareOptions): Promise<Cloudflare> {
  const seen: SeenRequest[] = [];
  const table = routes(options, createRecords(options.dns, options.domain));
  const throttled = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const { operation, status, body } = await answer(table, options, throttled, request);
    const at = new Date(options.clock.now()).toISOString();
    seen.push({ at, service: 'cloudflare', region: null, operation, status });
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(status === 429 ? { 'retry-after': '1' } : {}),
    });
    response.end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Cloudflare has no port');
  return {
    baseUrl: `http://127.0.0.1:${address.port}${BASE}`,
    token: TOKEN,
    seen: () => seen,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function routes({ domain, nameServers }: CloudflareOptions, records: Records): readonly Route[] {
  const one = new RegExp(`^/zones/${ZONE_ID}/dns_records/([0-9a-f]{32})$`);
  const all = new RegExp(`^/zones/${ZONE_ID}/dns_records$`);
  const zone = {
    id: ZONE_ID,
    name: domain,
    status: 'active',
    type: 'full',
    name_servers: nameServers,
  };
  return [
    {
      operation: 'ListZones',
      method: 'GET',
      path: /^\/zones$/,
      run: ({ query }) =>
        paged(
          [zone].filter(({ name }) => isMatch(query, name)),
          query,
        ),
    },
    {
      operation: 'ListDnsRecords',
      method: 'GET',
      path: all,
      run: ({ query }) =>
        paged(
          records.all().filter(({ name }) => isMatch(query, name)),
          query,
        ),
    },
    {
      operation: 'BatchDnsRecords',
      method: 'POST',
      path: new RegExp(`^/zones/${ZONE_ID}/dns_records/batch$`),
      run: ({ body }) => ({ result: records.apply(body as Batch) }),
    },
    {
      operation: 'CreateDnsRecord',
      method: 'POST',
      path: all,
      run: ({ body }) => ({ result: records.apply({ posts: [body as Wish] }).posts[0] }),
    },
    {
      operation: 'EditDnsRecord',
      method: 'PATCH',
      path: one,
      run: ({ id, body }) => ({
        result: records.apply({ patches: [{ ...(body as Wish), id }] }).patches[0],
      }),
    },
    {
      operation: 'DeleteDnsRecord',
      method: 'DELETE',
      path: one,
      run: ({ id }) => {
        records.apply({ deletes: [{ id }] });
        return { result: { id } };
      },
    },
  ];
}

function isMatch(query: URLSearchParams, name: string): boolean {
  const wanted = query.get('name.exact') ?? query.get('name');
  return wanted === null || wanted.toLowerCase() === name;
}

function paged(found: readonly unknown[], query: URLSearchParams) {
  const page = Number(query.get('page') ?? 1);
  const size = Number(query.get('per_page') ?? 20);
  const result = found.slice((page - 1) * size, page * size);
  const pages = { total_count: found.length, total_pages: Math.ceil(found.length / size) };
  return { result, result_info: { page, per_page: size, count: result.length, ...pages } };
}

interface Answer {
  readonly operation: string;
  readonly status: number;
  readonly body: unknown;
}

async function answer(
  table: readonly Route[],
  options: CloudflareOptions,
  throttled: Map<string, number>,
  request: IncomingMessage,
): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const path = pathname.startsWith(BASE) ? pathname.slice(BASE.length) : '';
  const route = table.find((each) => each.method === request.method && each.path.test(path));
  const operation = route?.operation ?? 'Unknown';
  try {
    authenticate(request);
    if (route === undefined) throw noRoute();
    if (options.deny.includes(`cloudflare:${operation}`)) throw notAllowed();
    const calls = throttled.get(operation) ?? 0;
    throttled.set(operation, calls + 1);
    if (calls < options.throttle) throw tooFast();
    const id = route.path.exec(path)?.[1] ?? '';
    const outcome = route.run({ query: searchParams, body: parse(await text(request)), id });
    return { operation, status: 200, body: envelope(true, [], outcome) };
  } catch (error) {
    const refusal = error instanceof ApiError ? error : new ApiError(500, 1000, String(error));
    const { code, message, below } = refusal;
    const entry = below === null ? { code, message } : { code, message, error_chain: [below] };
    return { operation, status: refusal.status, body: envelope(false, [entry], { result: null }) };
  }
}

function authenticate({ headers }: IncomingMessage): void {
  const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  if (token === undefined || token.length < TOKEN.length) throw badHeader();
  if (token !== TOKEN) throw badToken();
}

function parse(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalid('the body is not JSON');
  }
}

function envelope(success: boolean, errors: readonly unknown[], rest: unknown): unknown {
  return { success, errors, messages: [], ...(rest as object) };
}
