import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import type { DnsCase } from '../case.ts';
import { isAsked } from '../matrix.ts';
import type { DnsAnswer, DnsFailure } from '../types.ts';
import { childReferral } from './delegated-below.ts';
import { dnssecFailures } from './dnssec.ts';
import type { Draft, Survey } from './finder.ts';

type Failed = Extract<DnsAnswer, { kind: 'failed' }>;

/** What could not be read, told once a server and kind of failure. */
export const lookups: Survey = (all) => {
  const failed = failuresIn(all);
  if (failed.length === 0) return [];
  const broken = dnssecFailures(all);
  const groups = new Map<string, Failed[]>();
  for (const answer of failed) {
    // All alike is the way to them, which is reported once.
    if (all.sight === 'resolvers' && answer.server.kind === 'authoritative') continue;
    if (answer.failure === 'servfail' && broken.has(answer.server.name)) continue;
    if (childReferral(answer, all.delegation?.zone ?? null) !== null) continue;
    const key = `${answer.server.kind} ${answer.server.name} ${answer.failure}`;
    groups.set(key, [...(groups.get(key) ?? []), answer]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [describe(first, group.length, all)];
  });
};

function failuresIn({ records }: DnsCase): Failed[] {
  const failed: Failed[] = [];
  for (const { looks } of records) {
    for (const { answer } of looks)
      if (answer.kind === 'failed' && isAsked(answer)) failed.push(answer);
  }
  return failed;
}

/** Whether there is a record that resolvers were asked for and none of them answered. */
function isUnheard({ records }: DnsCase): boolean {
  return records.some(({ looks }) => {
    const asked = looks.filter(
      ({ answer }) => answer.server.kind === 'resolver' && isAsked(answer),
    );
    return asked.length > 0 && asked.every(({ answer }) => answer.kind === 'failed');
  });
}

/** Failures that say nothing of the domain: the resolver is not there, or not for you. */
const NO_ANSWER: readonly DnsFailure[] = ['timeout', 'unreachable', 'refused'];

function describe(failed: Failed, count: number, all: DnsCase): Draft {
  const { server, failure } = failed;
  const told = `${printable(failed.message)} (${plural(count, 'question')})`;
  const subject = server.name;
  if (server.kind === 'resolver' && NO_ANSWER.includes(failure)) {
    return {
      code: 'dns/resolver-unreachable',
      message: `The resolver ${server.name} could not be queried: ${told}.`,
      subject,
      found: failure,
      fix:
        isUnheard(all) || all.sight === 'resolvers'
          ? 'Use a resolver that answers with --resolver, or use --doh: without one it is unknown what the public sees.'
          : 'Nothing: the authoritative servers decide. To leave it out, choose the resolvers with --resolver.',
    };
  }
  if (failure === 'lame') {
    const lame = { code: 'dns/lame', subject, found: failed.rcode ?? failure };
    if (all.delegation?.given === true) {
      return {
        ...lame,
        message: `${server.name} was given as a name server but has no authority for the zone: ${told}.`,
        fix: 'Give a server of the zone with --nameserver, or omit the flag to find the servers automatically.',
      };
    }
    return {
      ...lame,
      message: `${server.name} is named as a server of this zone but has no authority for it: ${told}.`,
      fix: `Make ${server.name} serve the zone, or remove it from the NS records at the registrar and in the zone.`,
    };
  }
  return {
    code: 'dns/lookup-failed',
    message: `${server.name} returned no usable answer: ${told}. This says nothing about the records.`,
    subject,
    found: failed.rcode ?? failure,
    fix: (server.kind === 'authoritative' ? OF_THE_ZONE[failure] : undefined) ?? ADVICE[failure],
  };
}

const TRY_AGAIN =
  'Run the command again. If it persists, check that this network allows DNS (UDP and TCP port 53), or use --doh.';

/** A resolver asked through --doh cannot speak for them. */
const ASK_THE_HOST =
  'Run the command again. If it persists, check that this network allows DNS (UDP and TCP port 53); if it does, ask the DNS host about this server.';

const OF_THE_ZONE: Readonly<Partial<Record<DnsFailure, string>>> = {
  timeout: ASK_THE_HOST,
  unreachable: ASK_THE_HOST,
  malformed: ASK_THE_HOST,
  other: ASK_THE_HOST,
};

const ADVICE: Readonly<Record<DnsFailure, string>> = {
  timeout: TRY_AGAIN,
  unreachable: TRY_AGAIN,
  refused: 'Use another server with --resolver or --nameserver: this one refuses your queries.',
  servfail:
    'Run the command again in a minute. If it persists, contact the DNS host: its servers fail, or DNSSEC of the zone is broken.',
  lame: TRY_AGAIN,
  malformed: 'Use --doh: a device on the way may change DNS answers.',
  other: TRY_AGAIN,
  'not-asked': TRY_AGAIN,
};
