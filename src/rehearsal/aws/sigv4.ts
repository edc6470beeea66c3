/**
 * Signature Version 4, checked by signing the received request again with the stored secret
 * (IAM User Guide, "Create a signed AWS API request").
 */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { WorldClock } from '../contract.ts';
import { AwsError } from './errors.ts';
import type { AccountPrincipal } from './principal.ts';
import type { Principals } from './principals.ts';
import type { Received } from './service.ts';
import type { Codes } from './wire.ts';

/** AWS refuses a signature that is older or newer than this against real time. */
const allowedSkewMs = 5 * 60_000;

export interface Credential {
  readonly accessKeyId: string;
  /** `20261121` */
  readonly date: string;
  readonly region: string;
  /** The signing name: `ses`, `iam`, … */
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Reads the Authorization header; null when there is none or it cannot be read. */
export function readCredential(request: Received): Credential | null {
  const header = request.headers.authorization ?? '';
  const scope = /Credential=([^/,\s]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request/.exec(header);
  const signedHeaders = /SignedHeaders=([^,\s]+)/.exec(header)?.[1];
  const signature = /Signature=([0-9a-f]{64})/.exec(header)?.[1];
  const [, accessKeyId, date, region, service] = scope ?? [];
  if (!header.startsWith('AWS4-HMAC-SHA256 ') || !signedHeaders || !signature) return null;
  if (!accessKeyId || !date || !region || !service) return null;
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: signedHeaders.split(';'),
    signature,
  };
}

/** SHA-256 and its HMAC in the form that the SDK's signer takes. */
export class Sha256 {
  private readonly hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret));
  }

  update(data: Uint8Array): void {
    this.hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    throw new Error('a signer makes a new hash each time');
  }
}

function bytes(source: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof source === 'string') return Buffer.from(source, 'utf8');
  if (source instanceof ArrayBuffer) return Buffer.from(source);
  return Buffer.from(source.buffer, source.byteOffset, source.byteLength);
}

/** Who signed the request. Throws the refusals of AWS's front door, 403, named by `codes`. */
export async function authenticate(
  request: Received,
  credential: Credential | null,
  { principals, clock }: { readonly principals: Principals; readonly clock: WorldClock },
  codes: Codes,
): Promise<AccountPrincipal> {
  if (!request.headers.authorization) {
    throw new AwsError(codes.missingAuthentication, 403, 'Missing Authentication Token');
  }
  if (!credential) {
    throw new AwsError('IncompleteSignature', 403, 'Authorization header is not complete.');
  }
  const principal = principals.find(credential.accessKeyId);
  const token = request.headers['x-amz-security-token'] ?? null;
  if (!principal?.active || token !== principal.sessionToken) {
    const message = 'The security token included in the request is invalid.';
    throw new AwsError(codes.unknownKey, 403, message);
  }
  if (principal.expired) {
    const message = 'The security token included in the request is expired';
    throw new AwsError(codes.expiredToken, 403, message);
  }
  const signedAt = checkSkew(String(request.headers['x-amz-date']), clock);
  if (!(await signatureMatches(request, credential, principal, signedAt))) throw mismatch();
  return principal;
}

function mismatch(message?: string): AwsError {
  return new AwsError(
    'SignatureDoesNotMatch',
    403,
    message ??
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  );
}

/** `20261121T080000Z` */
function amzDate(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}|[-:]/g, '');
}

/**
 * Any time between the real one and the world's is right: a client learns the world's from the Date of an
 * answer, and signs by it from then on.
 */
function checkSkew(date: string, clock: WorldClock): Date {
  const signedAt = Date.parse(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (Number.isNaN(signedAt))
    throw mismatch(`Date must be in ISO-8601 'basic format'. Got '${date}'.`);
  const earliest = Math.min(Date.now(), clock.now());
  const latest = Math.max(Date.now(), clock.now());
  if (signedAt < earliest - allowedSkewMs) {
    const limit = amzDate(earliest - allowedSkewMs);
    throw mismatch(
      `Signature expired: ${date} is now earlier than ${limit} (${amzDate(earliest)} - 5 min.)`,
    );
  }
  if (signedAt > latest + allowedSkewMs) {
    const limit = amzDate(latest + allowedSkewMs);
    throw mismatch(
      `Signature not yet current: ${date} is still later than ${limit} (${amzDate(latest)} + 5 min.)`,
    );
  }
  return new Date(signedAt);
}

async function signatureMatches(
  request: Received,
  credential: Credential,
  principal: AccountPrincipal,
  signingDate: Date,
): Promise<boolean> {
  const declared = request.headers['x-amz-content-sha256'];
  const actual = createHash('sha256').update(request.body).digest('hex');
  if (declared !== undefined && declared !== actual) return false;
  const signer = new SignatureV4({
    service: credential.service,
    region: credential.region,
    credentials: {
      accessKeyId: principal.accessKeyId,
      secretAccessKey: principal.secretAccessKey,
      ...(principal.sessionToken === null ? {} : { sessionToken: principal.sessionToken }),
    },
    sha256: Sha256,
    applyChecksum: false,
  });
  const headers = credential.signedHeaders.map((name) => [name, String(request.headers[name])]);
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: request.path,
      query: queryOf(request.query),
      headers: Object.fromEntries(headers),
      body: request.body,
    },
    { signingDate, signableHeaders: new Set(credential.signedHeaders) },
  );
  const expected = /Signature=([0-9a-f]{64})$/.exec(signed.headers.authorization ?? '')?.[1] ?? '';
  return (
    expected.length === credential.signature.length &&
    timingSafeEqual(Buffer.from(expected), Buffer.from(credential.signature))
  );
}

function queryOf(query: URLSearchParams): Record<string, string[]> {
  return Object.fromEntries([...new Set(query.keys())].map((key) => [key, query.getAll(key)]));
}
