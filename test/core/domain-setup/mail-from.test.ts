import { describe, expect, test } from 'vitest';
import type { Choices } from '../../../src/core/checklist.ts';
import { mailFromOf, namesToLookAt } from '../../../src/core/domain-setup/mail-from.ts';
import type { NameUse } from '../../../src/core/records/footprint.ts';
import type { Identity } from '../../../src/core/ses/facts.ts';
import {
  checklist,
  DOMAIN,
  EVERY_FAILURE,
  failed,
  footprint,
  free,
  identity,
  ok,
  taken,
} from '../../helpers/world.ts';

const [MAIL, BOUNCE, SEND] = [`mail.${DOMAIN}`, `bounce.${DOMAIN}`, `send.${DOMAIN}`];
const unread: NameUse = { name: MAIL, state: 'unknown', found: ['ns1: timeout'], provider: null };

function mailFrom(names: readonly NameUse[], choices: Choices = {}, held: Identity | null = null) {
  const seen = ok(footprint({ names }));
  return mailFromOf({ domain: DOMAIN, identity: held, footprint: seen }, checklist({ choices }));
}

test('what SES has stays, whatever else is known of it', () => {
  const held = identity({ mailFrom: { domain: SEND } });
  expect(mailFrom([taken(SEND)], {}, held)).toMatchObject({ name: SEND });
  expect(mailFrom([taken(SEND)], { mailFrom: SEND }, held)).toMatchObject({ name: SEND });
  expect(namesToLookAt(DOMAIN, checklist(), held)).toEqual([]);
});

describe('a proposal', () => {
  test.each([
    ['the first', [free(MAIL), free(BOUNCE)], MAIL],
    ['the first that is free', [taken(MAIL), free(BOUNCE)], BOUNCE],
    [
      'not one that serves another Region',
      [taken(MAIL, { state: 'shared' }), free(BOUNCE)],
      BOUNCE,
    ],
    ['not one that is a host', [taken(MAIL, { state: 'host' }), free(BOUNCE)], BOUNCE],
  ])('%s', (_what, names, name) => {
    expect(mailFrom(names)).toMatchObject({ name });
    expect(mailFrom(names)).toEqual(mailFrom(names));
  });

  test('none where nothing is free; each is reported with who has it', () => {
    const none = mailFrom([taken(MAIL, { provider: 'Mailgun' }), taken(BOUNCE)]);
    expect(none).toMatchObject({
      name: null,
      status: 'problem',
      finding: { code: 'dns/mail-from-in-use', message: expect.stringContaining('by Mailgun') },
    });
  });

  test('none while a name before the free one could not be read', () => {
    expect(mailFrom([unread, free(BOUNCE)])).toMatchObject({
      name: null,
      status: 'unknown',
      finding: { code: 'dns/footprint-unread', message: expect.stringContaining('timeout') },
    });
    expect(mailFrom([free(BOUNCE), unread])).toMatchObject({ name: BOUNCE });
  });

  test('resend’s send. is never a candidate', () => {
    expect(namesToLookAt(DOMAIN, checklist(), null)).not.toContain(SEND);
  });
});

describe('a choice', () => {
  test.each([
    ['that is free', free(SEND)],
    ['that is a host is the person’s own', taken(SEND, { state: 'host' })],
    ['that serves SES in another Region', taken(SEND, { state: 'shared' })],
    ['that could not be looked at is the person’s own', { ...unread, name: SEND }],
  ])('%s', (_what, use) => {
    expect(mailFrom([use], { mailFrom: SEND })).toMatchObject({ name: SEND });
  });

  test('that is in use is refused, also as a change of what SES has', () => {
    const use = taken(SEND, { provider: 'Resend', found: ['MX 10 feedback-smtp.x'] });
    for (const held of [null, identity()]) {
      expect(mailFrom([use], { mailFrom: SEND }, held)).toMatchObject({
        name: null,
        status: 'problem',
        finding: {
          code: 'dns/mail-from-in-use',
          message: `The name ${SEND} is in use by Resend (MX 10 feedback-smtp.x).`,
          fix: expect.stringContaining(`--mail-from NAME.${DOMAIN}`),
        },
      });
    }
  });

  test('outside the domain is not read', () => {
    const chosen = checklist({ choices: { mailFrom: 'mail.other.example' } });
    expect(namesToLookAt(DOMAIN, chosen, null)).toEqual([]);
  });
});

test.each(EVERY_FAILURE)('a footprint that is %s: only not-read leaves the usual name', (code) => {
  const facts = { domain: DOMAIN, identity: null, footprint: failed(code) };
  const { name } = mailFromOf(facts, checklist());
  expect(name).toBe(code === 'not-read' ? MAIL : null);
});
