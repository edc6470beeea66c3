import {
  found,
  notSeenText,
  type OtherRegion,
  regionText,
} from '../core/domain-setup/other-regions.ts';
import { escapeControls } from '../core/text/printable.ts';
import type { Style } from '../core/text/style.ts';
import { paragraph } from './wrap.ts';

/** `data.account` and `data.elsewhere` of status. */
interface AccountData {
  readonly account: {
    readonly sandbox: boolean;
    readonly sendingEnabled: boolean;
    readonly enforcement: string;
    readonly quota: {
      readonly max24Hour: number;
      readonly maxRate: number;
      readonly sent24Hour: number;
    };
    readonly plan: { readonly current: string | null; readonly next: string | null } | null;
  };
  /** The domain's identities in other Regions; null: not looked at. */
  readonly elsewhere?: readonly OtherRegion[] | null;
}

export function isAccountData(data: unknown): data is AccountData {
  return (
    typeof data === 'object' && data !== null && (data as { account?: unknown }).account != null
  );
}

/** Share of the quota from which a rise should be asked for. */
const NEARLY_FULL = 0.8;

export function accountLines({ account, elsewhere = null }: AccountData, style: Style): string[] {
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
    const label = index === 0 ? 'Elsewhere     ' : ' '.repeat(14);
    return paragraph(label, escapeControls(text), style.columns);
  });
}
