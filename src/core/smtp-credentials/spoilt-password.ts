import { Secret } from '../model/secret.ts';
import { passwordForm, withoutStray } from './login-clues.ts';

/** An SMTP password as it was before something changed it on the way, and what did, as part of a sentence. */
export interface Restored {
  readonly password: Secret;
  readonly spoiltBy: string;
}

interface Change {
  readonly name: string;
  /** The text before the change; the same text where there is nothing of it. */
  undo(text: string): string;
}

/** What programs do to the 44 characters of base64, in which `+` and `/` mean something elsewhere. */
const CHANGES: readonly Change[] = [
  { name: 'is percent-encoded, as in a URL', undo: percentDecoded },
  {
    name: 'has a space in place of each +, as after decoding a form or a URL',
    undo: (text) => text.replaceAll(' ', '+'),
  },
  {
    name: 'has - or _ in place of + or /, as in the URL alphabet of base64',
    undo: (text) => text.replaceAll('-', '+').replaceAll('_', '/'),
  },
  {
    name: 'has backslashes, as in JSON or a quoted shell string',
    undo: (text) =>
      text
        .replace(/\\[nr]/g, '')
        .replace(/\\u00([0-9a-f]{2})/gi, octet)
        .replace(/\\([/+"'])/g, '$1'),
  },
  {
    name: 'is escaped as in HTML or XML',
    undo: (text) =>
      text
        .replace(/&(?:plus|#43|#x2b);/gi, '+')
        .replace(/&(?:sol|#47|#x2f);/gi, '/')
        .replace(/&(?:quot|apos|#34|#39);/gi, ''),
  },
  { name: 'contains spaces, a line end or quotes that do not belong to it', undo: withoutStray },
  {
    name: 'contains invisible characters',
    undo: (text) => text.replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, ''),
  },
  { name: 'has the padding of base64 (=) at its end', undo: (text) => text.replace(/=+$/, '') },
  {
    name: 'begins with the name of its variable',
    undo: (text) => text.replace(/^\s*(?:export\s+)?[A-Za-z_]\w*\s*[=:]\s*/, ''),
  },
  { name: 'is encoded in base64 twice, as in a Kubernetes Secret', undo: base64Decoded },
];

/** Changes on top of each other that are undone. */
const DEEPEST = 3;
/** Each costs a login. */
const MOST = 3;

/** The passwords that this one can have been, likeliest first; none where it already has the form of one. */
export function restoredPasswords(password: Secret): readonly Restored[] {
  if (passwordForm(password) !== 'other') return [];
  const found: Restored[] = [];
  const seen = new Set([password.reveal()]);
  let texts = [{ text: password.reveal(), by: [] as readonly string[] }];
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const next = [];
    for (const { text, by } of texts) {
      for (const { name, undo } of CHANGES) {
        const before = undo(text);
        if (seen.has(before)) continue;
        seen.add(before);
        const spoiltBy = [...by, name];
        next.push({ text: before, by: spoiltBy });
        const restored = new Secret(before);
        if (passwordForm(restored) === 'derived')
          found.push({ password: restored, spoiltBy: inWords(spoiltBy) });
      }
    }
    texts = next;
  }
  return found.slice(0, MOST);
}

function inWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function octet(_all: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

/** Escapes one by one, so that a stray % elsewhere does not keep the others from being read. */
function percentDecoded(text: string): string {
  return text.replace(/%([2-7][0-9a-f])/gi, octet);
}

/** 44 characters become 60; the text of a password is ASCII. */
function base64Decoded(text: string): string {
  if (!/^[A-Za-z0-9+/]{58,62}={0,2}$/.test(text)) return text;
  const decoded = Buffer.from(text, 'base64').toString('latin1');
  return /^[\x20-\x7e\r\n]+$/.test(decoded) ? decoded : text;
}
