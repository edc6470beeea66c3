import { refusalRemedy } from '../../core/aws/refusal.ts';
import type { ProofQueue, TopicSubscription } from '../../core/events/facts.ts';
import { nameOf, PROOF_PREFIX, regionOf } from '../../core/events/names.ts';
import { finding } from '../../core/model/findings.ts';
import type { Change, Finding } from '../../core/model/types.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import type { World } from '../../core/world.ts';
import { PortError, type Ports } from '../../ports/index.ts';
import type { Task } from '../step.ts';
import type { ProofSource } from './source.ts';

/** What a proof has made so far; each part is set as soon as it can exist. */
export interface ProofParts {
  readonly run: string;
  readonly source: ProofSource;
  queueUrl: string | null;
  subscriptionArn: string | null;
  hasRule?: boolean;
}

/** Removes it all. What could not be removed is reported with the command that does it, never thrown. */
export async function endProof(ports: Ports, parts: ProofParts): Promise<readonly Finding[]> {
  const { queueUrl, subscriptionArn, run, source } = parts;
  const region = `--region ${regionOf(source.arn)}`;
  const name = `${PROOF_PREFIX}${run}`;
  const left: Finding[] = [];
  const remove = async (what: string, command: string, run_: () => Promise<void>) => {
    try {
      await run_();
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      left.push(leftover(what, command, error));
    }
  };
  if (subscriptionArn !== null) {
    await remove(
      `subscription ${subscriptionArn}`,
      `aws sns unsubscribe --subscription-arn ${shellWord(subscriptionArn)} ${region}`,
      () => ports.sns.unsubscribe(subscriptionArn),
    );
  }
  if (parts.hasRule === true) {
    // EventBridge deletes no rule that has a target (EventBridge API reference, DeleteRule).
    await remove(
      `EventBridge rule ${name}`,
      `aws events remove-targets --rule ${name} --ids queue ${region} && aws events delete-rule --name ${name} ${region}`,
      () => ports.eventBridge.deleteRule(name),
    );
  }
  if (queueUrl !== null) {
    await remove(
      `queue ${name}`,
      `aws sqs delete-queue --queue-url ${shellWord(queueUrl)} ${region}`,
      () => ports.sqs.delete(queueUrl),
    );
  }
  return left;
}

function leftover(what: string, command: string, error: PortError): Finding {
  return finding(
    'events/leftover',
    `The ${what} of a proof could not be removed: ${error.message}.`,
    {
      subject: what,
      fix: [
        { say: `Remove it: \`${command}\``, command },
        ...(error.refusal === null ? [] : [refusalRemedy(error.refusal)]),
      ],
    },
  );
}

/** Minutes after which a proof of another run is over: the longest wait of one is shorter. */
const OVER_MINUTES = 30;

export interface Leftovers {
  readonly queues: readonly ProofQueue[];
  /** ARNs of subscriptions whose queue is one of them, or is gone. */
  readonly subscriptions: readonly string[];
}

/**
 * What proofs of this domain left behind that ended in the middle, by SIGKILL for example. `ownRuns` are those of this
 * checklist, which can no longer run: it is locked.
 */
export function leftovers(world: World, ownRuns: readonly string[], now: Date): Leftovers {
  const all = world.proofQueues.ok ? world.proofQueues.value : [];
  const queues = all.filter(
    ({ run, createdAt }) => ownRuns.includes(run) || isOver(createdAt, now),
  );
  const running = new Set(all.filter((queue) => !queues.includes(queue)).map(({ run }) => run));
  return { queues, subscriptions: orphans(world, running) };
}

function isOver(createdAt: string | null, now: Date): boolean {
  return createdAt === null || now.getTime() - Date.parse(createdAt) > OVER_MINUTES * 60_000;
}

/** Subscriptions of proof queues, but for those of proofs that may be running. */
function orphans({ subscriptions, proofQueues }: World, running: ReadonlySet<string>): string[] {
  if (!subscriptions.ok || !proofQueues.ok) return [];
  const all: readonly TopicSubscription[] = Object.values(subscriptions.value).flat();
  return all.flatMap(({ arn, protocol, endpoint }) => {
    const queue = nameOf(endpoint);
    const isOurs = protocol === 'sqs' && queue.startsWith(PROOF_PREFIX);
    return isOurs && arn !== null && !running.has(queue.slice(PROOF_PREFIX.length)) ? [arn] : [];
  });
}

export function hasLeftovers({ queues, subscriptions }: Leftovers): boolean {
  return queues.length + subscriptions.length > 0;
}

export function leftoverFindings({ queues, subscriptions }: Leftovers): readonly Finding[] {
  const names = [...queues.map(({ url }) => nameOf(url.replaceAll('/', ':'))), ...subscriptions];
  return names.map((name) =>
    finding('events/leftover', `An earlier proof ended before it removed ${name}.`, {
      subject: name,
      fix: {
        say: 'Run `ses-migrate setup-events`: it removes it.',
        command: 'ses-migrate setup-events',
      },
    }),
  );
}

/** Removes them; the lines say `-`, and no consent by name is needed: this tool made them for a moment. */
export function removeLeftovers({ queues, subscriptions }: Leftovers): Task {
  const line = (what: string, from: string): Change => ({ op: '-', what, from, to: null });
  return {
    changes: [
      ...subscriptions.map((arn) => line('subscription of an earlier proof', arn)),
      ...queues.map(({ run }) => line('queue of an earlier proof', `${PROOF_PREFIX}${run}`)),
    ],
    iamActions: [
      'sns:Unsubscribe',
      'sqs:DeleteQueue',
      ...(queues.some(({ hasRule }) => hasRule)
        ? (['events:RemoveTargets', 'events:DeleteRule'] as const)
        : []),
    ],
    async run({ ports, record }) {
      for (const arn of subscriptions) await ports.sns.unsubscribe(arn);
      for (const { url, run, hasRule } of queues) {
        if (hasRule) await ports.eventBridge.deleteRule(`${PROOF_PREFIX}${run}`);
        await ports.sqs.delete(url);
        await record('ended-proof', { run });
      }
    },
  };
}
