import type { Checklist } from '../checklist.ts';
import { reportName } from '../dns/dmarc-reports.ts';
import { txtLine } from '../dns/findings/say.ts';
import { isWeaker, parseDmarc, strongest } from '../email-auth/dmarc.ts';
import { fixedDmarc } from '../email-auth/dmarc-fixed.ts';
import { finding } from '../model/findings.ts';
import type { Finding, Seen } from '../model/types.ts';
import type { DmarcInForce, Footprint } from '../records/footprint.ts';
import { printable } from '../text/printable.ts';

/** What is to stand at `_dmarc.<domain>`. */
export interface DmarcProposal {
  /** null: no record is proposed there. */
  readonly text: string | null;
  readonly status: 'new' | 'kept' | 'inherited' | 'unknown';
  readonly findings: readonly Finding[];
}

/**
 * A record that applies is kept, the domain's own or one above it; one is proposed only where none applies.
 * What could not be read leads to no proposal that could weaken it.
 */
export function dmarcOf(
  domain: string,
  checklist: Checklist,
  footprint: Seen<Footprint>,
): DmarcProposal {
  const { dmarc: policy = 'none', dmarcRua } = checklist.choices;
  // A run that publishes nothing does not look.
  if (!footprint.ok && footprint.code === 'not-read') return proposal(policy, dmarcRua ?? null);
  const dmarc = footprint.ok ? footprint.value.dmarc : footprint;
  if (!footprint.ok || !dmarc.ok) {
    // Only the strictest policy weakens nothing, whatever is there.
    return policy === 'reject'
      ? proposal(policy, dmarcRua ?? null)
      : unknown(`Which DMARC policy applies to ${domain}`, dmarc.ok ? '' : dmarc.message);
  }
  const inForce = dmarc.value;
  if (inForce?.inherited === false) return kept(inForce, policy);
  if (inForce !== null && !isWeaker(inForce.policy, policy)) {
    return { text: null, status: 'inherited', findings: [] };
  }
  return dmarcRua === undefined
    ? toOwnMailbox(domain, policy, footprint.value)
    : proposal(policy, dmarcRua, cannotReceive(domain, dmarcRua, footprint.value));
}

function proposal(
  policy: string,
  rua: string | null,
  findings: readonly Finding[] = [],
): DmarcProposal {
  const reports = rua === null ? '' : ` rua=mailto:${rua};`;
  return { text: `v=DMARC1; p=${policy};${reports}`, status: 'new', findings };
}

/** An own record stays. One that receivers do not take gets a replacement that asks for no less. */
function kept(inForce: DmarcInForce, proposed: string): DmarcProposal {
  const { texts, policy, otherwise, name } = inForce;
  const [text = ''] = texts;
  if (policy !== null) return { text, status: 'kept', findings: [] };
  const fixed = fixedDmarc(texts, strongest([otherwise, proposed]));
  const found = texts.map(printable).join(', ');
  const command = `ses-migrate verify-domain --confirm ${name}`;
  const broken = finding(
    'dns/dmarc-invalid',
    `Receivers do not apply the DMARC record at ${name}. It stays as it is until you confirm its replacement.`,
    {
      subject: `${name} TXT`,
      expected: fixed,
      found,
      fix: [
        {
          say: 'Replace it at your DNS host with this record, and add no second one beside it:',
          record: txtLine(name, fixed),
        },
        { say: `Or have it replaced: ${command}`, command },
      ],
    },
  );
  return { text: fixed, status: 'kept', findings: [broken] };
}

/** `postmaster` is the one address that a domain which receives mail must have (RFC 5321 section 4.5.1). */
function toOwnMailbox(domain: string, policy: string, { mailboxes }: Footprint): DmarcProposal {
  const own = mailboxes.filter(({ agreed }) => agreed === null);
  const receiving = own.find(({ receives }) => receives.ok && receives.value);
  if (receiving !== undefined) return proposal(policy, `postmaster@${receiving.host}`);
  const unread = own.find(({ receives }) => !receives.ok);
  if (unread?.receives.ok === false) {
    return unknown(`Whether ${unread.host} can receive DMARC reports`, unread.receives.message);
  }
  return proposal(policy, null, [
    finding(
      'dns/dmarc-no-reports',
      `${domain} receives no mail, so the DMARC record that is proposed asks for no reports.`,
      {
        subject: `_dmarc.${domain} TXT`,
        fix: 'Name a mailbox that receives: --dmarc-rua ADDRESS',
      },
    ),
  ]);
}

