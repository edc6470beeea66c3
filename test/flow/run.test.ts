import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/model/secret.ts';
import type { PlannedData } from '../../src/core/model/types.ts';
import { runStep } from '../../src/flow/run.ts';
import { type Attempt, PortError } from '../../src/ports/index.ts';
import type { RequestProductionOptions } from '../../src/steps/request-production/inputs.ts';
import type { SendTestOptions } from '../../src/steps/send-test/inputs.ts';
import { byService, fakePorts } from '../helpers/ports.ts';
import * as w from '../helpers/world.ts';
import { allRight, jobOf, RESOLVERS } from './job.ts';

const REQUEST: RequestProductionOptions = {
  mailType: 'transactional',
  website: 'https://acme.example',
  contact: ['ops@acme.example'],
  useCaseFile: 'Receipts.',
};
const caller = () => w.CALLER;
const ENDPOINT = {
  host: 'email-smtp.eu-west-1.amazonaws.com',
  port: 587,
  tls: 'starttls',
} as const;

function opsOf(data: PlannedData): string[] {
  return (data.changes ?? []).map(({ op, what }) => `${op} ${what}`);
}

describe('a step that is done once', () => {
  test('acts, looks again and reports what is now', async () => {
    const fakes = fakePorts({
      sts: { caller },
      ses: {
        account: [w.sandbox(), w.sandbox(), w.sandbox('PENDING', '1')],
        putAccountDetails: [undefined],
      },
    });
    const report = await runStep(jobOf(fakes, { answers: REQUEST }), 'request-production');
    expect(report).toMatchObject({
      status: 'waiting',
      exitCode: 8,
      target: { domain: w.DOMAIN, region: w.REGION, account: w.ACCOUNT },
      data: { review: 'PENDING', caseId: '1', changes: [{ op: '+' }] },
      next: [{ command: 'ses-migrate request-production --wait' }],
    });
  });

  test('is never done again while AWS does not show it yet', async () => {
    const fakes = fakePorts({
      sts: { caller },
      ses: { account: () => w.sandbox(), putAccountDetails: [undefined] },
    });
    const report = await runStep(jobOf(fakes, { answers: REQUEST }), 'request-production');
    expect(report.exitCode).toBe(1);
    expect(fakes.sleeps.length).toBeGreaterThan(0);
    expect(fakes.notes.join('\n')).toContain('AWS does not show the last change yet');
  });

  test('waits for AWS to show it', async () => {
    const fakes = fakePorts({
      sts: { caller },
      ses: {
        account: [w.sandbox(), w.sandbox(), w.sandbox(), w.sandbox('PENDING')],
        putAccountDetails: [undefined],
      },
    });
    const report = await runStep(jobOf(fakes, { answers: REQUEST }), 'request-production');
    expect(report.exitCode).toBe(8);
  });

  test.each([
    ['done', w.account(), 0],
    ['waiting', w.sandbox('PENDING'), 8],
    ['problem', w.sandbox('DENIED'), 1],
  ])('does nothing when it is %s', async (status, account, exitCode) => {
    const fakes = fakePorts({ sts: { caller }, ses: { account: [account] } });
    const report = await runStep(jobOf(fakes, { answers: REQUEST }), 'request-production');
    expect(report).toMatchObject({ status, exitCode });
  });

  test.each([
    ['unreachable', 5],
    ['denied', 4],
  ] as const)('does nothing when the look was %s, and exits %i', async (reason, exitCode) => {
    const error = new PortError('no', { reason, errorName: 'X' });
    const fakes = fakePorts({ sts: { caller }, ses: { account: [error] } });
    const report = await runStep(jobOf(fakes, { answers: REQUEST }), 'request-production');
    expect(report).toMatchObject({ status: 'unknown', exitCode });
  });

  test('does nothing without credentials, and exits 4', async () => {
    const error = new PortError('no', { reason: 'credentials', errorName: 'X' });
    const fakes = fakePorts({ sts: { caller: [error] }, ses: { account: [error] } });
    const running = runStep(jobOf(fakes, { answers: REQUEST }), 'request-production');
    await expect(running).rejects.toMatchObject({ code: 'aws/credentials', exitCode: 4 });
  });

  test('a dry run shows the plan and the draft, and changes nothing', async () => {
    const fakes = fakePorts({ sts: { caller }, ses: { account: [w.sandbox()] } });
    const consent = { yes: true, dryRun: true };
    const report = await runStep(
      jobOf(fakes, { answers: REQUEST, consent, waitMs: 1000 }),
      'request-production',
    );
    expect(report).toMatchObject({
      exitCode: 1,
      data: { draft: { useCase: 'Receipts.' }, changes: [{ op: '+' }] },
    });
    expect(fakes.stored()).toBeNull();
  });

  test('after a plan that was only shown, the same flags come next', async () => {
    const fakes = fakePorts({ sts: { caller }, ses: { account: [w.sandbox()] } });
    const consent = { yes: false, dryRun: true };
    const realCommand = 'ses-migrate request-production --use-case-file a.txt';
    const job = jobOf(fakes, { answers: REQUEST, consent, realCommand });
    const { next } = await runStep(job, 'request-production');
    expect(next.map(({ command }) => command)).toEqual([realCommand]);
  });

  test('missing inputs stop it before anything', async () => {
    const fakes = fakePorts({ sts: { caller }, ses: { account: [w.sandbox()] } });
    await expect(runStep(jobOf(fakes), 'request-production')).rejects.toMatchObject({
      code: 'usage/missing',
      exitCode: 2,
    });
  });
});

