import { isAsked } from '../../core/dns/matrix.ts';
import type { DnsObservation, DnsServer, NameAndType } from '../../core/dns/types.ts';
import type { Dns, Question } from '../../ports/index.ts';

/** Every server's answer. */
export async function askAll(
  dns: Dns,
  servers: readonly DnsServer[],
  { name, type }: Question,
): Promise<DnsObservation> {
  const question = { name, type };
  const answers = await Promise.all(servers.map((server) => dns.ask(server, question)));
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

/** Resolvers to put a further question to: those that answered, else those that nobody asked so far. */
export function usableResolvers(dns: Dns, observations: readonly DnsObservation[]): DnsServer[] {
  const answered = answering(observations).filter(({ kind }) => kind === 'resolver');
  if (answered.length > 0) return answered;
  const answers = observations.flatMap((seen) => seen.answers);
  const failed = new Set(answers.filter(isAsked).map(({ server }) => server.name));
  return dns.resolvers().filter(({ name }) => !failed.has(name));
}

/** Servers that gave a usable answer to some question, in order. */
export function answering(observations: readonly DnsObservation[]): DnsServer[] {
  const answers = observations.flatMap((seen) => seen.answers);
  const usable = answers.filter((answer) => answer.kind !== 'failed').map(({ server }) => server);
  return [...new Map(usable.map((server) => [`${server.kind} ${server.name}`, server])).values()];
}
