import { describe, expect, test } from 'vitest';
import type { Choices } from '../../../src/core/checklist.ts';
import { dmarcOf, dmarcRefusal } from '../../../src/core/domain-setup/dmarc-proposal.ts';
import type { DmarcInForce, Footprint } from '../../../src/core/records/footprint.ts';
import { checklist, DOMAIN, failed, footprint, ok } from '../../helpers/world.ts';

function inForce(text: string, change: Partial<DmarcInForce> = {}): Partial<Footprint> {
  const policy = /p=(\w+)/.exec(text)?.[1] ?? null;
  const own = {
    name: `_dmarc.${DOMAIN}`,
    texts: [text],
    inherited: false,
    policy,
    otherwise: null,
  };
  return { dmarc: ok({ ...own, ...change }) };
}
const inherited = { name: '_dmarc.example', inherited: true };

function propose(change: Partial<Footprint> = {}, choices: Choices = {}) {
  return dmarcOf(DOMAIN, checklist({ choices }), ok(footprint(change)));
}

function at(host: string, receives: boolean, agreed: boolean | null = null) {
  const said = agreed === null ? null : ok(agreed);
  return { mailboxes: [{ host, receives: ok(receives), agreed: said }] };
}

describe('where there is none', () => {
  test('p=none, with reports to the mailbox that must exist', () => {
    const text = `v=DMARC1; p=none; rua=mailto:postmaster@${DOMAIN};`;
    expect(propose()).toEqual({ text, status: 'new', findings: [] });
  });

  test('of a subdomain without mailboxes, to those of the organisation', () => {
    const mailboxes = [...at('app.acme.example', false).mailboxes, ...at(DOMAIN, true).mailboxes];
    expect(propose({ mailboxes }).text).toContain(`rua=mailto:postmaster@${DOMAIN};`);
  });

  test('nobody receives: no rua, and that is said', () => {
    const { text, findings } = propose(at(DOMAIN, false));
    expect(text).toBe('v=DMARC1; p=none;');
    expect(findings).toMatchObject([{ code: 'dns/dmarc-no-reports' }]);
  });

  test.each([
    ['a mailbox of one’s own', at(DOMAIN, true), []],
    ['another organisation that agreed', at(DOMAIN, true, true), []],
    ['one that did not', at(DOMAIN, true, false), ['dns/dmarc-report-not-agreed']],
    ['a domain without MX', at(DOMAIN, false), ['dns/dmarc-no-reports']],
  ])('--dmarc-rua to %s', (_what, mailboxes, codes) => {
    const { text, findings } = propose(mailboxes, { dmarcRua: `d@${DOMAIN}`, dmarc: 'reject' });
    expect(text).toBe(`v=DMARC1; p=reject; rua=mailto:d@${DOMAIN};`);
    expect(findings.map(({ code }) => code)).toEqual(codes);
  });
});

describe('where there is one', () => {
  test.each(['none', 'quarantine', 'reject'] as const)('%s stays, whatever is chosen', (policy) => {
    const text = `v=DMARC1; p=${policy}; rua=mailto:x@elsewhere.example`;
    for (const dmarc of ['none', 'quarantine', 'reject'] as const)
      expect(propose(inForce(text), { dmarc })).toEqual({ text, status: 'kept', findings: [] });
  });

  test.each([
    ['several', ['v=DMARC1; p=none', 'v=DMARC1; p=reject'], null, 'v=DMARC1; p=reject'],
    [
      'weaker than what applies instead',
      ['v=dmarc1; p=none; aspf=s'],
      'reject',
      'v=DMARC1; p=reject; aspf=s',
    ],
  ])('broken ones are never replaced by a weaker one: %s', (_what, texts, otherwise, text) => {
    const proposed = propose(inForce('', { texts, policy: null, otherwise }));
    expect(proposed).toMatchObject({ text, status: 'kept' });
    expect(proposed.findings).toMatchObject([{ code: 'dns/dmarc-invalid', expected: text }]);
  });

  test('inherited: none of its own is proposed, unless a stricter one was chosen', () => {
    const above = inForce('v=DMARC1; p=quarantine', inherited);
    expect(propose(above)).toEqual({ text: null, status: 'inherited', findings: [] });
    for (const dmarc of ['none', 'quarantine'] as const)
      expect(propose(above, { dmarc }).text).toBeNull();
    expect(propose(above, { dmarc: 'reject' }).text).toContain('p=reject');
  });
});

describe('could not look', () => {
  const silent = { dmarc: failed('unreachable') };

  test('nothing is proposed, and that is said', () => {
    const { text, status, findings } = propose(silent);
    expect({ text, status }).toEqual({ text: null, status: 'unknown' });
    expect(findings).toMatchObject([{ code: 'dns/footprint-unread' }]);
  });

  test('whether mail is received is not known: no rua is invented', () => {
    const mailboxes = [{ host: DOMAIN, receives: failed('unreachable'), agreed: null }];
    expect(propose({ mailboxes })).toMatchObject({ text: null, status: 'unknown' });
  });

  test.each(['none', 'quarantine'] as const)(
    '--dmarc %s could weaken what was not seen',
    (dmarc) => {
      expect(propose(silent, { dmarc })).toMatchObject({ text: null, status: 'unknown' });
      const blind = dmarcOf(DOMAIN, checklist({ choices: { dmarc } }), failed('unreachable'));
      expect(blind).toMatchObject({ text: null, status: 'unknown' });
    },
  );

  test('--dmarc reject weakens nothing', () => {
    expect(propose(silent, { dmarc: 'reject' }).text).toBe('v=DMARC1; p=reject;');
  });

  test('a run that does not look proposes as before', () => {
    const proposed = dmarcOf(DOMAIN, checklist(), failed('not-read'));
    expect(proposed).toMatchObject({ text: 'v=DMARC1; p=none;', status: 'new' });
  });
});

describe('flags of this run', () => {
  const refusal = (change: Partial<Footprint>, policy: string | null, rua: string | null = null) =>
    dmarcRefusal(DOMAIN, { policy, rua }, ok(footprint(change)))?.message ?? null;
  const reject = inForce('v=DMARC1; p=reject; rua=mailto:D@acme.example!10m');

  test.each([
    ['weaker', reject, 'none', null, 'would weaken'],
    [
      'weaker than what is inherited',
      inForce('v=DMARC1; p=reject', inherited),
      'none',
      null,
      'inherits',
    ],
    [
      'stricter: what is there is not changed',
      inForce('v=DMARC1; p=none'),
      'reject',
      null,
      'already',
    ],
    ['reports elsewhere', reject, null, 'x@acme.example', 'already'],
  ])('%s is refused', (_what, change, policy, rua, words) => {
    expect(refusal(change, policy, rua)).toContain(words);
  });

  test.each([
    ['none given', reject, null, null],
    ['what is there', reject, 'reject', 'd@acme.example'],
    [
      'stricter than what is inherited',
      inForce('v=DMARC1; p=none', inherited),
      'reject',
      'd@x.example',
    ],
    ['nothing there', {}, 'none', 'd@x.example'],
    ['not known what is there', { dmarc: failed('unreachable') }, 'none', null],
  ])('%s is not', (_what, change, policy, rua) => {
    expect(refusal(change, policy, rua)).toBeNull();
  });
});
