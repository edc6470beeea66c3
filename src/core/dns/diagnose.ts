import type { ExpectedRecord, Finding, Status } from '../types.ts';
import type { DnsCase } from './case.ts';
import { findAll } from './findings/index.ts';
import { examine } from './matrix.ts';
import type { Delegation, DnsObservation, NameAndType } from './types.ts';
import type { RecordView, SesView } from './view.ts';

export interface DnsDiagnosis {
  /** One row a record, in the order given. */
  readonly records: readonly RecordView[];
  readonly findings: readonly Finding[];
  readonly status: Extract<Status, 'done' | 'waiting' | 'problem' | 'unknown'>;
  /** Every required record is right on every authoritative server and every resolver that answered. */
  readonly propagated: boolean;
  /** Seconds until the last lagging cache must ask again; null when none lags or none said. */
  readonly etaSeconds: number | null;
}

/**
 * What the DNS of one domain means for SES. Pure. `observations` are those of the records, in any order,
 * and any extra ones (`doubledNames`, `txtAtDkimNames`) that sharpen the diagnosis. `ses` null: SES was
 * not asked, DNS alone decides. `delegation` null: the zone could not be found out.
 */
export function diagnoseDns(
  records: readonly ExpectedRecord[],
  observations: readonly DnsObservation[],
  ses: SesView | null,
  delegation: Delegation | null,
): DnsDiagnosis {
  const cases = records.map((expected) => examine(expected, observations));
  const all: DnsCase = { records: cases, observations, ses, delegation };
  const views = cases.map((record) => record.view);
  const waits = views.flatMap((view) => view.etaSeconds ?? []);
  return {
    records: views,
    findings: findAll(all),
    status: overallStatus(views, ses),
    propagated: views.every((view) => !view.required || view.status === 'match'),
    etaSeconds: waits.length === 0 ? null : Math.max(...waits),
  };
}

function overallStatus(views: readonly RecordView[], ses: SesView | null): DnsDiagnosis['status'] {
  const required = views.filter((view) => view.required).map((view) => view.status);
  const fromSes = ses === null ? [] : sesStatuses(views, ses);
  if (required.some((status) => status === 'wrong' || status === 'missing')) return 'problem';
  if (fromSes.some((status) => status === 'FAILED' || status === null)) return 'problem';
  if (required.includes('unknown')) return 'unknown';
  const done = required.every((status) => status === 'match');
  return done && fromSes.every((status) => status === 'SUCCESS') ? 'done' : 'waiting';
}

/** SES's own verdicts on what is asked for; null: MAIL FROM is not set at all. */
function sesStatuses(views: readonly RecordView[], ses: SesView): (string | null)[] {
  const wantsMailFrom = views.some((view) => view.purpose === 'mail-from-mx');
  return wantsMailFrom ? [ses.dkimStatus, ses.mailFromStatus] : [ses.dkimStatus];
}

/** Where the records end up in a panel that appends the zone to a name that already ends in it. */
export function doubledNames(records: readonly ExpectedRecord[], zone: string): NameAndType[] {
  return records.map(({ name, type }) => ({ name: `${name}.${zone}`, type }));
}

/** TXT at the DKIM names: what a panel makes of a CNAME entered under the wrong type. */
export function txtAtDkimNames(records: readonly ExpectedRecord[]): NameAndType[] {
  return records
    .filter((record) => record.purpose === 'dkim')
    .map(({ name }) => ({ name, type: 'TXT' }));
}
