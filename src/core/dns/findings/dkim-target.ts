import { printable } from '../../text/printable.ts';
import type { DnsCase, RecordCase } from '../case.ts';
import { wrongValues } from '../case.ts';
import { sameName } from '../match.ts';
import { expectedText } from '../matrix.ts';
import type { Draft, Explanation } from './finder.ts';
import { replaceWith, subjectOf } from './say.ts';

/** Quotes, spaces, a URL: what was copied along with the target, and is part of the name now. */
export const targetMalformed: Explanation = (record, all) => {
  const found = wrongTarget(record);
  if (found === null || !/["'\s\\/<>,;`]/.test(found)) return null;
  return {
    ...about(record, all, found),
    code: 'dns/target-malformed',
    message: `${record.expected.name} points to "${printable(found)}": quotes, spaces or slashes are part of that name, and no such host exists.`,
  };
};

/** Shortest piece of the target that is taken for it. */
const RECOGNISABLE = 3;

/** A panel's length limit, or a selection that missed an end; the DNS host may have appended its zone to the rest. */
export const targetTruncated: Explanation = (record, all) => {
  const found = wrongTarget(record);
  if (found === null) return null;
  const whole = record.expected.value.toLowerCase();
  const bare = found.toLowerCase().replace(/\.$/, '');
  const zone = all.delegation?.zone ?? all.domain;
  const piece = bare.endsWith(`.${zone}`) ? bare.slice(0, -zone.length - 1) : bare;
  const cut = piece.length >= RECOGNISABLE && piece.length < whole.length;
  const isPiece = whole.startsWith(piece) || whole.endsWith(`.${piece}`);
  if (!cut || !(isPiece || hasCutToken(bare, whole))) return null;
  return {
    ...about(record, all, found),
    code: 'dns/target-truncated',
    message: `${record.expected.name} points to "${printable(found)}": a part of the target is missing.`,
  };
};

/** The zone is whole, and an end of the token is missing. */
function hasCutToken(found: string, whole: string): boolean {
  const [token = '', ...zone] = found.split('.');
  const [wholeToken = '', ...wholeZone] = whole.split('.');
  const isPiece = wholeToken.startsWith(token) || wholeToken.endsWith(token);
  return token.length >= RECOGNISABLE && isPiece && zone.join('.') === wholeZone.join('.');
}

/** `token.dkim.amazonses.com`, or with a Region before amazonses.com. */
const SES_TARGET =
  /^(?<token>[a-z0-9]+)\.(?<zone>dkim\.(?:[a-z0-9-]+\.)?amazonses\.com(?:\.cn)?)\.?$/i;

/** The DKIM zone differs by Region, and SES names it (`DkimAttributes.SigningHostedZone`). */
export const dkimWrongZone: Explanation = (record, all) => {
  const found = wrongTarget(record);
  const [token = '', ...zone] = record.expected.value.split('.');
  const groups = SES_TARGET.exec(found ?? '')?.groups;
  if (found === null || groups === undefined || !sameName(groups.token ?? '', token)) return null;
  return {
    ...about(record, all, found),
    code: 'dns/dkim-wrong-zone',
    message: `${record.expected.name} points to ${printable(found)}: the token is right, but the DKIM zone is ${groups.zone} instead of ${zone.join('.')}, the zone of ${all.region ?? 'this Region'}.`,
  };
};

/** A token of SES, but not the one of this name: of a sibling, another Region, account, or an earlier identity. */
export const dkimOtherToken: Explanation = (record, all) => {
  const found = wrongTarget(record);
  if (found === null || !SES_TARGET.test(found)) return null;
  const swapped = all.records.find(({ expected }) => sameName(expected.value, found));
  const whose =
    swapped === undefined
      ? 'SES does not list that token for this identity: it belongs to another Region or account, or to an identity that was deleted and created again'
      : `that is the target of ${swapped.expected.name}`;
  return {
    ...about(record, all, found),
    code: 'dns/dkim-other-token',
    message: `${record.expected.name} points to ${printable(found)}: ${whose}.`,
  };
};

/** The one wrong target of a DKIM CNAME; raw DNS text. */
function wrongTarget(record: RecordCase): string | null {
  const { expected, view } = record;
  const values = wrongValues(record);
  const isCname = expected.purpose === 'dkim' && expected.type === 'CNAME';
  return isCname && view.status === 'wrong' && values.length === 1 ? (values[0] ?? null) : null;
}

function about(
  { expected }: RecordCase,
  all: DnsCase,
  found: string,
): Pick<Draft, 'subject' | 'expected' | 'found' | 'fix'> {
  return {
    subject: subjectOf(expected),
    expected: expectedText(expected),
    found: printable(found),
    fix: replaceWith(expected, all),
  };
}
