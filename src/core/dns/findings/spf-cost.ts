import { isSpf, parseSpf } from '../../email-auth/spf.ts';
import type { Remedy } from '../../model/remedy.ts';
import { printable } from '../../text/printable.ts';
import type { DnsCase } from '../case.ts';
import { SES_SPF_HOST } from '../match.ts';
import { dataAt } from '../matrix.ts';
import { apexSpf } from '../probes.ts';
import { countLookups, MAX_LOOKUPS, MAX_VOIDS, type SpfCost } from '../spf-lookups.ts';
import type { NameAndType } from '../types.ts';
import type { Draft, Survey } from './finder.ts';
import { quoted, txtLine } from './say.ts';

/** An SPF record that is at the MAIL FROM name or at the domain itself. */
interface SpfAt {
  readonly name: string;
  readonly text: string;
  readonly cost: SpfCost;
  /** SES's mail is judged by this one. */
  readonly mailFrom: boolean;
}

/** The whole record of a MAIL FROM name, which nobody else sends with. */
function onlySes(name: string): Remedy {
  return {
    say: 'Only SES sends with this name. Replace the record with:',
    record: txtLine(name, `v=spf1 include:${SES_SPF_HOST} ~all`),
  };
}

/** A valid SPF record that costs a receiver more look-ups than it may do. */
export const spfTooManyLookups: Survey = (all) =>
  survey(all, ({ name, text, cost, mailFrom }) => {
    if (cost.lookups <= MAX_LOOKUPS) return null;
    return {
      code: 'dns/spf-too-many-lookups',
      message: `The SPF record of ${name} needs ${cost.lookups} DNS lookups with its includes; receivers stop with an error after ${MAX_LOOKUPS}${mailFrom ? '' : `. ${OTHERS}`}.`,
      subject: `${name} TXT`,
      found: printable(text),
      fix: mailFrom
        ? onlySes(name)
        : 'Remove the includes of services that no longer send for this domain.',
    };
  });

/** Look-ups that find nothing: more than two are an error too. */
export const spfVoidLookups: Survey = (all) =>
  survey(all, ({ name, text, cost, mailFrom }) => {
    const names = [...new Set([...cost.broken, ...cost.voids])];
    const tooMany = cost.voids.length > MAX_VOIDS;
    if (!tooMany && cost.broken.length === 0) return null;
    const what = tooMany
      ? `${cost.voids.length} of its lookups find nothing, and ${MAX_VOIDS} are allowed`
      : 'it includes a name with no SPF record or several';
    return {
      code: 'dns/spf-void-lookups',
      message: `The SPF record of ${name} ends in an error at receivers: ${what} (${printable(names.join(', '))})${mailFrom ? '' : `. ${OTHERS}`}.`,
      subject: `${name} TXT`,
      found: printable(text),
      fix: `Remove the terms that name ${printable(names.join(', '))}.`,
    };
  });

/** Errors inside what is included, and an mx with too many hosts, end the whole record in an error (section 5.2). */
export const spfNestedErrors: Survey = (all) =>
  survey(all, ({ name, text, cost, mailFrom }) => {
    const errors = cost.errors.filter(
      (error) => !cost.broken.some((at) => error.startsWith(`${at} has `)),
    );
    if (errors.length === 0) return null;
    return {
      code: 'dns/spf-invalid',
      message: `The SPF record of ${name} ends in an error at receivers: ${printable(errors.join('; '))}${mailFrom ? '' : `. ${OTHERS}`}.`,
      subject: `${name} TXT`,
      found: printable(text),
      fix: mailFrom
        ? onlySes(name)
        : 'Correct what the message names, or remove the term that refers to it.',
    };
  });

