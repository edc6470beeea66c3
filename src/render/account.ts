import {
  found,
  notSeenText,
  type OtherRegion,
  regionText,
} from '../core/domain-setup/other-regions.ts';
import type { ReportData } from '../core/model/types.ts';
import { escapeControls } from '../core/text/printable.ts';
import type { Style } from '../core/text/style.ts';
import { paragraph } from './wrap.ts';

type Account = NonNullable<ReportData['status']['account']>;

/** Share of the quota from which a rise should be asked for. */
const NEARLY_FULL = 0.8;

/** The account, and the domain's identities in other Regions; null: not read. */
export function accountLines(
  account: Account,
  elsewhere: readonly OtherRegion[] | null,
  style: Style,
): string[] {
  const { quota, plan } = account;
  const access = account.sandbox
    ? 'sandbox: mail goes only to verified addresses'
    : 'production access';
  const day = quota.max24Hour === -1 ? 'unlimited' : String(quota.max24Hour);
  const full = quota.max24Hour > 0 && quota.sent24Hour / quota.max24Hour > NEARLY_FULL;
  const lines = [
    `SES account   ${access}`,
    `Sent in 24 h  ${quota.sent24Hour} of ${day}, at most ${quota.maxRate} a second`,
    `Reputation    ${account.enforcement}${account.sendingEnabled ? '' : ', sending is disabled'}`,
  ];
  if (plan?.current != null) {
    const next =
      plan.next === null || plan.next === plan.current ? '' : `, ${plan.next} from the next cycle`;
    lines.push(
      `Pricing plan  ${plan.current === 'NONE' ? 'a la carte (NONE)' : plan.current}${next}`,
    );
  }
  if (full)
    lines.push('More than 80 % of the quota is used: request an increase in Service Quotas.');
  return [...lines, ...otherRegionLines(elsewhere, style)];
}

function otherRegionLines(elsewhere: readonly OtherRegion[] | null, style: Style): string[] {
  const unseen = notSeenText(elsewhere);
  return [
    ...found(elsewhere).map((each) => `also an identity in ${regionText(each)}`),
    ...(unseen === null ? [] : [`not checked: ${unseen}`]),
  ].flatMap((text, index) => {
    const label = index === 0 ? 'Other Regions ' : ' '.repeat(14);
    return paragraph(label, escapeControls(text), style.columns);
  });
}
