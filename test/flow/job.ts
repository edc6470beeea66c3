import type { DnsAnswer, DnsServer } from '../../src/core/dns/types.ts';
import type { Job } from '../../src/flow/job.ts';
import { openSession } from '../../src/flow/session.ts';
import type { Question } from '../../src/ports/index.ts';
import { STEPS } from '../../src/steps/index.ts';
import type { Fakes } from '../helpers/ports.ts';
import { DOMAIN, observations, REGION, RESOLVER } from '../helpers/world.ts';

const SUBJECT = { domain: DOMAIN, region: REGION };

/** A command with --yes over these ports. */
export function jobOf({ ports, stored }: Fakes, change: Partial<Job> = {}): Job {
  return {
    checklistSteps: STEPS,
    ports,
    session: openSession(ports, stored(), SUBJECT),
    subject: SUBJECT,
    answers: {},
    consent: { yes: true, dryRun: false },
    waitMs: null,
    forever: false,
    records: null,
    ...change,
  };
}

/** Every server shows every expected record, and nothing at any other name. */
export function allRight(server: DnsServer, { name, type }: Question): DnsAnswer {
  const seen = observations().find((each) => each.name === name && each.type === type);
  const [answer] = seen?.answers ?? [];
  if (answer !== undefined) return { ...answer, server };
  return { kind: 'nxdomain', server, ms: 1, aa: true, rcode: 'NXDOMAIN', soa: null };
}

export const RESOLVERS = () => [RESOLVER];