function unknown(what: string, why: string): DmarcProposal {
  return {
    text: null,
    status: 'unknown',
    findings: [
      finding('dns/footprint-unread', `${what} could not be looked up: ${printable(why)}.`, {
        fix: 'Run again when DNS answers. Only --dmarc reject can be proposed meanwhile: it weakens no policy.',
      }),
    ],
  };
}

/** Why reports would not arrive at the chosen address. */
function cannotReceive(domain: string, rua: string, { mailboxes }: Footprint): Finding[] {
  const host = rua.slice(rua.lastIndexOf('@') + 1);
  const at = mailboxes.find((each) => each.host === host);
  if (at === undefined) return [];
  const subject = `_dmarc.${domain} TXT`;
  const found: Finding[] = [];
  if (at.receives.ok && !at.receives.value) {
    found.push(
      finding(
        'dns/dmarc-no-reports',
        `${host} has no MX record: DMARC reports to ${rua} will not arrive.`,
        { subject, fix: 'Name a mailbox that receives: --dmarc-rua ADDRESS' },
      ),
    );
  }
  if (at.agreed?.ok === true && !at.agreed.value) {
    found.push(
      finding(
        'dns/dmarc-report-not-agreed',
        `DMARC reports are to go to ${host}, which has not agreed to take those of ${domain}: receivers send none.`,
        {
          subject,
          fix: [
            {
              say: `Ask the owner of ${host} to add:`,
              record: `${reportName(domain, host)}. 300 IN TXT "v=DMARC1"`,
            },
            { say: 'Or name a mailbox of your own domain: --dmarc-rua ADDRESS' },
          ],
        },
      ),
    );
  }
  return found;
}

/**
 * Why `--dmarc` or `--dmarc-rua` of this run cannot be obeyed: a record that is there is never changed, and
 * a policy that applies is never weakened. null: they can.
 */
export function dmarcRefusal(
  domain: string,
  asked: { readonly policy: string | null; readonly rua: string | null },
  footprint: Seen<Footprint>,
): { readonly message: string; readonly fix: string } | null {
  const inForce = footprint.ok && footprint.value.dmarc.ok ? footprint.value.dmarc.value : null;
  if (inForce === null || inForce.policy === null) return null;
  const { name, policy, inherited } = inForce;
  const text = printable(inForce.texts.join(' '));
  const where = inherited ? `${domain} inherits` : `${name} has`;
  if (asked.policy !== null && isWeaker(asked.policy, policy)) {
    return {
      message: `--dmarc ${asked.policy} would weaken the DMARC policy: ${where} "${text}", which asks for ${policy}. A policy is never weakened here.`,
      fix: 'Leave --dmarc out. SES needs no change of DMARC: its mail aligns by DKIM and MAIL FROM.',
    };
  }
  if (inherited) return null;
  const stronger = asked.policy !== null && asked.policy !== policy;
  const elsewhere = asked.rua !== null && !reportsTo(inForce, asked.rua);
  if (!stronger && !elsewhere) return null;
  return {
    message: `${name} has a DMARC record already: "${text}". --dmarc and --dmarc-rua are for a new one; what is there is not changed.`,
    fix: 'Leave the flags out, and change the record at your DNS host if you mean to.',
  };
}

function reportsTo({ texts }: DmarcInForce, rua: string): boolean {
  return texts.some((text) =>
    (parseDmarc(text).tags.get('rua') ?? '')
      .toLowerCase()
      .split(',')
      .some((uri) => uri.trim().replace(/!.*$/, '') === `mailto:${rua.toLowerCase()}`),
  );
}
