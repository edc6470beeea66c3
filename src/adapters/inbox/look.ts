import type { ImapFlow, MailboxObject, SearchObject } from 'imapflow';
import { TOKEN_HEADER, tokenOf } from '../../core/sending/message.ts';
import type { ArrivedMessage } from '../../ports/index.ts';
import type { Folder } from './folders.ts';

/** Messages of a folder whose headers are read at once. */
const PAGE = 1_000;

/** Milliseconds. IMAP counts whole days, in the server's time zone (RFC 9051, 6.4.4). */
const DAY = 86_400_000;

/** What is looked for. */
export interface Wanted {
  readonly tokens: readonly string[];
  /** Messages that came earlier are none; null: what is new counts. */
  readonly since: Date | null;
  /** Bytes of a message that are read. */
  readonly largest: number;
}

/** New messages of a folder that have one of the tokens, each given once. */
export async function lookInto(
  client: ImapFlow,
  folder: Folder,
  { tokens, since, largest }: Wanted,
): Promise<ArrivedMessage[]> {
  const opened = await client.mailboxOpen(folder.path, { readOnly: true });
  beginAgain(folder, opened);
  const window = since === null ? {} : { since: new Date(since.getTime() - DAY) };
  const uids = await uidsOf(client, folder, window);
  const found: ArrivedMessage[] = [];
  let left = tokens;
  const take = async (some: readonly number[]) => {
    const taken = await withTokens(client, folder, some, { tokens: left, largest });
    found.push(...taken);
    left = left.filter((token) => !taken.some((each) => each.token === token));
  };
  // Not every server searches in headers it does not know: what is not found so is read.
  if (uids.length > PAGE) await take(await byHeader(client, folder, tokens, window));
  for (let at = 0; at < uids.length && left.length > 0; at += PAGE) {
    const page = uids.slice(at, at + PAGE);
    await take(page);
    // Kept page by page: a connection that breaks does not begin at the first again.
    folder.next = Math.max(folder.next, ...page.map((uid) => uid + 1));
  }
  if (uids.length <= PAGE) folder.next = Math.max(folder.next, opened.uidNext);
  return found;
}

function beginAgain(folder: Folder, { uidValidity }: MailboxObject): void {
  if (folder.validity === uidValidity) return;
  if (folder.validity !== null) {
    folder.next = 1;
    folder.given.clear();
  }
  folder.validity = uidValidity;
}

async function uidsOf(
  client: ImapFlow,
  { next, given }: Folder,
  more: SearchObject,
): Promise<readonly number[]> {
  // `n:*` holds the newest message also where its UID is lower than n (RFC 9051, 6.4.8).
  const uids = await client.search({ uid: `${next}:*`, ...more }, { uid: true });
  if (uids === false || uids === undefined) throw new Error('the server refused to search');
  return uids.filter((uid) => uid >= next && !given.has(uid)).sort((a, b) => a - b);
}

/** Those that the server itself finds; none where it does not search in such a header. */
async function byHeader(
  client: ImapFlow,
  folder: Folder,
  tokens: readonly string[],
  window: SearchObject,
): Promise<readonly number[]> {
  const found: number[] = [];
  for (const token of tokens) {
    const header = { [TOKEN_HEADER]: token };
    const uids = await client.search({ uid: `${folder.next}:*`, ...window, header }, { uid: true });
    if (uids !== false && uids !== undefined) found.push(...uids);
  }
  return found.filter((uid) => !folder.given.has(uid));
}

async function withTokens(
  client: ImapFlow,
  folder: Folder,
  uids: readonly number[],
  { tokens, largest }: Pick<Wanted, 'tokens' | 'largest'>,
): Promise<ArrivedMessage[]> {
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
    const source = { source: { maxLength: largest } };
    const message = await client.fetchOne(String(uid), source, { uid: true });
    // Someone may have moved it since; the folder that has it now is looked into as well.
    if (!message || message.source === undefined) continue;
    folder.given.add(uid);
    const { path, place } = folder;
    found.push({ token, raw: message.source, folder: path, place, arrivedAt });
  }
  return found;
}
