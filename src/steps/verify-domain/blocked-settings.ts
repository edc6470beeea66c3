import { finding } from '../../core/model/findings.ts';
import type { Finding } from '../../core/model/types.ts';
import { dkimKind } from '../../core/ses/dkim-kind.ts';
import type { Identity } from '../../core/ses/facts.ts';
import { REPLICATION_ERRORS } from '../../core/ses/replication-errors.ts';
import type { World } from '../../core/world.ts';
import { replicationError } from './missing-settings.ts';

/** Problems that this tool cannot fix with an API call: a person has to act. */
export function blockedFindings(world: World): Finding[] {
  const identity = world.identity.ok ? world.identity.value : null;
  const set = configurationSetFinding(world);
  return [...(identity === null ? [] : ownKeyFailed(identity)), ...(set === null ? [] : [set])];
}

function ownKeyFailed(identity: Identity): Finding[] {
  const { name, dkim } = identity;
  const key = dkimKind(dkim.origin);
  if (key.kind === 'own' && dkim.status === 'FAILED') {
    const what = `SES stopped checking the DNS record of your own DKIM key (BYODKIM, FAILED). To start the check again, SES needs the private key, which it does not give out.`;
    const fix = `Publish the public key as TXT ${dkim.tokens[0] ?? 'SELECTOR'}._domainkey.${name}, then give SES the private key again: in the console (Authentication, DKIM) or with aws sesv2 put-email-identity-dkim-signing-attributes --signing-attributes-origin EXTERNAL.`;
    return [finding('ses/own-key-failed', what, { subject: `DKIM of ${name}`, fix })];
  }
  const error = replicationError(identity);
  if (key.kind !== 'replica' || error === null) return [];
  const why = REPLICATION_ERRORS[error] ?? error;
  const what = `SES cannot replicate the DKIM key of ${key.parent} (${error}): ${why}.`;
  const fix = `Fix this in ${key.parent}: the identity ${name} must exist there with Easy DKIM, and ses:ReplicateEmailIdentityDkimSigningKey must be allowed on it. SES then checks again. If DKIM is FAILED by then, run ses-migrate verify-domain.`;
  return [finding('ses/replica-failed', what, { subject: `DKIM of ${name}`, fix })];
}

function configurationSetFinding({ configurationSet }: World): Finding | null {
  const set = configurationSet.ok ? configurationSet.value : null;
  if (set === null || (set.exists && set.sendingEnabled)) return null;
  const subject = `configuration set ${set.name}`;
  if (!set.exists) {
    const what = `The configuration set ${set.name} does not exist: SES rejects mail sent with it.`;
    const fix = `Create it (aws sesv2 create-configuration-set --configuration-set-name ${set.name}), or choose another one with --configuration-set.`;
    return finding('ses/no-configuration-set', what, { subject, fix });
  }
  const what = `Sending is disabled in configuration set ${set.name}: SES rejects mail sent with it.`;
  const fix = `If this is not intended, run aws sesv2 put-configuration-set-sending-options --configuration-set-name ${set.name} --sending-enabled`;
  return finding('ses/configuration-set-paused', what, { subject, fix });
}

/** The reason in a few words, for the end of a summary. */
export function shortReason({ code }: Finding): string {
  return SHORT_REASONS[code] ?? code;
}

const SHORT_REASONS: Readonly<Record<string, string>> = {
  'ses/own-key-failed': 'DKIM is FAILED',
  'ses/replica-failed': 'DKIM cannot be replicated',
  'ses/no-configuration-set': 'its configuration set does not exist',
  'ses/configuration-set-paused': 'sending is disabled in its configuration set',
};
