import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { DnsData } from '../../contract.ts';
import { badRequest } from '../errors.ts';
import { randomToken } from '../random.ts';
import { oneOf, type Read, text } from '../shape.ts';
import { type LookError, lookFor, sameName } from './looks.ts';

export type KeyLength = 'RSA_1024_BIT' | 'RSA_2048_BIT';

/** Regions whose keys SES publishes in a zone of their own (General Reference, SES DKIM domains). */
const regionsWithOwnZone = new Set([
  'af-south-1',
  'ap-northeast-3',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-5',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'il-central-1',
  'me-central-1',
  'us-gov-east-1',
]);

export function signingHostedZone(region: string): string {
  return regionsWithOwnZone.has(region) ? `dkim.${region}.amazonses.com` : 'dkim.amazonses.com';
}

/** How an identity signs: Easy DKIM (`AWS_SES`), its own key (`EXTERNAL`), or a replica of another Region's. */
export interface Dkim {
  readonly origin: string;
  /** Three for Easy DKIM; none for BYODKIM, as AWS shows it. */
  readonly tokens: readonly string[];
  readonly keyLength: KeyLength | null;
  readonly selector: string;
  /** PKCS#8 PEM; null for a replica, whose key is elsewhere. */
  readonly privateKey: string | null;
  /** Base 64 of the SPKI, as in the `p=` tag. */
  readonly publicKey: string;
  readonly generatedAt: number;
}

export const signingOrigin = /^(EXTERNAL|AWS_SES(_[A-Z]+)*(_\d)?)$/;
export const dkimSigningAttributes = {
  DomainSigningSelector: text({
    min: 1,
    max: 63,
    pattern: /^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))$/,
  }),
  DomainSigningPrivateKey: text({ min: 1, max: 20_480, pattern: /^[a-zA-Z0-9+/]+={0,2}$/ }),
  NextSigningKeyLength: oneOf(['RSA_1024_BIT', 'RSA_2048_BIT']),
  DomainSigningAttributesOrigin: text({ pattern: signingOrigin }),
};
export type DkimSigningAttributes = Read<typeof dkimSigningAttributes>;

const generate = promisify(generateKeyPair);
const pairs = new Map<KeyLength, ReturnType<typeof generatePair>>();

function generatePair(keyLength: KeyLength) {
  return generate('rsa', { modulusLength: keyLength === 'RSA_1024_BIT' ? 1024 : 2048 });
}

/**
 * One pair of each length for all identities of this world, unlike SES: the primes take longer to find than all
 * else that a rehearsal does at its start, and what tells one identity from another are its tokens.
 */
function easyDkimPair(keyLength: KeyLength) {
  const pair = pairs.get(keyLength) ?? generatePair(keyLength);
  pairs.set(keyLength, pair);
  return pair;
}

const unfitKey = 'The private key must use 1024 or 2048-bit RSA encryption.';

function keyText(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Makes a key pair and publishes its public half under three new tokens in SES's zone. */
export async function createEasyDkim(
  world: { readonly dns: DnsData; readonly region: string; readonly now: number },
  keyLength: KeyLength,
): Promise<Dkim> {
  const pair = await easyDkimPair(keyLength);
  const tokens = [randomToken(), randomToken(), randomToken()];
  const publicKey = keyText(pair.publicKey);
  const zone = signingHostedZone(world.region);
  for (const token of tokens) {
    world.dns.put({ name: `${token}.${zone}`, type: 'TXT', ttl: 1800, values: [`p=${publicKey}`] });
  }
  return {
    origin: 'AWS_SES',
    tokens,
    keyLength,
    selector: tokens[0] ?? '',
    privateKey: pem(pair.privateKey),
    publicKey,
    generatedAt: world.now,
  };
}

/** BYODKIM. Throws BadRequestException when the key is not an RSA key of 1024 to 2048 bits. */
export function createOwnDkim(attributes: DkimSigningAttributes, now: number): Dkim {
  const { DomainSigningSelector: selector, DomainSigningPrivateKey: key } = attributes;
  if (selector === undefined || key === undefined) {
    throw badRequest(
      'DomainSigningSelector and DomainSigningPrivateKey must be specified together.',
    );
  }
  const privateKey = readPrivateKey(Buffer.from(key, 'base64'));
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < 1024 || bits > 2048) throw badRequest(unfitKey);
  return {
    origin: 'EXTERNAL',
    tokens: [],
    keyLength: null,
    selector,
    privateKey: pem(privateKey),
    publicKey: keyText(createPublicKey(privateKey)),
    generatedAt: now,
  };
}

/** PKCS#1 as AWS asks for, or PKCS#8 as OpenSSL 3 writes it. Throws BadRequestException for neither. */
function readPrivateKey(der: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs1' });
  } catch {
    return readPkcs8(der);
  }
}

function readPkcs8(der: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } catch {
    throw badRequest(unfitKey);
  }
}

/** A replica (Deterministic Easy DKIM): its tokens and key are those of the parent Region, see `replicated`. */
export function createReplica(origin: string, now: number): Dkim {
  return { ...noDkim(now), origin };
}

/** An identity that was verified by a TXT record, before Easy DKIM was part of it: no tokens, no key. */
export function noDkim(now: number): Dkim {
  return {
    origin: 'AWS_SES',
    tokens: [],
    keyLength: null,
    selector: '',
    privateKey: null,
    publicKey: '',
    generatedAt: now,
  };
}

/** `eu-west-1` for `AWS_SES_EU_WEST_1`; null: no replica. */
export function parentRegion({ origin }: Dkim): string | null {
  const parent = /^AWS_SES_(.+)$/.exec(origin)?.[1];
  return parent === undefined ? null : parent.toLowerCase().replaceAll('_', '-');
}

/** What SES finds wrong with the DKIM records of `domain`; null when all are right. */
export function findDkim(
  dkim: Dkim,
  domain: string,
  world: { readonly dns: DnsData; readonly region: string },
): LookError | null {
  if (dkim.origin === 'EXTERNAL') {
    const name = `${dkim.selector}._domainkey.${domain}`;
    return lookFor(world.dns, name, 'TXT', (set) =>
      set.values.some(
        (value) => /(?:^|;)\s*p=([^;]*)/.exec(value)?.[1]?.replace(/\s/g, '') === dkim.publicKey,
      ),
    );
  }
  const zone = signingHostedZone(parentRegion(dkim) ?? world.region);
  for (const token of dkim.tokens) {
    const error = lookFor(world.dns, `${token}._domainkey.${domain}`, 'CNAME', (set) =>
      set.values.every((value) => sameName(value, `${token}.${zone}`)),
    );
    if (error !== null) return error;
  }
  return null;
}
