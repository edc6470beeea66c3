import { createPublicKey } from 'node:crypto';
import type { ExpectedRecord } from '../model/types.ts';
import type { Identity } from '../ses/facts.ts';

/** Stands where the key belongs: SES has the private half only, and tells neither. */
const PUBLIC_KEY = 'p=<the public key, base64>';

/**
 * The TXT records that an identity with your own key (BYODKIM, `SigningAttributesOrigin` EXTERNAL) needs,
 * `<selector>._domainkey.<domain>`. SES gives the selector as a token, or no token at all: then none.
 */
export function byodkimRecords(identity: Identity | null): ExpectedRecord[] {
  if (identity?.dkim.origin !== 'EXTERNAL') return [];
  return identity.dkim.tokens.map((selector) => ({
    name: `${selector}._domainkey.${identity.name}`.toLowerCase(),
    type: 'TXT',
    value: PUBLIC_KEY,
    purpose: 'dkim',
    required: true,
  }));
}

/** Smallest RSA key that SES takes for BYODKIM (SES Developer Guide, BYODKIM), in bits. */
const MIN_BITS = 1024;

/** Why a TXT record holds no usable DKIM key (RFC 6376 section 3.6.1); null when it does. */
export function keyFault(text: string): string | null {
  const tags = new Map(
    text.split(';').flatMap((part): [string, string][] => {
      const match = /^\s*([a-z][a-z0-9_]*)\s*=(.*)$/is.exec(part);
      return match === null ? [] : [[match[1] ?? '', (match[2] ?? '').replace(/\s+/g, '')]];
    }),
  );
  const version = tags.get('v');
  const key = tags.get('p');
  if (version !== undefined && version !== 'DKIM1') return `its version is v=${version}`;
  if (key === undefined) return 'it has no p=, the public key';
  if (key === '') return 'its p= is empty, which revokes the key';
  return keyBitsFault(key);
}

function keyBitsFault(base64: string): string | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return 'its p= is not base64';
  try {
    const key = createPublicKey({
      key: Buffer.from(base64, 'base64'),
      format: 'der',
      type: 'spki',
    });
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (key.asymmetricKeyType !== 'rsa')
      return `its key is ${key.asymmetricKeyType}, SES signs with RSA`;
    return bits < MIN_BITS ? `its key has ${bits} bits, ${MIN_BITS} is the least` : null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return 'its p= is incomplete or is not a public key';
  }
}
