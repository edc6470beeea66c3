import { expect, test } from 'vitest';
import { PortError } from '../../../src/ports/index.ts';
import type { Given } from '../../../src/steps/input.ts';
import { requestProductionInputs } from '../../../src/steps/request-production/inputs.ts';
import { requestProduction } from '../../../src/steps/request-production/step.ts';
import { fakePorts, START } from '../../helpers/ports.ts';
import {
  account,
  checklist,
  EVERY_FAILURE,
  failed,
  ok,
  sandbox,
  world,
} from '../../helpers/world.ts';
import { apply, planOf } from '../apply.ts';

const ASK = world({ account: ok(sandbox()) });
const ANSWERS: Given = {
  mailType: 'transactional',
  website: 'https://acme.example',
  contact: ['ops@acme.example'],
  useCaseFile: 'Receipts for people who registered.',
};

/** SES API reference, GetAccount: ProductionAccessEnabled and ReviewDetails.Status. */
test.each([
  ['never asked', sandbox(), 'todo', 'production/not-asked'],
  ['details without a review', sandbox(null), 'todo', 'production/not-asked'],
  ['under review', sandbox('PENDING', '123'), 'waiting', 'production/pending'],
  ['refused', sandbox('DENIED', '123'), 'problem', 'production/denied'],
  ['lost by AWS', sandbox('FAILED'), 'todo', 'production/failed'],
  ['granted', account({ details: sandbox('GRANTED').details }), 'done', null],
  ['in production without a word of a review', account(), 'done', null],
  [
    'in production with an old refusal',
    account({ details: sandbox('DENIED').details }),
    'done',
    null,
  ],
  ['granted, and not yet let out', sandbox('GRANTED'), 'waiting', null],
  ['a status that SES may add', sandbox('ON_HOLD'), 'waiting', null],
])('%s', (_what, seen, status, code) => {
  const result = requestProduction.diagnose(world({ account: ok(seen) }), checklist(), START);
  expect(result.status).toBe(status);
  expect(result.findings.map((each) => each.code)).toEqual(code === null ? [] : [code]);
});

test('the case is named wherever a person has to follow it', () => {
  for (const review of ['PENDING', 'DENIED']) {
    const seen = world({ account: ok(sandbox(review, '4711')) });
    const { summary, findings } = requestProduction.diagnose(seen, checklist(), START);
    expect(summary).toContain('4711');
    expect(findings[0]?.fix).toContain('4711');
  }
});

test('an unlimited quota is said in words', () => {
  const seen = account({ quota: { max24Hour: -1, maxRate: 80, sent24Hour: 0 } });
  const { summary } = requestProduction.diagnose(world({ account: ok(seen) }), checklist(), START);
  expect(summary).toContain('unlimited');
});

test.each(EVERY_FAILURE)('%s is unknown, not the sandbox', (code) => {
  const seen = world({ account: failed(code) });
  const { status, findings } = requestProduction.diagnose(seen, checklist(), START);
  expect([status, findings[0]?.code]).toEqual(['unknown', `aws/${code}`]);
  expect(requestProduction.data?.(seen, checklist(), START)).toMatchObject({ sandbox: null });
});

test('the intent is written before the request, the receipt after it', async () => {
  const fakes = fakePorts({ ses: { putAccountDetails: [undefined] } });
  await apply(requestProduction, fakes, { world: ASK, answers: ANSWERS });
  expect(fakes.log).toEqual([
    'checklist',
    'intent request-production request-production',
    'ses.putAccountDetails',
    'receipt request-production requested-production',
  ]);
  expect(fakes.argsOf('ses.putAccountDetails')).toEqual([
    [
      {
        mailType: 'TRANSACTIONAL',
        websiteUrl: 'https://acme.example',
        contactLanguage: 'EN',
        useCase: 'Receipts for people who registered.',
        contacts: ['ops@acme.example'],
      },
    ],
  ]);
});

test('a review that is open already is no error and no receipt', async () => {
  const conflict = new PortError('under review', {
    reason: 'failed',
    errorName: 'ConflictException',
  });
  const fakes = fakePorts({ ses: { putAccountDetails: [conflict] } });
  await apply(requestProduction, fakes, { world: ASK, answers: ANSWERS });
  expect(fakes.log.at(-1)).toBe('ses.putAccountDetails');
  expect(fakes.notes.join()).toContain('nothing was sent');
});

test('a time-out passes and leaves the intent for the next run', async () => {
  const lost = new PortError('no answer', {
    reason: 'unreachable',
    errorName: 'TimeoutError',
    ambiguous: true,
  });
  const fakes = fakePorts({ ses: { putAccountDetails: [lost] } });
  await expect(apply(requestProduction, fakes, { world: ASK, answers: ANSWERS })).rejects.toBe(
    lost,
  );
  expect(fakes.log).toEqual([
    'checklist',
    'intent request-production request-production',
    'ses.putAccountDetails',
  ]);
});

test('answers to the questions become paragraphs', () => {
  const { useCaseFile: _file, ...rest } = ANSWERS;
  const answers = {
    ...rest,
    useCaseWhat: 'Receipts.',
    useCaseList: 'They register.',
    useCaseBounces: 'Suppressed.',
    useCaseOptOut: 'In settings.',
    useCaseVolume: '500-1000',
  };
  const { data } = planOf(requestProduction, null, { world: ASK, answers });
  expect(data?.['request-production']).toMatchObject({
    draft: {
      useCase:
        'Receipts.\n\nThey register.\n\nSuppressed.\n\nIn settings.\n\nMessages a day: 500-1000',
    },
  });
});

test.each([
  ['an empty text', { useCaseFile: '  \n' }, 'usage/bad-use-case'],
  ['5001 characters', { useCaseFile: 'x'.repeat(5001) }, 'usage/bad-use-case'],
  [
    'five contacts',
    { contact: ['1', '2', '3', '4', '5'].map((n) => `${n}@a.example`) },
    'usage/too-many-contacts',
  ],
])('%s is refused before anything is done', (_what, change, code) => {
  const answers = { ...ANSWERS, ...change };
  expect(() => planOf(requestProduction, null, { world: ASK, answers })).toThrowError(
    expect.objectContaining({ code, exitCode: 2 }),
  );
});

test('the draft is shown, with advice, before the request is sent', () => {
  const plan = planOf(requestProduction, null, { world: ASK, answers: ANSWERS });
  expect(plan.preview).toContain('Receipts for people who registered.');
  expect(plan.preview).toContain('bounces and complaints');
});

test.each([
  ['acme.example', 'https://acme.example'],
  ['http://acme.example/a', 'http://acme.example/a'],
])('website %s is %s', (text, url) => {
  expect(requestProductionInputs.find((each) => each.key === 'website')?.parse?.(text)).toBe(url);
});

test.each(['ftp://acme.example', 'https://', 'two words'])('website %j is refused', (text) => {
  const website = requestProductionInputs.find((each) => each.key === 'website');
  expect(() => website?.parse?.(text)).toThrowError(
    expect.objectContaining({ code: 'usage/bad-website' }),
  );
});
