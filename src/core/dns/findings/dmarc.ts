import {
  isDmarc,
  isMeantAsDmarc,
  onlyDmarc,
  parseDmarc,
  removedTags,
} from '../../email-auth/dmarc.ts';
import { dmarcName } from '../../email-auth/dmarc-discovery.ts';
import { fixedDmarc, lacksScheme } from '../../email-auth/dmarc-fixed.ts';
import { printable } from '../../text/printable.ts';
import type { DnsCase, RecordCase } from '../case.ts';
import { authoritative, wrongValues } from '../case.ts';
import { dmarcAbove } from '../inherited-dmarc.ts';
import type { Draft, Explanation, Survey } from './finder.ts';
import { publish, quoted, replaceWith, subjectOf } from './say.ts';

/** With more than one record, receivers apply none of them (RFC 9989 section 4.10). */
export const dmarcMultiple: Explanation = (record, all) => {
  const values = dmarcValues(record).filter(isDmarc);
  if (values.length < 2) return null;
  return {
    code: 'dns/dmarc-multiple',
    message: `${record.expected.name} has ${values.length} DMARC records (${quoted(values)}), so receivers apply none of them${insteadOf(all)}.`,
    subject: subjectOf(record.expected),
    expected: fixedFor(values, record, all),
    found: values.map(printable).join(', '),
    fix: publish(
      { ...record.expected, value: fixedFor(values, record, all) },
      all,
      'Replace all of them with this record, which keeps the strictest policy and all report addresses',
    ),
  };
};

/** Texts that are meant as a record, of which receivers take none for a policy. */
export const dmarcInvalid: Explanation = (record, all) => {
  const values = dmarcValues(record);
  const [text] = values.filter(isDmarc).length === 1 ? values.filter(isDmarc) : values;
  if (text === undefined || record.looks.some((look) => look.judgement.alias !== null)) return null;
  const { errors } = parseDmarc(text);
  if (errors.length === 0) return null;
  const fixed = fixedFor(values, record, all);
  return {
    code: 'dns/dmarc-invalid',
    message: `The DMARC record at ${record.expected.name} is not valid: ${printable(errors.join('; '))}. Receivers do not apply it${insteadOf(all)}.`,
    subject: subjectOf(record.expected),
    expected: fixed,
    found: values.map(printable).join(', '),
    fix: replaceWith({ ...record.expected, value: fixed }, all),
  };
};

function dmarcValues(record: RecordCase): readonly string[] {
  const { expected, view } = record;
  return expected.purpose === 'dmarc' && view.status === 'wrong' ? wrongValues(record) : [];
}

/** Never below what is meant, what applies to the domain meanwhile, and what was chosen for it. */
function fixedFor(values: readonly string[], { expected }: RecordCase, all: DnsCase): string {
  const applied = above(all)?.policy ?? null;
  const chosen = parseDmarc(expected.value).policy;
  return fixedDmarc([...values, `p=${chosen ?? 'none'}`], applied);
}

function insteadOf(all: DnsCase): string {
  const applied = above(all);
  return applied === null
    ? ''
    : `; they apply ${applied.policy ?? 'none'} from ${dmarcName(applied.domain)}`;
}

function above(all: DnsCase) {
  const seen = dmarcAbove(all.domain, all.observations);
  return seen.ok ? seen.value : null;
}

/** A record that applies, although not all of it: receivers discard parts (RFC 9989 section 4.7). */
export const dmarcIgnoredTags: Survey = (all) =>
  all.records
    .filter(({ expected }) => expected.purpose === 'dmarc')
    .flatMap((record) => {
      const held = authoritative(record).find((look) => look.status === 'match');
      const values = (held?.judgement.values ?? []).filter(isMeantAsDmarc);
      const text = onlyDmarc(values);
      return text === null ? [] : ignoredParts(record, text, values, all);
    });

/** `pct`, `rf` and `ri` are no tags of RFC 9989: who published `pct=50` asks all mail to be judged today. */
export const dmarcRemovedTags: Survey = (all) =>
  all.records.flatMap(({ expected, looks }) => {
    if (expected.purpose !== 'dmarc') return [];
    const held = looks.find((look) => look.status === 'match');
    const text = onlyDmarc((held?.judgement.values ?? []).filter(isMeantAsDmarc));
    const removed = text === null ? [] : removedTags(text);
    if (text === null || removed.length === 0) return [];
    const policy = parseDmarc(text).policy ?? 'none';
    const isPartial = removed.some((tag) => /^pct=(?!100$)/.test(tag));
    return [
      {
        code: 'dns/dmarc-removed-tag',
        message: `RFC 9989 removed ${printable(removed.join(', '))} from DMARC: receivers that follow it ignore ${removed.length === 1 ? 'that tag' : 'those tags'}${isPartial ? ` and apply the policy ${policy} to all mail` : ''}.`,
        subject: subjectOf(expected),
        found: printable(text),
        fix: `Nothing is needed for SES. Remove ${printable(removed.join(', '))} when you change the record the next time, and keep the policy.${isPartial ? ' To ask receivers not to apply the policy yet, use t=y.' : ''}`,
      },
    ];
  });

function ignoredParts(
  record: RecordCase,
  text: string,
  values: readonly string[],
  all: DnsCase,
): Draft[] {
  const { ignored, weakened } = parseDmarc(text);
  const beside = values.filter((value) => value !== text);
  const what = [
    ...(weakened === null ? [] : [printable(weakened)]),
    ...(ignored.length === 0 ? [] : [`receivers ignore ${quoted(ignored)}${whyIgnored(ignored)}`]),
    ...(beside.length === 0 ? [] : [`receivers ignore the other text ${quoted(beside)}`]),
  ];
  if (what.length === 0) return [];
  const fixed = fixedDmarc([text], null);
  return [
    {
      code: 'dns/dmarc-ignored-tag',
      message: `The DMARC record works in part: ${what.join('; ')}.`,
      subject: subjectOf(record.expected),
      expected: fixed,
      found: printable(text),
      fix: replaceWith({ ...record.expected, value: fixed }, all),
    },
  ];
}

function whyIgnored(ignored: readonly string[]): string {
  return ignored.some(lacksScheme)
    ? ', as an address for reports begins with mailto:'
    : ', which is not valid there';
}
