import type { ExpectedRecord, Finding, Status } from '../model/types.ts';
import type { SesView } from '../ses/ses-view.ts';
import { acceptedMx } from './accepted-mx.ts';
import { acceptedSpf } from './accepted-spf.ts';
import type { DnsCase } from './case.ts';
import { isDenied } from './findings/delegation.ts';
import { dnssecFailures } from './findings/dnssec.ts';
import { findAll } from './findings/index.ts';
import { isDoubted } from './findings/sight.ts';
import { sesIsOutOfReach } from './findings/spf-cost.ts';
import { isHalfMoved } from './findings/zone-half-moved.ts';
import { withInheritance } from './inherited-dmarc.ts';
import { examine } from './matrix.ts';
import { type Sight, sightOf } from './sight.ts';
import type { Delegation, DnsObservation } from './types.ts';
import type { RecordView } from './view.ts';

export interface DnsDiagnosis {
  /** One row a record, in the order given. */
  readonly records: readonly RecordView[];
  readonly findings: readonly Finding[];
  readonly status: Extract<Status, 'done' | 'waiting' | 'problem' | 'unknown'>;
  /** Every required record is right on every authoritative server and every resolver that answered. */
  readonly propagated: boolean;
  /** Through whom it was seen. */
  readonly sight: Sight;
  /** Seconds until the last lagging cache must ask again; null when none lags or none said. */
  readonly etaSeconds: number | null;
}

/** What a diagnosis is made from. */
export interface DnsFacts {
  readonly domain: string;
  /** Region of the identity; null when only tokens were given. */
  readonly region: string | null;
  readonly records: readonly ExpectedRecord[];
  /** Those of the records, in any order, and extra ones that sharpen the diagnosis (probes.ts). */
  readonly observations: readonly DnsObservation[];
  /** null: SES was not asked, DNS alone decides. */
  readonly ses: SesView | null;
  /** null: the zone could not be found out. */
  readonly delegation: Delegation | null;
  /** Name of the DNS host that runs the delegated servers; absent or null: not recognised. */
  readonly dnsHost?: string | null;
  /** Name of the mail service that an MX host is of; absent: none is known. */
  readonly mailServiceOf?: (host: string) => string | null;
}

/** What the DNS of one domain means for SES. Pure. */
export function diagnoseDns(facts: DnsFacts): DnsDiagnosis {
  const { domain, observations } = facts;
  const sight = sightOf(facts.delegation, observations);
  const cases = facts.records.map((expected) =>
    withInheritance(
      examine(
        acceptedSpf(acceptedMx(expected, facts.ses, observations), observations),
        observations,
        { sight, soa: facts.delegation?.soa ?? null },
      ),
      domain,
      observations,
      facts.ses?.verified === true,
    ),
  );
  const all: DnsCase = {
    ...facts,
    dnsHost: facts.dnsHost ?? null,
    mailServiceOf: facts.mailServiceOf ?? (() => null),
    records: cases,
    sight,
  };
  const views = cases.map((record) => record.view);
  const waits = views.flatMap((view) => view.etaSeconds ?? []);
  return {
    records: views,
    findings: findAll(all),
    status: statusOf(all),
    propagated:
      sight !== 'inner' && views.every((view) => !view.required || view.status === 'match'),
    sight,
    etaSeconds: waits.length === 0 ? null : Math.max(...waits),
  };
}

function statusOf(all: DnsCase): DnsDiagnosis['status'] {
  if (needsHand(all)) return 'problem';
  if (isDoubted(all)) return 'unknown';
  const status = overallStatus(
    all.records.map(({ view }) => view),
    all.ses,
  );
  // Resolvers of one network are no proof by themselves: SES, outside of it, has to agree.
  return status === 'done' && all.sight === 'resolvers' && all.ses === null ? 'unknown' : status;
}

/** What keeps mail from passing although every record is as it should be. */
function needsHand(all: DnsCase): boolean {
  return isDenied(all) || dnssecFailures(all).size > 0 || sesIsOutOfReach(all) || isHalfMoved(all);
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

/** SES's own verdicts on what is asked for, and whether the identity may send; null: MAIL FROM is not set at all. */
function sesStatuses(views: readonly RecordView[], ses: SesView): (string | null)[] {
  const wantsMailFrom = views.some((view) => view.purpose === 'mail-from-mx');
  const verified = ses.verified ? 'SUCCESS' : 'PENDING';
  return [ses.dkim, verified, ...(wantsMailFrom ? [ses.mailFrom] : [])];
}
