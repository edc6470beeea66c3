/** Tag by which a proof knows its own messages again; it comes back in `mail.tags` (SES Developer Guide, event data). */
export const RUN_TAG = 'ses-migrate-run';

/** Where the message carries it, over the API and SMTP alike. */
export const TAG_HEADER = 'X-SES-MESSAGE-TAGS';

export interface SeenEvent {
  /** `Bounce`, `Complaint`, `Delivery`, … */
  readonly type: string;
  /** As SES gave it back on sending. */
  readonly messageId: string;
  /** Value of the run's tag; null: the message had none. */
  readonly run: string | null;
  /** ISO 8601: when SES saw the bounce or complaint; null: the event has no time of its own. */
  readonly at: string | null;
}

/**
 * An event of SES in the body of a queue's message: bare, in SNS's envelope or in that of EventBridge. null for anything
 * else, as for the text that SES publishes while a destination is created.
 */
export function readEvent(body: string): SeenEvent | null {
  const outer = objectIn(body);
  if (outer === null) return null;
  const event =
    typeof outer.Message === 'string'
      ? objectIn(outer.Message)
      : isObject(outer.detail)
        ? outer.detail
        : outer;
  if (event === null || typeof event.eventType !== 'string' || !isObject(event.mail)) return null;
  const { messageId, tags } = event.mail;
  if (typeof messageId !== 'string') return null;
  const block = event[event.eventType.toLowerCase()];
  const at = isObject(block) && typeof block.timestamp === 'string' ? block.timestamp : null;
  return { type: event.eventType, messageId, run: runIn(tags), at };
}

function runIn(tags: unknown): string | null {
  const values: unknown = isObject(tags) ? tags[RUN_TAG] : undefined;
  const [first]: readonly unknown[] = Array.isArray(values) ? values : [values];
  return typeof first === 'string' ? first : null;
}

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
