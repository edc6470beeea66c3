import { couldNotLook } from '../../core/aws/could-not-look.ts';
import type { Checklist } from '../../core/checklist.ts';
import { byodkimRecords } from '../../core/dns/byodkim.ts';
import { type DnsDiagnosis, diagnoseDns } from '../../core/dns/diagnose.ts';
import { dataAt, findObservation } from '../../core/dns/matrix.ts';
import { apexSpf } from '../../core/dns/probes.ts';
import type { DnsObservation } from '../../core/dns/types.ts';
import type { DomainView } from '../../core/dns/view.ts';
import { isSpf } from '../../core/email-auth/spf.ts';
import { finding } from '../../core/model/findings.ts';
import type { Finding } from '../../core/model/types.ts';
import { withDmarc } from '../../core/records/records.ts';
import { sesView } from '../../core/ses/ses-view.ts';
import { escapeControls } from '../../core/text/printable.ts';
import type { World } from '../../core/world.ts';
import { recogniseHost } from '../../dns-hosts/index.ts';
import { mailServiceOf } from '../../providers/recognise.ts';
import type { CheckResult, Step } from '../step.ts';
import type { CheckDnsData } from './data.ts';
import { type CheckDnsOptions, checkDnsInputs } from './inputs.ts';

/** Every record right on every authoritative server, seen by the resolvers, and SES agrees. */
export const checkDns: Step<CheckDnsOptions, 'check-dns'> = {
  id: 'check-dns',
  title: 'DNS records on every server, and their status in SES',
  needs: ['verify-domain'],
  reads: ['identity', 'hosting', 'records', 'dns'],
  diagnose,
  data: (world): CheckDnsData => ({ domains: [domainData(world)] }),
  isFixedElsewhere: true,
  command: {
    summary: 'Check every name server and resolver and explain what is wrong',
    inputs: checkDnsInputs,
    canWait: true,
    examples: [
      'check-dns --wait=2h',
      'check-dns acme.example --json',
      'check-dns --domains-file domains.txt --json',
    ],
    takesSeveral: true,
    needsNoDomain: ({ domainsFile }) => domainsFile !== undefined,
  },
  next: [
    {
      command: 'ses-migrate setup-events',
      why: 'publish bounce and complaint events, and prove that they come back',
    },
  ],
};

function diagnose(world: World, _checklist: Checklist): CheckResult {
  const judged = judge(world);
  if (!judged.ok) return judged.result;
  const { diagnosis } = judged;
  if (diagnosis.records.length === 0) {
    const none = finding(
      'ses/no-identity',
      `SES in ${world.region} has no identity ${world.domain}.`,
      {
        fix: `Run \`ses-migrate verify-domain ${world.domain}\`: SES then returns the records.`,
      },
    );
    return { status: 'todo', summary: 'SES returned no records yet', findings: [none] };
  }
  const { hosting } = world;
  const delegation = hosting.ok ? hosting.value.delegation : hosting;
  if (!delegation.ok && delegation.code === 'failed') return noSuchDomain(delegation.message);
  const where = diagnosis.sight === 'resolvers' ? 'on the resolvers' : 'everywhere';
  const right = diagnosis.records.filter((record) => record.status === 'match').length;
  return {
    status: diagnosis.status,
    summary: `${right} of ${diagnosis.records.length} records right ${where}${sesSays(world)}`,
    findings: delegation.ok
      ? diagnosis.findings
      : [whoIsInCharge(world.domain, delegation.message), ...diagnosis.findings],
  };
}

function noSuchDomain(message: string): CheckResult {
  const fix = 'Check the spelling; register the domain, or set its name servers at the registrar.';
  const findings = [finding('dns/no-such-domain', message, { fix })];
  return { status: 'problem', summary: 'the domain does not exist in DNS', findings };
}

/** Without its servers nothing can be said for sure: the resolvers may be right, or remember. */
function whoIsInCharge(domain: string, message: string): Finding {
  const what = `The name servers of ${domain} are not known. ${message}`;
  return finding('dns/servers-unknown', what, {
    fix: 'Check that UDP and TCP port 53 are open on this network. Otherwise, name a server with --nameserver, or use --doh.',
  });
}

type Judged =
  | { readonly ok: true; readonly diagnosis: DnsDiagnosis }
  | { readonly ok: false; readonly result: CheckResult };

/** A world is judged once, for the checklist and for the matrix: it never changes. */
const judgements = new WeakMap<World, Judged>();

function judge(world: World): Judged {
  const judged = judgements.get(world) ?? judgeDns(world);
  judgements.set(world, judged);
  return judged;
}

function judgeDns(world: World): Judged {
  const { records, dns, hosting, identity } = world;
  if (!records.ok) return notSeen('the records SES expects', records);
  if (!dns.ok) return notSeen('DNS', dns);
  const delegation =
    hosting.ok && hosting.value.delegation.ok ? hosting.value.delegation.value : null;
  const known = identity.ok ? identity.value : null;
  const diagnosis = diagnoseDns({
    domain: world.domain,
    region: world.region,
    records: [...withDmarc(records.value, world.domain), ...byodkimRecords(known)],
    observations: dns.value,
    ses: known === null ? null : sesView(known),
    delegation,
    dnsHost: recogniseHost(delegation?.nameServers ?? [])?.name ?? null,
    mailServiceOf,
  });
  return { ok: true, diagnosis };
}

function notSeen(what: string, seen: Parameters<typeof couldNotLook>[1]): Judged {
  const findings = [couldNotLook(what, seen)];
  return {
    ok: false,
    result: { status: 'unknown', summary: `${what} could not be read`, findings },
  };
}

function sesSays(world: World): string {
  if (!world.identity.ok || world.identity.value === null) return '';
  const { dkim, mailFrom } = world.identity.value;
  return `; SES reports DKIM ${dkim.status}, MAIL FROM ${mailFrom.status ?? 'not set'}`;
}

function apexSpfOf(
  domain: string,
  observations: readonly DnsObservation[],
): readonly string[] | null {
  const answers = findObservation(observations, apexSpf(domain))?.answers ?? [];
  if (!answers.some((answer) => answer.kind !== 'failed')) return null;
  return dataAt(observations, apexSpf(domain)).filter(isSpf).map(escapeControls);
}

/** One entry of `data.domains` as cli.md promises it. */
export function domainData(world: World): DomainView {
  const judged = judge(world);
  const identity = world.identity.ok ? world.identity.value : null;
  const view = identity === null ? null : sesView(identity);
  return {
    domain: world.domain,
    propagated: judged.ok && judged.diagnosis.records.length > 0 && judged.diagnosis.propagated,
    records: judged.ok ? judged.diagnosis.records : [],
    apexSpf: world.dns.ok ? apexSpfOf(world.domain, world.dns.value) : null,
    ses: view,
  };
}
