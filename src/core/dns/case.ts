import type { ExpectedRecord } from '../model/types.ts';
import type { SesView } from '../ses/ses-view.ts';
import type { Judgement } from './match.ts';
import type { Sight } from './sight.ts';
import type { Delegation, DnsAnswer, DnsObservation } from './types.ts';
import type { RecordView, ViewStatus } from './view.ts';

/** One server's answer about one record, and what it was judged to be. */
export interface JudgedAnswer {
  readonly answer: DnsAnswer;
  readonly judgement: Judgement;
  /** The judgement's status, or that of the alias's end where the answer was only a CNAME. */
  readonly status: ViewStatus;
  /** A resolver with a zone of its own in place of the Internet's; its status is `unknown`. */
  readonly isInner: boolean;
}

export interface RecordCase {
  readonly expected: ExpectedRecord;
  readonly looks: readonly JudgedAnswer[];
  readonly view: RecordView;
}

/** All that a diagnosis of one domain is made from. */
export interface DnsCase {
  readonly domain: string;
  readonly region: string | null;
  readonly records: readonly RecordCase[];
  /** Those of the records, and any extra ones (doubled names, TXT at DKIM names). */
  readonly observations: readonly DnsObservation[];
  /** null: SES was not asked. */
  readonly ses: SesView | null;
  readonly delegation: Delegation | null;
  /** Through whom all this was seen. */
  readonly sight: Sight;
  /** Name of the DNS host that runs the delegated servers; null: not recognised. */
  readonly dnsHost: string | null;
  /** Name of the mail service that a host is of; null: not known. */
  readonly mailServiceOf: (host: string) => string | null;
}

/** The looks at authoritative servers: only they say what is published. */
export function authoritative(record: RecordCase): JudgedAnswer[] {
  return record.looks.filter((look) => look.answer.server.kind === 'authoritative');
}

/** What is on the first authoritative server that has it wrong; raw DNS text. */
export function wrongValues(record: RecordCase): readonly string[] {
  return authoritative(record).find((look) => look.status === 'wrong')?.judgement.values ?? [];
}
