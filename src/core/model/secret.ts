import { inspect } from 'node:util';

const REDACTED = '[secret]';

/** A value that prints as `[secret]` in every form: string, JSON, inspection, errors. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The one way to the value; call it only where the user chose to put the secret. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

/** Shorter values stand in every text. */
const TELLING = 4;

/**
 * What a server said that was given these secrets: some repeat what they refuse. The values are taken out,
 * also in a URL, and in base 64 as SASL sends them alone (LOGIN) or behind a user name (PLAIN).
 */
export function withoutSecrets(
  text: string,
  secrets: readonly (Secret | null | undefined)[],
): string {
  return secrets
    .flatMap((secret) => (secret ? formsOf(secret.reveal()) : []))
    .reduce((clean, form) => clean.replaceAll(form, REDACTED), text);
}

function formsOf(value: string): string[] {
  if (value.length < TELLING) return [];
  const bytes = Buffer.from(value);
  const encoded = [
    // As IMAP quotes a string, and JSON (RFC 9051, section 9, quoted).
    value.replace(/["\\]/g, '\\$&'),
    encodeURIComponent(value),
    bytes.toString('base64').replace(/=+$/, ''),
    ...[1, 2].map((offset) => insideOfBase64(bytes, offset)),
  ];
  return [value, ...encoded.filter((form) => form.length >= TELLING)];
}

/** The characters that all its bytes decide where `offset` bytes of something else share its first group. */
function insideOfBase64(bytes: Buffer, offset: number): string {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
  const decided = whole.subarray(0, whole.length - (whole.length % 3)).toString('base64');
  return decided.slice(offset + 1);
}