describe('SMTP credentials and an IAM that lags', () => {
  test('one user and one key, whatever the next looks show', async () => {
    const fakes = fakePorts({
      sts: { caller },
      ses: { identity: () => w.identity() },
      iam: {
        smtpUser: () => null,
        keyOwner: () => ({ user: w.smtpUser().name, active: true }),
        createUser: [undefined],
        putUserPolicy: [undefined],
        createAccessKey: [{ id: 'AKIANEW', secret: new Secret('s') }],
      },
      smtp: { endpoint: () => ENDPOINT },
    });
    const answers = { file: ['-'], json: true, noLoginCheck: true };
    const report = await runStep(jobOf(fakes, { answers }), 'make-smtp-creds');
    expect(report.data.password).toBeInstanceOf(Secret);
    expect(opsOf(report.data)).toHaveLength(3);
  });

  test('a user that shows before its key does not get a second one', async () => {
    const user = w.smtpUser();
    const fakes = fakePorts({
      sts: { caller },
      ses: { identity: () => w.identity() },
      iam: {
        smtpUser: () => user,
        putUserPolicy: [undefined],
        createAccessKey: [{ id: 'AKIANEW', secret: new Secret('s') }],
      },
      smtp: { endpoint: () => ENDPOINT },
    });
    const answers = { file: ['-'], json: true, noLoginCheck: true, confirm: [user.name] };
    await runStep(jobOf(fakes, { answers }), 'make-smtp-creds');
    expect(fakes.argsOf('iam.createAccessKey')).toHaveLength(1);
  });
});

describe('verify-domain, in two stages', () => {
  const sets = w.RECORDS.map((record) => w.set(record));

  test('identity first, then its records; the second run holds only =', async () => {
    const fakes = fakePorts({
      sts: { caller },
      ses: {
        identity: [null, null, w.identity(), w.identity(), w.identity()],
        createIdentity: [undefined],
        putMailFrom: [undefined],
      },
      route53: {
        hostedZones: () => [w.zone()],
        recordSets: [[], [], sets, sets],
        changeRecordSets: ['C1'],
        changeInSync: [true],
      },
      dns: { delegation: () => w.DELEGATION, resolvers: RESOLVERS, ask: allRight },
    });
    const report = await runStep(jobOf(fakes), 'verify-domain');
    expect(report).toMatchObject({ status: 'done', exitCode: 0 });
    expect(opsOf(report.data)).toEqual([
      `+ identity ${w.DOMAIN}`,
      '+ MAIL FROM domain',
      `= identity ${w.DOMAIN}`,
      '= DKIM',
      '= MAIL FROM domain',
      ...w.RECORDS.map(({ type, name }) => `+ ${type} ${name}`),
    ]);
    expect(fakes.stored()?.steps['verify-domain']?.receipts.map(({ what }) => what)).toEqual([
      'created-identity',
      'set-mail-from',
      'published',
    ]);
  });

  test.each([
    ['denied', 4],
    ['credentials', 4],
    ['unreachable', 5],
    ['throttled', 5],
    ['failed', 1],
  ] as const)(
    '%s while it acts ends with %i, and the rest was not begun',
    async (reason, exitCode) => {
      const refusal = reason === 'denied' ? w.refusalOf('ses:CreateEmailIdentity') : null;
      const error = new PortError('AWS said no', { reason, errorName: 'X', refusal });
      const fakes = fakePorts({
        sts: { caller },
        ses: { identity: () => null, createIdentity: [error] },
        route53: { hostedZones: () => [] },
        dns: { delegation: () => w.DELEGATION, resolvers: RESOLVERS, ask: allRight },
      });
      await expect(runStep(jobOf(fakes), 'verify-domain')).rejects.toMatchObject({
        code: `aws/${reason}`,
        exitCode,
        message: 'AWS said no',
        fix: expect.stringContaining(refusal === null ? 'again' : 'Add this statement'),
      });
    },
  );

  test('a conflict is acted on only where its name is confirmed', async () => {
    const held = sets.map((set) =>
      set.type === 'MX' ? { ...set, values: ['10 mx.other.example'] } : set,
    );
    for (const confirm of [undefined, [`mail.${w.DOMAIN}`]]) {
      const after = confirm === undefined ? [] : [held, sets, sets];
      const fakes = fakePorts({
        ...byService({
          caller,
          identity: () => w.identity(),
          hostedZones: () => [w.zone()],
          recordSets: [held, ...after],
          ...(confirm === undefined ? {} : { changeRecordSets: ['C1'], changeInSync: [true] }),
        }),
        dns: { delegation: () => w.DELEGATION, resolvers: RESOLVERS, ask: allRight },
      });
      const answers = confirm === undefined ? {} : { confirm };
      const report = await runStep(jobOf(fakes, { answers }), 'verify-domain');
      expect(report.exitCode).toBe(confirm === undefined ? 1 : 0);
    }
  });
});

