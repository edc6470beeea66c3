import { generate } from 'selfsigned';
import type { CertificateFault } from './protocol.ts';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

interface CertificateOptions {
  readonly names: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

const DAY = 86_400_000;

export interface Authority {
  /** PEM. */
  readonly cert: string;
  issue(options: CertificateOptions): Promise<Certificate>;
}

/** A certificate authority, and certificates that it signs. Names differ, as a client finds an authority by its name. */
export async function createAuthority(name: string): Promise<Authority> {
  const valid = { notBeforeDate: inDays(-1), notAfterDate: inDays(30) };
  const ca = await generate([{ name: 'commonName', value: name }], {
    ...valid,
    keyType: 'rsa',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  return {
    cert: ca.cert,
    async issue({ names, notBefore, notAfter }) {
      const pems = await generate([{ name: 'commonName', value: names[0] ?? name }], {
        notBeforeDate: notBefore ?? valid.notBeforeDate,
        notAfterDate: notAfter ?? valid.notAfterDate,
        keyType: 'rsa',
        algorithm: 'sha256',
        ca: { key: ca.private, cert: ca.cert },
        extensions: [
          { name: 'basicConstraints', cA: false, critical: true },
          { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
          { name: 'extKeyUsage', serverAuth: true },
          { name: 'subjectAltName', altNames: names.map(alternative) },
        ],
      });
      return { key: pems.private, cert: pems.cert };
    },
  };
}

function alternative(name: string): { type: 2; value: string } | { type: 7; ip: string } {
  return /^[\d.]+$|:/.test(name) ? { type: 7, ip: name } : { type: 2, value: name };
}

/** A certificate for `names` that has `fault`. */
export async function certificateWith(
  fault: CertificateFault,
  authority: Authority,
  names: readonly string[],
): Promise<Certificate> {
  switch (fault) {
    case 'none':
      return authority.issue({ names });
    case 'unknown-authority':
      return (await createAuthority('Corporate Web Gateway CA')).issue({ names });
    case 'expired':
      return authority.issue({ names, notBefore: inDays(-20), notAfter: inDays(-2) });
    case 'not-yet-valid':
      return authority.issue({ names, notBefore: inDays(2), notAfter: inDays(20) });
    case 'other-name':
      return authority.issue({ names: ['portal.hotel-wifi.com'] });
  }
}

const inDays = (days: number): Date => new Date(Date.now() + days * DAY);
