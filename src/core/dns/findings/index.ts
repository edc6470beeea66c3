import { finding } from '../../model/findings.ts';
import type { Finding } from '../../model/types.ts';
import type { DnsCase, RecordCase } from '../case.ts';
import { byodkimInvalid, byodkimMissing } from './byodkim.ts';
import { cnameAtMailFrom } from './cname-at-mail-from.ts';
import { delegatedBelow, missingBelow } from './delegated-below.ts';
import { notDelegated, nsDiffer, nsWithoutAddress, parentsNotAsked } from './delegation.ts';
import { authoritativeDisagree } from './disagree.ts';
import { dkimOtherToken, dkimWrongZone, targetMalformed, targetTruncated } from './dkim-target.ts';
import { dmarcIgnoredTags, dmarcInvalid, dmarcMultiple, dmarcRemovedTags } from './dmarc.ts';
import {
  dmarcInherited,
  dmarcMissing,
  dmarcReportsRefused,
  dmarcStrictDkim,
  dmarcStrictSpf,
  dmarcTestMode,
  dmarcUnread,
} from './dmarc-effects.ts';
import { dnssecBroken } from './dnssec.ts';
import { doubledSuffix, zoneInValue } from './doubled-suffix.ts';
import type { Draft, Explanation, Survey } from './finder.ts';
import { flattenedCname, proxiedCname } from './instead-of-cname.ts';
import { lookups } from './lookups.ts';
import { mailFromInUse, mailFromShared } from './mail-from-in-use.ts';
import { missing } from './missing.ts';
import { multipleMx, mxOtherEndpoint, mxSharedRegions, mxWrongRegion } from './mx.ts';
import { mxPriorityForm } from './mx-priority-form.ts';
import { notDelegatedZone } from './not-delegated-zone.ts';
import { sesDkim, sesLookedBefore, sesMailFrom, sesNotVerified } from './ses.ts';
import {
  byResolvers,
  innerView,
  isDoubted,
  resolverInnerView,
  serversOutOfReach,
} from './sight.ts';
import { spfInvalid, spfMissing, spfMultiple, spfWithoutSes } from './spf.ts';
import {
  apexSpfBroken,
  spfNestedErrors,
  spfPassAll,
  spfPtr,
  spfTooManyLookups,
  spfVoidLookups,
} from './spf-cost.ts';
import { staleCache, staleNegativeCache } from './stale-cache.ts';
import { txtInsteadOfCname } from './txt-instead-of-cname.ts';
import { underscoreLost } from './underscore-lost.ts';
import { wildcard } from './wildcard.ts';
import { wrongValue } from './wrong-value.ts';
import { zoneHalfMoved } from './zone-half-moved.ts';

/** The first that explains a record is reported; the general ones stand last. */
const EXPLANATIONS: readonly Explanation[] = [
  zoneHalfMoved,
  authoritativeDisagree,
  doubledSuffix,
  underscoreLost,
  notDelegatedZone,
  missingBelow,
  flattenedCname,
  txtInsteadOfCname,
  proxiedCname,
  wildcard,
  zoneInValue,
  targetMalformed,
  targetTruncated,
  dkimWrongZone,
  dkimOtherToken,
  byodkimMissing,
  byodkimInvalid,
  cnameAtMailFrom,
  mxPriorityForm,
  mxOtherEndpoint,
  mailFromInUse,
  multipleMx,
  mxWrongRegion,
  spfMultiple,
  spfInvalid,
  spfWithoutSes,
  spfMissing,
  dmarcMultiple,
  dmarcInvalid,
  dmarcMissing,
  wrongValue,
  missing,
];

const SURVEYS: readonly Survey[] = [
  notDelegated,
  innerView,
  resolverInnerView,
  serversOutOfReach,
  dnssecBroken,
  spfTooManyLookups,
  spfVoidLookups,
  spfNestedErrors,
  spfPtr,
  spfPassAll,
  mailFromShared,
  mxSharedRegions,
  apexSpfBroken,
  dmarcIgnoredTags,
  dmarcRemovedTags,
  dmarcReportsRefused,
  dmarcInherited,
  dmarcUnread,
  dmarcTestMode,
  dmarcStrictSpf,
  dmarcStrictDkim,
  staleNegativeCache,
  staleCache,
  delegatedBelow,
  nsDiffer,
  nsWithoutAddress,
  lookups,
  parentsNotAsked,
  sesDkim,
  sesMailFrom,
  sesNotVerified,
  sesLookedBefore,
];

/** Every finding of a case, what needs a hand first, each said once. */
export function findAll(all: DnsCase): Finding[] {
  const explanations = all.sight === 'resolvers' ? [byResolvers] : EXPLANATIONS;
  // What is seen of another zone than the Internet's asks for no change of any record.
  const explained = (isDoubted(all) ? [] : all.records)
    .filter(({ view }) => view.status === 'wrong' || view.status === 'missing')
    .flatMap((record) => firstOf(explanations, record, all));
  const spreading = all.records
    .filter(({ view }) => view.status === 'propagating' || view.status === 'unknown')
    .flatMap((record) => firstOf([zoneHalfMoved, authoritativeDisagree], record, all));
  const surveyed = SURVEYS.flatMap((survey) => survey(all));
  const drafts = [...explained, ...spreading, ...surveyed];
  const distinct = new Map(drafts.map((draft) => [JSON.stringify(draft), draft]));
  return [...distinct.values()].map(({ code, message, ...rest }) => finding(code, message, rest));
}

function firstOf(explanations: readonly Explanation[], record: RecordCase, all: DnsCase): Draft[] {
  for (const explain of explanations) {
    const draft = explain(record, all);
    if (draft !== null) return [draft];
  }
  return [];
}
