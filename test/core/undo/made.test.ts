import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { ForeignEntry } from '../../../src/core/checklist-receipts.ts';
import { resourcesMade } from '../../../src/core/undo/made.ts';
import { undoScript } from '../../../src/render/export/undo.ts';
import * as w from '../../helpers/world.ts';

const USER = `ses-smtp-${w.DOMAIN}`;
const KEY = 'AKIAOURS000000000001';
const saved = (facts: object = {}) =>
  w.receipt('handed-over', {
    user: USER,
    accessKeyId: KEY,
    host: 'h',
    port: 587,
    writtenTo: 'f.env',
    ...facts,
  });

function made(
  step: string,
  receipts: readonly ForeignEntry[],
  change: Parameters<typeof w.world>[0] = {},
) {
  return resourcesMade(w.world(change), w.checklist({ steps: w.done(step, ...receipts) }));
}

/** The settings of our key are at the place. */
const inPlace = (place: string) => {
  const value = { username: KEY, password: 'derived', host: 'h', keyIds: [KEY] } as const;
  return w.ok([{ place, named: false, here: true, found: w.ok(value) }]);
};

describe('a forged checklist puts nothing foreign into the script', () => {
  test('an identity of another domain, and records outside of this one', () => {
    const receipts = [
      w.receipt('created-identity', { domain: 'other.example', keyLength: 2048 }),
      w.receipt('published', {
        ...{ zone: 'Z1', zoneName: 'other.example', api: 'route53', changeId: null, records: 2 },
        sets: JSON.stringify(
          ['other.example', 'notacme.example'].map((name) => ({
            ...{ name, type: 'MX', ttl: 1, values: ['10 mx.example'], before: null },
          })),
        ),
      }),
    ];
    expect(made('verify-domain', receipts)).toEqual([]);
  });

  test.each([
    ['a file without our key', w.ok({ username: null, password: null, host: null, keyIds: [] })],
    ['a file that could not be read', w.failed('failed')],
  ])('%s is not removed', (_what, found) => {
    const place = '.ssh/id_ed25519';
    const savedSettings = w.ok([{ place, named: false, here: true, found }]);
    const list = made('make-smtp-creds', [saved({ writtenTo: place, created: true })], {
      savedSettings,
    });
    expect(list.at(-1)?.kind).toBe('file');
    expect(list.at(-1)?.undo).not.toHaveProperty('command');
  });
});

describe('what is not undone', () => {
  test('a key that was adopted, and its file, were made by someone else', () => {
    expect(made('make-smtp-creds', [saved({ adopted: true })])).toEqual([]);
  });

  test('a key that this checklist deleted', () => {
    const deleted = w.receipt('deleted-key', { user: USER, accessKeyId: KEY });
    expect(made('make-smtp-creds', [saved(), deleted]).map(({ kind }) => kind)).toEqual(['file']);
  });

  test('a file that can hold other settings, and what an older version did not record, have no command', () => {
    const [, file] = made('make-smtp-creds', [saved()]);
    expect(file).toMatchObject({
      kind: 'file',
      undo: { say: expect.stringContaining('not deleted') },
    });
    expect(file?.undo).not.toHaveProperty('command');
    const published = w.receipt('published', { zone: 'Z1', changeId: null, records: 6 });
    const [records] = made('verify-domain', [published]);
    expect(records?.undo).not.toHaveProperty('command');
    expect(records?.undo?.say).toContain('did not record which');
  });

  test('settings of an identity that goes as a whole', () => {
    const receipts = [
      w.receipt('created-identity', { domain: w.DOMAIN, keyLength: 2048 }),
      w.receipt('set-mail-from', { mailFrom: `mail.${w.DOMAIN}`, behavior: 'x', before: null }),
    ];
    const [mailFrom, identity] = made('verify-domain', receipts);
    expect([mailFrom?.undo, identity?.undo?.command]).toEqual([
      null,
      `aws sesv2 delete-email-identity --email-identity ${w.DOMAIN} --region ${w.REGION}`,
    ]);
  });

  test('what somebody else has changed since', () => {
    const receipt = w.receipt('set-configuration-set', { name: 'ours', before: 'theirs' });
    const identity = w.ok(w.identity({ configurationSet: 'another' }));
    expect(made('verify-domain', [receipt], { identity })).toMatchObject([
      { state: 'changed', undo: null },
    ]);
  });
});

