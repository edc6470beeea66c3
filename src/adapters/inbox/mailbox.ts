import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ImapFlow, MailboxObject } from 'imapflow';
import { TOKEN_HEADER, tokenOf } from '../../core/sending/message.ts';
import type { ArrivedMessage, Mailbox } from '../../ports/index.ts';
import { type Access, connect, failureOf, LARGEST_MESSAGE } from './connect.ts';

/** Messages of a folder whose headers are read at one look, newest first. */
const MOST_AT_ONCE = 1_000;

/** Milliseconds until the folders are known, and for one look into all of them. */
const OPENING = 60_000;
const LONGEST_LOOK = 60_000;

interface Folder {
  readonly path: string;
  readonly place: ArrivedMessage['place'];
  /** Messages with a lower UID are known or do not count. */
  next: number;
  /** UIDs mean nothing any more when it changes (RFC 9051, 2.3.1.1). */
  validity: bigint;
}

/**
 * The folders that may hold what arrives: the inbox, the one for spam, and the one with all mail (RFC 6154).
 * Headers are read and compared here, as not every server searches in those it does not know.
 */
export async function openMailbox(
  options: Access & { readonly since: Date | null },
): Promise<Mailbox> {
  const { signal, since } = options;
  let client = await connect(options);
  const said = <T>(run: () => Promise<T>): Promise<T> =>
    run().catch((error: unknown) => {
      throw failureOf(error, options);
    });
  /** A server that trickles or floods never is silent: the connection is closed, which ends what is under way. */
  const within = async <T>(limit: number, run: () => Promise<T>): Promise<T> => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      client.close();
    }, limit);
    try {
      return await said(run);
    } catch (error) {
      const text = `no answer within ${Math.ceil(limit / 1_000)} s`;
      throw late ? failureOf(new Error(text), options) : error;
    } finally {
      clearTimeout(timer);
    }
  };
  const folders = await within(OPENING, () => foldersOf(client, since)).catch((error: unknown) => {
    client.close();
    throw error;
  });
  return {
    async look(tokens, limit) {
      if (!client.usable) client = await connect(options);
      return within(Math.min(limit, LONGEST_LOOK), async () => {
        const found: ArrivedMessage[] = [];
        for (const folder of folders) {
          found.push(...(await lookInto(client, folder, since, tokens)));
        }
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
      await client.logout().catch(() => client.close());
    },
  };
}

async function foldersOf(client: ImapFlow, since: Date | null): Promise<readonly Folder[]> {
  const listed = await client.list();
  const ofUse = (use: string) =>
    listed.find(({ specialUse, flags }) => specialUse === use && !flags.has('\\Noselect'))?.path;
  const wanted = [
    { path: 'INBOX', place: 'inbox' as const },
    { path: ofUse('\\Junk'), place: 'junk' as const },
    { path: ofUse('\\All'), place: 'other' as const },
  ];
  const folders: Folder[] = [];
  for (const { path, place } of wanted) {
    if (path === undefined) continue;
    const opened = await client.mailboxOpen(path, { readOnly: true });
    const next = since === null ? opened.uidNext : 1;
    folders.push({ path, place, next, validity: opened.uidValidity });
  }
  return folders;
}

async function lookInto(
  client: ImapFlow,
  folder: Folder,
  since: Date | null,
  tokens: readonly string[],
): Promise<ArrivedMessage[]> {
  const opened = await client.mailboxOpen(folder.path, { readOnly: true });
  beginAnew(folder, opened);
  const uids = await newUids(client, folder, since);
  folder.next = Math.max(opened.uidNext, ...uids.map((uid) => uid + 1));
  if (uids.length === 0) return [];
  const query = { uid: true, internalDate: true, headers: [TOKEN_HEADER] };
  const ours: { uid: number; token: string; arrivedAt: string }[] = [];
  for await (const { uid, headers, internalDate } of client.fetch([...uids], query, {
    uid: true,
  })) {
    const token = tokenOf(headers?.toString('latin1') ?? '');
    if (token === null || !tokens.includes(token)) continue;
    ours.push({ uid, token, arrivedAt: new Date(internalDate ?? 0).toISOString() });
  }
  const found: ArrivedMessage[] = [];
  for (const { uid, token, arrivedAt } of ours) {
    const source = { source: { maxLength: LARGEST_MESSAGE } };
    const message = await client.fetchOne(String(uid), source, { uid: true });
    // Someone may have moved it since; the folder that has it now is looked into as well.
    if (!message || message.source === undefined) continue;
    const { path, place } = folder;
    found.push({ token, raw: message.source, folder: path, place, arrivedAt });
  }
  return found;
}

function beginAnew(folder: Folder, { uidValidity }: MailboxObject): void {
  if (folder.validity === uidValidity) return;
  folder.validity = uidValidity;
  folder.next = 1;
}

async function newUids(
  client: ImapFlow,
  { next }: Folder,
  since: Date | null,
): Promise<readonly number[]> {
  // `n:*` holds the newest message also where its UID is lower than n (RFC 9051, 6.4.8).
  const query = { uid: `${next}:*`, ...(since === null ? {} : { since }) };
  const uids = await client.search(query, { uid: true });
  if (uids === false || uids === undefined) throw new Error('the server refused to search');
  return uids.filter((uid) => uid >= next).slice(-MOST_AT_ONCE);
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
