import type { DnsObservation, DnsServer, NameAndType } from '../core/dns/types.ts';
import type { Dns, Question } from '../ports.ts';

/** Every server's answer. */
export async function askAll(
  dns: Dns,
  servers: readonly DnsServer[],
  { name, type }: Question,
): Promise<DnsObservation> {
  const answers = await Promise.all(servers.map((server) => dns.ask(server, { name, type })));
  return { name, type, answers };
}

/** The first usable answer of servers that all should know; the failures before it are kept. */
export async function askFirst(
  dns: Dns,
  servers: readonly DnsServer[],
  { name, type }: NameAndType,
): Promise<DnsObservation> {
  const answers: DnsObservation['answers'][number][] = [];
  for (const server of servers) {
    const answer = await dns.ask(server, { name, type });
    answers.push(answer);
    if (answer.kind !== 'failed') break;
  }
  return { name, type, answers };
}

/** Servers that gave a usable answer to some question, in order. */
export function answering(observations: readonly DnsObservation[]): DnsServer[] {
  const answers = observations.flatMap((seen) => seen.answers);
  const usable = answers.filter((answer) => answer.kind !== 'failed').map(({ server }) => server);
  return [...new Map(usable.map((server) => [`${server.kind} ${server.name}`, server])).values()];
}