describe('send-test', () => {
  const attempt: Attempt = {
    via: 'api',
    host: 'h',
    port: 443,
    ok: true,
    code: 200,
    response: 'Ok id',
    ms: 1,
    messageId: 'id',
    ambiguous: false,
  };
  const answers: SendTestOptions = { from: `a@${w.DOMAIN}`, to: ['b@inbox.example'], via: ['api'] };

  test('sends each time it is called, once, and its own result is the exit code', async () => {
    const list = w.checklist({
      choices: { sendsBy: 'api' },
      steps: w.done('send-test', w.receipt('sent', { via: 'api', token: 't' })),
    });
    const fakes = fakePorts({
      sts: { caller },
      ses: { account: () => w.account(), identity: () => w.identity(), sendEmail: [attempt] },
      smtp: { compose: [Buffer.from('raw')] },
      checklist: list,
    });
    const report = await runStep(jobOf(fakes, { answers }), 'send-test');
    expect(report).toMatchObject({
      status: 'done',
      exitCode: 0,
      data: { provider: 'api', messageId: 'id' },
    });
    expect(report.next[0]?.command).toContain('--eml');
  });

  test('a refused message is exit 1 with the reason', async () => {
    const refused = {
      ...attempt,
      ok: false,
      code: 400,
      response: 'Email address is not verified',
      messageId: null,
    };
    const fakes = fakePorts({
      sts: { caller },
      ses: { account: () => w.account(), identity: () => w.identity(), sendEmail: [refused] },
      smtp: { compose: [Buffer.from('raw')] },
    });
    const report = await runStep(jobOf(fakes, { answers }), 'send-test');
    expect(report).toMatchObject({ status: 'problem', exitCode: 1 });
    expect(report.steps[0]?.findings.map(({ code }) => code)).toContain('send/not-verified');
  });
});

describe('--wait', () => {
  test('continues until nothing moves by itself, and shows what for', async () => {
    const fakes = fakePorts({
      sts: { caller },
      ses: {
        account: [w.sandbox('PENDING'), w.sandbox('PENDING'), w.sandbox('PENDING'), w.account()],
      },
    });
    const report = await runStep(jobOf(fakes, { waitMs: 3_600_000 }), 'request-production');
    expect(report.exitCode).toBe(0);
    expect(fakes.notes[0]).toMatch(
      /request-production: AWS is reviewing.*since 10:00:00 UTC, next check in 1 s, Ctrl-C stops/,
    );
  });

  test('ends where a person has to act', async () => {
    const fakes = fakePorts({
      sts: { caller },
      ses: { account: [w.sandbox('PENDING'), w.sandbox('PENDING'), w.sandbox('DENIED')] },
    });
    expect(
      (await runStep(jobOf(fakes, { waitMs: 3_600_000 }), 'request-production')).exitCode,
    ).toBe(1);
  });

  test('ends at its limit, still waiting', async () => {
    const fakes = fakePorts({ sts: { caller }, ses: { account: () => w.sandbox('PENDING') } });
    expect((await runStep(jobOf(fakes, { waitMs: 5_000 }), 'request-production')).exitCode).toBe(8);
    expect(Math.round(fakes.sleeps.reduce((sum, ms) => sum + ms))).toBe(5_000);
  });
});
