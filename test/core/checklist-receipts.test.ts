import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { emptyChecklist, intentOf, receiptsOf, withReceipt } from '../../src/core/checklist.ts';
import { parseChecklist } from '../../src/core/checklist-parse.ts';
import { checklistText } from '../../src/core/checklist-text.ts';
import { lastProof, proofHolds } from '../../src/core/sending/sent.ts';
import { handovers, lastLogin } from '../../src/core/smtp-credentials/smtp-keys.ts';

const FOLDER = new URL('../../fixtures/checklists/', import.meta.url);
const OLD = readdirSync(FOLDER).map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')]);

const at = '2026-11-22T10:00:00.000Z';

function fileWith(step: string, receipts: readonly object[], intent: object | null = null): string {
  return JSON.stringify({ ...emptyChecklist('a'), steps: { [step]: { intent, receipts } } });
}

test('there are files of an older version to read', () => {
  expect(OLD.length).toBeGreaterThan(3);
});

test.each(OLD)(
  '%s, which that version wrote in a rehearsal, is read with all that it knows, and upgraded',
  (_, text = '') => {
    const { serial: _serial, $schema: _schema, version: _version, last, ...old } = JSON.parse(text);
    const read = parseChecklist(text);
    const lastReport = typeof last === 'object' ? last : null;
    expect(read).toMatchObject({ ...old, version: 2, last: lastReport });
    expect(read).not.toHaveProperty('serial');
    expect(parseChecklist(checklistText(read))).toMatchObject(old);
    const proof = lastProof(read);
    expect(proof !== null && proofHolds(proof)).toBe(true);
    const [key] = handovers(read);
    expect(lastLogin(read, key?.facts.accessKeyId ?? '')?.what).toMatch(/^(proved-login|sent)$/);
  },
);

test('facts that an older file does not have are filled in', () => {
  const sent = { at, what: 'sent', facts: { via: 'api', token: 't' } };
  const proved = {
    at,
    what: 'proved',
    facts: { token: 't', via: 'api', dkim: 'pass', spf: 'pass', dmarc: 'pass', alignedBy: 'dkim' },
  };
  const read = parseChecklist(fileWith('send-test', [sent, proved]));
  expect(receiptsOf(read, 'send-test', 'sent')[0]?.facts).toMatchObject({
    to: '',
    code: null,
    ambiguous: false,
    accessKeyId: null,
  });
  expect(receiptsOf(read, 'send-test', 'proved')[0]?.facts).toMatchObject({
    causes: '',
    folder: null,
    seconds: null,
  });
});

test.each<[what: string, facts: object, wrong: string]>([
  ['handed-over', {}, 'user is not a text'],
  ['handed-over', { user: 'u', accessKeyId: 'A', host: 'h', port: '587' }, 'port is not a number'],
  ['sent', { via: 'fax', token: 't' }, 'via is not one of api, smtp, old'],
  ['sent', { via: 'api', token: 7 }, 'token is not a text'],
  ['sent', { via: 'api', token: 't', ambiguous: 'no' }, 'ambiguous is not true or false'],
  ['proved', { token: 't', via: 'api' }, 'dkim is not a text'],
  ['deactivated-key', { user: 'u', accessKeyId: null }, 'accessKeyId is not a text'],
])('a receipt %s with %j is named by its path', (what, facts, wrong) => {
  expect(() => parseChecklist(fileWith('send-test', [{ at, what, facts }]))).toThrow(
    expect.objectContaining({
      code: 'checklist/unreadable',
      message: `steps.send-test.receipts[0].facts.${wrong}.`,
    }),
  );
});

test('an intent is checked by its own kind', () => {
  const intent = { at, what: 'create-access-key', facts: { user: 3 } };
  expect(() => parseChecklist(fileWith('make-smtp-creds', [], intent))).toThrow(
    'steps.make-smtp-creds.intent.facts.user is not a text.',
  );
});

test.each(['warmed-up', 'constructor', '__proto__'])(
  'a receipt of the unknown kind %j is kept and never used',
  (what) => {
    const foreign = { at, what, facts: { token: 't', days: 3 } };
    const read = parseChecklist(fileWith('send-test', [foreign], foreign));
    expect(receiptsOf(read, 'send-test')).toEqual([]);
    expect(intentOf(read, 'send-test', 'send')).toBeNull();
    const facts = { domain: 'acme.example', keyLength: 2048 };
    const known = { at, what: 'created-identity' as const, facts };
    const later = withReceipt(read, 'send-test', known);
    expect(later.steps['send-test']?.receipts).toEqual([foreign, known]);
    expect(receiptsOf(later, 'send-test')).toEqual([known]);
  },
);
