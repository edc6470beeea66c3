import type { ImapFlow } from 'imapflow';

/** How long a mail server may take, in milliseconds, and how much it may send, in bytes. */
export interface InboxLimits {
  /** TCP and TLS together, and the greeting. */
  readonly connection: number;
  /** All until the login is answered. */
  readonly login: number;
  /** Silence where the server owes an answer. */
  readonly silence: number;
  /** One look into all folders, however long the caller would wait. */
  readonly look: number;
  /** One message. Test messages are small; a server that sends more than this sends something else. */
  readonly message: number;
  /** All that comes in one stage: the login, the list of folders, one look. Short lines can be endless too. */
  readonly stage: number;
}

const MIB = 1024 * 1024;

export const LIMITS: InboxLimits = {
  connection: 15_000,
  login: 60_000,
  silence: 20_000,
  look: 60_000,
  message: 2 * MIB,
  stage: 128 * MIB,
};

/** Milliseconds between two counts of what has come. */
const COUNTING = 50;

interface Bounds {
  readonly ms: number;
  readonly bytes: number;
  /** The error at the limit of time. */
  readonly late: string;
}

/**
 * Runs one stage of a conversation. A server that trickles or floods is never silent: at the limit the connection is
 * closed, which ends what is under way, and the error names the limit.
 */
export async function bounded<T>(
  client: ImapFlow,
  { ms, bytes, late }: Bounds,
  run: () => Promise<T>,
): Promise<T> {
  let over: string | null = null;
  const end = (why: string) => {
    over ??= why;
    client.close();
  };
  const before = client.stats().received;
  // A limit of imapflow's own closes the connection, and the call under way then says only that it is closed.
  const faults: Error[] = [];
  const onError = (error: Error) => void faults.push(error);
  client.on('error', onError);
  const timer = setTimeout(() => end(late), ms);
  const counter = setInterval(() => {
    if (client.stats().received - before > bytes) end(`the server sent more than ${bytes} bytes`);
  }, COUNTING);
  try {
    return await run();
  } catch (error) {
    if (over !== null) throw new Error(over);
    throw !client.usable && isClosed(error) ? (faults[0] ?? error) : error;
  } finally {
    clearTimeout(timer);
    clearInterval(counter);
    client.off('error', onError);
  }
}

/** Neither an answer of the server nor a fault of the network: the call found the connection closed. */
function isClosed(error: unknown): boolean {
  if (!(error instanceof Error) || 'responseStatus' in error) return false;
  return !('code' in error) || error.code === 'NoConnection' || error.code === 'EConnectionClosed';
}
