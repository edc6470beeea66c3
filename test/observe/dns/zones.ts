import type { DnsAnswer, DnsServer } from '../../../src/core/dns/types.ts';
import type { ExpectedRecord } from '../../../src/core/model/types.ts';
import { recordsOfIdentity } from '../../../src/core/records/records.ts';
import type { Identity } from '../../../src/core/ses/facts.ts';
import type { Job } from '../../../src/flow/job.ts';
import { openSession } from '../../../src/flow/session.ts';
import { PortError, type Question } from '../../../src/ports/index.ts';
import { jobOf, RESOLVERS } from '../../flow/job.ts';
import type { Fakes } from '../../helpers/ports.ts';
import { DELEGATION, identity, observations, REGION } from '../../helpers/world.ts';

/**
 * How a domain is: all right · no DKIM record published · right, but SES has not checked yet · no identity ·
 * SES cannot be asked · no DNS server answers.
 */
export type State = 'right' | 'missing' | 'pending' | 'no-identity' | 'ses-down' | 'dns-down';

const UNREACHABLE = { reason: 'unreachable', errorName: 'TimeoutError' } as const;

/** SES and DNS of many domains; `stateOf` may say another thing at each look. */
export function zones(stateOf: (domain: string) => State) {
  return {
    ses: {
      identity: (domain: string): Identity | null => {
        const state = stateOf(domain);
        if (state === 'ses-down') throw new PortError('SES did not answer.', UNREACHABLE);
        if (state === 'no-identity') return null;
        return identityOf(domain, state === 'pending' ? 'PENDING' : 'SUCCESS');
      },
    },
    route53: { hostedZones: () => [] },
    dns: {
      resolvers: RESOLVERS,
      delegation: (domain: string) => ({ ...DELEGATION, zone: domain }),
      ask: (server: DnsServer, question: Question) => answer(server, question, stateOf),
    },
  };
}

function identityOf(domain: string, status = 'SUCCESS'): Identity {
  const mailFrom = { domain: `mail.${domain}` };
  return identity({ name: domain, mailFrom, dkim: { status } });
}

/** The records that SES expects of a domain, as `--token` gives them. */
export function recordsFor(domain: string): readonly ExpectedRecord[] {
  return recordsOfIdentity(identityOf(domain), REGION, `mail.${domain}`, 'v=DMARC1; p=none;');
}

function answer(
  server: DnsServer,
  { name, type }: Question,
  stateOf: (domain: string) => State,
): DnsAnswer {
  const domain = name.split('.').slice(-2).join('.');
  const state = stateOf(domain);
  if (state === 'dns-down') {
    const message = 'it did not answer';
    return { kind: 'failed', failure: 'timeout', server, ms: 1, rcode: null, message };
  }
  const shown = recordsFor(domain).filter(
    (record) => state !== 'missing' || record.purpose !== 'dkim',
  );
  const said = observations(shown).find((each) => each.name === name && each.type === type);
  const [right] = said?.answers ?? [];
  if (right !== undefined) return { ...right, server };
  return { kind: 'nxdomain', server, ms: 1, aa: true, rcode: 'NXDOMAIN', soa: null };
}

/** A look at one domain that leaves nothing behind. */
export function lookJob(fakes: Fakes, domain: string, change: Partial<Job> = {}): Job {
  const subject = { domain, region: REGION };
  return jobOf(fakes, {
    subject,
    session: openSession(fakes.ports, null, subject),
    consent: { yes: false, dryRun: true },
    ...change,
  });
}
