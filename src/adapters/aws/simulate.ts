import type { EvaluationResult } from '@aws-sdk/client-iam';
import type { Caller } from '../../core/ses/facts.ts';
import { PortError, type SimulationRequest, type Simulator } from '../../ports/index.ts';
import { type Clients, call } from './clients.ts';

const sdk = () => import('@aws-sdk/client-iam');

/** IAM's policy simulator. */
export function simulator(clients: Clients): Simulator {
  return {
    async simulate(caller, wishes) {
      const source = await policySource(clients, caller);
      const resources = [...new Set(wishes.map(({ resource }) => resource))];
      const found = await Promise.all(
        resources.map(async (resource) => {
          const actions = wishes.filter((wish) => wish.resource === resource);
          const results = await simulateOn(clients, source, resource, actions);
          return results.map((result) => toVerdict(result, resource));
        }),
      );
      return found.flat();
    },
  };
}

/** One resource a call: results of several are distinguished in another way since 2026 (EvaluationResult). */
async function simulateOn(
  clients: Clients,
  source: string,
  resource: string,
  wishes: readonly SimulationRequest[],
): Promise<readonly EvaluationResult[]> {
  const results: EvaluationResult[] = [];
  let marker: string | undefined;
  do {
    const page = await call('iam', 'SimulatePrincipalPolicy', async () => {
      const { SimulatePrincipalPolicyCommand } = await sdk();
      const command = new SimulatePrincipalPolicyCommand({
        PolicySourceArn: source,
        ActionNames: wishes.map(({ action }) => action),
        ResourceArns: [resource],
        ...(marker === undefined ? {} : { Marker: marker }),
      });
      return (await clients.iam()).send(command);
    });
    results.push(...(page.EvaluationResults ?? []));
    marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (marker !== undefined);
  return results;
}

/**
 * The verdict, and whether it can be relied on: with a condition key that was not given, or a policy of the
 * organization (whose conditions the simulator does not know), the real call may be judged otherwise.
 */
function toVerdict(result: EvaluationResult, resource: string) {
  const { EvalDecision: decision, MissingContextValues: missing } = result;
  return {
    action: result.EvalActionName ?? '',
    resource,
    decision: decision ?? 'allowed',
    certain:
      (missing ?? []).length === 0 &&
      result.OrganizationsDecisionDetail?.AllowedByOrganizations !== false,
  };
}

/**
 * The user or role whose policies the caller has. A session names its role without the path that the simulator
 * wants; where IAM may not be asked for it, most roles have none.
 */
async function policySource(clients: Clients, { arn }: Caller): Promise<string> {
  const [, partition = '', , , account = '', ...rest] = arn.split(':');
  const [kind = '', name = ''] = rest.join(':').split('/');
  if (kind === 'user') return arn;
  if (kind !== 'assumed-role')
    throw new PortError(`${arn} has no policies that can be simulated.`, {
      reason: 'failed',
      errorName: 'NoPolicySource',
    });
  try {
    return await call('iam', 'GetRole', async () => {
      const { GetRoleCommand } = await sdk();
      const { Role } = await (await clients.iam()).send(new GetRoleCommand({ RoleName: name }));
      return Role?.Arn ?? '';
    });
  } catch (error) {
    if (!(error instanceof PortError) || error.reason !== 'denied') throw error;
    return `arn:${partition}:iam::${account}:role/${name}`;
  }
}
