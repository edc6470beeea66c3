import { expect, test } from 'vitest';
import { couldNotLook } from '../../../src/core/aws/could-not-look.ts';
import { EVERY_FAILURE, failed } from '../../helpers/world.ts';

test.each(EVERY_FAILURE)('%s keeps its own code and says what to do', (code) => {
  const found = couldNotLook('the account', failed(code));
  expect(found.code).toBe(`aws/${code}`);
  expect(found.message).toBe(`Could not read the account: access ${code}`);
  expect(found.message).not.toMatch(/missing|not exist|no such/i);
  expect(found.fix).toMatch(/\.$/);
});

test('a refusal names the action, who lacks it, and the statement to add', () => {
  expect(couldNotLook('the account', failed('denied', 'ses:GetAccount'))).toMatchObject({
    subject: 'ses:GetAccount',
    fix: 'Add this statement to a policy of user operator:',
    fixes: [{ statement: { Effect: 'Allow', Action: 'ses:GetAccount', Resource: '*' } }],
  });
});
