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

const DOMAIN = 'amazonses.com';
const SELECTOR = 'rehearsal';

/** The key of the signature that SES adds to every message in its own name, d=amazonses.com. */
export async function createSesKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 1024,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const record = {
    name: `${SELECTOR}._domainkey.${DOMAIN}`,
    type: 'TXT',
    ttl: 3600,
    values: [`p=${publicKey.toString('base64')}`],
  };
  return { domain: DOMAIN, selector: SELECTOR, privateKey, record };
}
