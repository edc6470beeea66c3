import { timingSafeEqual } from 'node:crypto';
import { FetchError, fetched, fetchItems, marksSeen } from './fetch.ts';
import type { ImapMailbox, MailboxMessage } from './mailbox.ts';
import { type Argument, type ImapCommand, imapString, inSequenceSet } from './parse.ts';
import { SearchError, search } from './search.ts';

export const CAPABILITIES = 'IMAP4rev1 AUTH=PLAIN SASL-IR IDLE NAMESPACE UNSELECT';

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** One connection: who is logged in, and which folder is open (RFC 3501, section 3). */
export interface ImapSession {
  isLoggedIn: boolean;
  /** null: no folder is open. */
  open: { readonly isReadOnly: boolean; shown: number } | null;
}

/** The answer to one command: untagged lines in order, and how it ends. */
export interface Reply {
  readonly lines: readonly string[];
  readonly end: string;
  /** `idle`: the end comes when the client says DONE. `bye`: the connection is closed after it. */
  readonly next?: 'idle' | 'bye';
}

type Handler = (context: Context) => Reply;

interface Context {
  readonly command: ImapCommand;
  readonly session: ImapSession;
  readonly mailbox: ImapMailbox;
  readonly login: Login;
}

const ok = (end: string, lines: readonly string[] = []): Reply => ({ lines, end: `OK ${end}` });
const no = (why: string): Reply => ({ lines: [], end: `NO ${why}` });
const bad = (why: string): Reply => ({ lines: [], end: `BAD ${why}` });

const text = (argument: Argument | undefined): string =>
  typeof argument === 'string' ? argument : '';

const isInbox = (argument: Argument | undefined) => text(argument).toUpperCase() === 'INBOX';

const ANY_TIME: Readonly<Record<string, Handler>> = {
  CAPABILITY: () => ok('done', [`CAPABILITY ${CAPABILITIES}`]),
  NOOP: () => ok('done'),
  LOGOUT: () => ({ lines: ['BYE until the next rehearsal'], end: 'OK done', next: 'bye' }),
  LOGIN: (context) => logIn(context, text(context.command.args[0]), text(context.command.args[1])),
  AUTHENTICATE: authenticate,
};

const LOGGED_IN: Readonly<Record<string, Handler>> = {
  NAMESPACE: () => ok('done', ['NAMESPACE (("" "/")) NIL NIL']),
  LIST: list,
  LSUB: list,
  STATUS: status,
  SELECT: (context) => openFolder(context, false),
  EXAMINE: (context) => openFolder(context, true),
  IDLE: () => ({ lines: [], end: 'OK done', next: 'idle' }),
};

const OPENED: Readonly<Record<string, Handler>> = {
  CHECK: () => ok('done'),
  CLOSE: closeFolder,
  UNSELECT: closeFolder,
  SEARCH: (context) => found(context, context.command.args),
  FETCH: (context) => fetch(context, context.command.args, false),
  UID: byUid,
};

/** Carries out one command. What the server cannot do is said with NO or BAD, and changes nothing. */
export function carryOut(context: Context): Reply {
  const { command, session } = context;
  const { name } = command;
  const handler = ANY_TIME[name] ?? LOGGED_IN[name] ?? OPENED[name];
  if (handler === undefined) return no(`${name} is not part of the rehearsal`);
  if (ANY_TIME[name] === undefined && !session.isLoggedIn) return bad('log in first');
  if (OPENED[name] !== undefined && session.open === null) return bad('select a folder first');
  try {
    return handler(context);
  } catch (error) {
    if (error instanceof FetchError || error instanceof SearchError) return bad(error.message);
    throw error;
  }
}

function logIn({ session, login }: Context, user: string, password: string): Reply {
  const same = (given: string, expected: string) => {
    const [one, other] = [Buffer.from(given), Buffer.from(expected)];
    return one.length === other.length && timingSafeEqual(one, other);
  };
  // RFC 5530: the code says that it is the login which is wrong.
  if (!same(user, login.user) || !same(password, login.password))
    return no('[AUTHENTICATIONFAILED] wrong user or password');
  session.isLoggedIn = true;
  return ok(`[CAPABILITY ${CAPABILITIES}] logged in`);
}

