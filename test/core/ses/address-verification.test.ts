import { describe, expect, test } from 'vitest';
import type { Seen } from '../../../src/core/model/types.ts';
import {
  type AddressIdentity,
  addressFindings,
  judgeAddress,
  type SeenAddress,
} from '../../../src/core/ses/address-verification.ts';
import { failed, ok } from '../../helpers/world.ts';

const ADDRESS = 'ann@example.net';
const SINCE = '2026-11-22T10:00:00.000Z';

const identity = (change: Partial<AddressIdentity> = {}): AddressIdentity => ({
  address: ADDRESS,
  usable: false,
  status: 'PENDING',
  configurationSet: null,
  tags: [],
  mailFrom: null,
  policies: [],
  ...change,
});
const seen = (change: Partial<SeenAddress> = {}): SeenAddress => ({
  address: ADDRESS,
  identity: ok(null),
  coveredBy: null,
  since: null,
  ...change,
});
const SANDBOX = { production: false, anyway: false };

describe('how an address stands', () => {
  test.each<[string, Partial<SeenAddress>, object, string]>([
    ['SES does not know it', {}, {}, 'absent'],
    ['the link was clicked', { identity: ok(identity({ status: 'SUCCESS' })) }, {}, 'verified'],
    ['nobody clicked yet', { identity: ok(identity()) }, {}, 'pending'],
    ['SES has not begun', { identity: ok(identity({ status: 'NOT_STARTED' })) }, {}, 'pending'],
    ['24 hours are over', { identity: ok(identity({ status: 'FAILED' })) }, {}, 'expired'],
    ['its domain is verified', { coveredBy: 'example.net' }, {}, 'covered'],
    [
      'its domain was verified after a link had expired, and SES lets it be used',
      { coveredBy: 'example.net', identity: ok(identity({ status: 'FAILED', usable: true })) },
      {},
      'covered',
    ],
    [
      'a verified domain is hidden by an identity whose link nobody clicked',
      { coveredBy: 'example.net', identity: ok(identity()) },
      {},
      'pending',
    ],
    [
      'a verified domain is hidden by an identity whose link has expired',
      { coveredBy: 'example.net', identity: ok(identity({ status: 'FAILED' })) },
      {},
      'expired',
    ],
    [
      'SES lets it be used, though the domain may not be read',
      { identity: ok(identity({ usable: true })) },
      {},
      'verified',
    ],
    ['SES may not be asked', { identity: failed('denied', 'ses:GetEmailIdentity') }, {}, 'unknown'],
    ['the account is in production', {}, { production: true }, 'not-needed'],
    ['whether it is in production is not known', {}, { production: null }, 'absent'],
    ['production, but asked for', {}, { production: true, anyway: true }, 'absent'],
    ['covered, but asked for', { coveredBy: 'example.net' }, { anyway: true }, 'absent'],
    [
      'production, with an identity whose link nobody clicked',
      { identity: ok(identity()) },
      { production: true },
      'pending',
    ],
  ])('%s: %s', (_what, change, circumstances, status) => {
    expect(judgeAddress(seen(change), { ...SANDBOX, ...circumstances }).status).toBe(status);
  });

  test('a link works for a day from when it was asked for; where that is not known, nothing is said', () => {
    const open = { identity: ok(identity()) };
    expect(judgeAddress(seen({ ...open, since: SINCE }), SANDBOX)).toEqual({
      address: ADDRESS,
      status: 'pending',
      coveredBy: null,
      since: SINCE,
      expiresAt: '2026-11-23T10:00:00.000Z',
    });
    expect(judgeAddress(seen(open), SANDBOX)).toMatchObject({ since: null, expiresAt: null });
  });

  test('of a clicked link there is nothing left to expire', () => {
    const clicked = { identity: ok(identity({ status: 'SUCCESS' })), since: SINCE };
    expect(judgeAddress(seen(clicked), SANDBOX)).toMatchObject({ since: null, expiresAt: null });
  });
});

describe('what to do', () => {
  const codes = (held: Seen<AddressIdentity | null>, change: Partial<SeenAddress> = {}) => {
    const state = judgeAddress(seen({ identity: held, ...change }), SANDBOX);
    return addressFindings(state, held).map(({ code }) => code);
  };

  test.each<[string, Seen<AddressIdentity | null>, string[]]>([
    ['verified', ok(identity({ status: 'SUCCESS' })), []],
    ['pending', ok(identity()), ['address/pending']],
    ['expired', ok(identity({ status: 'FAILED' })), ['address/expired']],
    [
      'expired, with a policy of its own',
      ok(identity({ status: 'FAILED', policies: ['partner'] })),
      ['address/has-settings'],
    ],
    [
      'expired, with a MAIL FROM domain of its own',
      ok(identity({ status: 'FAILED', mailFrom: 'b.example.net' })),
      ['address/has-settings'],
    ],
    ['denied', failed('denied', 'ses:GetEmailIdentity'), ['aws/denied']],
    ['no answer', failed('unreachable'), ['aws/unreachable']],
  ])('%s', (_what, held, expected) => {
    expect(codes(held)).toEqual(expected);
  });

  test('what would be lost is named', () => {
    const held = ok(
      identity({ status: 'FAILED', policies: ['partner'], mailFrom: 'b.example.net' }),
    );
    const [found] = addressFindings(judgeAddress(seen({ identity: held }), SANDBOX), held);
    expect(found?.message).toContain('the MAIL FROM domain b.example.net and the policy partner');
  });
});
