import { describe, expect, test } from 'vitest';
import {
  type AddressJob,
  parseAddresses,
  type VerifyAddressData,
  verifyAddresses,
} from '../../../src/commands/verify-address/verify.ts';
import { receiptsOf } from '../../../src/core/checklist.ts';
import type { AddressIdentity } from '../../../src/core/ses/address-verification.ts';
import { openSession } from '../../../src/flow/session.ts';
import { PortError } from '../../../src/ports/index.ts';
import { byService, type Fakes, fakePorts } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';

const ANN = 'ann@example.net';
const BOB = 'bob@other.example';
const HOUR = 3_600_000;

const held = (address: string, change: Partial<AddressIdentity> = {}): AddressIdentity => ({
  address,
  usable: false,
  status: 'PENDING',
  configurationSet: null,
  tags: [],
  mailFrom: null,
  policies: [],
  ...change,
});

/** An account in the sandbox whose addresses are `known`; a mail makes one PENDING. */
function sandbox(known: Record<string, AddressIdentity> = {}) {
  return {
    caller: () => w.CALLER,
    account: () => w.sandbox(),
    identity: () => null,
    addressIdentity: (address: string) => known[address] ?? null,
    createAddress: (wish: { address: string }) => {
      known[wish.address] = held(wish.address);
    },
  };
}

function run(
  { ports, stored }: Fakes,
  addresses: readonly string[],
  change: Partial<AddressJob> = {},
) {
  return verifyAddresses({
    ports,
    session: openSession(ports, stored(), { domain: stored()?.domain ?? null, region: w.REGION }),
    region: w.REGION,
    addresses,
    answers: {},
    consent: { yes: true, dryRun: false },
    waitMs: null,
    ...change,
  });
}

const statuses = ({ addresses }: VerifyAddressData) => addresses.map(({ status }) => status);

describe('new addresses', () => {
  test('each gets a mail, one a second, and is kept with its time', async () => {
    const fakes = fakePorts({ ...byService(sandbox()) });
    const report = await run(fakes, [ANN, BOB]);
    expect(report).toMatchObject({ status: 'waiting', exitCode: 8 });
    expect(fakes.log.filter((line) => /create|sleep/.test(line))).toEqual([
      'ses.createAddress',
      'sleep 1000',
      'ses.createAddress',
    ]);
    expect(fakes.argsOf('ses.createAddress')).toEqual([
      [{ address: ANN, configurationSet: null, tags: [] }],
      [{ address: BOB, configurationSet: null, tags: [] }],
    ]);
    expect(report.data.addresses).toMatchObject([
      { address: ANN, since: '2026-11-22T10:00:00.000Z', expiresAt: '2026-11-23T10:00:00.000Z' },
      { address: BOB, since: '2026-11-22T10:00:01.000Z' },
    ]);
    const [first] =
      fakes.stored() === null
        ? []
        : receiptsOf(w.checklist({ ...fakes.stored() }), 'verify-address');
    expect(first).toMatchObject({ what: 'sent-verification', facts: { address: ANN } });
    expect(fakes.stored()).toMatchObject({ domain: null, region: w.REGION, account: w.ACCOUNT });
  });

  test('a second run asks for nothing', async () => {
    const aws = { ...sandbox({ [ANN]: held(ANN) }), createAddress: [] };
    const report = await run(fakePorts({ ...byService(aws) }), [ANN]);
    expect(report).toMatchObject({ exitCode: 8, data: { changes: [] } });
  });

  test('a dry run shows the mail and sends none', async () => {
    const fakes = fakePorts({ ...byService({ ...sandbox(), createAddress: [] }) });
    const report = await run(fakes, [ANN], { consent: { yes: false, dryRun: true } });
    expect(report).toMatchObject({
      exitCode: 1,
      data: { changes: [{ op: '+', what: `identity ${ANN}` }] },
    });
    expect(fakes.stored()).toBeNull();
  });

  test('without consent nothing is sent, and the line to copy names the addresses', async () => {
    const fakes = fakePorts({ ...byService({ ...sandbox(), createAddress: [] }) });
    await expect(
      run(fakes, [ANN], { consent: { yes: false, dryRun: false } }),
    ).rejects.toMatchObject({
      code: 'usage/consent',
      fix: expect.stringContaining(`ses-migrate verify-address ${ANN} --yes`),
    });
  });

  test('somebody else who asked first did the same', async () => {
    const known: Record<string, AddressIdentity> = {};
    const createAddress = () => {
      known[ANN] = held(ANN);
      throw new PortError('exists', { reason: 'failed', errorName: 'AlreadyExistsException' });
    };
    const fakes = fakePorts({ ...byService({ ...sandbox(known), createAddress }) });
    expect((await run(fakes, [ANN])).exitCode).toBe(8);
  });

  test('a refusal names the statement, and the addresses before it remain', async () => {
    const known: Record<string, AddressIdentity> = {};
    const createAddress = ({ address }: { address: string }) => {
      const refusal = w.refusalOf('ses:CreateEmailIdentity');
      if (address === BOB)
        throw new PortError('no', { reason: 'denied', errorName: 'AccessDenied', refusal });
      known[address] = held(address);
    };
    const fakes = fakePorts({ ...byService({ ...sandbox(known), createAddress }) });
    await expect(run(fakes, [ANN, BOB])).rejects.toMatchObject({
      code: 'aws/denied',
      exitCode: 4,
      fixes: [{ statement: { Action: 'ses:CreateEmailIdentity' } }],
    });
    expect(receiptsOf(w.checklist({ ...fakes.stored() }), 'verify-address')).toHaveLength(1);
  });
});

