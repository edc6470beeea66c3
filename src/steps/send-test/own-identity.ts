import { Failure } from '../../core/model/errors.ts';
import { finding } from '../../core/model/findings.ts';
import type { Finding } from '../../core/model/types.ts';
import { parseAddress } from '../../core/parse/address.ts';
import { headerFields } from '../../core/proof/header-fields.ts';
import { deletionOf } from '../../core/ses/address-verification.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import { PortError, type Ports } from '../../ports/index.ts';
import type { ApplyContext } from '../step.ts';

/**
 * SPF that does not align because SES went by an identity of the sender itself: that is then the cause, in place of a MAIL
 * FROM domain that seems not to be active.
 */
export async function withOwnIdentity(
  findings: readonly Finding[],
  raw: Buffer,
  { ports, world }: ApplyContext,
): Promise<Finding[]> {
  if (!findings.some(({ code }) => code === 'send/mail-from-ses')) return [...findings];
  const from = senderOf(raw);
  const own = from === null ? null : await ownIdentity(from, ports, world.domain);
  if (own === null) return [...findings];
  return findings.map((each) =>
    each.code === 'send/mail-from-ses' ? ofOwnIdentity(own, world.domain, world.region) : each,
  );
}

/** The address in From; null where it holds none that SES could have an identity for. */
function senderOf(raw: Buffer): string | null {
  const field = headerFields(raw).find(({ name }) => name === 'from');
  try {
    return field === undefined ? null : parseAddress(field.value).address;
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

/** The most specific identity below the domain that has no MAIL FROM domain; null: none, or it cannot be read. */
async function ownIdentity(from: string, ports: Ports, domain: string): Promise<string | null> {
  const host = from.split('@').at(-1) ?? '';
  for (const name of host === domain ? [from] : [from, host]) {
    try {
      const identity = await ports.ses.identity(name);
      if (identity !== null) return identity.mailFrom.domain === null ? identity.name : null;
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      return null;
    }
  }
  return null;
}

function ofOwnIdentity(name: string, domain: string, region: string): Finding {
  const command = `aws sesv2 put-email-identity-mail-from-attributes --region ${region} --email-identity ${shellWord(name)} --mail-from-domain mail.${domain}`;
  return finding(
    'send/own-identity',
    `SPF passes for a name of amazonses.com, which does not align with ${domain}: ${name} has its own identity without a MAIL FROM domain, and SES goes by that one in place of ${domain}.`,
    {
      subject: name,
      fix: [
        { say: `Give that identity the MAIL FROM domain of ${domain}: ${command}`, command },
        deletionOf(name),
      ],
    },
  );
}
