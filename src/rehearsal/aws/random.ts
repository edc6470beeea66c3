import { randomInt } from 'node:crypto';

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const secret = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function pick(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

/** Upper case and digits, as AWS builds ids: `AKIA…`, `AIDA…`, `Z…`, `C…`. */
export function randomId(prefix: string, length: number): string {
  return prefix + pick(upper, length - prefix.length);
}

/** A secret access key: 40 characters. It begins with words, so that nobody takes it for one of AWS. */
export function randomSecret(): string {
  const words = 'REHEARSEDsecret';
  return words + pick(secret, 40 - words.length);
}

/** An Easy DKIM token: 32 characters, base 32 in lower case. */
export function randomToken(): string {
  return pick(upper, 32).toLowerCase();
}

export function randomDigits(length: number): string {
  return `1${pick('0123456789', length - 1)}`;
}
