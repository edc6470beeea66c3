import { verify } from 'node:crypto';
import { identityIn, limitOf, publicKeyIn } from '../../core/proof/dkim-limits.ts';
import { type HeaderField, headerFields } from '../../core/proof/header-fields.ts';
import { TOKEN_HEADER } from '../../core/sending/message.ts';
import type { Dns, Proof } from '../../ports/index.ts';
import { resolve } from './resolve.ts';

type Signature = Proof['signatures'][number];
export type Authenticated = Awaited<ReturnType<typeof import('mailauth')['authenticate']>>;

/** What mailauth gives beside its types (4.13.3, lib/dkim/dkim-verifier.js). */
interface SignedParts {
  /** The lines that h= takes in, folded as received; and all that is signed, as base64. */
  readonly signingHeaders?: {
    readonly headers: readonly string[];
    readonly canonicalizedHeader: string;
  };
  /** There is an l=. */
  readonly canonBodyLengthLimited?: boolean;
  readonly algo?: string;
  /** b=. */
  readonly signature?: string;
  /** The key record. */
  readonly rr?: string;
}

type Result = NonNullable<Authenticated['dkim']['results']>[number] & SignedParts;

export interface SignedMessage {
  readonly fields: readonly HeaderField[];
  /** Tokens in the text, which a signature covers unless it says l=. */
  readonly text: readonly string[];
  /** The copy has no body, or the receiver itself says that DKIM passed: another body is not the sender's. */
  readonly bodyIsOfMailbox: boolean;
  aligns(domain: string): boolean;
}

export function signaturesOf(
  dns: Dns,
  { dkim }: Authenticated,
  message: SignedMessage,
): Promise<Signature[]> {
  const results = (dkim.results ?? []).filter(({ signingDomain }) => Boolean(signingDomain));
  return Promise.all(results.map((result) => signatureOf(dns, result, message)));
}

async function signatureOf(dns: Dns, each: Result, message: SignedMessage): Promise<Signature> {
  const { selector = '', signingHeaders, canonBodyLengthLimited } = each;
  const domain = (each.signingDomain ?? '').toLowerCase();
  const signed = headerFields(Buffer.from((signingHeaders?.headers ?? []).join('\r\n'), 'latin1'));
  const partial = canonBodyLengthLimited === true;
  const verdict = await verdictOf(dns, each, domain, message);
  const tokens = [
    ...signed.filter(({ name }) => name === TOKEN_HEADER.toLowerCase()).map(({ value }) => value),
    ...(partial || verdict.bodyChanged ? [] : message.text),
  ];
  return {
    domain,
    selector,
    ...verdict,
    aligned: message.aligns(domain),
    messageId: idIn(signed.find(({ name }) => name === 'message-id')),
    tokens,
    partial,
  };
}

type Verdict = Pick<Signature, 'result' | 'why' | 'bodyChanged'>;

async function verdictOf(
  dns: Dns,
  each: Result,
  domain: string,
  { fields, bodyIsOfMailbox }: SignedMessage,
): Promise<Verdict> {
  const { result, comment } = each.status;
  const why = comment === undefined || comment === '' ? null : String(comment);
  const isOfBody = why === 'body hash did not verify';
  if (result !== 'pass' && !(isOfBody && bodyIsOfMailbox))
    return { result, why, bodyChanged: false };
  const record = isOfBody ? await keyRecord(dns, each, domain) : (each.rr ?? null);
  // The header fields are signed together with bh=, so that they prove what the body was (RFC 6376, 3.7).
  if (isOfBody && !headVerifies(each, record)) return { result, why, bodyChanged: false };
  const limit = limitOf({
    record,
    algorithm: each.algo ?? '',
    domain,
    identity: identityOf(fields, domain, each.selector ?? ''),
  });
  if (limit !== null) return { result: 'permerror', why: limit, bodyChanged: false };
  return { result: 'pass', why: null, bodyChanged: isOfBody };
}

async function keyRecord(dns: Dns, { selector }: Result, domain: string): Promise<string | null> {
  try {
    const texts = (await resolve(dns, `${selector}._domainkey.${domain}`, 'TXT')).flat();
    return texts.length === 1 ? (texts[0] ?? null) : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

/** Whether the signature is right for the header fields and the hash that it names. */
function headVerifies({ algo, signature, signingHeaders }: Result, record: string | null): boolean {
  const key = record === null ? null : publicKeyIn(record);
  if (algo?.toLowerCase() !== 'rsa-sha256' || key === null || signingHeaders === undefined)
    return false;
  const data = Buffer.from(signingHeaders.canonicalizedHeader, 'base64');
  try {
    return verify('rsa-sha256', data, key, Buffer.from(signature ?? '', 'base64'));
  } catch (error) {
    // A key that OpenSSL cannot read proves nothing.
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

function identityOf(
  fields: readonly HeaderField[],
  domain: string,
  selector: string,
): string | null {
  const found = fields
    .filter(({ name }) => name === 'dkim-signature')
    .map(({ value }) => identityIn(value, domain, selector));
  return found.find((each) => each !== null) ?? null;
}

/** A Message-ID without its brackets. */
export function idIn(field: HeaderField | undefined): string | null {
  return field === undefined ? null : field.value.replace(/^.*<|>.*$/g, '').trim();
}
