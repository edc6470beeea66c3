import { arnOf } from '../aws/permissions.ts';
import { type PolicyDocument, senderPolicy } from '../aws/policies.ts';
import type { Checklist } from '../checklist.ts';
import { senderPatternOf } from '../domain-setup/defaults.ts';
import type { World } from '../world.ts';

/**
 * The inline policy of the SMTP user: one sender, and where that was asked for (`--scope identity`) this identity and
 * configuration set alone. SES then refuses recipients that are identities of the same account.
 */
export function smtpUserPolicy(world: World, checklist: Checklist): PolicyDocument {
  const allowed = { fromPattern: senderPatternOf(world.domain, checklist) };
  if (checklist.choices.senderScope !== 'identity') return senderPolicy(allowed);
  const names = {
    region: world.region,
    domain: world.domain,
    account: world.caller.ok ? world.caller.value.account : checklist.account,
    configurationSet: checklist.choices.configurationSet ?? null,
    zoneId: null,
    smtpUser: null,
  };
  const resources = [arnOf('identity', names), arnOf('configuration-set', names)];
  return senderPolicy(allowed, { sendsBy: 'smtp', resources });
}
