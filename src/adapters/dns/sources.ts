import type { DnsAnswer, DnsServer } from '../../core/dns/types.ts';
import type { Dns, Question } from '../../ports/index.ts';
import { PortError } from '../../ports/index.ts';

/** Whom discovery may ask. */
export interface Sources {
  readonly ask: Dns['ask'];
  readonly resolvers: readonly DnsServer[];
  /** Where the walk of the parents begins; none: the parents are not asked. */
  readonly roots: readonly DnsServer[];
  /** Port of the authoritative servers that are found. */
  readonly port: number;
  /** Address families with a route, the preferred one first. */
  readonly families: readonly (4 | 6)[];
}

export type Usable = Exclude<DnsAnswer, { kind: 'failed' }>;

/** Asks one server after the other until one gives a usable answer. */
export async function askInOrder(
  ask: Dns['ask'],
  servers: readonly DnsServer[],
  question: Question,
): Promise<{ usable: Usable | null; failures: DnsAnswer[] }> {
  const failures: DnsAnswer[] = [];
  for (const server of servers) {
    const answer = await ask(server, question);
    if (answer.kind !== 'failed') return { usable: answer, failures };
    failures.push(answer);
  }
  return { usable: null, failures };
}

/** Servers of one zone that are asked at a time: a dead one then costs no wait. */
export const AT_ONCE = 2;

/** The first usable answer of servers that all have authority, two asked at a time; null where none gives one. */
export async function askAny(
  ask: Dns['ask'],
  servers: readonly DnsServer[],
  question: Question,
): Promise<Usable | null> {
  for (let first = 0; first < servers.length; first += AT_ONCE) {
    const answers = servers.slice(first, first + AT_ONCE).map(async (server) => {
      const answer = await ask(server, question);
      return answer.kind === 'failed' ? Promise.reject(new Error(answer.message)) : answer;
    });
    const usable = await firstOf(answers);
    if (usable !== null) return usable;
  }
  return null;
}

async function firstOf(answers: readonly Promise<Usable>[]): Promise<Usable | null> {
  try {
    return await Promise.any(answers);
  } catch (error) {
    if (!(error instanceof AggregateError)) throw error;
    return null;
  }
}

export function dataOf(answer: Usable | null, type: string): string[] {
  if (answer?.kind !== 'records') return [];
  return answer.records.filter((record) => record.type === type).map((record) => record.data);
}

/** Ends a sentence with what each server said. */
export function why(failures: readonly DnsAnswer[]): string {
  const said = failures.flatMap((answer) =>
    answer.kind === 'failed' ? [`${answer.server.name}: ${answer.message}`] : [],
  );
  return said.length === 0 ? '.' : `. ${said.join('; ')}.`;
}

export function unreachable(message: string): PortError {
  return new PortError(message, { reason: 'unreachable', errorName: 'DnsLookupFailed' });
}

export function isWithin(name: string, zone: string): boolean {
  return zone === '.' || name === zone || name.endsWith(`.${zone}`);
}
