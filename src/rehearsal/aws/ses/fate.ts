/** What becomes of a message that SES has taken, for each recipient (SES Developer Guide, mailbox simulator). */

export type Fate =
  | {
      readonly kind: 'delivered';
      readonly recipients: readonly string[];
      readonly complains: boolean;
    }
  | {
      readonly kind: 'bounced';
      readonly recipients: readonly string[];
      readonly subType: 'General' | 'Suppressed' | 'OnAccountSuppressionList';
      readonly diagnostic: string;
      /** The receiver sent a report, which names a status for each recipient. */
      readonly hasReport: boolean;
    }
  /** On the account's list for a complaint: nothing is delivered, and the complaint is published again. */
  | { readonly kind: 'complained'; readonly recipients: readonly string[] };

/** Why the account's list stops mail to an address; null: it does not. */
export type SuppressedFor = (address: string) => 'BOUNCE' | 'COMPLAINT' | null;

const SIMULATOR = /^([^@+]+)(?:\+[^@]*)?@simulator\.amazonses\.com$/i;
const SUPPRESSED =
  'Amazon SES did not send the message to this address because it is on the suppression list for your account. For more information about removing addresses from the suppression list, see the Amazon SES Developer Guide at https://docs.aws.amazon.com/ses/latest/DeveloperGuide/sending-email-suppression-list.html';
const GLOBALLY_SUPPRESSED =
  'Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address. For more information about how to remove an address from the suppression list, see the Amazon SES Developer Guide: http://docs.aws.amazon.com/ses/latest/DeveloperGuide/remove-from-suppressionlist.html';

/** Simulator addresses of one kind share a fate, as they share an event. */
export function fatesOf(
  recipients: readonly string[],
  suppressedFor: SuppressedFor,
): readonly Fate[] {
  const groups = new Map<string, string[]>();
  for (const address of recipients) {
    const kind = suppressedFor(address) ?? simulated(address);
    groups.set(kind, [...(groups.get(kind) ?? []), address]);
  }
  return [...groups].map(([kind, addresses]) => fate(kind, addresses));
}

function simulated(address: string): string {
  return SIMULATOR.exec(address)?.[1]?.toLowerCase() ?? 'delivered';
}

function fate(kind: string, recipients: readonly string[]): Fate {
  switch (kind) {
    case 'bounce':
      return {
        kind: 'bounced',
        recipients,
        subType: 'General',
        diagnostic: 'smtp; 550 5.1.1 user unknown',
        hasReport: true,
      };
    case 'suppressionlist':
      return {
        kind: 'bounced',
        recipients,
        subType: 'Suppressed',
        diagnostic: GLOBALLY_SUPPRESSED,
        hasReport: false,
      };
    case 'COMPLAINT':
      return { kind: 'complained', recipients };
    case 'BOUNCE':
      return {
        kind: 'bounced',
        recipients,
        subType: 'OnAccountSuppressionList',
        diagnostic: SUPPRESSED,
        hasReport: false,
      };
    default:
      return { kind: 'delivered', recipients, complains: kind === 'complaint' };
  }
}
