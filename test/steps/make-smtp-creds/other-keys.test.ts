import { describe, expect, test } from 'vitest';
import { makeSmtpCreds } from '../../../src/steps/make-smtp-creds/step.ts';
import { fakePorts, START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { planOf } from '../apply.ts';
import { has, having, NAME } from '../creds.ts';

const YEAR_AGO = { created: '2025-11-20T10:00:00.000Z' };
const OURS = w.key('AKIAOURS000000000001');
/** Of a checklist of another Region that shares the user; unused for a year as far as IAM tells. */
const THEIRS = w.key('AKIATHEIRS0000000002', true, YEAR_AGO);
const HANDED = w.receipt('handed-over', { user: NAME, accessKeyId: OURS.id, writtenTo: 'f.env' });
const PROVED = w.receipt('proved-login', { accessKeyId: OURS.id });
const WORLD = has({ keys: [OURS, THEIRS] });
const CHECKLIST = having(HANDED, PROVED);

function lines(answers: Parameters<typeof planOf>[2]['answers'] & object) {
  const plan = planOf(makeSmtpCreds, fakePorts({ checklist: CHECKLIST }), {
    world: WORLD,
    answers,
  });
  return plan.tasks.flatMap(({ changes }) => changes);
}
const changed = (answers: Parameters<typeof lines>[0]) =>
  lines(answers)
    .filter(({ op, what }) => op !== '=' && what.includes('access key'))
    .map(({ op, from }) => `${op} ${from?.split(',')[0]}`);

describe('a key that this checklist never handed over', () => {
  test('is a finding of a step that is done, with its use and the way to retire it', () => {
    const { status, findings } = makeSmtpCreds.diagnose(WORLD, CHECKLIST, START);
    expect(status).toBe('done');
    expect(findings).toMatchObject([
      {
        code: 'smtp/other-key',
        subject: THEIRS.id,
        message: expect.stringContaining('never used'),
        fix: expect.stringContaining(`--retire --key ${THEIRS.id}`),
      },
    ]);
  });

  test('is in no plan of --retire, and is named there as left alone', () => {
    expect(changed({ retire: true })).toEqual([]);
    expect(lines({ retire: true })).toContainEqual(
      expect.objectContaining({ op: '=', from: expect.stringContaining(THEIRS.id) }),
    );
  });

  test('is retired when it is named', () => {
    expect(changed({ retire: true, key: [THEIRS.id] })).toEqual([`~ ${THEIRS.id}`]);
  });

  test('makes no room for --rotate; named, it does', () => {
    expect(() => lines({ rotate: true })).toThrow(
      expect.objectContaining({ code: 'smtp/two-keys' }),
    );
    expect(changed({ rotate: true, key: [THEIRS.id] })).toEqual([`- ${THEIRS.id}`, `~ ${OURS.id}`]);
  });

  test('--key alone says what it belongs to', () => {
    expect(() => makeSmtpCreds.command.check?.({ key: [THEIRS.id] })).toThrow(
      expect.objectContaining({ code: 'usage/flags-apart' }),
    );
  });
});

test('where the checklist is lost, every key is named and none is touched', () => {
  const { findings } = makeSmtpCreds.diagnose(WORLD, w.checklist(), START);
  expect(findings.map(({ subject }) => subject)).toEqual([OURS.id, THEIRS.id]);
  const wish = { world: WORLD, answers: { file: 'x.env' } };
  expect(() => planOf(makeSmtpCreds, fakePorts({ checklist: w.checklist() }), wish)).toThrow(
    expect.objectContaining({ code: 'smtp/two-keys' }),
  );
});
