import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/core/model/secret.ts';
import type { PortProbe } from '../../../src/core/sending/smtp-ports.ts';
import type { SesAccount } from '../../../src/core/ses/facts.ts';
import type { World } from '../../../src/core/world.ts';
import { type Attempt, type MessageDraft, PortError } from '../../../src/ports/index.ts';
import type { Given, Input } from '../../../src/steps/input.ts';
import { sendTestInputs } from '../../../src/steps/send-test/inputs.ts';
import { sendTest } from '../../../src/steps/send-test/step.ts';
import { byService, fakePorts } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { apply, planOf } from '../apply.ts';

const FROM = `hello@${w.DOMAIN}`;
const LOGIN = { username: 'AKIA', password: new Secret('p') };
const OLD = {
  endpoint: { host: 'old.example', port: 25, tls: 'if-offered' },
  login: null,
} as const;
const people = (count: number) =>
  Array.from({ length: count }, (_each, index) => `a${index}@inbox.example`);

function attempt(change: Partial<Attempt> = {}): Attempt {
  const base = { via: 'x', host: 'x.example', port: 587, ms: 4, ambiguous: false };
  return { ...base, ok: true, code: 250, response: '250 Ok id', messageId: 'id', ...change };
}
const refused = (code: number, response: string) =>
  attempt({ ok: false, code, response, messageId: null });

const DENIED_KEY = new PortError('no', {
  reason: 'credentials',
  errorName: 'ExpiredTokenException',
  cause: Object.assign(new Error('expired'), {
    name: 'ExpiredTokenException',
    $metadata: { httpStatusCode: 403 },
  }),
});

type Script = Parameters<typeof fakePorts>[0] & object;

async function send(answers: Given, script: Script, world: World = w.world()) {
  const { smtp, ...rest } = script;
  const fakes = fakePorts({ ...rest, smtp: { compose: () => Buffer.from('raw'), ...smtp } });
  const outcome = await apply(sendTest, fakes, { world, answers: { from: FROM, ...answers } });
  const codes = outcome.concluded?.findings.map(({ code }) => code);
  return { fakes, codes, status: outcome.concluded?.status, shown: outcome.shown };
}

describe('several recipients', () => {
  const rate = (maxRate: number) =>
    w.world({ account: w.ok(w.account({ quota: { max24Hour: 200, maxRate, sent24Hour: 0 } })) });
  const groups = (fakes: ReturnType<typeof fakePorts>) =>
    fakes.argsOf('ses.sendEmail').map(([message]) => (message as { to: string[] }).to.length);

  test('no message has more of them than a second allows, and each second has its pause', async () => {
    const aws = { sendEmail: () => attempt() };
    const { fakes } = await send({ to: people(7), via: 'api' }, { ...byService(aws) }, rate(3));
    expect(groups(fakes)).toEqual([3, 3, 1]);
    expect(fakes.sleeps).toHaveLength(2);
    for (const ms of fakes.sleeps) expect(ms).toBeGreaterThanOrEqual(1_000);
  });

  test('50 at most, whatever the rate', async () => {
    const aws = { sendEmail: () => attempt() };
    const { fakes } = await send({ to: people(60), via: 'api' }, { ...byService(aws) }, rate(500));
    expect(groups(fakes)).toEqual([50, 10]);
  });

  test('one at a time where the rate is not known', async () => {
    const world = w.world({ account: { ok: false, code: 'denied', message: 'no' } });
    const { fakes } = await send(
      { to: people(2), via: 'api' },
      { ses: { sendEmail: () => attempt() } },
      world,
    );
    expect(groups(fakes)).toEqual([1, 1]);
  });

  test('the old provider has no rate of SES', async () => {
    const script = { smtp: { send: [attempt()] }, env: { oldSmtp: () => OLD } };
    const { fakes } = await send({ to: people(20), via: 'old' }, script, rate(1));
    expect(fakes.argsOf('smtp.send')[0]?.[2]).toMatchObject({ to: people(20) });
    expect(fakes.sleeps).toEqual([]);
  });
});

