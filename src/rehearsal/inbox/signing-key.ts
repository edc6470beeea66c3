import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { ZoneSet } from '../contract.ts';

export interface SigningKey {
  readonly domain: string;
  readonly selector: string;
  /** PEM. */
  readonly privateKey: string;
  /** The public half as DNS publishes it. */
  readonly record: ZoneSet;
}

/** The key of the signature that SES adds to every message in its own name, d=amazonses.com. */
export function createSesKey(): Promise<SigningKey> {
  return createKey('amazonses.com', 'rehearsal');
}

/** The key that the domain published for the provider that it leaves, under the selector of that provider. */
export function createOldKey(domain: string): Promise<SigningKey> {
  return createKey(domain, 'resend');
}

async function createKey(domain: string, selector: string): Promise<SigningKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 1024,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const record = {
    name: `${selector}._domainkey.${domain}`,
    type: 'TXT',
    ttl: 3600,
    values: [`p=${publicKey.toString('base64')}`],
  };
  return { domain, selector, privateKey, record };
}
