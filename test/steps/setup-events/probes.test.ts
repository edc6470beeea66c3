/** The two messages of a proof: over which paths, with which login, and what a refusal means. */

import { describe, expect, test } from 'vitest';
import type { Choices } from '../../../src/core/checklist.ts';
import { EXIT } from '../../../src/core/model/errors.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { Path } from '../../../src/core/sending/message.ts';
import type { Attempt, SmtpLogin } from '../../../src/ports/index.ts';
import { pathsToProve, sendProbes, smtpLogin } from '../../../src/steps/setup-events/probes.ts';
import { fakePorts } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { contextOf, FROM } from './context.ts';

const attempt = (change: Partial<Attempt> = {}): Attempt => ({
  ...{ via: 'api', host: 'email.eu-west-1.amazonaws.com', port: 443, ok: true, code: 200 },
  ...{ response: 'Ok', ms: 1, messageId: 'id-1', ambiguous: false },
  ...change,
});
const busy = attempt({
  ...{ ok: false, code: 400, messageId: null },
  response: 'TooManyRequestsException: Maximum sending rate exceeded.',
});
const rejected = attempt({
  ...{ ok: false, code: 400, messageId: null },
  response: `MessageRejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: ${FROM}`,
});
const ENDPOINT = { host: 'h', port: 587, tls: 'starttls' } as const;
const LOGIN: SmtpLogin = { username: 'AKIA1', password: new Secret('derived') };
const compose = () => Buffer.from('raw');
const sender = (paths: readonly Path[], login: SmtpLogin | null = null) => ({
  ...{ paths, from: FROM, login },
});

const handedOver = w.receipt('handed-over', {
  ...{ user: 'u', accessKeyId: 'AKIA1', host: 'h', port: 587, writtenTo: 'smtp.env' },
});
const withCreds = (choices: Choices = {}) =>
  w.checklist({ choices, steps: w.done('make-smtp-creds', handedOver) });

describe('the paths', () => {
  test.each<[string, ReturnType<typeof withCreds>, Path[]]>([
    ['nothing is chosen, no SMTP user yet', w.checklist(), ['api']],
    ['nothing is chosen, with an SMTP user', withCreds(), ['api', 'smtp']],
    ['API only', withCreds({ sendsBy: 'api' }), ['api']],
    ['SMTP only', withCreds({ sendsBy: 'smtp' }), ['smtp']],
    [
      'SMTP only, no user yet: the API stands in',
      w.checklist({ choices: { sendsBy: 'smtp' } }),
      ['api'],
    ],
  ])('%s', (_what, checklist, expected) => {
    expect(pathsToProve(checklist)).toEqual(expected);
  });
});

describe('the login', () => {
  test('of the environment wins', async () => {
    const fakes = fakePorts({ env: { sesSmtp: [LOGIN] } });
    expect(await smtpLogin(fakes.ports, withCreds())).toBe(LOGIN);
  });
  test('is nowhere without a hand-over, or after one on the screen', async () => {
    const none = fakePorts({ env: { sesSmtp: [null] } });
    expect(await smtpLogin(none.ports, w.checklist())).toBeNull();
    const shown = w.receipt('handed-over', { ...handedOver.facts, writtenTo: null });
    const checklist = w.checklist({ steps: w.done('make-smtp-creds', shown) });
    const screen = fakePorts({ env: { sesSmtp: [null] } });
    expect(await smtpLogin(screen.ports, checklist)).toBeNull();
  });
});

describe('sending', () => {
  test('a bounce and a complaint, with the tag of the run and without naming a set', async () => {
    const fakes = fakePorts({
      ses: { sendEmail: [attempt(), attempt({ messageId: 'id-2' })] },
      smtp: { compose },
    });
    const { context } = contextOf(fakes);
    const handed = await sendProbes(context, sender(['api']), 'r1');
    expect(handed.map(({ probe, path, messageId }) => [probe, path, messageId])).toEqual([
      ['bounce', 'api', 'id-1'],
      ['complaint', 'api', 'id-2'],
    ]);
    const composed = fakes.argsOf('smtp.compose').map(([message]) => message);
    expect(composed).toMatchObject([
      {
        to: ['bounce@simulator.amazonses.com'],
        headers: { 'X-SES-MESSAGE-TAGS': 'ses-migrate-run=r1' },
      },
      { to: ['complaint@simulator.amazonses.com'] },
    ]);
    for (const [message] of fakes.argsOf('ses.sendEmail'))
      expect(message).toMatchObject({ configurationSet: null, from: FROM });
  });

  test('one a second: a rate that is exceeded is waited for, and the message goes once more', async () => {
    const fakes = fakePorts({
      ses: { sendEmail: [attempt(), busy, attempt()] },
      smtp: { compose },
    });
    const { context } = contextOf(fakes);
    expect(await sendProbes(context, sender(['api']), 'r1')).toHaveLength(2);
    expect(fakes.sleeps).toEqual([1_200]);
    // The same message, not another one.
    expect(fakes.argsOf('smtp.compose')).toHaveLength(2);
  });

  test('a rate that stays exceeded ends it', async () => {
    const fakes = fakePorts({ ses: { sendEmail: [busy, busy, busy, busy] }, smtp: { compose } });
    const { context } = contextOf(fakes);
    await expect(sendProbes(context, sender(['api']), 'r1')).rejects.toMatchObject({
      exitCode: EXIT.act,
    });
    expect(fakes.sleeps).toHaveLength(3);
  });

  test('a refusal ends it with its cause: nothing would come back', async () => {
    const fakes = fakePorts({ ses: { sendEmail: [rejected] }, smtp: { compose } });
    const { context } = contextOf(fakes);
    await expect(sendProbes(context, sender(['api']), 'r1')).rejects.toMatchObject({
      code: expect.stringMatching(/^send\//),
      exitCode: EXIT.act,
    });
    expect(fakes.sleeps).toEqual([]);
  });

  test('a message that may have been taken is not sent twice', async () => {
    const lost = attempt({ ...{ ok: false, code: null, ambiguous: true }, response: 'timed out' });
    const fakes = fakePorts({ ses: { sendEmail: [lost] }, smtp: { compose } });
    const { context } = contextOf(fakes);
    await expect(sendProbes(context, sender(['api']), 'r1')).rejects.toThrow();
    expect(fakes.argsOf('ses.sendEmail')).toHaveLength(1);
  });

  test('over SMTP, with the login', async () => {
    const fakes = fakePorts({
      smtp: {
        compose,
        endpoint: () => ENDPOINT,
        send: [attempt({ via: 'smtp' }), attempt({ via: 'smtp' })],
      },
    });
    const { context } = contextOf(fakes);
    const handed = await sendProbes(context, sender(['smtp'], LOGIN), 'r1');
    expect(handed.map(({ path }) => path)).toEqual(['smtp', 'smtp']);
    expect(fakes.argsOf('smtp.send').map(([, login]) => login)).toEqual([LOGIN, LOGIN]);
  });
});
