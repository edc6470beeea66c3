import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import type { ArrivedMessage, Mailbox } from '../../ports/index.ts';
import { type Access, connect } from './connect.ts';
import { failureOf } from './failure.ts';
import { type Folder, listFolders } from './folders.ts';
import { bounded } from './limits.ts';
import { lookInto } from './look.ts';

/** Milliseconds between two looks into the folders that only rules file into. */
const SELDOM = 20_000;

/**
 * Looks into the inbox, the folder for spam and the one with all mail (RFC 6154) at each look, and into all others now
 * and then, and at the end.
 */
export async function openMailbox(
  options: Access & { readonly since: Date | null },
): Promise<Mailbox> {
  const { signal, since, limits } = options;
  const opening = new Date();
  let client = await connect(options);
  let folders: readonly Folder[] = [];
  let lastOfAll = Number.NEGATIVE_INFINITY;

  const within = <T>(ms: number, run: () => Promise<T>): Promise<T> => {
    const late = `no answer within ${Math.ceil(ms / 1_000)} s`;
    return bounded(client, { ms, bytes: limits.stage, late }, run).catch((error: unknown) => {
      throw failureOf(error, { ...options, offers: new Set(client.capabilities.keys()) });
    });
  };

  try {
    await within(limits.silence, async () => {
      folders = await listFolders(client, folders);
      if (since === null) await markAsKnown(client, folders);
    });
  } catch (error) {
    client.close();
    throw error;
  }
  return {
    async look(tokens, limit) {
      if (!client.usable) client = await connect(options);
      return within(Math.min(limit, limits.look), async () => {
        folders = await listFolders(client, folders);
        const all = performance.now() - lastOfAll >= SELDOM || limit <= SELDOM;
        const found: ArrivedMessage[] = [];
        for (const folder of folders) {
          if (folder.closed || (!folder.main && !all)) continue;
          const left = tokens.filter((token) => !found.some((each) => each.token === token));
          if (!folder.main && left.length === 0) break;
          // What came before the mailbox was opened is known of the main folders only.
          const from = folder.main ? since : (since ?? opening);
          const wanted = folder.main ? tokens : left;
          const look = lookInto(client, folder, {
            tokens: wanted,
            since: from,
            largest: limits.message,
          });
          found.push(...(await (folder.main ? look : orClosed(look, folder))));
        }
        if (all) lastOfAll = performance.now();
        return found;
      });
    },
    async rest(ms) {
      const idles = client.usable && client.capabilities.has('IDLE');
      const [inbox] = folders;
      if (!idles || inbox === undefined) return pause(ms, signal);
      // What is wrong with the connection is found, and told, by the next look.
      await idle(client, inbox, ms, signal).catch(() => pause(ms, signal));
    },
    async close() {
      // A farewell: where the connection is gone, nothing is lost.
      const end = { ms: limits.connection, bytes: limits.stage, late: 'no answer to the farewell' };
      await bounded(client, end, () => client.logout()).catch(() => client.close());
    },
  };
}

/** A folder of somebody else, which the rules of this mailbox do not file into, does not end the look. */
async function orClosed(
  look: Promise<ArrivedMessage[]>,
  folder: Folder,
): Promise<ArrivedMessage[]> {
  try {
    return await look;
  } catch (error) {
    if ((error as { responseStatus?: unknown }).responseStatus !== 'NO') throw error;
    folder.closed = true;
    return [];
  }
}

/** Only what comes from now on counts. */
async function markAsKnown(client: ImapFlow, folders: readonly Folder[]): Promise<void> {
  for (const folder of folders.filter(({ main }) => main)) {
    const opened = await client.mailboxOpen(folder.path, { readOnly: true });
    folder.next = opened.uidNext;
    folder.validity = opened.uidValidity;
  }
}

/** The server tells of new messages in the inbox (RFC 2177); the other folders are looked into afterwards. */
async function idle(client: ImapFlow, inbox: Folder, ms: number, signal: AbortSignal) {
  const opened = await client.mailboxOpen(inbox.path, { readOnly: true });
  if (opened.uidNext > inbox.next && opened.exists > 0) return;
  const end = new AbortController();
  const any = AbortSignal.any([signal, end.signal]);
  const heard = Promise.race([
    once(client, 'exists', { signal: any }),
    once(client, 'close', { signal: any }),
    pause(ms, any),
  ]);
  // Where it ends with an error the connection closes, and the next look finds that out.
  client.idle().catch(() => end.abort());
  await heard.catch((error: unknown) => {
    if (!any.aborted) throw error;
  });
  end.abort();
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
