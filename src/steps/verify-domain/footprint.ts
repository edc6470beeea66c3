import type { Checklist } from '../../core/checklist.ts';
import { mxHost } from '../../core/dns/match.ts';
import {
  type DmarcProposal,
  dmarcOf,
  dmarcRefusal,
} from '../../core/domain-setup/dmarc-proposal.ts';
import { byWhom, type MailFrom, mailFromIn } from '../../core/domain-setup/mail-from.ts';
import { usage } from '../../core/model/errors.ts';
import { hostInZone } from '../../core/parse/host-in-zone.ts';
import type { Evidence, Footprint, SeenProvider } from '../../core/records/footprint.ts';
import { escapeControls, printable } from '../../core/text/printable.ts';
import type { World } from '../../core/world.ts';
import type { Situation } from '../step.ts';
import type { VerifyDomainOptions } from './inputs.ts';

export function dmarcIn(world: World, checklist: Checklist): DmarcProposal {
  return dmarcOf(world.domain, checklist, world.footprint);
}

/** Throws Failure when a DMARC flag of this run would weaken or replace an existing record. */
export function refuseDmarc({ world, answers }: Situation<VerifyDomainOptions>): void {
  const asked = { policy: answers.dmarc ?? null, rua: answers.dmarcRua ?? null };
  const refusal = dmarcRefusal(world.domain, asked, world.footprint);
  if (refusal !== null) throw usage('dmarc-exists', refusal.message, refusal.fix);
}

/** What the domain uses today and what that means for the plan; empty when the footprint was not read. */
export function footprintText(world: World, checklist: Checklist): string {
  const { domain, footprint } = world;
  if (!footprint.ok) return '';
  const { value } = footprint;
  return [
    `What ${domain} uses today (nothing of this changes):`,
    `  receives  ${receives(value, domain)}`,
    `  sends     ${sends(value, domain)}`,
    `  SPF       ${spf(value)}`,
    `  DMARC     ${dmarc(value, dmarcIn(world, checklist))}`,
    ...unread(value),
    ...instead(mailFromIn(world, checklist)),
  ].join('\n');
}

function receives({ mx, providers }: Footprint, domain: string): string {
  if (!mx.ok) return COULD_NOT;
  if (mx.value.length === 0) return 'nothing: no MX record';
  const known = providers.filter(({ evidence }) =>
    evidence.some(({ role }) => role === 'receives'),
  );
  if (known.length > 0) return known.map((each) => seen(each, 'receives', domain)).join(', ');
  return `at ${printable(mx.value.map(mxHost).join(', '))}`;
}

function sends({ providers, spf: apex }: Footprint, domain: string): string {
  const known = providers.filter(({ evidence }) => evidence.some(({ role }) => role === 'sends'));
  const others = apex.ok ? apex.value.flatMap(({ unknown }) => unknown) : [];
  const all = [
    ...known.map((each) => seen(each, 'sends', domain)),
    ...(others.length === 0 ? [] : [`others (SPF ${printable(others.join(' '))})`]),
  ];
  return all.length === 0 ? 'no known sender' : all.join(', ');
}

function seen({ name, evidence }: SeenProvider, role: Evidence['role'], domain: string): string {
  const by = evidence.filter((each) => each.role === role).map((each) => where(each, domain));
  return `${name} (${[...new Set(by)].join(', ')})`;
}

/** The evidence in a word: the host below the domain, or the kind of record at the domain itself. */
function where({ name, type, value }: Evidence, domain: string): string {
  if (name !== domain) return hostInZone(name, domain);
  if (type === 'MX') return `MX ${printable(value)}`;
  return /^v=spf1/i.test(value) ? 'SPF' : printable(value.replace(/[:=].*$/, ''));
}

/** SPF checks the MAIL FROM domain (RFC 7208, 2.4), so the domain's own record does not affect mail from SES. */
function spf({ spf: apex }: Footprint): string {
  if (!apex.ok) return COULD_NOT;
  const [first] = apex.value;
  return first === undefined
    ? 'none, and none is needed: SES uses the MAIL FROM domain'
    : 'unchanged: SES uses the MAIL FROM domain, which has its own SPF record';
}

function dmarc({ dmarc: inForce }: Footprint, { text }: DmarcProposal): string {
  if (!inForce.ok) return COULD_NOT;
  const { value } = inForce;
  if (value === null) return text === null ? 'none' : `none; proposed: ${text}`;
  const policy = value.policy === null ? 'invalid record' : `p=${printable(value.policy)}`;
  const from = value.inherited ? `, inherited from ${value.name}` : '';
  return `${policy}${from}; unchanged`;
}

const COULD_NOT = 'could not be looked up';

function unread({ unread: open }: Footprint): string[] {
  const [first] = open;
  if (first === undefined) return [];
  const more = open.length === 1 ? '' : ` and ${open.length - 1} more`;
  return [`  unread    ${first.name} ${first.type}${more}: ${printable(first.message)}`];
}

function instead(mailFrom: MailFrom): string[] {
  if (mailFrom.name === null || mailFrom.instead.length === 0) return [];
  const used = mailFrom.instead.map((use) => `${use.name} is in use${byWhom(use)}`).join('; ');
  return [`MAIL FROM will be ${mailFrom.name}, because ${used}.`];
}

/** `data.footprint`: a failed look-up is null and listed in `unread`. */
export function footprintData({ footprint }: World) {
  if (!footprint.ok) return null;
  const { providers, mx, spf: apex, dmarc: inForce, names, unread: open } = footprint.value;
  return {
    providers: providers.map(({ id, name, evidence }) => ({
      id,
      name,
      evidence: evidence.map((each) => ({ ...each, value: escapeControls(each.value) })),
    })),
    mx: mx.ok ? mx.value.map(escapeControls) : null,
    spf: apex.ok
      ? apex.value.map(({ text, providers: ids, unknown }) => ({
          value: escapeControls(text),
          providers: ids,
          unknown: unknown.map(escapeControls),
        }))
      : null,
    dmarc: inForce.ok
      ? {
          name: inForce.value?.name ?? null,
          values: (inForce.value?.texts ?? []).map(escapeControls),
          policy: inForce.value?.policy ?? null,
          inherited: inForce.value?.inherited ?? false,
        }
      : null,
    names: names.map((use) => ({ ...use, found: use.found.map(escapeControls) })),
    unread: open.map((each) => ({ ...each, message: escapeControls(each.message) })),
  };
}
