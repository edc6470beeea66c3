import { finding } from '../model/findings.ts';
import type { Finding } from '../model/types.ts';
import type { SesAccount } from './facts.ts';

/** Whether SES takes mail from the account in a Region at all, and what AWS holds against it. */
export interface SendingState {
  /** `aws`: AWS paused sending. `owner`: sending is switched off in the account. null: SES takes mail. */
  readonly stoppedBy: 'aws' | 'owner' | null;
  /** What goes before the summary of a step that sends; empty: nothing. */
  readonly summary:
    | ''
    | 'AWS has paused sending; '
    | 'sending is switched off; '
    | 'under review by AWS; ';
  /** Why; also of an account that may send, when it is under review. */
  readonly findings: readonly Finding[];
}

/**
 * SESv2 API reference, GetAccount: `EnforcementStatus` SHUTDOWN is a pause that only AWS ends, PROBATION a review
 * during which mail goes out. `SendingEnabled` false with another status is the account's own switch
 * (PutAccountSendingAttributes).
 */
export function sendingStateOf(account: SesAccount, region: string): SendingState {
  const { enforcement, sendingEnabled } = account;
  if (enforcement === 'SHUTDOWN')
    return {
      stoppedBy: 'aws',
      summary: 'AWS has paused sending; ',
      findings: [pausedByAws(region)],
    };
  const review = enforcement === 'PROBATION' ? [underReview(region)] : [];
  if (!sendingEnabled) {
    const findings = [switchedOff(enforcement, region), ...review];
    return { stoppedBy: 'owner', summary: 'sending is switched off; ', findings };
  }
  const summary = review.length > 0 ? 'under review by AWS; ' : '';
  return { stoppedBy: null, summary, findings: review };
}

function pausedByAws(region: string): Finding {
  return finding(
    'send/paused',
    `AWS has paused sending for this account in ${region} (EnforcementStatus SHUTDOWN).`,
    {
      subject: region,
      fix: "Read AWS's mail to the account's address, correct the cause, and ask in the Support Center to resume sending.",
    },
  );
}

function switchedOff(enforcement: string, region: string): Finding {
  return finding(
    'send/switched-off',
    `Sending is switched off for this account in ${region} (SendingEnabled false, EnforcementStatus ${enforcement}).`,
    {
      subject: region,
      fix: {
        say: `Ask who switched it off, and why. To switch it on: \`${switchOn(region)}\``,
        command: switchOn(region),
      },
    },
  );
}

function switchOn(region: string): string {
  return `aws sesv2 put-account-sending-attributes --sending-enabled --region ${region}`;
}

/** SES Developer Guide, faqs-enforcement and reputationdashboardmessages (read 2023). */
function underReview(region: string): Finding {
  return finding(
    'send/under-review',
    `AWS has placed this account under review in ${region} (EnforcementStatus PROBATION). Mail still goes out.`,
    {
      subject: region,
      expected: 'bounce rate under 5 %, complaint rate under 0.1 %',
      fix: "Read AWS's mail to the account's address, correct the cause and answer in the Support Center: AWS can pause sending when the review ends. Send to fewer and engaged recipients until then.",
    },
  );
}
