import type { DnsServer } from '../../core/dns/types.ts';
import { Failure, usage } from '../../core/model/errors.ts';
import type { Question } from '../../ports/index.ts';
import { ProxyError } from '../proxy/error.ts';
import { fetchIn } from '../proxy/fetch.ts';
import { type Exchange, socketFailure } from './transport.ts';
import { encodeQuery, isReplyTo } from './wire.ts';

const MEDIA_TYPE = 'application/dns-message';
/** A DNS message has at most 65,535 bytes. */
const MAX_MESSAGE = 65_535;

/** A DoH resolver as a server: its URL is its address and its name. */
export function dohServer(url: string): DnsServer {
  return { address: url, port: 443, name: url, kind: 'resolver' };
}

export function isDohServer(server: DnsServer): boolean {
  return server.address.includes('://');
}

/** Checks the value of `--doh`; throws a usage Failure that names it. */
export function parseDohUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url?.protocol === 'https:') return value;
  throw usage(
    'bad-server',
    `invalid DoH resolver: "${value}".`,
    'Give an https URL, e.g. https://dns.google/dns-query',
  );
}

let made: typeof fetch | null = null;

/** Through the proxy that the environment of this process names. */
function ownFetch(): typeof fetch {
  made ??= fetchIn(process.env);
  return made;
}

/** One question by HTTP POST (RFC 8484 section 4.1; the id is 0 for the sake of HTTP caches). Milliseconds. */
export async function exchangeDoh(
  server: DnsServer,
  question: Question,
  timeoutMs: number,
): Promise<Exchange> {
  const query = encodeQuery(question, { recursion: true, edns: false, id: 0 });
  try {
    const response = await ownFetch()(server.address, {
      method: 'POST',
      headers: { 'content-type': MEDIA_TYPE, accept: MEDIA_TYPE },
      body: new Uint8Array(query),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return { ok: false, failure: 'other', message: `it answered HTTP ${response.status}` };
    }
    const packet = Buffer.from(await response.arrayBuffer());
    if (packet.length <= MAX_MESSAGE && isReplyTo(query, packet)) return { ok: true, packet };
    return {
      ok: false,
      failure: 'malformed',
      message: 'its HTTP response is not a DNS answer to this question',
    };
  } catch (error) {
    return fetchFailure(error, timeoutMs);
  }
}

function fetchFailure(error: unknown, timeoutMs: number): Exchange {
  if (!(error instanceof Error) || error instanceof Failure) throw error;
  if (error.cause instanceof ProxyError) {
    return { ok: false, failure: 'unreachable', message: error.cause.message };
  }
  if (error.name === 'TimeoutError') {
    return { ok: false, failure: 'timeout', message: `no answer in ${timeoutMs} ms` };
  }
  return socketFailure(error.cause instanceof Error ? error.cause : error);
}
