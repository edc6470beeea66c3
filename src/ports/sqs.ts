export interface NewQueue {
  readonly name: string;
  /** Policy document as JSON text. */
  readonly policy: string;
  /** Seconds that a message is kept. */
  readonly retention: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface QueuedMessage {
  readonly body: string;
  readonly receipt: string;
}

/** SQS in one account and Region. */
export interface Sqs {
  /** URLs of the queues whose names begin so. */
  queues(prefix: string): Promise<readonly string[]>;
  tags(url: string): Promise<Readonly<Record<string, string>>>;
  /** URL of the new queue. */
  create(queue: NewQueue): Promise<string>;
  /** Up to ten messages; waits for the first at most this many seconds, 20 at most. */
  receive(url: string, waitSeconds: number): Promise<readonly QueuedMessage[]>;
  remove(url: string, receipt: string): Promise<void>;
  /** Succeeds also where it is gone. */
  delete(url: string): Promise<void>;
}
