/** What SES would refuse is reported before a person is asked for consent or a password. */

import { describe, expect, test } from 'vitest';
import type { World } from '../../../src/core/world.ts';
import { PortError } from '../../../src/ports/index.ts';
import type { Given } from '../../../src/steps/input.ts';
import { sendTest } from '../../../src/steps/send-test/step.ts';
import { byService, fakePorts } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { planOf } from '../apply.ts';

const FROM = `hello@${w.DOMAIN}`;
const STRANGER = 'ann@inbox.example';
const sandbox = w.world({ account: w.ok(w.sandbox()) });
const PENDING = w.identity({ name: FROM, type: 'EMAIL_ADDRESS', verifiedForSending: false });

/** Runs only the prechecks, as the plan does before it asks; null: nothing speaks against sending. */
async function refusalBefore(
  world: World,
  answers: Given,
  aws: Parameters<typeof byService>[0] = {},
): Promise<unknown> {
  const fakes = fakePorts(byService(aws));
  const plan = planOf(sendTest, fakes, {
    world,
    answers: { from: FROM, to: [STRANGER], ...answers },
  });
  try {
    for (const task of plan.tasks) await task.precheck?.(fakes.ports);
    return null;
  } catch (error) {
    return error;
  }
}

describe('the sandbox', () => {
  test.each<[string, Given]>([
    ['over the API', { via: 'api' }],
    ['over SMTP', { via: 'smtp' }],
    ['over both as a chain', { via: 'smtp,api' }],
    ['where the old server is passed over', { via: 'old,api', failFirst: true }],
  ])('%s: a stranger is refused', async (_name, answers) => {
    const refused = await refusalBefore(sandbox, answers, { identity: [null, null] });
    expect(refused).toMatchObject({ code: 'send/sandbox-recipient' });
  });

  test.each<[string, Given]>([
    ['over the old server', { via: 'old' }],
    ['where the old server is first', { via: 'old,api' }],
    ['where the old server takes what SES refuses', { via: 'smtp,old' }],
  ])('%s: nobody is asked about SES', async (_name, answers) => {
    expect(await refusalBefore(sandbox, answers)).toBeNull();
  });
});

describe('an identity of the sender itself', () => {
  const hidden = w.world({ addresses: w.ok({ identities: [PENDING], others: [] }) });

  test('that is not verified hides the verified domain', async () => {
    const refused = await refusalBefore(hidden, { via: 'api' }, { identity: [PENDING] });
    expect(refused).toMatchObject({
      code: 'ses/address-pending',
      message: expect.stringContaining(`although ${w.DOMAIN} can be verified`),
    });
  });

  test.each([
    ['in other letters', { from: FROM.toUpperCase() }],
    ['with a display name', { from: `Hello <${FROM}>` }],
  ])('%s', async (_name, answers) => {
    const refused = await refusalBefore(
      hidden,
      { via: 'api', ...answers },
      { identity: [PENDING] },
    );
    expect(refused).toMatchObject({ code: 'ses/address-pending' });
  });

  test('is read again: the link can have been clicked since', async () => {
    const clicked = w.identity({ ...PENDING, verifiedForSending: true });
    expect(await refusalBefore(hidden, { via: 'api' }, { identity: [clicked] })).toBeNull();
  });

  test('is read where there were too many to read all', async () => {
    const many = w.world({ addresses: w.ok({ identities: [], others: [FROM] }) });
    const refused = await refusalBefore(many, { via: 'api' }, { identity: [PENDING] });
    expect(refused).toMatchObject({ code: 'ses/address-pending' });
  });

  test('of another address keeps nobody from sending', async () => {
    const other = w.identity({ ...PENDING, name: `bob@${w.DOMAIN}` });
    const world = w.world({ addresses: w.ok({ identities: [other], others: [] }) });
    expect(await refusalBefore(world, { via: 'api' })).toBeNull();
  });

  test('that cannot be read is left to SES', async () => {
    const world = w.world({
      addresses: { ok: false, code: 'denied', message: 'ses:ListEmailIdentities' },
    });
    expect(await refusalBefore(world, { via: 'api' })).toBeNull();
    const denied = new PortError('no', { reason: 'denied', errorName: 'AccessDenied' });
    expect(await refusalBefore(hidden, { via: 'api' }, { identity: [denied] })).toBeNull();
  });
});
