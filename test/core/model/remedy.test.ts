import { expect, test } from 'vitest';
import { Failure } from '../../../src/core/model/errors.ts';
import { finding } from '../../../src/core/model/findings.ts';
import { fixText, remediesOf, runs } from '../../../src/core/model/remedy.ts';

test('words, one remedy and several are all a list; no words are no remedy', () => {
  expect(remediesOf('Wait.')).toEqual([{ say: 'Wait.' }]);
  expect(remediesOf({ say: 'Wait.' })).toEqual([{ say: 'Wait.' }]);
  expect(remediesOf([{ say: 'Wait.' }, runs('ses-migrate status')])).toHaveLength(2);
  expect([...remediesOf(undefined), ...remediesOf(''), ...remediesOf([])]).toEqual([]);
});

test('the text has a line for each remedy, with its record and without its statement', () => {
  const statement = { Effect: 'Allow', Action: 'ses:GetAccount', Resource: '*' } as const;
  expect(
    fixText([
      { say: 'Add this record:', record: 'a.example. 300 IN TXT "x"' },
      { say: 'Add this statement:', statement },
      runs('ses-migrate check-dns'),
    ]),
  ).toBe('Add this record: a.example. 300 IN TXT "x"\nAdd this statement:\nses-migrate check-dns');
});

test('a finding and a failure hold the remedies and their text; without a remedy neither', () => {
  const fix = { say: 'Run `ses-migrate status`.', command: 'ses-migrate status' };
  expect(finding('a/b', 'It is so.', { subject: 's', fix })).toEqual({
    code: 'a/b',
    message: 'It is so.',
    subject: 's',
    fix: fix.say,
    fixes: [fix],
  });
  expect(finding('a/b', 'It is so.')).toEqual({ code: 'a/b', message: 'It is so.' });
  const failure = new Failure('a/b', 'It is so.', { exitCode: 1, fix });
  expect([failure.fix, failure.fixes]).toEqual([fix.say, [fix]]);
  expect(new Failure('a/b', 'It is so.', { exitCode: 1 }).fix).toBeUndefined();
});
