import { fieldValue } from '../inbox/headers.ts';
import type { MailboxMessage } from './mailbox.ts';
import { type Argument, inSequenceSet } from './parse.ts';

type Test = (message: MailboxMessage) => boolean;

/** A search that cannot be answered; the client gets `BAD` with these words. */
export class SearchError extends Error {
  override readonly name = 'SearchError';
}

/** The messages that all keys of SEARCH match (RFC 3501, section 6.4.4). Throws SearchError. */
export function search(
  keys: readonly Argument[],
  messages: readonly MailboxMessage[],
): readonly MailboxMessage[] {
  const [charset, , ...rest] = keys;
  const given = String(charset).toUpperCase() === 'CHARSET' ? rest : keys;
  const matches = allOf([...given], messages.length);
  return messages.filter(matches);
}

function allOf(keys: Argument[], largest: number): Test {
  const tests: Test[] = [];
  while (keys.length > 0) tests.push(nextTest(keys, largest));
  if (tests.length === 0) throw new SearchError('a search key is missing');
  return (message) => tests.every((test) => test(message));
}

/** Flags that no message of this mailbox has. */
const NEVER = ['ANSWERED', 'DELETED', 'DRAFT', 'FLAGGED', 'RECENT', 'NEW'];
const ALWAYS = ['ALL', 'OLD', 'UNANSWERED', 'UNDELETED', 'UNDRAFT', 'UNFLAGGED'];
const FIELDS = ['BCC', 'CC', 'FROM', 'SUBJECT', 'TO'];

function nextTest(keys: Argument[], largest: number): Test {
  const key = keys.shift();
  if (typeof key === 'object') return allOf([...key], largest);
  const name = (key ?? '').toUpperCase();
  if (ALWAYS.includes(name)) return () => true;
  if (NEVER.includes(name)) return () => false;
  if (FIELDS.includes(name)) return fieldHolds(name, take(keys));
  switch (name) {
    case 'SEEN':
      return ({ isSeen }) => isSeen;
    case 'UNSEEN':
      return ({ isSeen }) => !isSeen;
    case 'UID':
      return inSet(take(keys), largest);
    case 'NOT': {
      const test = nextTest(keys, largest);
      return (message) => !test(message);
    }
    case 'OR': {
      const [one, other] = [nextTest(keys, largest), nextTest(keys, largest)];
      return (message) => one(message) || other(message);
    }
    case 'HEADER':
      return fieldHolds(take(keys), take(keys));
    case 'TEXT':
      return holds(take(keys), ({ raw }) => raw);
    case 'BODY':
      return holds(take(keys), ({ parsed }) => parsed.body.toString('latin1'));
    case 'LARGER':
    case 'SMALLER':
      return bySize(name, Number(take(keys)));
    default:
      return byDay(name, keys) ?? inSet(name, largest);
  }
}

function take(keys: Argument[]): string {
  const value = keys.shift();
  if (typeof value !== 'string') throw new SearchError('a search key has no value');
  return value;
}

function inSet(set: string, largest: number): Test {
  const isIn = inSequenceSet(set, largest);
  if (isIn === null) throw new SearchError(`${set} is not a search key here`);
  return ({ uid }) => isIn(uid);
}

function holds(wanted: string, textOf: (message: MailboxMessage) => string): Test {
  const lower = wanted.toLowerCase();
  return (message) => textOf(message).toLowerCase().includes(lower);
}

/** An empty value matches each message that has the field. */
function fieldHolds(field: string, wanted: string): Test {
  return ({ parsed }) => {
    const value = fieldValue(parsed, field);
    return value?.toLowerCase().includes(wanted.toLowerCase()) ?? false;
  };
}

function bySize(name: 'LARGER' | 'SMALLER', octets: number): Test {
  if (!Number.isInteger(octets)) throw new SearchError(`${name} needs a number`);
  return ({ raw }) => (name === 'LARGER' ? raw.length > octets : raw.length < octets);
}

/** Whole days, without time and zone. */
function byDay(name: string, keys: Argument[]): Test | null {
  const [, sent, how] = /^(SENT)?(SINCE|BEFORE|ON)$/.exec(name) ?? [];
  if (how === undefined) return null;
  const wanted = Date.parse(`${take(keys)} UTC`);
  if (Number.isNaN(wanted)) throw new SearchError(`${name} needs a date such as 1-Feb-2026`);
  return ({ arrived, parsed }) => {
    const date = sent === undefined ? arrived : new Date(fieldValue(parsed, 'Date') ?? Number.NaN);
    const day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
    if (how === 'SINCE') return day >= wanted;
    return how === 'BEFORE' ? day < wanted : day === wanted;
  };
}
