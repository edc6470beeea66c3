import { finding } from '../../core/model/findings.ts';
import type { Finding } from '../../core/model/types.ts';
import { dkimKind } from '../../core/ses/dkim-kind.ts';
import type { Identity } from '../../core/ses/facts.ts';
import { REPLICATION_ERRORS } from '../../core/ses/replication-errors.ts';
import type { World } from '../../core/world.ts';
import { replicationError } from './missing-settings.ts';

/** What no call of ours can complete: a person has to act, in SES or beside it. */
export function stuckFindings(world: World): Finding[] {
  const identity = world.identity.ok ? world.identity.value : null;
  const set = configurationSetFinding(world);
  return [...(identity === null ? [] : ownKeyFailed(identity)), ...(set === null ? [] : [set])];
}

function ownKeyFailed(identity: Identity): Finding[] {
  const { name, dkim } = identity;
  const key = dkimKind(dkim.origin);
  if (key.kind === 'own' && dkim.status === 'FAILED') {
    const what = `SES has stopped looking for the DKIM key that its owner gave it (BYODKIM, FAILED). Only that private key starts the search anew, and SES does not give it out.`;
    const fix = `Publish the public key as TXT ${dkim.tokens[0] ?? 'SELECTOR'}._domainkey.${name}, then give SES the private key again: in the console (Authentication, DKIM), or by aws sesv2 put-email-identity-dkim-signing-attributes --signing-attributes-origin EXTERNAL.`;
    return [finding('ses/own-key-failed', what, { subject: `DKIM of ${name}`, fix })];
  }
  const error = replicationError(identity);
  if (key.kind !== 'replica' || error === null) return [];
  const why = REPLICATION_ERRORS[error] ?? error;
  const what = `SES cannot replicate the DKIM key of ${key.parent} (${error}): ${why}.`;
  const fix = `Mend that in ${key.parent}: the identity ${name} has to be there with Easy DKIM, and ses:ReplicateEmailIdentityDkimSigningKey allowed on it. SES then looks again; if DKIM is FAILED by then, run ses-migrate verify-domain.`;
  return [finding('ses/replica-failed', what, { subject: `DKIM of ${name}`, fix })];
}

function configurationSetFinding({ configurationSet }: World): Finding | null {
  const set = configurationSet.ok ? configurationSet.value : null;
  if (set === null || (set.exists && set.sendingEnabled)) return null;
  const subject = `configuration set ${set.name}`;
  if (!set.exists) {
    const what = `There is no configuration set ${set.name}: SES refuses mail that would go through it.`;
    const fix = `Create it (aws sesv2 create-configuration-set --configuration-set-name ${set.name}), or choose another with --configuration-set.`;
    return finding('ses/no-configuration-set', what, { subject, fix });
  }
  const what = `Sending is switched off in configuration set ${set.name}: SES refuses mail that goes through it.`;
  const fix = `If that is not on purpose: aws sesv2 put-configuration-set-sending-options --configuration-set-name ${set.name} --sending-enabled`;
  return finding('ses/configuration-set-paused', what, { subject, fix });
}

/** The end of a summary. */
export function inShort({ code }: Finding): string {
  return IN_SHORT[code] ?? code;
}

const IN_SHORT: Readonly<Record<string, string>> = {
  'ses/own-key-failed': 'DKIM is FAILED',
  'ses/replica-failed': 'DKIM cannot be replicated',
  'ses/no-configuration-set': 'its configuration set is not there',
  'ses/configuration-set-paused': 'its configuration set sends nothing',
};
