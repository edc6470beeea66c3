import { expect, test } from 'vitest';
import { reportNames } from '../../../src/core/dns/dmarc-reports.ts';
import { organisationOf } from '../../../src/core/email-auth/organisation.ts';
import { observation, records } from '../dns/dns-case.ts';

test.each([
  ['app.mail.acme.co.uk', 'acme.co.uk'],
  ['acme.co.uk', 'acme.co.uk'],
  ['co.uk', null],
  ['mail.xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['shop.xn--85x722f.xn--55qx5d.cn', 'xn--85x722f.xn--55qx5d.cn'],
])('%s belongs to %s', (name, organisation) => {
  expect(organisationOf(name)).toBe(organisation);
});

test.each<[string, string, string[]]>([
  ['no reports', 'v=DMARC1; p=none', []],
  [
    'to itself and its own organisation',
    'v=DMARC1; p=none; rua=mailto:a@app.acme.co.uk,mailto:b@acme.co.uk',
    [],
  ],
  [
    'to others under the same public suffix, by rua and ruf, each once',
    'v=DMARC1; p=none; rua=mailto:a@other.co.uk!10m, mailto:b@Other.co.uk; ruf=mailto:c@x.example.net',
    ['app.acme.co.uk._report._dmarc.other.co.uk', 'app.acme.co.uk._report._dmarc.x.example.net'],
  ],
  ['by something that is no mail', 'v=DMARC1; p=none; rua=https://other.example/', []],
])('reports %s', (_what, text, names) => {
  const name = '_dmarc.app.acme.co.uk';
  const seen = [observation(name, 'TXT', records(`TXT ${text}`))];
  expect(reportNames(name, seen, organisationOf)).toEqual(names);
});
