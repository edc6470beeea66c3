import { describe, expect, test } from 'vitest';
import type { SmtpUser } from '../../../src/core/aws/iam-user.ts';
import { senderPolicy } from '../../../src/core/aws/policies.ts';
import type { Checklist } from '../../../src/core/checklist.ts';
import type { Failure } from '../../../src/core/model/errors.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { POLICY_NAME } from '../../../src/core/smtp-credentials/smtp-keys.ts';
import { smtpUserPolicy } from '../../../src/core/smtp-credentials/smtp-policy.ts';
import { type Attempt, type GitView, PortError } from '../../../src/ports/index.ts';
import type { Given, Input } from '../../../src/steps/input.ts';
import { makeSmtpCredsInputs } from '../../../src/steps/make-smtp-creds/inputs.ts';
import { makeSmtpCreds } from '../../../src/steps/make-smtp-creds/step.ts';
import { byService, fakePorts, isAwsCall, START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { apply, deeds, linesOf, planOf } from '../apply.ts';
import {
  attempt,
  ENDPOINT,
  HANDED,
  has,
  having,
  KEY,
  NAME,
  OLD,
  ORPHAN,
  PROVED,
  REFUSED,
  SECRET,
  WITH_KEY,
} from '../creds.ts';
import { keptFiles } from '../kept-files.ts';

describe('judged by what IAM and the checklist say', () => {
  test.each<[string, Partial<SmtpUser> | null, Checklist, string, string[]]>([
    ['no user', null, w.checklist(), 'todo', []],
    ['a user without a key', {}, w.checklist(), 'todo', []],
    [
      'a key of somebody else is adopted as none of ours',
      { keys: OLD },
      w.checklist(),
      'todo',
      ['smtp/other-key'],
    ],
    ['a key handed over and proven', { keys: OLD }, having(HANDED, PROVED), 'done', []],
    [
      'handed over, login not tried',
      { keys: OLD },
      having(HANDED),
      'done',
      ['smtp/login-not-proven'],
    ],
    ['login refused', { keys: OLD }, having(HANDED, REFUSED), 'problem', ['smtp/login-refused']],
    ['login refused, later proven', { keys: OLD }, having(HANDED, REFUSED, PROVED), 'done', []],
    [
      'the key is inactive',
      { keys: [w.key('AKIAOLD', false)] },
      having(HANDED, PROVED),
      'todo',
      ['smtp/key-gone'],
    ],
    ['the key is deleted', {}, having(HANDED, PROVED), 'todo', ['smtp/key-gone']],
    ['the user is deleted', null, having(HANDED, PROVED), 'todo', ['smtp/user-gone']],
    ['the secret was lost', { keys: OLD }, ORPHAN, 'todo', ['smtp/orphaned-key']],
    ['no policy', { keys: OLD, policies: {} }, having(HANDED, PROVED), 'todo', ['smtp/policy']],
    [
      'a wider policy',
      {
        keys: OLD,
        policies: {
          [POLICY_NAME]: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
        },
      },
      having(HANDED, PROVED),
      'todo',
      ['smtp/policy'],
    ],
    [
      'a second key of somebody else beside ours',
      { keys: [w.key('AKIAHIS'), ...OLD] },
      having(HANDED, PROVED),
      'done',
      ['smtp/other-key'],
    ],
  ])('%s', (_what, user, checklist, status, codes) => {
    const result = makeSmtpCreds.diagnose(has(user), checklist, START);
    expect(result.findings.map((each) => each.code)).toEqual(codes);
    expect(result.status).toBe(status);
  });

  test('applications that use the API alone need none, whatever IAM says', () => {
    const apiOnly = w.checklist({ choices: { sendsBy: 'api' } });
    const world = w.world({ smtpUser: w.failed('denied') });
    expect(makeSmtpCreds.diagnose(world, apiOnly, START).status).toBe('skipped');
  });

  test.each(w.EVERY_FAILURE)('%s is unknown, not a missing user', (code) => {
    const world = w.world({ smtpUser: w.failed(code) });
    const { status, findings } = makeSmtpCreds.diagnose(world, having(HANDED), START);
    expect([status, ...findings.map((each) => each.code)]).toEqual(['unknown', `aws/${code}`]);
  });

  test('data names the key in use and where its settings went', () => {
    const data = makeSmtpCreds.data?.(has({ keys: OLD }), having(HANDED), START);
    expect(data).toMatchObject({
      user: NAME,
      accessKeyId: 'AKIAOLD',
      writtenTo: 'f.env',
      port: 587,
    });
  });
});

describe('the plan', () => {
  test.each<[string, Partial<SmtpUser> | null, Checklist, string[]]>([
    [
      'nothing there',
      null,
      w.checklist(),
      [`+ IAM user ${NAME}`, `+ policy ${POLICY_NAME}`, '+ access key and SMTP password'],
    ],
    [
      'an adopted user',
      { keys: OLD },
      w.checklist(),
      [
        `= IAM user ${NAME}`,
        `= policy ${POLICY_NAME}`,
        '= other access key',
        '+ access key and SMTP password',
      ],
    ],
    [
      'another policy',
      { keys: OLD, policies: { [POLICY_NAME]: {} } },
      having(HANDED),
      [`= IAM user ${NAME}`, `~ policy ${POLICY_NAME}`, '= access key'],
    ],
    [
      'all there',
      { keys: OLD },
      having(HANDED),
      [`= IAM user ${NAME}`, `= policy ${POLICY_NAME}`, '= access key'],
    ],
  ])('%s', (_what, user, checklist, lines) => {
    const fakes = fakePorts({ checklist });
    expect(linesOf(planOf(makeSmtpCreds, fakes, { world: has(user) }))).toEqual(lines);
  });

  const forSenders = (senders: string, held: readonly string[]) => {
    const checklist = having(HANDED);
    const chosen = { ...checklist, choices: { ...checklist.choices, senders } };
    const document = senderPolicy({ fromPatterns: held });
    const world = has({ keys: OLD, policies: { [POLICY_NAME]: document } });
    const plan = planOf(makeSmtpCreds, fakePorts({ checklist: chosen }), { world });
    return plan.tasks.flatMap(({ changes }) => changes).find(({ what }) => /policy/.test(what));
  };

  test('one more sender is one changed policy that keeps the others', () => {
    const both = `*@${w.DOMAIN} *@news.${w.DOMAIN}`;
    expect(forSenders(both, [`*@${w.DOMAIN}`])).toMatchObject({
      op: '~',
      to: `allows sending as *@${w.DOMAIN} and *@news.${w.DOMAIN}, nothing else`,
      confirm: NAME,
    });
    expect(forSenders(both, [`*@news.${w.DOMAIN}`, `*@${w.DOMAIN}`])?.op).toBe('=');
  });

  test('a sender that the policy no longer allows is named before consent', () => {
    const to = forSenders(`hello@${w.DOMAIN} *@x.example`, [`*@${w.DOMAIN}`, 'a@x.example'])?.to;
    expect(to).toBe(
      `allows sending as hello@${w.DOMAIN} and *@x.example, nothing else, no longer as *@${w.DOMAIN}`,
    );
  });

  test('two keys of others leave no room', () => {
    const world = has({ keys: [w.key('AKIAA'), w.key('AKIAB', false)] });
    expect(() => planOf(makeSmtpCreds, null, { world })).toThrowError(
      expect.objectContaining({ code: 'smtp/two-keys', exitCode: 1 }),
    );
  });

  test('an orphaned key is deleted only when it is named; --yes does not', async () => {
    const world = has({ keys: OLD });
    for (const answers of [{}, { confirm: ['yes'] }, { confirm: [NAME] }]) {
      const fakes = fakePorts({ checklist: ORPHAN, smtp: { endpoint: () => ENDPOINT } });
      await expect(apply(makeSmtpCreds, fakes, { world, answers })).rejects.toMatchObject({
        code: 'usage/confirm',
        fix: expect.stringContaining('--confirm AKIAOLD'),
      });
      expect(deeds(fakes)).toEqual([]);
    }
    const fakes = fakePorts({ checklist: ORPHAN });
    const plan = planOf(makeSmtpCreds, fakes, { world });
    expect(linesOf(plan)).toEqual([
      '- access key',
      `= IAM user ${NAME}`,
      `= policy ${POLICY_NAME}`,
      '+ access key and SMTP password',
    ]);
  });
});

describe('the hand-over', () => {
  const FILE = { file: 'smtp.env' };
  /** Looked at twice: before anything is changed, and before the key is made. */
  const newFile = () => keptFiles();
  /** One that is looked at, and never written or read back. */
  const LOOKED_AT = {
    checkWritable: () => undefined,
    exists: () => false,
    gitView: (): GitView => 'private',
  };

  test('user, policy, then intent, key, file, receipt, login: in this order', async () => {
    const fakes = fakePorts({
      iam: {
        createUser: [undefined],
        putUserPolicy: [undefined],
        createAccessKey: [KEY],
        smtpUser: [WITH_KEY],
      },
      files: newFile(),
      smtp: { endpoint: () => ENDPOINT, login: [attempt()] },
    });
    await apply(makeSmtpCreds, fakes, { world: has(null), answers: FILE });
    expect(deeds(fakes)).toEqual([
      'files.checkWritable smtp.env',
      'files.gitView smtp.env',
      'checklist',
      'intent make-smtp-creds create-user',
      `iam.createUser ${NAME}`,
      'receipt make-smtp-creds created-user',
      `iam.putUserPolicy ${NAME} ${POLICY_NAME}`,
      'receipt make-smtp-creds put-policy',
      'files.checkWritable smtp.env',
      'files.gitView smtp.env',
      'intent make-smtp-creds create-access-key',
      `iam.createAccessKey ${NAME}`,
      'files.writeSecret smtp.env',
      'receipt make-smtp-creds handed-over',
      `iam.smtpUser ${NAME}`,
      'smtp.login',
      'receipt make-smtp-creds proved-login',
    ]);
    expect(fakes.argsOf('iam.putUserPolicy')[0]?.[2]).toEqual(senderPolicy({ domain: w.DOMAIN }));
  });

  test('the intent names the keys that were there, so that a new one is known', async () => {
    const fakes = fakePorts({
      iam: {
        createAccessKey: [
          new PortError('?', { reason: 'unreachable', errorName: 'TimeoutError', ambiguous: true }),
        ],
      },
      files: { checkWritable: () => undefined, exists: () => false, gitView: () => 'private' },
      smtp: { endpoint: () => ENDPOINT },
    });
    await expect(
      apply(makeSmtpCreds, fakes, { world: has({ keys: OLD }), answers: FILE }),
    ).rejects.toThrow('?');
    expect(fakes.stored()?.steps['make-smtp-creds']?.intent).toMatchObject({
      what: 'create-access-key',
      facts: { user: NAME, keysBefore: 'AKIAOLD' },
    });
  });

  test('the file holds the regional password; the checklist and the report do not', async () => {
    const fakes = fakePorts({
      iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
      files: newFile(),
      smtp: { endpoint: () => ENDPOINT, login: [attempt()] },
    });
    const { shown } = await apply(makeSmtpCreds, fakes, { world: has({}), answers: FILE });
    const written = fakes.arg<Secret>('files.writeSecret', 1);
    const password = fakes.arg<{ password: Secret }>('smtp.login', 1).password.reveal();
    expect(password).toHaveLength(44);
    expect(password).not.toContain(SECRET.reveal());
    expect(written.reveal()).toContain(`SMTP_PASSWORD=${password}`);
    const said = fakes.notes.filter((note) => !note.startsWith('::add-mask::'));
    const kept = JSON.stringify([fakes.stored(), shown, fakes.log, said, fakes.results]);
    expect(kept).not.toContain(password);
    expect(kept).not.toContain(SECRET.reveal());
  });

  test('without a file stdout gets it, or with --json the report alone', async () => {
    for (const json of [false, true]) {
      const fakes = fakePorts({
        iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
        smtp: { endpoint: () => ENDPOINT },
      });
      const answers = { noLoginCheck: true, ...(json ? { json } : {}) };
      const { shown } = await apply(makeSmtpCreds, fakes, { world: has({}), answers });
      expect(shown.password).toBeInstanceOf(Secret);
      const password = (shown.password as Secret).reveal();
      const lines = json ? [] : [`::add-mask::${password}`, expect.stringContaining(password)];
      expect(fakes.results).toEqual(lines);
    }
  });

  test('an .env that is there keeps what else it holds', async () => {
    const env = 'APP=1\nMAIL_HOST=old\nMAIL_USERNAME=u\nMAIL_PASSWORD=x\n';
    const fakes = fakePorts({
      iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
      files: keptFiles({ 'smtp.env': env }),
      smtp: { endpoint: () => ENDPOINT },
    });
    await apply(makeSmtpCreds, fakes, { world: has({}), answers: { ...FILE, noLoginCheck: true } });
    const [[backup, before], [file, after]] = fakes.argsOf('files.writeSecret') as [
      [string, Secret, object],
      [string, Secret, object],
    ];
    expect([backup, before.reveal()]).toEqual(['smtp.env.backup', env]);
    expect([file, after.reveal().split('\n')[0]]).toEqual(['smtp.env', 'APP=1']);
    expect(after.reveal()).toContain(`MAIL_HOST=${ENDPOINT.host}`);
    expect(fakes.notes.join('\n')).toContain('smtp.env.backup');
  });

  test('a place that can not be written stops it before a key is made', async () => {
    const fakes = fakePorts({
      files: { checkWritable: [new Error('no room')] },
      smtp: { endpoint: () => ENDPOINT },
    });
    await expect(apply(makeSmtpCreds, fakes, { world: has({}), answers: FILE })).rejects.toThrow(
      'no room',
    );
    expect(deeds(fakes)).toEqual(['files.checkWritable smtp.env']);
  });

  test.each([
    ['tracked', {}, ['git tracks smtp.env', 'git rm --cached smtp.env', '.gitignore']],
    ['not-ignored', {}, ['does not ignore smtp.env', 'echo smtp.env >> .gitignore']],
    ['unknown', {}, ['Could not check', '--confirm smtp.env']],
    ['not-ignored', { confirm: ['other'] }, ['--confirm smtp.env']],
  ] as const)(
    'a file that git sees (%s, %j) is refused before anything is changed',
    async (view, more, said) => {
      const fakes = fakePorts({
        files: { checkWritable: () => undefined, exists: () => false, gitView: [view] },
        smtp: { endpoint: () => ENDPOINT },
      });
      const run = apply(makeSmtpCreds, fakes, { world: has(null), answers: { ...FILE, ...more } });
      const error = (await run.catch((thrown: unknown) => thrown)) as Failure;
      expect(error).toMatchObject({ code: 'file/in-git', exitCode: 1 });
      for (const words of said) expect(`${error.message} ${error.fix}`).toContain(words);
      expect(deeds(fakes)).toEqual(['files.checkWritable smtp.env', 'files.gitView smtp.env']);
    },
  );

  test('the copy of what was there goes where git does not see it; without such a place it is refused', async () => {
    const held = { '.env': 'A=1\n', '.env.backup': 'older' };
    const answers = { file: '.env', noLoginCheck: true };
    const gitView = (path: string): GitView =>
      path === '.env' || path.startsWith('/repo/.git/') ? 'private' : 'not-ignored';
    const smtp = { endpoint: () => ENDPOINT };
    const { checkWritable, exists, read } = keptFiles(held);
    const lookedAt = { checkWritable, exists, read, gitView, gitFolder: () => null };
    const refused = fakePorts({ files: lookedAt, smtp });
    await expect(apply(makeSmtpCreds, refused, { world: has({}), answers })).rejects.toMatchObject({
      code: 'file/in-git',
      fix: expect.stringContaining('echo .env.backup-2 >> .gitignore'),
    });
    const hidden = fakePorts({
      iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
      files: keptFiles(held, { gitView, gitFolder: () => '/repo/.git' }),
      smtp,
    });
    await apply(makeSmtpCreds, hidden, { world: has({}), answers });
    expect(hidden.argsOf('files.writeSecret').map(([path]) => path)).toEqual([
      '/repo/.git/ses-migrate-.env.backup',
      '.env',
    ]);
  });

  test('a file that cannot be merged into is replaced only by name, or where it is our own', async () => {
    const files = {
      checkWritable: () => undefined,
      exists: (path: string) => path === 'f.env',
      read: () => Buffer.from('{}'),
    };
    const answers = { file: 'f.env', output: 'json', noLoginCheck: true };
    const foreign = fakePorts({
      files: { checkWritable: files.checkWritable, exists: () => true, read: files.read },
      smtp: { endpoint: () => ENDPOINT },
    });
    await expect(apply(makeSmtpCreds, foreign, { world: has({}), answers })).rejects.toMatchObject({
      code: 'file/exists',
      fix: expect.stringContaining('--confirm f.env'),
    });
    for (const [checklist, confirm] of [
      [having(HANDED), []],
      [w.checklist(), ['f.env']],
    ] as const) {
      const fakes = fakePorts({
        iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
        files: keptFiles({ 'f.env': '{}' }),
        smtp: { endpoint: () => ENDPOINT },
        checklist,
      });
      await apply(makeSmtpCreds, fakes, { world: has({}), answers: { ...answers, confirm } });
      expect(fakes.argsOf('files.writeSecret').map(([path]) => path)).toEqual([
        'f.env.backup',
        'f.env',
      ]);
    }
  });

  test.each([
    [{ output: 'kubernetes', names: 'password=a/b' }, 'usage/bad-variable-name'],
    [{ names: 'SMTP_HOST,FOO' }, 'usage/unknown-name'],
  ])('%j cannot be written: said before anything is changed', async (answers, code) => {
    const fakes = fakePorts({ smtp: { endpoint: () => ENDPOINT } });
    await expect(apply(makeSmtpCreds, fakes, { world: has(null), answers })).rejects.toMatchObject({
      code,
    });
    expect(deeds(fakes)).toEqual([]);
  });

  test.each<[string, Given, 'results' | 'notes']>([
    ['on the screen', {}, 'results'],
    ['in JSON', { json: true }, 'notes'],
    ['through a pipe into gh', { output: 'github' }, 'notes'],
    ['in a file', FILE, 'notes'],
    ['in a store', { output: 'ssm' }, 'notes'],
  ])('a CI log is told to hide the password before it is %s', async (_where, more, stream) => {
    const before: string[][] = [];
    const remember = () => void before.push([...fakes.notes]);
    const fakes = fakePorts({
      ...byService({
        createAccessKey: [KEY],
        smtpUser: [WITH_KEY],
        ...('output' in more && more.output === 'ssm'
          ? { findSecret: () => null, createSecret: remember }
          : {}),
      }),
      ...('file' in more ? { files: keptFiles({}, { onWrite: remember }) } : {}),
      smtp: { endpoint: () => ENDPOINT },
    });
    const answers = { noLoginCheck: true, ...more };
    const { shown } = await apply(makeSmtpCreds, fakes, { world: has({}), answers });
    const masks = fakes[stream].filter((line) => line.startsWith('::add-mask::'));
    expect(masks).toHaveLength(1);
    expect(masks[0]).toMatch(/^::add-mask::\S{44}$/);
    // First on the stream that shows it; at its place, before it is written.
    if (stream === 'results') expect(fakes.results[0]).toBe(masks[0]);
    for (const notes of before) expect(notes).toContain(masks[0]);
    expect(before.length > 0 || shown.password !== undefined).toBe(true);
  });

  test('for gh, what goes through the pipe is the settings alone; the mask goes beside it', async () => {
    const fakes = fakePorts({
      iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
      smtp: { endpoint: () => ENDPOINT },
    });
    const answers = { output: 'github', noLoginCheck: true };
    await apply(makeSmtpCreds, fakes, { world: has({}), answers });
    expect(fakes.results).toEqual([
      expect.stringMatching(/^# SMTP settings[\s\S]*\nSMTP_PASSWORD=\S{44}\n$/),
    ]);
    expect(fakes.notes.join('\n')).toContain('::add-mask::');
  });

  test('a file that fails after all: the key is deleted and the error told', async () => {
    const fakes = fakePorts({
      iam: { createAccessKey: [KEY], deleteAccessKey: [undefined] },
      files: { ...LOOKED_AT, writeSecret: [new Error('disk full')] },
      smtp: { endpoint: () => ENDPOINT },
    });
    await expect(apply(makeSmtpCreds, fakes, { world: has({}), answers: FILE })).rejects.toThrow(
      'disk full',
    );
    expect(deeds(fakes).slice(-3)).toEqual([
      'files.writeSecret smtp.env',
      `iam.deleteAccessKey ${NAME} AKIANEW`,
      'receipt make-smtp-creds deleted-key',
    ]);
    expect(fakes.log.join()).not.toContain('handed-over');
    expect(fakes.stored()?.steps['make-smtp-creds']?.intent).toBeNull();
  });

  test('and where even that fails, the key is named', async () => {
    const fakes = fakePorts({
      iam: { createAccessKey: [KEY], deleteAccessKey: [new Error('denied')] },
      files: { ...LOOKED_AT, writeSecret: [new Error('disk full')] },
      smtp: { endpoint: () => ENDPOINT },
    });
    await expect(
      apply(makeSmtpCreds, fakes, { world: has({}), answers: FILE }),
    ).rejects.toMatchObject({
      code: 'smtp/orphaned-key',
      fix: expect.stringContaining('AKIANEW'),
      cause: { errors: [{ message: 'disk full' }, { message: 'denied' }] },
    });
  });

  test('the confirmed orphan goes before the new key', async () => {
    const fakes = fakePorts({
      iam: { deleteAccessKey: [undefined], createAccessKey: [KEY], smtpUser: [WITH_KEY] },
      smtp: { endpoint: () => ENDPOINT },
      checklist: ORPHAN,
    });
    const answers = { confirm: ['AKIAOLD'], noLoginCheck: true };
    await apply(makeSmtpCreds, fakes, { world: has({ keys: OLD }), answers });
    expect(deeds(fakes).filter(isAwsCall)).toEqual([
      `iam.deleteAccessKey ${NAME} AKIAOLD`,
      `iam.createAccessKey ${NAME}`,
      `iam.smtpUser ${NAME}`,
    ]);
  });
});

describe('limits of the user', () => {
  const BOUNDARY = 'arn:aws:iam::123456789012:policy/mail-only';
  const limits = { permissionsBoundary: BOUNDARY, tag: ['team=web', 'cost=a=b'] };
  const wanted = { permissionsBoundary: BOUNDARY, tags: { team: 'web', cost: 'a=b' } };

  test('boundary and tags stand in the plan and go along with the user', () => {
    const [task] = planOf(makeSmtpCreds, null, { world: has(null), answers: limits }).tasks;
    expect(task?.changes[0]?.to).toBe(
      `no console access, boundary ${BOUNDARY}, tag team=web, tag cost=a=b`,
    );
    expect(task?.iamActions).toEqual(['iam:CreateUser', 'iam:TagUser']);
  });

  test('an adopted user that has them is fine; one that has not is told of, with the commands', () => {
    const plan = (user: Partial<SmtpUser>) =>
      planOf(makeSmtpCreds, null, { world: has(user), answers: limits });
    expect(linesOf(plan(wanted))[0]).toBe(`= IAM user ${NAME}`);
    for (const other of [{}, { ...wanted, tags: { team: 'web' } }, { tags: wanted.tags }])
      expect(() => plan(other)).toThrow(
        expect.objectContaining({
          code: 'smtp/user-differs',
          fix: expect.stringMatching(/aws iam (put-user-permissions-boundary|tag-user)/),
        }),
      );
  });

  test('--scope identity names the identity and configuration set of this account and Region', () => {
    const scoped = w.checklist({
      choices: { senderScope: 'identity', configurationSet: 'main' },
    });
    const { Statement } = smtpUserPolicy(has(null), scoped);
    expect(Statement[0]?.Resource).toEqual([
      `arn:aws:ses:${w.REGION}:${w.ACCOUNT}:identity/${w.DOMAIN}`,
      `arn:aws:ses:${w.REGION}:${w.ACCOUNT}:configuration-set/main`,
    ]);
    const findings = makeSmtpCreds.diagnose(has({}), scoped, START).findings;
    expect(findings.map(({ code }) => code)).toEqual(['smtp/policy']);
    const policies = { [POLICY_NAME]: smtpUserPolicy(has(null), scoped) };
    expect(makeSmtpCreds.diagnose(has({ policies }), scoped, START).findings).toEqual([]);
  });

  test.each([
    ['tag', 'no-value'],
    ['tag', '=x'],
    ['permissionsBoundary', 'mail-only'],
    ['permissionsBoundary', 'arn:aws:iam::123456789012:role/x'],
  ])('--%s %s is refused', (key, text) => {
    const inputs: readonly Input[] = makeSmtpCredsInputs;
    const input = inputs.find((each) => each.key === key);
    expect(() => input?.parse?.(text)).toThrow(
      expect.objectContaining({ code: 'usage/bad-value' }),
    );
  });
});

describe('the login', () => {
  function trying(...attempts: Attempt[]) {
    const fakes = fakePorts({
      iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
      smtp: { endpoint: () => ENDPOINT, login: attempts },
    });
    return apply(makeSmtpCreds, fakes, { world: has({}), answers: { json: true } }).then(
      () => fakes,
    );
  }
  const unknown = attempt({
    ok: false,
    code: 535,
    response: '535 Authentication Credentials Invalid',
  });

  test('535 is tried again while the key spreads', async () => {
    const fakes = await trying(unknown, unknown, attempt());
    expect(fakes.sleeps).toEqual([1000, 2000]);
    expect(fakes.log.at(-1)).toBe('receipt make-smtp-creds proved-login');
  });

  test('but not for ever', async () => {
    const fakes = await trying(...Array.from({ length: 9 }, () => unknown));
    expect(fakes.log.at(-1)).toBe('receipt make-smtp-creds login-refused');
    expect(fakes.sleeps.reduce((sum, ms) => sum + ms)).toBeLessThanOrEqual(60_000);
  });

  test.each([454, 421, null])(
    '%s is no answer about the key and is not tried again',
    async (code) => {
      const fakes = await trying(attempt({ ok: false, code, response: 'no' }));
      expect(fakes.sleeps).toEqual([]);
    },
  );
});

describe('inputs', () => {
  const all: readonly Input[] = makeSmtpCredsInputs;
  const parse = (key: string) => all.find((each) => each.key === key)?.parse;

  test.each([
    ['*@Acme.Example', '*@acme.example'],
    ['a@acme.example', 'a@acme.example'],
    ['a*@acme.example.', 'a*@acme.example'],
  ])('--from %s is %s', (text, pattern) => {
    expect(parse('from')?.(text)).toBe(pattern);
  });

  test.each(['*', '*@', 'a*@acme', 'acme.example'])('--from %s is refused', (text) => {
    expect(() => parse('from')?.(text)).toThrow();
  });

  test.each(['', 'two words', 'x'.repeat(65), 'a/b'])('--user-name %j is refused', (text) => {
    expect(() => parse('userName')?.(text)).toThrowError(
      expect.objectContaining({ code: 'usage/bad-user-name' }),
    );
  });
});
