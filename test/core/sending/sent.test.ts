import { expect, test } from 'vitest';
import type { Choices } from '../../../src/core/checklist.ts';
import type { ForeignEntry, ReceiptOf } from '../../../src/core/checklist-receipts.ts';
import {
  lastProof,
  lastSent,
  messageOf,
  pathsInUse,
  proofHolds,
} from '../../../src/core/sending/sent.ts';
import { checklist, done, receipt } from '../../helpers/world.ts';

function after(...receipts: ForeignEntry[]) {
  return checklist({ steps: done('send-test', ...receipts) });
}

test.each<[Choices['sendsBy'], string[]]>([
  [undefined, ['api', 'smtp']],
  ['both', ['api', 'smtp']],
  ['api', ['api']],
  ['smtp', ['smtp']],
])('applications that send by %s use %j', (sendsBy, paths) => {
  expect(pathsInUse(checklist({ choices: sendsBy === undefined ? {} : { sendsBy } }))).toEqual(
    paths,
  );
});

test('the newest attempt of a path counts, not one of another path nor a proof', () => {
  const list = after(
    receipt('sent', { via: 'api', token: '1' }),
    receipt('refused', { via: 'smtp', token: '2' }),
    receipt('refused', { via: 'api', token: '3' }),
    receipt('proved', { via: 'api', token: '1' }),
  );
  expect(lastSent(list, 'api')).toMatchObject({ what: 'refused', facts: { token: '3' } });
  expect(lastSent(list, 'smtp')?.facts.token).toBe('2');
  expect(lastSent(list, 'old')).toBeNull();
});

test('only a message that was accepted can come back', () => {
  const list = after(receipt('refused', { token: '1' }), receipt('sent', { token: '2' }));
  expect(messageOf(list, '2')).not.toBeNull();
  expect(messageOf(list, '1')).toBeNull();
});

test('the newest proof counts', () => {
  const list = after(receipt('proved', { dkim: 'fail' }), receipt('proved', { dkim: 'pass' }));
  expect(lastProof(list)?.facts.dkim).toBe('pass');
  expect(lastProof(checklist())).toBeNull();
});

const PROOF = { dkim: 'pass', spf: 'pass', dmarc: 'pass', alignedBy: 'dkim,spf' };
test.each([
  [{}, true],
  [{ alignedBy: 'dkim' }, true],
  [{ alignedBy: 'spf' }, false],
  [{ alignedBy: '' }, false],
  [{ dkim: 'neutral' }, false],
  [{ spf: 'softfail' }, false],
  [{ dmarc: 'none' }, true],
  [{ spf: 'unknown', alignedBy: 'dkim' }, true],
])('a copy with %j proves the set-up: %s', (change, holds) => {
  expect(proofHolds(receipt('proved', { ...PROOF, ...change }) as ReceiptOf<'proved'>)).toBe(holds);
});
