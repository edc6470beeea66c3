import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { byodkimRecords, keyFault } from '../../../src/core/dns/byodkim.ts';
import { diagnoseDns } from '../../../src/core/dns/diagnose.ts';
import { identity } from '../../helpers/world.ts';
import { codes, NS1, nxdomain, records, type Said } from './dns-case.ts';

const KEY = key(2048);

function key(bits: number): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
}

function ed25519(): string {
  const { publicKey } = generateKeyPairSync('ed25519');
  return publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
}

test.each<[string, string, string | null]>([
  ['as SES words it', `p=${KEY}`, null],
  ['with all tags', `v=DKIM1; k=rsa; t=s; p=${KEY};`, null],
  [
    'with spaces inside, as joined strings leave them',
    `p=${KEY.slice(0, 99)} ${KEY.slice(99)}`,
    null,
  ],
  ['1024 bits', `p=${key(1024)}`, null],
  ['512 bits', `p=${key(512)}`, 'its key has 512 bits, 1024 is the least'],
  ['cut at 255', `p=${KEY.slice(0, 252)}`, 'its p= is incomplete or is not a public key'],
  ['revoked', 'v=DKIM1; p=', 'its p= is empty, which revokes the key'],
  ['no key', 'v=DKIM1; k=rsa', 'it has no p=, the public key'],
  ['another version', `v=DKIM2; p=${KEY}`, 'its version is v=DKIM2'],
  ['quoted', `p="${KEY}"`, 'its p= is not base64'],
  ['another kind', `p=${ed25519()}`, 'its key is ed25519, SES signs with RSA'],
])('a key %s', (_what, text, fault) => {
  expect(keyFault(text)).toBe(fault);
});

describe('an identity with a key of its own', () => {
  const external = (tokens: string[]) => identity({ dkim: { origin: 'EXTERNAL', tokens } });

  test('needs TXT at its selector; nothing is known without one, and nothing asked of Easy DKIM', () => {
    expect(byodkimRecords(external(['Sel1']))).toMatchObject([
      { name: 'sel1._domainkey.acme.example', type: 'TXT', purpose: 'dkim', required: true },
    ]);
    expect(byodkimRecords(external([]))).toEqual([]);
    expect(byodkimRecords(identity())).toEqual([]);
    expect(byodkimRecords(null)).toEqual([]);
  });

  test.each<[string, Said, string[]]>([
    ['the key', records(`TXT p=${KEY}`), []],
    ['the key behind a CNAME', records('CNAME key.example.net', `TXT p=${KEY}`), []],
    ['nothing', nxdomain, ['dns/byodkim-missing']],
    ['a cut key', records(`TXT p=${KEY.slice(0, 99)}`), ['dns/byodkim-invalid']],
    ['two keys', records(`TXT p=${KEY}`, `TXT p=${KEY}`), ['dns/byodkim-invalid']],
  ])('%s at the selector', (_what, said, expected) => {
    const own = byodkimRecords(external(['sel1']));
    const name = 'sel1._domainkey.acme.example';
    const answers = [said({ name, type: 'TXT', server: NS1 })];
    const { findings } = diagnoseDns({
      domain: 'acme.example',
      region: 'eu-west-1',
      records: own,
      observations: [{ name, type: 'TXT', answers }],
      ses: null,
      delegation: null,
    });
    expect(codes(findings)).toEqual(expected);
  });
});
