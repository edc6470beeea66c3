import { printable } from '../../text/printable.ts';
import { wrongValues } from '../case.ts';
import { mxHost } from '../match.ts';
import { expectedText } from '../matrix.ts';
import type { Explanation, Survey } from './finder.ts';
import { quoted, replaceWith, subjectOf, zoneLine } from './say.ts';

/** "If the MAIL FROM domain has multiple MX records, the custom MAIL FROM setup … will fail" (mail-from). */
export const multipleMx: Explanation = (record) => {
  const { expected, view } = record;
  const values = wrongValues(record);
  if (expected.purpose !== 'mail-from-mx' || view.status !== 'wrong' || values.length < 2)
    return null;
  return {
    code: 'dns/multiple-mx',
    message: `${expected.name} has ${values.length} MX records (${quoted(values)}); SES accepts exactly one there.`,
    subject: subjectOf(expected),
    expected: expectedText(expected),
    found: values.map(printable).join(', '),
    fix: [
      {
        say: `Delete all MX records at ${expected.name} except this one:`,
        record: zoneLine(expected),
      },
      { say: 'If they receive mail for you, choose another MAIL FROM subdomain instead.' },
    ],
  };
};

/** Endpoints of SES that take mail for other purposes than bounces, by the host (AWS General Reference, ses). */
const OTHER_ENDPOINTS: readonly (readonly [host: RegExp, what: string])[] = [
  [
    /^inbound-smtp\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\.?$/i,
    'the endpoint where SES receives mail for your own rules',
  ],
  [
    /^email-smtp(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\.?$/i,
    'the endpoint that applications send to',
  ],
];

/** Another endpoint of SES in the place of feedback-smtp: copied from a guide for receiving or sending. */
export const mxOtherEndpoint: Explanation = (record, all) => {
  const { expected, view } = record;
  const values = wrongValues(record);
  const [found] = values;
  if (expected.purpose !== 'mail-from-mx' || view.status !== 'wrong' || found === undefined)
    return null;
  const what = OTHER_ENDPOINTS.find(([host]) => host.test(mxHost(found)))?.[1];
  if (what === undefined || values.length > 1) return null;
  const free = expected.name === `mail.${all.domain}` ? 'bounce' : 'mail';
  const command = `ses-migrate verify-domain ${all.domain} --mail-from ${free}.${all.domain}`;
  return {
    code: 'dns/mx-other-endpoint',
    message: `${expected.name} MX points to ${printable(mxHost(found))}: ${what}. A MAIL FROM name needs the endpoint for bounces.`,
    subject: subjectOf(expected),
    expected: expectedText(expected),
    found: printable(found),
    fix: [
      replaceWith(expected, all),
      {
        say: `If ${expected.name} receives mail through SES, keep its MX and choose another MAIL FROM name: \`${command}\``,
        command,
      },
    ],
  };
};

/** The feedback host of SES, but of another Region. */
export const mxWrongRegion: Explanation = (record, all) => {
  const { expected, view } = record;
  const values = wrongValues(record);
  const found = values.length === 1 ? values[0] : undefined;
  if (expected.purpose !== 'mail-from-mx' || view.status !== 'wrong' || found === undefined) {
    return null;
  }
  const region = feedbackRegion(mxHost(found));
  if (region === null) return null;
  return {
    code: 'dns/mx-wrong-region',
    message: `${expected.name} MX points to SES in ${region}; this identity is in ${all.region ?? feedbackRegion(expected.value) ?? 'another Region'}.`,
    subject: subjectOf(expected),
    expected: expectedText(expected),
    found: printable(found),
    fix: [
      replaceWith(expected, all),
      { say: `If you mean the identity in ${region}, run the command with --region ${region}.` },
      {
        say: `If identities in both Regions use ${expected.name}, keep the record: SES accepts one MX for all Regions, and reports SUCCESS when it does.`,
      },
    ],
  };
};

/** SES says that it is content with the feedback host of another Region: what was expected was made that host. */
export const mxSharedRegions: Survey = (all) =>
  all.records.flatMap(({ expected, view }) => {
    const region = feedbackRegion(expected.value);
    if (expected.purpose !== 'mail-from-mx' || view.status !== 'match') return [];
    if (region === null || all.region === null || region === all.region) return [];
    return [
      {
        code: 'dns/mx-shared-regions',
        message: `${expected.name} MX points to SES in ${region}; SES in ${all.region} accepts it because one MX serves a MAIL FROM name in several Regions.`,
        subject: subjectOf(expected),
        found: expectedText(expected),
        fix: `Nothing, as long as the name stays in use in ${region}. Before you stop using it there, replace the MX with the one of ${all.region}.`,
      },
    ];
  });

/** The Region in the name of a feedback host of SES; null for any other host. */
export function feedbackRegion(host: string): string | null {
  return /^feedback-smtp\.([a-z]{2,}(?:-[a-z]+)+-\d)\.amazonses\.com$/i.exec(host)?.[1] ?? null;
}