/** `ptr` is slow, unreliable and not to be used (RFC 7208 section 5.5): some receivers skip it or give an error. */
export const spfPtr: Survey = (all) =>
  survey(all, ({ name, text }) => {
    if (!parseSpf(text).terms.some((term) => term.kind === 'mechanism' && term.name === 'ptr'))
      return null;
    const without = text.replace(/ [+\-~?]?ptr(?::\S*)?(?= |$)/gi, '');
    return {
      code: 'dns/spf-ptr',
      message: `The SPF record of ${name} uses "ptr", which RFC 7208 advises against: some receivers skip it or give an error.`,
      subject: `${name} TXT`,
      found: printable(text),
      fix: {
        say: 'If no server passes only because of it, change the record to the following; otherwise list that server with ip4 or a:',
        record: txtLine(name, without),
      },
    };
  });

/** "+all" lets the whole world send with this name (RFC 7208 section 5.1). */
export const spfPassAll: Survey = (all) =>
  survey(all, ({ name, text }) => {
    const everyone = parseSpf(text).terms.find((term) => term.name === 'all');
    if (everyone?.kind !== 'mechanism' || everyone.qualifier !== '+') return null;
    const closed = text.replace(/\s\+?all(?=\s|$)/i, ' ~all');
    return {
      code: 'dns/spf-pass-all',
      message: `The SPF record of ${name} ends in "+all": anyone can send with this name.`,
      subject: `${name} TXT`,
      found: printable(text),
      fix: { say: 'Change the record to:', record: txtLine(name, closed) },
    };
  });

/** The domain's own SPF record: SES does not need it, but broken it fails the mail of all others. */
export const apexSpfBroken: Survey = (all) => {
  const { name } = apexSpf(all.domain);
  const records = spfTexts(all, apexSpf(all.domain));
  const [text] = records;
  if (text === undefined) return [];
  if (records.length > 1) {
    return [
      {
        code: 'dns/spf-multiple',
        message: `${name} has ${records.length} SPF records (${quoted(records)}); receivers then apply none. ${OTHERS}.`,
        subject: `${name} TXT`,
        found: records.map(printable).join(', '),
        fix: 'Merge them into one TXT record.',
      },
    ];
  }
  const { errors } = parseSpf(text);
  if (errors.length === 0) return [];
  return [
    {
      code: 'dns/spf-invalid',
      message: `The SPF record of ${name} is not valid: ${printable(errors.join('; '))}. ${OTHERS}.`,
      subject: `${name} TXT`,
      found: printable(text),
      fix: 'Correct the terms that the message names.',
    },
  ];
};

const OTHERS =
  'SES does not use this record (it sends with the MAIL FROM name), but others who send for the domain do';

/** SES's own include is behind more look-ups than receivers do, or behind an error: its mail does not pass. */
export function sesIsOutOfReach(all: DnsCase): boolean {
  return spfRecords(all).some(
    ({ mailFrom, cost }) =>
      mailFrom && ((cost.beforeHost ?? 0) > MAX_LOOKUPS || cost.errorsBeforeHost > 0),
  );
}

function survey(all: DnsCase, look: (spf: SpfAt) => Draft | null): Draft[] {
  return spfRecords(all).flatMap((spf) => look(spf) ?? []);
}

/** Several findings are about them; a case never changes. */
const found = new WeakMap<DnsCase, readonly SpfAt[]>();

function spfRecords(all: DnsCase): readonly SpfAt[] {
  const records = found.get(all) ?? findSpfRecords(all);
  found.set(all, records);
  return records;
}

function findSpfRecords(all: DnsCase): SpfAt[] {
  const apex = { ...apexSpf(all.domain), mailFrom: false };
  const own = all.records
    .filter(({ expected, view }) => expected.purpose === 'mail-from-spf' && view.status === 'match')
    .map(({ expected }) => ({ name: expected.name, type: expected.type, mailFrom: true }));
  return [...own, apex].flatMap(({ mailFrom, ...question }) => {
    const [text, ...others] = spfTexts(all, question);
    if (text === undefined || others.length > 0 || parseSpf(text).errors.length > 0) return [];
    const cost = countLookups(text, question.name, all.observations, SES_SPF_HOST);
    return [{ name: question.name, text, cost, mailFrom }];
  });
}

function spfTexts({ observations }: DnsCase, question: NameAndType): readonly string[] {
  return dataAt(observations, question).filter(isSpf);
}
