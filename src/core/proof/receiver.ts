import { printable } from '../text/printable.ts';
import type { HeaderField } from './header-fields.ts';

/** What the receiver wrote into the message about it (RFC 8601); null where it says nothing of a method. */
export interface ReceiverVerdict {
  /** Its authserv-id; null where it gives none, as Microsoft does inside. */
  readonly server: string | null;
  readonly dkim: string | null;
  readonly spf: string | null;
  readonly dmarc: string | null;
  /** Envelope sender, or its domain, that the SPF verdict is about; null where it does not say. */
  readonly mailFrom: string | null;
}

/**
 * The Authentication-Results that can only be the receiver's: above every signature, as what a sender or a
 * forwarder wrote is below it, and of the server that wrote the topmost (RFC 8601, 5 and 7.1). Some write a
 * field for each method. `from`: the domain of the From address.
 */
export function receiverVerdict(
  fields: readonly HeaderField[],
  from: string | null,
): ReceiverVerdict | null {
  const signed = fields.findIndex(({ name }) => name === 'dkim-signature');
  const received = fields.findLastIndex(({ name }) => name === 'received');
  const above = fields.slice(0, Math.max(signed === -1 ? received + 1 : signed, 0));
  const results = above.filter(({ name }) => name === 'authentication-results');
  const [first, ...others] = results.map(({ value }) => parseResults(value));
  if (first === undefined) return null;
  const parts = [first, ...others]
    .filter(({ server }) => isSameServer(server, first.server))
    .flatMap((each) => each.parts);
  const of = (method: string) =>
    parts.filter((part) => new RegExp(`^${method}(?:/\\d+)?\\s*=`, 'i').test(part));
  const spf = of('spf');
  const envelope = spf.find((part) => MAIL_FROM.test(part)) ?? spf[0];
  return {
    server: first.server === null ? null : printable(first.server),
    dkim: resultOf(ownSignature(of('dkim'), from)),
    spf: resultOf(envelope) ?? receivedSpf(above),
    dmarc: resultOf(of('dmarc')[0]),
    mailFrom: mailFromIn(envelope),
  };
}

/** One authserv-id, or those of one service: iCloud has one a method, spf.icloud.com and dmarc.icloud.com. */
function isSameServer(one: string | null, other: string | null): boolean {
  const [a, b] = [one?.toLowerCase() ?? '', other?.toLowerCase() ?? ''];
  const service = (id: string) => id.split('.').slice(1).join('.');
  return a === b || (service(a).includes('.') && service(a) === service(b));
}

/** The older field for SPF alone, where nothing else tells (RFC 7208, 9.1). */
function receivedSpf(above: readonly HeaderField[]): string | null {
  const value = above.find(({ name }) => name === 'received-spf')?.value ?? '';
  return /^([a-z]+)/i.exec(value)?.[1]?.toLowerCase() ?? null;
}

/** The identity of SPF that DMARC is about; some write one result for the HELO name, too. */
const MAIL_FROM = /\bsmtp\.(?:mailfrom|mail)\s*=\s*<?([^\s;>]+)/i;

function mailFromIn(part: string | undefined): string | null {
  return MAIL_FROM.exec(part ?? '')?.[1] ?? null;
}

interface Results {
  readonly server: string | null;
  /** `method=result property=value …`, each. */
  readonly parts: readonly string[];
}

function parseResults(value: string): Results {
  const [head = '', ...rest] = withoutComments(value)
    .split(';')
    .map((part) => part.trim());
  const named = !head.includes('=');
  const server = named && head !== '' ? (head.split(/\s+/)[0] ?? null) : null;
  return { server, parts: named ? rest : [head, ...rest] };
}

/** Of several signatures the one of the From domain: SES signs with its own domain as well. */
function ownSignature(parts: readonly string[], from: string | null): string | undefined {
  const own = parts.find((part) => {
    const [, domain] = /header\.(?:d|i)\s*=\s*[^\s@]*@?([^\s;]+)/i.exec(part) ?? [];
    return from !== null && domain?.toLowerCase() === from;
  });
  return own ?? parts[0];
}

function resultOf(part: string | undefined): string | null {
  return /=\s*([a-z]+)/i.exec(part ?? '')?.[1]?.toLowerCase() ?? null;
}

/**
 * Without comments, which are in parentheses and may hold others (RFC 5322, 3.2.2), and without what would
 * end a part inside a quoted string (RFC 8601, 2.2), where a parenthesis begins no comment.
 */
function withoutComments(text: string): string {
  let depth = 0;
  let quoted = false;
  let kept = '';
  for (const [char] of text.matchAll(/\\?./gs)) {
    if (quoted) {
      quoted = char !== '"';
      if (quoted) kept += char.replace(/[;()\s=\\]/g, '_');
    } else if (char === '(') depth += 1;
    else if (char === ')') depth = Math.max(0, depth - 1);
    else if (depth > 0) continue;
    else if (char === '"') quoted = true;
    else kept += char;
  }
  return kept;
}

/** Headers in which spam filters tell their verdict, and how each says "spam". */
const SPAM_HEADERS: readonly { readonly name: string; readonly spam: RegExp }[] = [
  { name: 'x-spam-flag', spam: /^yes/i },
  { name: 'x-spam-status', spam: /^yes/i },
  { name: 'x-spam', spam: /^yes/i },
  // Microsoft: SCL 5 and more goes to Junk, SFV:SPM is spam (learn.microsoft.com, anti-spam message headers).
  { name: 'x-forefront-antispam-report', spam: /SFV:SPM|SCL:[5-9]/ },
];

/** What the receiver's spam filter wrote; null where it wrote nothing that is known here. */
export function spamVerdict(
  fields: readonly HeaderField[],
): { readonly spam: boolean; readonly header: string } | null {
  const found = SPAM_HEADERS.flatMap(({ name, spam }) =>
    fields
      .filter((field) => field.name === name)
      .map(({ value }) => ({ spam: spam.test(value), header: printable(`${name}: ${value}`) })),
  );
  return found.find((each) => each.spam) ?? found[0] ?? null;
}