/** SASL PLAIN with an initial response (RFC 4959); the server asks for one that is missing. */
function authenticate(context: Context): Reply {
  const [mechanism, response] = context.command.args;
  if (text(mechanism).toUpperCase() !== 'PLAIN') return no('only PLAIN is known here');
  const [, user = '', password = ''] = Buffer.from(text(response), 'base64')
    .toString('utf8')
    .split('\0');
  return logIn(context, user, password);
}

function list({ command }: Context): Reply {
  const [, pattern] = command.args;
  if (text(pattern) === '') return ok('done', [`${command.name} (\\Noselect) "/" ""`]);
  const expression = text(pattern)
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/[*%]/g, '.*');
  const matches = new RegExp(`^${expression}$`, 'i').test('INBOX');
  return ok('done', matches ? [`${command.name} (\\HasNoChildren) "/" INBOX`] : []);
}

function status({ command, mailbox }: Context): Reply {
  const [folder, items] = command.args;
  if (!isInbox(folder)) return no('[NONEXISTENT] the only folder is INBOX');
  const messages = mailbox.all();
  const values: Readonly<Record<string, number>> = {
    MESSAGES: messages.length,
    RECENT: 0,
    UIDNEXT: messages.length + 1,
    UIDVALIDITY: mailbox.uidValidity,
    UNSEEN: messages.filter(({ isSeen }) => !isSeen).length,
  };
  const asked = Array.isArray(items) ? items.map((item) => text(item).toUpperCase()) : [];
  const known = asked.filter((item) => values[item] !== undefined);
  return ok('done', [`STATUS INBOX (${known.map((item) => `${item} ${values[item]}`).join(' ')})`]);
}

function openFolder({ command, session, mailbox }: Context, isReadOnly: boolean): Reply {
  session.open = null;
  if (!isInbox(command.args[0])) return no('[NONEXISTENT] the only folder is INBOX');
  const messages = mailbox.all();
  session.open = { isReadOnly, shown: messages.length };
  const unseen = messages.find(({ isSeen }) => !isSeen);
  return ok(`[${isReadOnly ? 'READ-ONLY' : 'READ-WRITE'}] open`, [
    'FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)',
    'OK [PERMANENTFLAGS ()] the flags of the rehearsal are its own',
    `${messages.length} EXISTS`,
    '0 RECENT',
    ...(unseen === undefined ? [] : [`OK [UNSEEN ${unseen.uid}] the first that was not read`]),
    `OK [UIDVALIDITY ${mailbox.uidValidity}] valid for this rehearsal`,
    `OK [UIDNEXT ${messages.length + 1}] the next`,
  ]);
}

function closeFolder({ session }: Context): Reply {
  session.open = null;
  return ok('done');
}

/** Sequence numbers and UIDs are the same here, as nothing is deleted. */
function found({ mailbox }: Context, keys: readonly Argument[]): Reply {
  const uids = search(keys, mailbox.all()).map(({ uid }) => uid);
  return ok('done', [['SEARCH', ...uids].join(' ')]);
}

function byUid(context: Context): Reply {
  const [name, ...args] = context.command.args;
  switch (text(name).toUpperCase()) {
    case 'SEARCH':
      return found(context, args);
    case 'FETCH':
      return fetch(context, args, true);
    default:
      return no(`UID ${text(name)} is not part of the rehearsal`);
  }
}

function fetch(
  { session, mailbox }: Context,
  [set, asked]: readonly Argument[],
  isByUid: boolean,
): Reply {
  const messages = mailbox.all();
  const isIn = inSequenceSet(text(set), messages.length);
  if (isIn === null) return bad(`${imapString(text(set))} is not a set of messages`);
  const items = fetchItems((Array.isArray(asked) ? asked : [asked]).map(text));
  const whole = isByUid && !items.some((item) => /^uid$/i.test(item)) ? ['UID', ...items] : items;
  const lines = messages
    .filter(({ uid }) => isIn(uid))
    .map((message) => `${message.uid} FETCH (${valuesOf(whole, message, session)})`);
  return ok('done', lines);
}

function valuesOf(
  items: readonly string[],
  message: MailboxMessage,
  { open }: ImapSession,
): string {
  const values = items.map((item) => fetched(item, message));
  if (open?.isReadOnly === false && items.some(marksSeen)) message.isSeen = true;
  return values.join(' ');
}