describe('unnecessary', () => {
  test('an address of a verified domain, or of a domain above it', async () => {
    const identity = (name: string) => (name === 'acme.example' ? w.identity() : null);
    const fakes = fakePorts({ ...byService({ ...sandbox(), identity, createAddress: [] }) });
    const report = await run(fakes, ['a@acme.example', 'b@team.mail.acme.example']);
    expect(report.exitCode).toBe(0);
    expect(report.data.addresses).toMatchObject([
      { status: 'covered', coveredBy: 'acme.example' },
      { status: 'covered', coveredBy: 'acme.example' },
    ]);
    expect(fakes.argsOf('ses.identity').flat()).toEqual([
      'acme.example',
      'team.mail.acme.example',
      'mail.acme.example',
    ]);
  });

  test('the account is in production; --anyway does it all the same', async () => {
    const production = { ...sandbox(), account: () => w.account() };
    const calm = await run(fakePorts({ ...byService({ ...production, createAddress: [] }) }), [
      ANN,
    ]);
    expect([calm.exitCode, statuses(calm.data)]).toEqual([0, ['not-needed']]);
    const asked = await run(fakePorts({ ...byService(production) }), [ANN], {
      answers: { anyway: true },
    });
    expect([asked.exitCode, statuses(asked.data)]).toEqual([8, ['pending']]);
  });

  test('a domain that may not be read covers nothing, and stops nothing', async () => {
    const refusal = w.refusalOf('ses:GetEmailIdentity');
    const identity = () => {
      throw new PortError('no', { reason: 'denied', errorName: 'AccessDenied', refusal });
    };
    const report = await run(fakePorts({ ...byService({ ...sandbox(), identity }) }), [ANN]);
    expect(report.exitCode).toBe(8);
  });
});

describe('an expired link', () => {
  const settings = { configurationSet: 'main', tags: [{ key: 'team', value: 'mail' }] };
  const expired = () => ({ [ANN]: held(ANN, { status: 'FAILED', ...settings }) });
  const deleting = (known: Record<string, AddressIdentity>) => ({
    ...sandbox(known),
    deleteAddress: (address: string) => void delete known[address],
  });

  test('is left alone by --yes, and the others continue', async () => {
    const fakes = fakePorts({ ...byService(sandbox(expired())) });
    const report = await run(fakes, [ANN, BOB]);
    expect(report).toMatchObject({ exitCode: 1, status: 'problem' });
    expect(fakes.argsOf('ses.createAddress')).toMatchObject([[{ address: BOB }]]);
    expect(report.next).toEqual([
      {
        command: `ses-migrate verify-address ${ANN} --confirm ${ANN}`,
        why: expect.any(String),
      },
    ]);
  });

  test('is started again with --confirm: intent, delete, create with what it had', async () => {
    const fakes = fakePorts({ ...byService(deleting(expired())) });
    const report = await run(fakes, [ANN], { answers: { confirm: [ANN] } });
    expect(report.exitCode).toBe(8);
    expect(fakes.argsOf('ses.createAddress')).toEqual([[{ address: ANN, ...settings }]]);
    expect(report.data.changes).toMatchObject([
      { op: '-', what: `identity ${ANN}`, confirm: ANN },
      { op: '+', to: expect.stringContaining('configuration set main and its tag') },
    ]);
  });

  test('a person is asked, and the answer counts', async () => {
    const yes = fakePorts({ ...byService(deleting(expired())), prompt: { confirm: [true] } });
    expect((await run(yes, [ANN])).exitCode).toBe(8);
    const no = fakePorts({ ...byService(sandboxOnly(expired())), prompt: { confirm: [false] } });
    await expect(run(no, [ANN])).rejects.toMatchObject({ exitCode: 130 });
  });

  test('that broke off after the deletion is made again with what it had', async () => {
    const known = expired();
    const dies = {
      ...deleting(known),
      createAddress: [new PortError('gone', { reason: 'unreachable', errorName: 'X' })],
    };
    const first = fakePorts({ ...byService(dies) });
    await expect(run(first, [ANN], { answers: { confirm: [ANN] } })).rejects.toMatchObject({
      exitCode: 5,
    });
    const again = fakePorts({ ...byService(sandbox(known)), checklist: first.stored() });
    await run(again, [ANN]);
    expect(again.argsOf('ses.createAddress')).toEqual([[{ address: ANN, ...settings }]]);
  });

  test('with settings that a new one would lack it is never deleted', async () => {
    const known = { [ANN]: held(ANN, { status: 'FAILED', policies: ['partner'] }) };
    const fakes = fakePorts({ ...byService(sandboxOnly(known)) });
    const report = await run(fakes, [ANN], { answers: { confirm: [ANN] } });
    expect(report.exitCode).toBe(1);
    expect(report.steps[0]?.findings[0]?.code).toBe('address/has-settings');
  });

  function sandboxOnly(known: Record<string, AddressIdentity>) {
    return { ...sandbox(known), createAddress: [] };
  }
});

