import { couldNotLook } from '../../core/aws/could-not-look.ts';
import { rightsTo } from '../../core/aws/permissions.ts';
import { type Checklist, receiptsOf } from '../../core/checklist.ts';
import { isInner } from '../../core/dns/sight.ts';
import { mailFromIn } from '../../core/domain-setup/mail-from.ts';
import { otherRegionsOf } from '../../core/domain-setup/other-regions.ts';
import { publishedNames } from '../../core/domain-setup/published.ts';
import { dmarcName } from '../../core/email-auth/dmarc-discovery.ts';
import { finding } from '../../core/model/findings.ts';
import type { Change, ExpectedRecord, Finding } from '../../core/model/types.ts';
import { hostInZone } from '../../core/parse/host-in-zone.ts';
import { printable } from '../../core/text/printable.ts';
import type { World } from '../../core/world.ts';
import { entryFields, panelUrl } from '../../dns-hosts/entry.ts';
import { recogniseHost } from '../../dns-hosts/index.ts';
import { API_NAME } from '../../dns-hosts/zone-to-write.ts';
import type { CheckResult, Plan, Situation, Step } from '../step.ts';
import { withNotes } from './advice.ts';
import type { VerifyDomainData } from './data.ts';
import { dmarcIn, footprintData, footprintText, refuseDmarc } from './footprint.ts';
import { identityPreview, identityTasks } from './identity.ts';
import { type VerifyDomainOptions, verifyDomainInputs } from './inputs.ts';
import { memoryFindings } from './memory.ts';
import { missingFinding, missingSettings } from './missing-settings.ts';
import { publication } from './publish.ts';
import { publishesLater, publishTasks } from './publish-task.ts';

const rights = rightsTo(
  'ses:CreateEmailIdentity',
  'ses:PutEmailIdentityMailFromAttributes',
  'ses:PutEmailIdentityDkimAttributes',
  'ses:PutEmailIdentityDkimSigningAttributes',
  'ses:PutEmailIdentityConfigurationSetAttributes',
  'route53:ChangeResourceRecordSets',
  'route53:GetChange',
);

/** The identity exists and is complete; its records are known and, when a DNS API can be used, published. */
export const verifyDomain: Step<VerifyDomainOptions, 'verify-domain'> = {
  id: 'verify-domain',
  title: 'Identity, DKIM and MAIL FROM in SES; their DNS records',
  needs: [],
  reads: ['caller', 'identity', 'hosting', 'footprint', 'records', 'dns'],
  notices: ['configurationSet', 'otherRegions', 'addresses', 'writtenSets'],
  diagnose,
  data,
  action: { rights, inputs: () => [], plan, validate: refuseDmarc, requestedBy: replacesDmarc },
  command: {
    summary: 'Create or complete the SES identity and publish its DNS records',
    inputs: verifyDomainInputs,
    canWait: true,
    examples: [
      'verify-domain acme.example --region eu-central-1',
      'verify-domain --dry-run --json',
    ],
    waitsFor: ['check-dns'],
  },
  next: [
    { command: 'ses-migrate check-dns --wait', why: 'wait until DNS and SES show the records' },
  ],
  // To replace a record that others published is a choice: the finding says how, `next` does not suggest it.
  nextWhile: ({ status, findings }) =>
    status === 'problem' && findings.some(({ code }) => REPLACES.has(code)) ? [] : null,
};

/** An invalid DMARC record does not stop the step; a run that confirms the change replaces it. */
function replacesDmarc({ confirm = [] }: VerifyDomainOptions): boolean {
  return confirm.some((name) => name.startsWith(dmarcName('')));
}

const REPLACES = new Set(['route53/conflict', 'cloudflare/conflict', 'cloudflare/proxied']);

function diagnose(world: World, checklist: Checklist): CheckResult {
  const judged = withNotes(diagnoseIdentity(world, checklist), world, checklist);
  const { status, findings } = dmarcIn(world, checklist);
  // Without knowledge of DMARC, a record can be missing, so the step is not done.
  const open = status === 'unknown' && judged.status === 'done';
  const inner = innerZone(world);
  const seenElsewhere = inner.length > 0 && judged.status === 'done';
  return {
    ...judged,
    ...(open || seenElsewhere ? { status: 'unknown' } : {}),
    findings: [
      ...inner,
      ...judged.findings,
      ...memoryFindings(world, checklist),
      ...(world.identity.ok ? findings : []),
    ],
  };
}

/** Servers that only this network asks are not those where the records are to be entered. */
function innerZone({ domain, hosting }: World): Finding[] {
  const delegation =
    hosting.ok && hosting.value.delegation.ok ? hosting.value.delegation.value : null;
  if (delegation === null || !isInner(delegation)) return [];
  const servers = delegation.nameServers.map(printable).join(', ');
  const what = `This network has a zone ${domain} of its own, on ${servers}, and the registry was not reachable to say where the domain is delegated.`;
  return [
    finding('dns/inner-view', what, {
      fix: `Do not enter the records on ${servers}. Run the command in a network where port 53 is open, or look up the name servers at your registrar and enter the records there.`,
    }),
  ];
}