describe('settings of an identity that was adopted go back to what they were', () => {
  test.each([
    [
      'set-mail-from',
      { mailFrom: `mail.${w.DOMAIN}`, behavior: 'x', before: 'old.acme.example' },
      'put-email-identity-mail-from-attributes --email-identity acme.example --mail-from-domain old.acme.example --region eu-west-1',
    ],
    [
      'set-mail-from',
      { mailFrom: `mail.${w.DOMAIN}`, behavior: 'x', before: null },
      'put-email-identity-mail-from-attributes --email-identity acme.example --region eu-west-1',
    ],
    [
      'set-configuration-set',
      { name: null, before: 'theirs' },
      'put-email-identity-configuration-set-attributes --email-identity acme.example --configuration-set-name theirs --region eu-west-1',
    ],
    [
      'enabled-signing',
      {},
      'put-email-identity-dkim-attributes --email-identity acme.example --no-signing-enabled --region eu-west-1',
    ],
  ])('%s %j', (what, facts, command) => {
    const [resource] = made('verify-domain', [w.receipt(what, facts)]);
    expect(resource).toMatchObject({ state: 'there', undo: { command: `aws sesv2 ${command}` } });
  });

  test('an older receipt does not say what was before: no command', () => {
    const older = w.receipt('set-mail-from', { mailFrom: `mail.${w.DOMAIN}`, behavior: 'x' });
    expect(made('verify-domain', [older])[0]?.undo).not.toHaveProperty('command');
  });
});

test.each([
  ['ssm:/acme/smtp', 'aws ssm delete-parameter --name /acme/smtp --region eu-west-1'],
  [
    'secrets-manager:acme/smtp',
    'aws secretsmanager delete-secret --secret-id acme/smtp --region eu-west-1',
  ],
  ["it's mine.env", "rm -- 'it'\\''s mine.env'"],
])('%s, which was created, is removed by %s', (writtenTo, command) => {
  const list = made('make-smtp-creds', [saved({ writtenTo, created: true })], {
    savedSettings: inPlace(writtenTo),
  });
  expect(list.at(-1)?.undo?.command).toBe(command);
});

test('what could not be read is "unknown", never gone', () => {
  const change = { smtpUser: w.failed('denied'), identity: w.failed('unreachable') };
  const receipts = [w.receipt('created-user', { user: USER }), saved()];
  for (const { state, undo } of made('make-smtp-creds', receipts, change))
    expect([state, undo === null]).toEqual(['unknown', false]);
  const created = w.receipt('created-identity', { domain: w.DOMAIN, keyLength: 2048 });
  expect(made('verify-domain', [created], change)[0]?.state).toBe('unknown');
});

test('hostile names stay words and comments of the script', () => {
  const evil = 'x$(touch owned)\n`touch owned`; touch owned #';
  const receipts = [
    w.receipt('created-user', { user: evil }),
    saved({ writtenTo: evil, created: true, user: evil }),
  ];
  const about = { domain: evil, region: w.REGION, account: w.ACCOUNT, now: new Date(0) };
  const script = undoScript(
    made('make-smtp-creds', receipts, {
      smtpUser: w.failed('denied'),
      savedSettings: inPlace(evil),
    }),
    about,
  );
  const words = script
    .replaceAll(/^(aws|rm) /gm, 'printf "<%s>" $1 ')
    .replace('$(aws sts', '$(echo 123456789012; : sts');
  const env = { PATH: process.env.PATH ?? '', SES_MIGRATE_UNDO: evil };
  const { status, stdout } = spawnSync('sh', ['-c', words], { env, encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).toContain(`<--user-name><${evil}>`);
  expect(stdout).toContain(`<rm><--><${evil}>`);
});
