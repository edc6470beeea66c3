import type { DnsAnswer, DnsServer } from '../../core/dns/types.ts';
import { endpointOf } from './transport.ts';

/** Time-outs without any answer before who is silent is not asked again: four lost by chance are one in 200 at 40 % loss. */
const ENOUGH = 4;
/** Servers that have to be silent before the way to all of them counts as closed. */
const ON_THE_WAY = 2;
/** Milliseconds until it is tried again: a run that waits for hours comes into other networks. */
const KEPT = 60_000;

/** Who did not answer so far, so that a run does not wait for it again at each stage. */
export interface Silence {
  /** Whether a question to this server would only wait. */
  expects(server: DnsServer): boolean;
  note(server: DnsServer, answer: Pick<DnsAnswer, 'kind'> & { readonly failure?: string }): void;
}

interface Quiet {
  heard: boolean;
  timeouts: number;
  since: number;
  readonly servers: Set<string>;
}

export function createSilence(now = () => performance.now()): Silence {
  const servers = new Map<string, Quiet>();
  // Port 53 outward is one way: it is open for all authoritative servers or for none of them.
  const way = quiet();
  const at = (server: DnsServer): Quiet => {
    const key = endpointOf(server);
    const known = servers.get(key) ?? quiet();
    servers.set(key, known);
    return known;
  };
  const isSilent = (one: Quiet, ofServers: number): boolean =>
    !one.heard &&
    one.timeouts >= ENOUGH &&
    one.servers.size >= ofServers &&
    now() - one.since < KEPT;
  return {
    expects: (server) =>
      isSilent(at(server), 1) || (server.kind === 'authoritative' && isSilent(way, ON_THE_WAY)),
    note(server, answer) {
      const concerned = server.kind === 'authoritative' ? [at(server), way] : [at(server)];
      for (const one of concerned) {
        if (answer.kind !== 'failed' || answer.failure !== 'timeout') one.heard = true;
        else {
          if (now() - one.since >= KEPT) one.timeouts = 0;
          one.timeouts += 1;
          one.since = now();
          one.servers.add(endpointOf(server));
        }
      }
    },
  };
}

function quiet(): Quiet {
  return { heard: false, timeouts: 0, since: Number.NEGATIVE_INFINITY, servers: new Set() };
}
