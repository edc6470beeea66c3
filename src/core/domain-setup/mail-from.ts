import type { Checklist } from '../checklist.ts';
import { finding } from '../model/findings.ts';
import type { Finding } from '../model/types.ts';
import { candidatesOf, type NameUse } from '../records/footprint.ts';
import type { Identity } from '../ses/facts.ts';
import { printable } from '../text/printable.ts';
import type { World } from '../world.ts';

/** The MAIL FROM domain to have, or why there is none to propose. */
export type MailFrom =
  | { readonly name: string; readonly instead: readonly NameUse[] }
  | {
      readonly name: null;
      readonly status: 'problem' | 'unknown';
      readonly finding: Finding;
    };

/** The MAIL FROM domain of this world. */
export function mailFromIn(world: World, checklist: Checklist): MailFrom {
  const identity = world.identity.ok ? world.identity.value : null;
  return mailFromOf({ ...world, identity }, checklist);
}

type Facts = Pick<World, 'domain' | 'footprint'> & { readonly identity: Identity | null };

/**
 * What SES has stays, unless another name was chosen; else the first name that is free. A name that others
 * use is never proposed, and not taken when chosen. `instead`: the names before it that are in use.
 */
export function mailFromOf(facts: Facts, checklist: Checklist): MailFrom {
  const { domain, footprint } = facts;
  const settled = settledMailFrom(checklist, facts.identity);
  if (settled !== null) return { name: settled, instead: [] };
  const chosen = checklist.choices.mailFrom;
  if (!footprint.ok && footprint.code === 'not-read') {
    return { name: chosen ?? `mail.${domain}`, instead: [] };
  }
  const names = footprint.ok ? footprint.value.names : [];
  if (chosen !== undefined) return ofChoice(chosen, names, domain);
  const index = names.findIndex(({ state }) => state === 'free' || state === 'unknown');
  const first = names[index];
  if (first === undefined) return noneFree(names, domain);
  if (first.state === 'unknown') return notKnown(first, domain);
  return { name: first.name, instead: names.slice(0, index) };
}

/** The name that no look at DNS changes: what SES has, where nobody chose another. */
export function settledMailFrom(checklist: Checklist, identity: Identity | null): string | null {
  const held = identity?.mailFrom.domain ?? null;
  const chosen = checklist.choices.mailFrom ?? held;
  return chosen === held ? held : null;
}

/** The names to look at before one is proposed. */
export function namesToLookAt(
  domain: string,
  checklist: Checklist,
  identity: Identity | null,
): readonly string[] {
  if (settledMailFrom(checklist, identity) !== null) return [];
  const chosen = checklist.choices.mailFrom;
  if (chosen === undefined) return candidatesOf(domain);
  return chosen.endsWith(`.${domain}`) ? [chosen] : [];
}

/** A name that could not be read, or has an address alone, is the person's own decision. */
function ofChoice(name: string, names: readonly NameUse[], domain: string): MailFrom {
  const use = names.find((each) => each.name === name);
  if (use?.state !== 'taken') return { name, instead: [] };
  const { found, provider } = use;
  return {
    name: null,
    status: 'problem',
    finding: finding('dns/mail-from-in-use', `The name ${name} is in use${byWhom(use)}.`, {
      subject: name,
      found: printable(found.join(', ')),
      fix: `Leave these records unchanged. Choose an unused name with --mail-from NAME.${domain}; without the flag an unused one is found. If you no longer use ${provider ?? 'its owner'}, delete the records first.`,
    }),
  };
}

/** ` by Resend (MX 10 feedback-smtp.…)`, as far as it is known. */
export function byWhom({ found, provider }: NameUse): string {
  const by = provider === null ? '' : ` by ${provider}`;
  return `${by} (${printable(found.join(', '))})`;
}

function noneFree(names: readonly NameUse[], domain: string): MailFrom {
  const tried = names.map((use) => `${use.name}${byWhom(use)}`).join('; ');
  return {
    name: null,
    status: 'problem',
    finding: finding('dns/mail-from-in-use', `Every usual MAIL FROM name is in use: ${tried}.`, {
      subject: domain,
      fix: `Choose an unused one: ses-migrate verify-domain --mail-from NAME.${domain}`,
    }),
  };
}

function notKnown({ name, found }: NameUse, domain: string): MailFrom {
  const why = printable(found.join(', '));
  return {
    name: null,
    status: 'unknown',
    finding: finding('dns/footprint-unread', `Could not check whether ${name} is unused: ${why}.`, {
      subject: name,
      fix: `Run the command again when DNS answers, or choose the name: --mail-from NAME.${domain}`,
    }),
  };
}
