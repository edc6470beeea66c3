import type { DnsAnswer, DnsServer } from '../../core/dns/types.ts';
import { createMemo } from '../../core/text/memo.ts';
import type { Dns, Question } from '../../ports/index.ts';
import { routedFamilies } from './addresses.ts';
import { readReply, type Said } from './answer.ts';
import { createDelegation } from './discover.ts';
import { dohServer, exchangeDoh, isDohServer } from './doh.ts';
import { createLimiter, type Limiter, type Rate } from './limiter.ts';
import { rootServers } from './root-hints.ts';
import { shareAnswers } from './shared.ts';
import { createSilence, type Silence } from './silence.ts';
import type { Sources } from './sources.ts';
import { type Exchange, endpointOf } from './transport.ts';
import { exchangeUdp } from './udp.ts';
import { decodeReply, encodeQuery, isWireName } from './wire.ts';

const DNS_PORT = 53;
const DEFAULT_TIMEOUT_MS = 5000;
/** More than 100 at once overflow a server's socket buffer and read as time-outs. */
const DEFAULT_CONCURRENCY = 100;
/** For servers that the user did not name: one domain fits into the burst, a fleet is slowed down. */
const POLITE: Readonly<Record<DnsServer['kind'], Rate>> = {
  resolver: { perSecond: 20, burst: 40 },
  authoritative: { perSecond: 50, burst: 100 },
};

export interface DnsOptions {
  readonly resolvers: readonly DnsServer[];
  /** Authoritative servers to ask instead of finding them; null: find them. */
  readonly nameservers: readonly DnsServer[] | null;
  /** A DoH resolver (RFC 8484), asked before the others. */
  readonly doh?: string | null;
  /** Where the walk of the parents begins, default the root servers; none: the resolvers tell the zone. */
  readonly roots?: readonly DnsServer[];
  /** Port of the authoritative servers that are found, default 53. */
  readonly port?: number;
  /** Address families of the servers that are found, default those that this machine has a route for. */
  readonly families?: readonly (4 | 6)[];
  /** For one question, all retransmissions and TCP included. Milliseconds, default 5000. */
  readonly timeoutMs?: number;
  /** Questions in flight per server, default 100. */
  readonly concurrency?: number;
  /** The user named the resolvers for this run. Default false. */
  readonly resolversAreNamed?: boolean;
  /** The resolvers were not named by the user: no more than 20 questions a second to each. Default false. */
  readonly politeResolvers?: boolean;
}

/** The `Dns` port over real sockets. */
export function createDns(options: DnsOptions): Dns {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const doh = options.doh == null ? [] : [dohServer(options.doh)];
  const resolvers = [...doh, ...options.resolvers];
  const chosen = options.politeResolvers === true ? doh : resolvers;
  const limitFor = limiterPerServer(options.concurrency ?? DEFAULT_CONCURRENCY, [
    ...chosen,
    ...(options.nameservers ?? []),
  ]);

  const silence = createSilence();
  const ask = (server: DnsServer, question: Question): Promise<DnsAnswer> =>
    limitFor(server)(() => askOnce(server, question, timeoutMs, silence));

  return {
    ask,
    delegation: createDelegation(
      sourcesOf(options, shareAnswers(ask), resolvers),
      options.nameservers,
    ),
    nameservers: () => options.nameservers,
    resolvers: () => resolvers,
    resolversAreNamed: options.resolversAreNamed ?? false,
  };
}

function sourcesOf(options: DnsOptions, ask: Dns['ask'], resolvers: readonly DnsServer[]): Sources {
  const families = options.families ?? routedFamilies();
  const roots = options.roots ?? rootServers(families[0] ?? 4);
  return { ask, resolvers, roots, port: options.port ?? DNS_PORT, families };
}

/** `named`: servers that the user named, asked as fast as they answer. */
function limiterPerServer(
  concurrency: number,
  named: readonly DnsServer[],
): (server: DnsServer) => Limiter {
  const limiters = new Map(named.map((server) => [endpointOf(server), createLimiter(concurrency)]));
  return (server) => {
    const key = endpointOf(server);
    const limiter = limiters.get(key) ?? createLimiter(concurrency, POLITE[server.kind]);
    limiters.set(key, limiter);
    return limiter;
  };
}

/** A fleet comes through here 70,000 times: each promise more is a twentieth of its time. */
async function askOnce(
  server: DnsServer,
  question: Question,
  timeoutMs: number,
  silence: Silence,
): Promise<DnsAnswer> {
  if (silence.expects(server)) return { server, ms: 0, ...failed('timeout', NOT_ASKED_AGAIN) };
  const started = performance.now();
  const deadline = started + timeoutMs;
  let said = read(server, question, await exchange(server, question, deadline, true));
  if (said.rcode !== null && KNOWS_NO_EDNS.has(said.rcode)) {
    said = read(server, question, await exchange(server, question, deadline, false));
  }
  silence.note(server, said);
  return { server, ms: Math.round(performance.now() - started), ...said };
}

const NOT_ASKED_AGAIN = 'no answer before in this run, so it was not asked again';

/** How a server says that it does not know EDNS (RFC 6891 section 7). */
const KNOWS_NO_EDNS: ReadonlySet<string> = new Set(['FORMERR', 'NOTIMP', 'BADVERS']);

/** `deadline` is on the clock of `performance.now()`. */
function exchange(
  server: DnsServer,
  question: Question,
  deadline: number,
  edns: boolean,
): Promise<Exchange> {
  if (!isWireName(question.name)) {
    const message = `"${question.name}" is not a valid DNS name`;
    return Promise.resolve({ ok: false, failure: 'other', message });
  }
  const left = Math.max(1, Math.round(deadline - performance.now()));
  if (isDohServer(server)) return exchangeDoh(server, question, left);
  const recursion = server.kind === 'resolver';
  return exchangeUdp(server, encodeQuery(question, { recursion, edns }), left);
}

function read(server: DnsServer, question: Question, exchange: Exchange): Said {
  return exchange.ok
    ? readPacket(server.kind, question, exchange.packet)
    : failed(exchange.failure, exchange.message);
}

/** Servers of a zone often answer alike, down to the byte: then all but the id is read once. */
const READ = {
  authoritative: createMemo<Said>(1_000),
  resolver: createMemo<Said>(1_000),
};

function readPacket(kind: DnsServer['kind'], question: Question, packet: Buffer): Said {
  return READ[kind](packet.toString('latin1', 2), () => {
    try {
      return readReply(kind, question, decodeReply(packet));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return failed('malformed', `its answer cannot be read: ${reason}`);
    }
  });
}

function failed(failure: Extract<Said, { kind: 'failed' }>['failure'], message: string): Said {
  return { kind: 'failed', failure, rcode: null, message };
}
