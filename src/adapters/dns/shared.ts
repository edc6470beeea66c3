import type { DnsAnswer, DnsServer } from '../../core/dns/types.ts';
import type { Dns, Question } from '../../ports/index.ts';

/** Answers kept at a time; the oldest gives way. Some 1 kB each. */
const CAPACITY = 2_000;
/** Seconds: an answer that may change while somebody waits for it, and any other. */
const BRIEFLY = 1;
const LONGEST = 60;

/**
 * `ask` for what many domains have in common (NS, SOA, addresses of name servers): who asks the same while
 * an answer is on its way gets that one, and so does who asks again soon, within its TTL.
 */
export function shareAnswers(ask: Dns['ask'], now = () => performance.now()): Dns['ask'] {
  const kept = new Map<string, { readonly answer: Promise<DnsAnswer>; until: number }>();
  return (server, question) => {
    const key = keyOf(server, question);
    const known = kept.get(key);
    if (known !== undefined && now() < known.until) return known.answer;
    const entry = { answer: ask(server, question), until: Number.POSITIVE_INFINITY };
    const settled = (answer: DnsAnswer): void => {
      entry.until = now() + lifeOf(question, answer) * 1000;
    };
    entry.answer.then(settled, () => kept.delete(key));
    kept.delete(key);
    kept.set(key, entry);
    if (kept.size > CAPACITY) kept.delete(kept.keys().next().value ?? key);
    return entry.answer;
  };
}

function keyOf({ address, port, kind }: DnsServer, question: Question): string {
  const { name, type, checkingDisabled = false } = question;
  return `${address} ${port} ${kind} ${type} ${checkingDisabled} ${name.toLowerCase()}`;
}

/** A failure is asked again at the next look, and so is the SOA, whose serial tells of a change. */
function lifeOf({ type }: Question, answer: DnsAnswer): number {
  if (answer.kind !== 'records' || type === 'SOA') return BRIEFLY;
  return Math.min(LONGEST, ...answer.records.map((record) => record.ttl));
}
