import { smtpUserOf } from '../../core/domain-setup/defaults.ts';
import type { Finding } from '../../core/model/types.ts';
import { explainDenied, refusedUser } from '../../core/sending/denied.ts';
import { type Attempt, PortError, type Ports } from '../../ports/index.ts';
import type { Envelope } from './attempt.ts';
import type { SendTestSituation } from './inputs.ts';

/**
 * A message that IAM refused: by which condition, where the policies of the user can be read. Whoever sends need not
 * be allowed to read them: then the general finding says where to look.
 */
export async function byCondition(
  said: Finding,
  { response }: Attempt,
  { from, to }: Envelope,
  { world, checklist }: SendTestSituation,
  { iam }: Ports,
): Promise<Finding> {
  const user = said.code === 'send/denied' ? refusedUser(response) : null;
  if (user === null || !world.caller.ok || world.caller.value.account !== user.account) return said;
  const own = smtpUserOf(world.domain, checklist);
  try {
    const holder = { name: user.name, policies: await iam.userPolicies(user.name) };
    return explainDenied(said, { from, to, region: world.region, response }, holder, own);
  } catch (error) {
    if (error instanceof PortError) return said;
    throw error;
  }
}
