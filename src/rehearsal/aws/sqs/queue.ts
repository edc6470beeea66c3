import { createHash, randomUUID } from 'node:crypto';
import type { WorldClock } from '../../contract.ts';
import { AwsError } from '../errors.ts';
import { letsIn } from '../resource-policy.ts';

export interface Message {
  readonly id: string;
  readonly body: string;
  /** World time. */
  readonly sentAt: number;
  /** World time from which it can be received again. */
  visibleAt: number;
  received: number;
  receipt: string;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly createdAt: number;
  messages: Message[];
  /** Wakes those who wait for a message. */
  readonly waiting: Set<() => void>;
}

export interface QueueStore {
  readonly arnOf: (name: string) => string;
  all(): readonly Queue[];
  /** Throws `AWS.SimpleQueueService.NonExistentQueue`. */
  byUrl(url: string): Queue;
  byName(name: string): Queue;
  create(
    name: string,
    attributes: Readonly<Record<string, string>>,
    tags: Readonly<Record<string, string>>,
  ): Queue;
  delete(queue: Queue): void;
  /** False: the queue is not there, or its policy does not let the service in. */
  deliver(arn: string, body: string, service: string, sourceArn: string): boolean;
  put(queue: Queue, body: string): Message;
  /** Messages that can be received now, hidden for `hiddenSeconds`. */
  take(queue: Queue, most: number, hiddenSeconds: number): readonly Message[];
}

/** "You must wait 60 seconds after deleting a queue before you can create another queue with the same name." */
const REUSE_MS = 60_000;
const DEFAULTS: Readonly<Record<string, string>> = {
  VisibilityTimeout: '30',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  DelaySeconds: '0',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
};

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

export function createQueueStore(options: {
  readonly clock: WorldClock;
  readonly region: string;
  readonly accountId: string;
  /** Base URL of queues; known when the server listens. */
  readonly endpoint: () => string;
}): QueueStore {
  const { clock, region, accountId } = options;
  const queues = new Map<string, Queue>();
  const deletedAt = new Map<string, number>();
  const arnOf = (name: string) => `arn:aws:sqs:${region}:${accountId}:${name}`;
  const store: QueueStore = {
    arnOf,
    all: () => [...queues.values()],
    byName(name) {
      const queue = queues.get(name);
      if (queue === undefined) throw noQueue();
      return queue;
    },
    byUrl: (url) => store.byName(url.slice(url.lastIndexOf('/') + 1)),
    create(name, attributes, tags) {
      const known = queues.get(name);
      if (known !== undefined) return sameOr(known, attributes);
      if (clock.now() - (deletedAt.get(name) ?? Number.NEGATIVE_INFINITY) < REUSE_MS) {
        throw new AwsError(
          'AWS.SimpleQueueService.QueueDeletedRecently',
          400,
          'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
        );
      }
      const queue: Queue = {
        name,
        arn: arnOf(name),
        url: `${options.endpoint()}/${accountId}/${name}`,
        attributes: new Map(Object.entries({ ...DEFAULTS, ...attributes })),
        tags: new Map(Object.entries(tags)),
        createdAt: clock.now(),
        messages: [],
        waiting: new Set(),
      };
      queues.set(name, queue);
      return queue;
    },
    delete(queue) {
      queues.delete(queue.name);
      deletedAt.set(queue.name, clock.now());
    },
    deliver(arn, body, service, sourceArn) {
      const queue = [...queues.values()].find((each) => each.arn === arn);
      if (queue === undefined) return false;
      const context = { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': accountId };
      const call = { principal: service, action: 'sqs:SendMessage', resource: arn, context };
      if (!letsIn(queue.attributes.get('Policy'), call)) return false;
      store.put(queue, body);
      return true;
    },
    put(queue, body) {
      const now = clock.now();
      const message = {
        id: randomUUID(),
        body,
        sentAt: now,
        visibleAt: now,
        received: 0,
        receipt: '',
      };
      queue.messages.push(message);
      for (const wake of queue.waiting) wake();
      return message;
    },
    take(queue, most, hiddenSeconds) {
      const now = clock.now();
      const retention = Number(queue.attributes.get('MessageRetentionPeriod')) * 1000;
      queue.messages = queue.messages.filter(({ sentAt }) => now - sentAt < retention);
      const taken = queue.messages.filter(({ visibleAt }) => visibleAt <= now).slice(0, most);
      for (const message of taken) {
        message.visibleAt = now + hiddenSeconds * 1000;
        message.received += 1;
        message.receipt = Buffer.from(`${message.id} ${message.received}`).toString('base64');
      }
      return taken;
    },
  };
  return store;
}

function noQueue(): AwsError {
  return new AwsError(
    'AWS.SimpleQueueService.NonExistentQueue',
    400,
    'The specified queue does not exist.',
  );
}

/** The same name with the same attributes is the same queue. */
function sameOr(queue: Queue, attributes: Readonly<Record<string, string>>): Queue {
  const differs = Object.entries(attributes).some(
    ([name, value]) => queue.attributes.get(name) !== value,
  );
  if (!differs) return queue;
  throw new AwsError(
    'QueueAlreadyExists',
    400,
    'A queue already exists with the same name and a different value for attribute(s).',
  );
}
