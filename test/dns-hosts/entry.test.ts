import { describe, expect, test } from 'vitest';
import type { ExpectedRecord } from '../../src/core/model/types.ts';
import { entryAdvice, entryFields, panelUrl } from '../../src/dns-hosts/entry.ts';
import type { DnsHost } from '../../src/dns-hosts/host.ts';
import { DNS_HOSTS } from '../../src/dns-hosts/index.ts';
import { DOMAIN, RECORDS } from '../helpers/world.ts';

function host(id: string): DnsHost {
  const found = DNS_HOSTS.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no host ${id}`);
  return found;
}

/** The fields of the record for this purpose, as `label: text`. */
function typed(at: DnsHost | null, purpose: ExpectedRecord['purpose'], zone = DOMAIN): string[] {
  const record = RECORDS.find((each) => each.purpose === purpose);
  if (record === undefined) throw new Error(`no record for ${purpose}`);
  return entryFields(at, record, zone).map(({ label, text }) => `${label}: ${text}`);
}

const MX = 'feedback-smtp.eu-west-1.amazonses.com';

describe('what is typed', () => {
  test('Cloudflare: its words, no dot, and the proxy off for the CNAME alone', () => {
    expect(typed(host('cloudflare'), 'dkim')).toEqual([
      'Name: tok1._domainkey',
      'Target: tok1.dkim.amazonses.com',
      'Proxy status: DNS only (grey cloud)',
    ]);
    expect(typed(host('cloudflare'), 'mail-from-mx')).toEqual([
      'Name: mail',
      'Priority: 10',
      `Mail server: ${MX}`,
    ]);
    expect(typed(host('cloudflare'), 'dmarc')).toEqual([
      'Name: _dmarc',
      'Content: v=DMARC1; p=none;',
    ]);
  });

  test('OVH: names as values end with a dot, text does not', () => {
    expect(typed(host('ovh'), 'dkim')).toContain('Target: tok1.dkim.amazonses.com.');
    expect(typed(host('ovh'), 'mail-from-mx')).toContain(`Target: ${MX}.`);
    expect(typed(host('ovh'), 'dmarc')).toContain('Value: v=DMARC1; p=none;');
  });

  test('Route 53: priority inside the value, text in quotes', () => {
    expect(typed(host('route53'), 'mail-from-mx')).toEqual([
      'Record name: mail',
      `Value: 10 ${MX}`,
    ]);
    expect(typed(host('route53'), 'mail-from-spf')).toContain(
      'Value: "v=spf1 include:amazonses.com ~all"',
    );
  });

  test('a domain below the zone: the host holds the labels between', () => {
    const [name] = typed(host('godaddy'), 'mail-from-mx', 'example');
    expect(name).toBe('Name: mail.acme');
  });

  test('the zone itself: @, or nothing where the panel wants the field empty', () => {
    const atApex = (id: string) => {
      const [record] = RECORDS.filter(({ purpose }) => purpose === 'mail-from-mx');
      return entryFields(host(id), record as ExpectedRecord, `mail.${DOMAIN}`)[0]?.text;
    };
    expect(atApex('gandi')).toBe('@');
    expect(atApex('porkbun')).toBe('');
  });

  test('an unknown host: both forms of the name', () => {
    expect(typed(null, 'mail-from-mx')).toEqual([
      'host: mail',
      'name: mail.acme.example',
      'priority: 10',
      `value: ${MX}`,
    ]);
  });

  test.each(DNS_HOSTS)('$id: no record loses anything', (at) => {
    for (const record of RECORDS) {
      const text = entryFields(at, record, DOMAIN)
        .map((field) => field.text)
        .join(' ');
      expect(text).toContain(record.value);
      expect(text).toContain(record.name.replace(`.${DOMAIN}`, ''));
      expect(text).not.toContain(record.name);
      if (record.priority !== undefined) expect(text).toContain(String(record.priority));
    }
  });
});

describe('what is said before', () => {
  const said = (id: string) => entryAdvice(host(id), DOMAIN).join(' ');

  test('a dot that is needed, one that may be, and none', () => {
    expect(said('ovh')).toContain('end with a dot, as shown below');
    expect(said('namecheap')).toContain(
      `If the panel then shows the value with ${DOMAIN} at its end`,
    );
    expect(said('cloudflare')).not.toContain('dot');
  });

  test('a priority field that nobody has seen', () => {
    expect(said('hosting-kr')).toContain('no priority field');
    expect(said('godaddy')).not.toContain('no priority field');
  });

  test('the panel opens at the zone where it can', () => {
    expect(panelUrl(host('porkbun'), DOMAIN)).toBe('https://porkbun.com/account/dns/acme.example');
    expect(panelUrl(host('azure'), DOMAIN)).toBe('https://portal.azure.com/');
  });
});
