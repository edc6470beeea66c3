import { ruleArn } from '../../core/events/names.ts';
import type { Setting } from './wanted.ts';

/** What a proof's queue is put behind. */
export interface ProofSource {
  readonly kind: 'sns' | 'event-bridge';
  /** ARN of the topic or bus. */
  readonly arn: string;
  /** Who sends to the queue, for its policy. */
  readonly service: 'sns.amazonaws.com' | 'events.amazonaws.com';
  /** ARN that the queue's policy lets in, given the name of the queue and rule. */
  readonly sender: (name: string) => string;
}

/** The topic where there is one, else the bus; throws where `isProvable` says that there is neither. */
export function proofSource({ topicArn, main, place }: Setting): ProofSource {
  if (topicArn !== null) {
    return { kind: 'sns', arn: topicArn, service: 'sns.amazonaws.com', sender: () => topicArn };
  }
  if (main?.target.kind !== 'event-bridge')
    throw new Error('nothing can be put behind this target');
  return {
    kind: 'event-bridge',
    arn: main.target.busArn,
    service: 'events.amazonaws.com',
    sender: (name) => ruleArn(name, place),
  };
}

/** Whether a queue can be put behind what publishes the events. */
export function isProvable({ topicArn, main }: Setting): boolean {
  return topicArn !== null || main?.target.kind === 'event-bridge';
}
