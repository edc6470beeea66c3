import type { IamAction } from '../../core/aws/permissions.ts';
import type { IntentOf } from '../../core/checklist-receipts.ts';
import type { Change } from '../../core/model/types.ts';
import {
  type AddressIdentity,
  type AddressState,
  type SeenAddress,
  settingsLost,
  type Tag,
} from '../../core/ses/address-verification.ts';
import { type CreateAddress, PortError } from '../../ports/index.ts';
import type { ApplyContext, Plan, Task } from '../../steps/step.ts';

/** Milliseconds: SES takes one such call a second (SES Developer Guide, quotas). */
const BETWEEN_CALLS = 1_000;

export interface AddressPlan {
  readonly seen: readonly SeenAddress[];
  readonly states: readonly AddressState[];
  /** Whether an expired address can be restarted: the program can prompt, or --confirm names it. */
  readonly mayRestart: (address: string) => boolean;
  /** What a run that ended between deleting and creating was about to do. */
  readonly broken: IntentOf<'restart-address'> | null;
}

/** New identities for the addresses that SES does not know, and for the expired ones that can be restarted. */
export function planAddresses({ seen, states, mayRestart, broken }: AddressPlan): Plan {
  const tasks = states.flatMap(({ address, status }): Task[] => {
    const identity = seen.find((each) => each.address === address)?.identity;
    const held = identity?.ok === true ? identity.value : null;
    if (status === 'absent') return [createTask(interrupted(broken, address))];
    if (status !== 'expired' || held === null || settingsLost(held).length > 0) return [];
    return mayRestart(address) ? [restartTask(held)] : [];
  });
  return {
    consent: `Have SES send ${tasks.length === 1 ? 'this verification mail' : `these ${tasks.length} verification mails`}?`,
    tasks: tasks.map((task, index) => (index === 0 ? task : afterPause(task))),
  };
}

/** The settings of an identity that an interrupted run deleted. */
function interrupted(broken: IntentOf<'restart-address'> | null, address: string): CreateAddress {
  if (broken === null || broken.facts.address !== address)
    return { address, configurationSet: null, tags: [] };
  const { configurationSet, tags } = broken.facts;
  return {
    address,
    configurationSet: typeof configurationSet === 'string' ? configurationSet : null,
    tags: JSON.parse(String(tags)) as readonly Tag[],
  };
}

function createTask(wish: CreateAddress): Task {
  const { address } = wish;
  const change: Change = {
    op: '+',
    what: `identity ${address}`,
    from: null,
    to: `verification mail, its link works for 24 hours${kept(wish)}`,
  };
  return {
    changes: [change],
    iamActions: callsOf(wish),
    resource: { domain: address },
    run: (context) => create(wish, [change], context),
  };
}

function restartTask(held: AddressIdentity): Task {
  const { address, configurationSet, tags } = held;
  const wish: CreateAddress = { address, configurationSet, tags };
  const what = `identity ${address}`;
  const changes: readonly Change[] = [
    { op: '-', what, from: 'its link has expired', to: null, confirm: address },
    {
      op: '+',
      what,
      from: null,
      to: `new verification mail, its link works for 24 hours${kept(wish)}`,
    },
  ];
  return {
    changes,
    iamActions: ['ses:DeleteEmailIdentity', ...callsOf(wish)],
    resource: { domain: address },
    async run(context) {
      const facts = { address, configurationSet, tags: JSON.stringify(tags) };
      await context.intend('restart-address', facts);
      await context.ports.ses.deleteAddress(address);
      await context.ports.clock.sleep(BETWEEN_CALLS);
      await create(wish, changes, context);
    },
  };
}

async function create(
  wish: CreateAddress,
  changes: readonly Change[],
  { ports, record }: ApplyContext,
): Promise<void> {
  try {
    await ports.ses.createAddress(wish);
  } catch (error) {
    // Someone else created it in between: the mail is on its way.
    if (!(error instanceof PortError) || error.errorName !== 'AlreadyExistsException') throw error;
  }
  await record('sent-verification', { address: wish.address }, changes);
}

function callsOf({ tags }: CreateAddress): readonly IamAction[] {
  return ['ses:CreateEmailIdentity', ...(tags.length === 0 ? [] : ['ses:TagResource' as const])];
}

function kept({ configurationSet, tags }: CreateAddress): string {
  const parts = [
    ...(configurationSet === null ? [] : [`configuration set ${configurationSet}`]),
    ...(tags.length === 0 ? [] : [tags.length === 1 ? 'its tag' : `its ${tags.length} tags`]),
  ];
  return parts.length === 0 ? '' : `; keeps ${parts.join(' and ')}`;
}

function afterPause(task: Task): Task {
  return {
    ...task,
    async run(context) {
      await context.ports.clock.sleep(BETWEEN_CALLS);
      await task.run?.(context);
    },
  };
}
