/**
 * Records with the right verdict (fixtures/cases, each line with its clause), judged by each command that reads them:
 * check-dns, the proposal of verify-domain, and what is applied to a received copy.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { DnsObservation } from '../../../src/core/dns/types.ts';
import { dmarcOf } from '../../../src/core/domain-setup/dmarc-proposal.ts';
import { parseDmarc } from '../../../src/core/email-auth/dmarc.ts';
import { appliedDmarc } from '../../../src/core/email-auth/dmarc-discovery.ts';
import { footprintOf } from '../../../src/providers/footprint.ts';
import { checklist } from '../../helpers/world.ts';
import { diagnose, expected, nxdomain, observation, records } from './dns-case.ts';

const DOMAIN = 'example.com';

function linesOf(name: string): readonly (readonly string[])[] {
  const text = readFileSync(new URL(`../../../fixtures/cases/${name}`, import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => line.split('\t'));
}

const txt = (texts: readonly string[]) => records(...texts.map((text) => `TXT ${text}`));

describe('DMARC', () => {
  const LINES = linesOf('dmarc.tsv').map(
    ([texts = '', applies = '', policy = '', source = '']) =>
      [texts.split(' || '), applies === 'yes' ? policy : null, source] as const,
  );

  test('the samples were read', () => {
    expect(LINES.length).toBeGreaterThan(10);
    expect(LINES.every(([texts]) => texts.every((text) => text !== ''))).toBe(true);
  });

  test.each(LINES)('%j applies %s in every command (%s)', (texts, policy) => {
    const copy = appliedDmarc(DOMAIN, (at) => ({ ok: true, value: at === DOMAIN ? texts : [] }));
    expect(copy.ok ? (copy.value?.policy ?? null) : copy).toBe(policy);

    const { records: views } = diagnose({ dmarc: { '*': txt(texts) } });
    const row = views.find(({ purpose }) => purpose === 'dmarc');
    expect(row?.status).toBe(policy === null ? 'wrong' : 'match');

    const none = ['_dmarc.com', DOMAIN].map((name) => observation(name, 'TXT', nxdomain));
    const observations: DnsObservation[] = [
      observation(`_dmarc.${DOMAIN}`, 'TXT', txt(texts)),
      observation(DOMAIN, 'MX', nxdomain),
      ...none,
    ];
    const around = {
      domain: DOMAIN,
      observations,
      names: [],
      ours: null,
      region: 'eu-west-1',
      zone: DOMAIN,
    };
    const footprint = footprintOf({ ...around, candidates: [], reports: [] });
    const proposal = dmarcOf(DOMAIN, checklist(), { ok: true, value: footprint });
    // It stays, or is replaced whole; a second record is never put beside it.
    expect(proposal.status).toBe('kept');
    if (policy === null) {
      expect(proposal.findings.map(({ code }) => code)).toEqual(['dns/dmarc-invalid']);
      expect(parseDmarc(proposal.text ?? '').errors).toEqual([]);
    } else expect(texts).toContain(proposal.text);
  });
});

describe('SPF of the MAIL FROM name', () => {
  const SPF = expected('mail-from-spf').name;
  const LINES = linesOf('spf.tsv').map(([given = '', allowed = '', why = '']) => {
    const [, own = '', others = ''] = /^(.*?)(?: \[(.*)\])?$/.exec(given) ?? [];
    const [, label = '', text = ''] = /^(\w+): (.*)$/.exec(others) ?? [];
    const beside = label === '' ? [] : [[`${label}.acme.example`, text] as const];
    return [own.split(' || '), beside, allowed === 'yes', why] as const;
  });

  test('the samples were read', () => {
    expect(LINES.length).toBeGreaterThan(7);
    expect(LINES.some(([, beside]) => beside.length > 0)).toBe(true);
  });

  test.each(LINES)('%j with %j lets SES send: %s (%s)', (texts, beside, allowed) => {
    const extra = beside.map(([name, text]) => observation(name, 'TXT', txt([text])));
    const { records: views } = diagnose({ [`${SPF} TXT`]: { '*': txt(texts) } }, { extra });
    const row = views.find(({ purpose }) => purpose === 'mail-from-spf');
    expect(row?.status).toBe(allowed ? 'match' : 'wrong');
  });
});
