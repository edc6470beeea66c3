/** What SNS tells of a topic. Field names follow the API. */
export interface Topic {
  readonly arn: string;
  /** Policy document as JSON text; null when SNS did not give one. */
  readonly policy: string | null;
  /** Id, ARN or alias of the key that encrypts it; null: not encrypted. */
  readonly kmsKey: string | null;
}

export interface TopicSubscription {
  /** null while it waits for a confirmation. */
  readonly arn: string | null;
  /** `email`, `https`, `sqs`, `lambda`, … */
  readonly protocol: string;
  readonly endpoint: string;
}

/** A topic that an event destination names, or that one is to be created for. */
export interface EventTopic {
  readonly arn: string;
  /** null: SNS says that it does not exist. */
  readonly topic: Topic | null;
}

/** A queue of a proof that is over, by its own time. */
export interface ProofQueue {
  readonly url: string;
  readonly run: string;
  /** ISO 8601; null: its tags do not say. */
  readonly createdAt: string | null;
  /** Whether an EventBridge rule of its name can be there; true also where its tags do not say. */
  readonly hasRule: boolean;
}
