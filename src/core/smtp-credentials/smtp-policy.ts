import { arnOf } from '../aws/permissions.ts';
import { type PolicyDocument, senderPolicy } from '../aws/policies.ts';
import type { Checklist } from '../checklist.ts';
import { senderPatternsOf } from '../domain-setup/defaults.ts';
import type { World } from '../world.ts';

/**
 * The inline policy of the SMTP user: its senders, and with `--scope identity` only this identity and configuration
 * set. SES then refuses recipients that are identities of the same account.
 */
export function smtpUserPolicy(world: World, checklist: Checklist): PolicyDocument {
  const allowed = { fromPatterns: senderPatternsOf(world.domain, checklist) };
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