function diagnoseIdentity(world: World, checklist: Checklist): CheckResult {
  const { identity } = world;
  if (!identity.ok) {
    const why = couldNotLook(`identity ${world.domain} in ${world.region}`, identity);
    return { status: 'unknown', summary: 'could not read from SES', findings: [why] };
  }
  const mailFrom = mailFromIn(world, checklist);
  if (mailFrom.name === null) {
    const summary =
      mailFrom.status === 'problem'
        ? 'choose a MAIL FROM name that is not in use'
        : 'could not check which MAIL FROM name is free';
    return { status: mailFrom.status, summary, findings: [mailFrom.finding] };
  }
  if (identity.value === null) {
    return {
      status: 'todo',
      summary: 'not set up in SES yet',
      findings: [
        finding('ses/no-identity', `SES in ${world.region} has no identity ${world.domain}.`),
      ],
    };
  }
  const own = identity.value;
  const missing = missingSettings(own, checklist, mailFrom.name);
  if (missing.length > 0) {
    const first = missing.map((setting) => setting.what).join(', ');
    return {
      status: 'todo',
      summary: `the identity exists; to complete: ${first}`,
      findings: missing.map((setting) => missingFinding(setting, own)),
    };
  }
  return diagnosePublication(world, checklist);
}

function diagnosePublication(world: World, checklist: Checklist): CheckResult {
  const way = publication(world, checklist);
  if (way.kind === 'manual') {
    const mailFrom = mailFromIn(world, checklist).name ?? 'not set';
    return {
      status: way.status,
      summary: `identity complete, MAIL FROM ${mailFrom}; ${openRecords(world, way.status)}`,
      findings: way.findings,
    };
  }
  if (way.conflicts.length > 0) {
    return {
      status: 'problem',
      summary: `existing records in ${API_NAME[way.kind]} conflict`,
      findings: [...way.conflicts, ...way.findings],
    };
  }
  const { missing, findings } = way;
  const held = way.zones.reduce((sum, { plans }) => sum + plans.length, 0);
  const where = `${API_NAME[way.kind]} zone ${way.zone.name}`;
  if (missing > 0) {
    const summary = `${missing} of ${held} records to publish in ${where}`;
    return { status: 'todo', summary, findings };
  }
  return {
    status: way.otherwise,
    summary: `identity complete; ${held} records in ${where}`,
    findings,
  };
}

/** How many records a person has to add by hand, in words. */
function openRecords(world: World, status: 'done' | 'unknown' | 'problem'): string {
  const all = recordsOf(world).length;
  const open = all - publishedNames(world).size;
  if (open === 0) return `${all} records in DNS`;
  const count = open === all ? `${all} records` : `${open} of ${all} records`;
  return `${count} ${status === 'done' ? 'to add at your DNS host' : 'not published'}`;
}

function plan(situation: Situation<VerifyDomainOptions>): Plan {
  const { world, checklist } = situation;
  const tasks = identityTasks(situation);
  const way = publication(world, checklist, situation.answers);
  if (tasks.some((task) => task.run !== undefined)) {
    return {
      consent: `Make these changes in SES (${world.region})?`,
      tasks,
      later: publishesLater(world, way),
      ...preview(situation, identityPreview(tasks)),
    };
  }
  if (way.kind === 'manual' || way.conflicts.length > 0) {
    return { consent: 'Nothing to change. Continue?', tasks };
  }
  const zones = way.zones
    .filter(({ plans }) => plans.some((each) => each.kind === 'write'))
    .map(({ zone }) => `${API_NAME[zone.api]} zone ${zone.name} (${zone.id})`);
  return {
    consent: `Write these records to ${zones.join(' and ')}?`,
    tasks: [...tasks, ...publishTasks(way)],
    ...preview(situation),
  };
}

/** What the domain uses today, shown only with the first plan of a checklist, and notes that the lines do not show. */
function preview(
  { world, checklist }: Situation<VerifyDomainOptions>,
  ofLines: string | null = null,
): Pick<Plan, 'preview'> {
  const shown = receiptsOf(checklist, 'verify-domain').length > 0;
  const today = shown ? '' : footprintText(world, checklist);
  const text = [today, ofLines ?? ''].filter((part) => part !== '').join('\n\n');
  return text === '' ? {} : { preview: text };
}

function data(world: World, checklist: Checklist): VerifyDomainData {
  const { hosting } = world;
  const delegation =
    hosting.ok && hosting.value.delegation.ok ? hosting.value.delegation.value : null;
  const zone = delegation?.zone ?? world.domain;
  const host = recogniseHost(delegation?.nameServers ?? []);
  const published = publishedNames(world);
  const way =
    world.identity.ok && world.identity.value !== null ? publication(world, checklist) : null;
  return {
    records: recordsOf(world).map((record) => ({
      name: record.name,
      host: hostInZone(record.name, zone),
      type: record.type,
      value: record.value,
      priority: record.priority ?? null,
      purpose: record.purpose,
      required: record.required,
      published: published.has(`${record.name} ${record.type}`),
      entry: entryFields(host, record, zone),
    })),
    changes: way === null ? [] : rightAlready(world, checklist),
    footprint: footprintData(world),
    elsewhere: otherRegionsOf(world),
    dnsHost: {
      zone,
      nameServers: delegation === null || isInner(delegation) ? [] : delegation.nameServers,
      publishes: way?.kind ?? null,
      zoneId: way === null || way.kind === 'manual' ? null : way.zone.id,
      id: host?.id ?? null,
      name: host?.name ?? null,
      panel: host === null ? null : panelUrl(host, zone),
      underscores: host?.underscores ?? null,
      checked: host?.source.checked ?? null,
      source: host?.source.url ?? null,
    },
  };
}

/** The `=` lines of a second run: what exists already. */
function rightAlready(world: World, checklist: Checklist): readonly Change[] {
  const { tasks } = plan({ world, checklist, answers: {}, now: new Date(0) });
  return tasks.flatMap((task) => task.changes).filter((change) => change.op === '=');
}

function recordsOf(world: World): readonly ExpectedRecord[] {
  return world.records.ok ? world.records.value : [];
}
