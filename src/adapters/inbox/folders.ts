import type { ImapFlow, ListResponse } from 'imapflow';
import type { ArrivedMessage } from '../../ports/index.ts';

/** A folder that is looked into. Its name is decoded (RFC 3501, 5.1.3; RFC 6855). */
export interface Folder {
  readonly path: string;
  readonly place: ArrivedMessage['place'];
  /** The inbox, spam and all mail; others hold what a rule of the mailbox files there. */
  readonly main: boolean;
  /** Messages with a lower UID are known or do not count. */
  next: number;
  /** UIDs mean nothing any more when it changes (RFC 9051, 2.3.1.1); null: not opened yet. */
  validity: bigint | null;
  /** UIDs of the messages that were given out. */
  readonly given: Set<number>;
  /** The server does not let this user open it, such as a shared one. */
  closed: boolean;
}

/** Folders that hold what was written here, not what came (RFC 6154). */
const OWN = new Set(['\\Sent', '\\Drafts']);

/**
 * The folders as they are now, in the order in which they are looked into; those that are known are kept. Servers make the
 * folder for spam when the first spam comes.
 */
export async function listFolders(
  client: ImapFlow,
  known: readonly Folder[],
): Promise<readonly Folder[]> {
  const listed = (await client.list()).filter(
    ({ flags }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent'),
  );
  const ofUse = (use: string) => listed.find(({ specialUse }) => specialUse === use);
  const [junk, all] = [ofUse('\\Junk'), ofUse('\\All')];
  const main = [
    folder('INBOX', 'inbox', true),
    ...(junk === undefined ? [] : [folder(junk.path, 'junk', true)]),
    ...(all === undefined ? [] : [folder(all.path, 'other', true)]),
  ];
  const others = all === undefined ? othersOf(listed, main) : [];
  return [...main, ...others].map((each) => known.find(({ path }) => path === each.path) ?? each);
}

/** A folder with all mail has these messages as well. */
function othersOf(listed: readonly ListResponse[], main: readonly Folder[]): readonly Folder[] {
  return listed
    .filter(({ specialUse }) => !OWN.has(specialUse ?? ''))
    .filter(({ path }) => !main.some((each) => each.path === path))
    .map(({ path }) => folder(path, 'other', false));
}

function folder(path: string, place: Folder['place'], main: boolean): Folder {
  return { path, place, main, next: 1, validity: null, given: new Set(), closed: false };
}