describe('waiting', () => {
  test('ends when the last link was clicked', async () => {
    const known: Record<string, AddressIdentity> = {
      [ANN]: held(ANN),
      [BOB]: held(BOB, { status: 'SUCCESS' }),
    };
    let looks = 0;
    const addressIdentity = (address: string) => {
      if (address === ANN) looks += 1;
      return looks < 4 || address === BOB
        ? (known[address] ?? null)
        : held(ANN, { status: 'SUCCESS' });
    };
    const fakes = fakePorts({ ...byService({ ...sandbox(), addressIdentity, createAddress: [] }) });
    const report = await run(fakes, [ANN, BOB], { waitMs: HOUR });
    expect([report.exitCode, statuses(report.data)]).toEqual([0, ['verified', 'verified']]);
    expect(looks).toBe(4);
    expect(fakes.notes.join('\n')).toContain('1 waiting for a click');
  });

  test('ends when the link expires, and says so', async () => {
    let looks = 0;
    const addressIdentity = () => {
      looks += 1;
      return held(ANN, { status: looks > 3 ? 'FAILED' : 'PENDING' });
    };
    const fakes = fakePorts({ ...byService({ ...sandbox(), addressIdentity, createAddress: [] }) });
    expect(await run(fakes, [ANN], { waitMs: 72 * HOUR })).toMatchObject({
      exitCode: 1,
      status: 'problem',
    });
  });
});

describe('could not look', () => {
  test.each([
    ['denied', 4],
    ['unreachable', 5],
    ['throttled', 5],
  ] as const)('%s ends with %i, and no mail is sent', async (reason, exitCode) => {
    const refusal = reason === 'denied' ? w.refusalOf('ses:GetEmailIdentity') : null;
    const error = new PortError('no', { reason, errorName: 'X', refusal });
    const aws = { ...sandbox(), addressIdentity: [error], createAddress: [] };
    const report = await run(fakePorts({ ...byService(aws) }), [ANN]);
    expect(report).toMatchObject({ exitCode, status: 'unknown', data: { changes: [] } });
  });

  test('without credentials it is said once, with exit 4', async () => {
    const error = new PortError('none', { reason: 'credentials', errorName: 'X' });
    const fakes = fakePorts({ sts: { caller: [error] }, ses: { account: [error] } });
    await expect(run(fakes, [ANN])).rejects.toMatchObject({ code: 'aws/credentials', exitCode: 4 });
  });
});

describe('what was typed', () => {
  test('names and repetitions fall away', () => {
    expect(parseAddresses(['Ann <ann@example.net>', 'ann@EXAMPLE.net', BOB])).toEqual([ANN, BOB]);
  });

  test('every bad one is named at once', () => {
    expect(() => parseAddresses(['nope', ANN, 'a b@example.net'])).toThrow(
      expect.objectContaining({
        code: 'usage/bad-address',
        exitCode: 2,
        message: expect.stringMatching(
          /"nope" has no @\.\n"a b@example\.net" is not a single address/,
        ),
      }),
    );
  });
});
