import { kindOfError } from '../aws/error-names.ts';
import { meaningOf, type ReplyMeaning } from './replies.ts';
import { type Stage, stageOf } from './reply-text.ts';
import { type Meaning, sesMeaning } from './ses-replies.ts';

/**
 * What a text that a person pasted is about: a reply of an SMTP server, an error of AWS, or a line of a log with one
 * in it. null: no reply is recognized in it.
 */
export function readPasted(pasted: string): ReplyMeaning | null {
  const text = pasted.slice(0, LONGEST);
  return ofAws(text) ?? ofServer(text) ?? ofWords(text) ?? ofConnection(text);
}

/** Characters that are looked at, and numbers in them that are tried as codes: a whole log is not one reply. */
const LONGEST = 16_384;
const MOST_CODES = 20;

/** A code of RFC 5321, 4.2 that begins a reply: not the end of a number, an address or a time. */
const REPLY = /(?<![\w.:/@%-])([45]\d\d)(?=[ -]\s*\S)/g;

/** Python writes a reply as a tuple: `(535, b'Authentication Credentials Invalid')`. */
const TUPLE = /\(([45]\d\d), b?['"]/g;

/** What programs write before the reply that they repeat. */
const QUOTED =
  /(?:said|replied|answered|responded|response|reply|error|message|login|code)\W{0,4}$/i;

function ofServer(pasted: string): ReplyMeaning | null {
  const text = pasted.replace(TUPLE, '$1 ');
  const via = isForeign(text) ? 'old' : 'smtp';
  const found = [...text.matchAll(REPLY)].slice(0, MOST_CODES).map(({ 0: code, index }) => ({
    meaning: meaningOf({
      via,
      host: '',
      code: Number(code),
      response: text.slice(index).replace(/\s*\(in reply to .*$/s, ''),
      ambiguous: false,
      stage: stageIn(text),
    }),
    isReply: index === text.search(/\S/) || QUOTED.test(text.slice(0, index)),
  }));
  const known = found.find(({ meaning }) => meaning.cause !== null);
  return (known ?? found.find(({ isReply }) => isReply))?.meaning ?? null;
}

/** Mail servers name the host that replied: `host mx.example[192.0.2.1] said:`, `relay=mx.example[192.0.2.1]:25`. */
function isForeign(text: string): boolean {
  const [, host] = /(?:\bhost |\brelay=|\bH=)([\w.-]+)/.exec(text) ?? [];
  return host !== undefined && !/amazon(?:aws|ses)\.com(?:\.cn)?$/i.test(host);
}

/** Postfix: `(in reply to RCPT TO command)`, `end of DATA command`. Exim: `after RCPT TO:<…>`, `after end of data`. */
function stageIn(text: string): Stage | null {
  const [, command] = /(?:in reply to|after) (?:end of |pipelined )?([A-Za-z]+)/.exec(text) ?? [];
  return stageOf(command?.toUpperCase());
}

/** `An error occurred (Name) when calling the Operation operation: …` (AWS CLI, boto3). */
const BY_CLI = /\((\w+)\) when calling the (\w+) operation(?: \([^)]*\))?: (.*)/s;
/** `Name: message`, as the SDKs print it; a namespace before it is none of the name. */
const BY_SDK =
  /\b([A-Z]\w+?(?:Exception|Error|Denied|Rejected|Token\w*|Failure|Throttling))\b:?\s+(.*)/s;

const SENDING =
  /^Send(?:Email|RawEmail|BulkEmail|TemplatedEmail|BulkTemplatedEmail|CustomVerificationEmail)$/;

const NO_CREDENTIALS =
  /(?:load|locate) credentials|no AWS credentials|security token included in the request is (?:expired|invalid)/i;

/** About a message where it was being sent; else about the call that was refused, by the name of the error. */
function ofAws(text: string): ReplyMeaning | null {
  const cli = BY_CLI.exec(text);
  const [, name = '', message = ''] = cli ? ['', cli[1], cli[3]] : (BY_SDK.exec(text) ?? []);
  const action = /not authorized to perform:? [`']?[\w-]+:(\w+)/i.exec(text)?.[1] ?? cli?.[2];
  const isSending = action !== undefined && SENDING.test(action);
  const kind = name === '' ? kindOfWords(text, action) : kindOfError(name);
  const rule = isSending
    ? sesMeaning(`${name}: ${message}`)
    : action === undefined
      ? sesMeaning(message)
      : undefined;
  if (rule !== undefined && name !== '' && kind !== 'credentials') return known(rule);
  if (kind !== null && !isSending) return { code: `aws/${kind}`, cause: null, fix: null };
  const named = name === '' ? undefined : sesMeaning(`${name}: ${message}`);
  return named === undefined ? null : known(named);
}

/** What a message says whose name was not copied with it. */
function kindOfWords(text: string, action: string | undefined): ReturnType<typeof kindOfError> {
  if (action !== undefined) return 'denied';
  return NO_CREDENTIALS.test(text) ? 'credentials' : null;
}

/** The words of SES without the code before them. */
function ofWords(text: string): ReplyMeaning | null {
  const rule = sesMeaning(text.trim());
  return rule === undefined ? null : known(rule);
}

function known({ code, cause, fix }: Meaning): ReplyMeaning {
  return { code, cause, fix };
}

/** Codes of Node and words of OpenSSL and of other programs for a connection that no server answered. */
const NO_REPLY =
  /\bE(?:CONNREFUSED|CONNRESET|HOSTUNREACH|NETUNREACH|TIMEDOUT|SOCKET|AI_AGAIN)\b|\bENOTFOUND\b|connection (?:refused|timed out|reset)|wrong version number|greeting never received|getaddrinfo/i;

function ofConnection(text: string): ReplyMeaning | null {
  if (!NO_REPLY.test(text)) return null;
  return meaningOf({ via: 'old', host: '', code: null, response: text, ambiguous: false });
}