describe('a chain', () => {
  const via = 'old,api';
  const old = { env: { oldSmtp: () => OLD } };

  test('is one message: its Message-ID is the same over each path', async () => {
    const script = {
      ...old,
      smtp: { send: [refused(554, '554 no')] },
      ses: { sendEmail: [attempt()] },
    };
    const { fakes } = await send({ to: people(1), via }, script);
    const drafts = fakes.argsOf('smtp.compose').map(([draft]) => draft as MessageDraft);
    expect(drafts).toHaveLength(2);
    expect(new Set(drafts.map(({ messageId }) => messageId)).size).toBe(1);
    expect(drafts[0]?.messageId).toMatch(new RegExp(`^<[\\w-]+@${w.DOMAIN}>$`));
  });

  test('ends at a recipient who does not exist: SES would bounce', async () => {
    const script = { ...old, smtp: { send: [refused(550, '550 5.1.1 User unknown')] } };
    expect((await send({ to: people(1), via }, script)).codes).toEqual(['send/no-mailbox']);
  });

  test('continues where AWS does not accept the credentials; without a next path they stop it', async () => {
    const script = {
      ...old,
      ses: { sendEmail: [DENIED_KEY] },
      smtp: { send: [attempt()] },
    };
    const done = await send({ to: people(1), via: 'api,old' }, script);
    expect(done.shown).toMatchObject({
      provider: 'old',
      attempts: [{ via: 'api', code: 403, response: 'ExpiredTokenException: expired' }, {}],
    });
    const alone = send({ to: people(1), via: 'api' }, { ses: { sendEmail: [DENIED_KEY] } });
    await expect(alone).rejects.toMatchObject({ reason: 'credentials' });
  });

  test('--fail-first asks the second path alone, and keeps no receipt of the first', async () => {
    const script = { ...old, ses: { sendEmail: [attempt({ via: 'api' })] } };
    const { fakes, shown, status } = await send({ to: people(1), via, failFirst: true }, script);
    expect(status).toBe('done');
    expect(shown.attempts).toMatchObject([
      { via: 'old', host: 'old.example', ok: false, code: null },
      { via: 'api', ok: true },
    ]);
    expect(fakes.log.filter((line) => line.startsWith('receipt'))).toEqual([
      'receipt send-test sent',
    ]);
    const plan = planOf(sendTest, null, {
      world: w.world(),
      answers: { from: FROM, to: people(1), via, failFirst: true },
    });
    expect(JSON.stringify(plan.tasks)).toContain('made to fail');
  });

  test.each(['api', undefined])(
    '--fail-first without a second path (%s) is refused',
    async (one) => {
      const answers = { from: FROM, to: people(1), failFirst: true, ...(one ? { via: one } : {}) };
      expect(() => planOf(sendTest, null, { world: w.world(), answers })).toThrow(
        expect.objectContaining({ code: 'usage/bad-via', exitCode: 2 }),
      );
    },
  );
});

describe('--smtp-url', () => {
  const answers = { to: people(1), via: 'old' };

  test('without a user nobody logs in, and SMTP_URL is not read', async () => {
    const script = { smtp: { send: [attempt()] } };
    const { fakes } = await send({ ...answers, smtpUrl: 'smtp://h.example:2525' }, script);
    expect(fakes.argsOf('smtp.send')[0]?.slice(0, 2)).toEqual([
      { host: 'h.example', port: 2525, tls: 'if-offered' },
      null,
    ]);
  });

  test('with a user the password is asked for', async () => {
    const script = {
      smtp: { send: [attempt()] },
      prompt: { password: [new Secret('typed')] },
    };
    const { fakes } = await send({ ...answers, smtpUrl: 'smtps://u@h.example' }, script);
    const login = fakes.arg<typeof LOGIN>('smtp.send', 1);
    expect([login.username, login.password.reveal()]).toEqual(['u', 'typed']);
  });

  test('with a user and nobody to ask, the way is SMTP_URL', async () => {
    const sending = apply(sendTest, fakePorts(), {
      world: w.world(),
      answers: { from: FROM, ...answers, smtpUrl: 'smtp://u@h.example' },
    });
    await expect(sending).rejects.toMatchObject({
      code: 'usage/missing',
      fix: expect.stringContaining('SMTP_URL'),
    });
  });
});

describe('what the account forbids is said before anything is sent', () => {
  const refusal = async (world: World, to = people(1), ses: Script['ses'] = {}) => {
    const fakes = fakePorts({ ses });
    const answers = { from: FROM, to, via: 'api' };
    return apply(sendTest, fakes, { world, answers }).then(
      () => null,
      (error: unknown) => error,
    );
  };
  const withAccount = (change: Parameters<typeof w.account>[0]) =>
    w.world({ account: w.ok(w.account(change)) });

  test.each<[Partial<SesAccount>, string]>([
    [{ sendingEnabled: false }, 'send/switched-off'],
    [{ enforcement: 'SHUTDOWN' }, 'send/paused'],
  ])('%j', async (change, code) => {
    expect(await refusal(withAccount(change))).toMatchObject({ code, exitCode: 1 });
  });

  test('a used-up quota, with the numbers', async () => {
    const quota = { max24Hour: 200, maxRate: 14, sent24Hour: 199 };
    const error = await refusal(withAccount({ quota }), people(2));
    expect(error).toMatchObject({ code: 'send/quota', exitCode: 1 });
    expect(String(error)).toMatch(/1 of 200 recipients are left .* needs 2/);
  });

  test('the sandbox names every recipient and why', async () => {
    const identity = (name: string) => {
      if (name === 'a0@inbox.example') return w.identity({ name, verifiedForSending: false });
      return name === 'known.example' ? w.identity({ name, verifiedForSending: false }) : null;
    };
    const to = [
      'a0@inbox.example',
      'b@known.example',
      'c@else.example',
      'ooto@simulator.amazonses.com',
    ];
    const error = await refusal(w.world({ account: w.ok(w.sandbox()) }), to, { identity });
    expect(error).toMatchObject({ code: 'send/sandbox-recipient', exitCode: 1 });
    expect(String(error)).toMatch(/a0@inbox.example has not confirmed its verification/);
    expect(String(error)).toMatch(/b@known.example is at known.example, whose verification/);
    expect(String(error)).toMatch(/c@else.example is not verified/);
    expect(String(error)).not.toContain('ooto');
  });
});

