import type { ReportData } from '../core/model/types.ts';
import { type AddressState, minute, stepStatusOf } from '../core/ses/address-verification.ts';
import { escapeControls } from '../core/text/printable.ts';
import type { Style } from '../core/text/style.ts';
import { statusMark } from './words.ts';
import { paragraph } from './wrap.ts';

/** One line an address: how it stands, and until when its link works. */
export function addressLines({ addresses }: ReportData['verify-address'], style: Style): string[] {
  const width = Math.max(...addresses.map(({ address }) => address.length));
  return addresses.flatMap((state) => {
    const address = escapeControls(state.address).padEnd(width);
    return paragraph(
      `${statusMark(stepStatusOf(state), style)}  ${address}  `,
      words(state),
      style.columns,
    );
  });
}

function words({ status, coveredBy, expiresAt }: AddressState): string {
  switch (status) {
    case 'verified':
      return 'verified';
    case 'covered':
      return `covered by the verified domain ${coveredBy}`;
    case 'not-needed':
      return 'not needed: the account is in production';
    case 'pending':
      return expiresAt === null ? 'link not clicked yet' : `link works until ${minute(expiresAt)}`;
    case 'expired':
      return 'link expired';
    case 'absent':
      return 'not requested yet';
    case 'unknown':
      return 'could not be checked';
  }
}
