import { arnOf, IAM_ACTIONS, type IamAction, type Names } from '../core/aws/permissions.ts';
import { refusalRemedy } from '../core/aws/refusal.ts';
import { smtpUserOf } from '../core/domain-setup/defaults.ts';
import { EXIT, Failure } from '../core/model/errors.ts';
import { finding } from '../core/model/findings.ts';
import type { PolicyStatement } from '../core/model/policy-statement.ts';
import type { Refusal } from '../core/model/refused.ts';
import type { Remedy } from '../core/model/remedy.ts';
import type { Finding } from '../core/model/types.ts';
import { PortError, type Ports, type SimulationRequest } from '../ports/index.ts';
import { failureLines } from '../render/failure.ts';
import type { Plan, Task } from '../steps/step.ts';
import type { Advance } from './request.ts';

/**
 * What AWS would refuse of a plan, according to IAM's simulator; nothing where the simulator cannot be used.
 * It reads only. docs/decisions/012 says what it cannot know.
 */
export async function preflight(
  ports: Ports,
  request: Advance,
  plan: Plan,
): Promise<readonly Finding[]> {
  const { caller } = request.world;
  const wishes = wishesOf(request, plan);
  if (!caller.ok || wishes.length === 0 || request.consent.noPreflight === true) return [];
  try {
    const verdicts = await ports.simulator.simulate(caller.value, wishes);
    return verdicts
      .filter(({ decision, certain }) => certain && decision !== 'allowed')
      .map(({ action, resource, decision }) =>
        willBeRefused({
          action,
          resource,
          principal: caller.value.arn,
          policy: null,
          explicit: decision === 'explicitDeny',
        }),
      );
  } catch (error) {
    // Without the simulate permission, skip the preflight.
    if (error instanceof PortError) return [];
    throw error;
  }
}

function willBeRefused(refusal: Refusal): Finding {
  const { action, resource, explicit } = refusal;
  const why = explicit ? 'a policy denies it' : 'no policy allows it';
  return finding('aws/will-be-refused', `AWS will refuse ${action} on ${resource}: ${why}.`, {
    subject: `${action} on ${resource}`,
    fix: refusalRemedy(refusal),
  });
}

/** Shows what would be refused, before a person decides whether to continue. */
export function showRefusals(ports: Ports, refusals: readonly Finding[]): void {
  if (refusals.length === 0) return;
  const failure = stopped(refusals);
  for (const line of failureLines(failure)) ports.output.show(line);
  ports.output.show('');
}

/** One failure for all of them. */
export function stopped(refusals: readonly Finding[]): Failure {
  const remedies = refusals.flatMap(({ fixes = [] }) => fixes);
  const others = remedies.filter(({ statement }) => statement === undefined);
  const lacking = remedies.filter(({ statement }) => statement !== undefined);
  return new Failure(
    'aws/will-be-refused',
    [...refusals.map(({ message }) => message), 'Nothing of this plan was applied.'].join('\n'),
    {
      exitCode: EXIT.credentials,
      fix: [
        ...byWords(others),
        { say: 'The simulator does not know every policy. Use --no-preflight to skip this check.' },
        ...byWords(lacking),
      ],
    },
  );
}

/** The remedies of the same words as one: their statements go into the same policy. */
function byWords(remedies: readonly Remedy[]): readonly Remedy[] {
  const groups = new Map<string, readonly PolicyStatement[]>();
  for (const { say, statement } of remedies) {
    groups.set(say, [...(groups.get(say) ?? []), ...[statement ?? []].flat()]);
  }
  return [...groups].map(([say, statements]) =>
    statements.length === 0 ? { say } : { say, statement: together(statements) },
  );
}

/** An action on another's resource allows nothing, so one statement holds them all. */
function together(statements: readonly PolicyStatement[]): PolicyStatement {
  const all = (of: (statement: PolicyStatement) => string | readonly string[]) => {
    const values = [...new Set(statements.flatMap((statement) => [of(statement)].flat()))];
    return values.length === 1 ? (values[0] ?? '') : values;
  };
  return {
    Effect: 'Allow',
    Action: all((each) => each.Action),
    Resource: all((each) => each.Resource),
  };
}

/** The actions of the plan's changes, and of those that follow from them, each with the resource that AWS will judge it on. */
function wishesOf(request: Advance, plan: Plan): readonly SimulationRequest[] {
  const names = namesOf(request);
  const wishes = [...plan.tasks, ...(plan.later ?? [])].flatMap((task) =>
    (task.iamActions ?? []).map((action) => ({
      action,
      resource: resourceOf(action, task, names),
    })),
  );
  return [...new Map(wishes.map((wish) => [`${wish.action} ${wish.resource}`, wish])).values()];
}

function resourceOf(action: IamAction, task: Pick<Task, 'resource'>, names: Names): string {
  const [on] = IAM_ACTIONS[action].on;
  // A policy allows addresses by a pattern; what AWS judges is the one address.
  return arnOf(on === 'addresses' ? 'identity' : on, { ...names, ...task.resource });
}

function namesOf({ world, session }: Advance): Names {
  const checklist = session.checklist();
  const { caller, domain, region } = world;
  return {
    region,
    domain,
    account: caller.ok ? caller.value.account : null,
    configurationSet: checklist.choices.configurationSet ?? null,
    zoneId: null,
    smtpUser: smtpUserOf(domain, checklist),
    secretName: null,
  };
}