describe('marketing mail', () => {
  const headersOf = async (answers: Given, world?: World) => {
    const aws = { sendEmail: [attempt()] };
    const { fakes } = await send(
      { to: people(1), via: 'api', ...answers },
      { ...byService(aws) },
      world,
    );
    return fakes.arg<MessageDraft>('smtp.compose', 0).headers;
  };
  const MARKETING = w.world({
    account: w.ok(w.account({ details: { ...DETAILS(), mailType: 'MARKETING' } })),
  });

  test('is what an account for marketing sends', async () => {
    const headers = await headersOf({}, MARKETING);
    expect(headers).toMatchObject({ 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' });
    expect(headers['List-Unsubscribe']).toMatch(
      new RegExp(`^<https://${w.DOMAIN}/unsubscribe\\?token=[\\w-]+>$`),
    );
  });

  test('has the address that --unsubscribe names', async () => {
    const headers = await headersOf({ unsubscribe: 'https://acme.example/u' });
    expect(headers['List-Unsubscribe']).toBe('<https://acme.example/u>');
  });

  test('is nothing that a transactional account sends', async () => {
    expect(await headersOf({})).not.toHaveProperty('List-Unsubscribe');
  });

  test.each(['http://acme.example/u', 'mailto:a@b.example', 'u'])(
    '%s is no https address',
    (url) => {
      const inputs: readonly Input[] = sendTestInputs;
      const input = inputs.find(({ key }) => key === 'unsubscribe');
      expect(() => input?.parse?.(url)).toThrow(
        expect.objectContaining({ code: 'usage/bad-unsubscribe' }),
      );
    },
  );
});

function DETAILS() {
  return { websiteUrl: null, contactLanguage: null, contacts: [], review: null, caseId: null };
}

test('--port is the port of SES SMTP', async () => {
  const endpoint = (_region: string, port: number | null = null) =>
    ({ host: 'ses.example', port: port ?? 587, tls: 'implicit' }) as const;
  const script = { smtp: { endpoint, send: [attempt()] }, env: { sesSmtp: () => LOGIN } };
  const { fakes } = await send({ to: people(1), via: 'smtp', port: '465' }, script);
  expect(fakes.arg('smtp.send', 0)).toMatchObject({ port: 465 });
});

describe('--probe-ports', () => {
  async function probe(usual: number, answers: Given = {}) {
    const endpoint = (_region: string, port: number | null = null) =>
      ({ host: 'ses.example', port: port ?? usual, tls: 'starttls' }) as const;
    const look = (where: { host: string; port: number }): PortProbe => ({
      ...{ ...where, tls: 'starttls', state: where.port === 25 ? 'filtered' : 'open', ms: 1 },
      ...{ banner: null, tlsVersion: null, cipher: null, certificate: null, auth: [] },
      problem: null,
    });
    const fakes = fakePorts({ smtp: { endpoint, probe: look } });
    const outcome = await apply(sendTest, fakes, {
      world: w.world(),
      answers: { probePorts: true, ...answers },
    });
    const ports = (outcome.shown.ports as PortProbe[]).map(({ port }) => port);
    return { ports, concluded: outcome.concluded };
  }

  test('looks at all five, sends nothing and keeps nothing', async () => {
    const { ports, concluded } = await probe(587);
    expect(ports).toEqual([587, 2587, 465, 2465, 25]);
    expect(concluded).toMatchObject({ status: 'done', findings: [{ code: 'send/port-25' }] });
  });

  test('looks at one that is named, or that is in SES_MIGRATE_SMTP', async () => {
    expect((await probe(587, { port: '2465' })).ports).toEqual([2465]);
    expect((await probe(39_000)).ports).toEqual([39_000]);
  });

  test('needs neither sender nor recipient', () => {
    expect(sendTest.action?.inputs({ probePorts: true }, w.checklist())).toEqual([]);
  });
});
