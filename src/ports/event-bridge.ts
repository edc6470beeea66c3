export interface NewRule {
  readonly name: string;
  readonly description: string;
  /** Event pattern as JSON text. */
  readonly pattern: string;
  /** ARN of the queue that gets what matches. */
  readonly targetArn: string;
}

/** The default event bus of one account and Region. */
export interface EventBridge {
  /** ARN of the rule, with its target. */
  createRule(rule: NewRule): Promise<string>;
  /** With its targets; succeeds also where it is gone. */
  deleteRule(name: string): Promise<void>;
}
