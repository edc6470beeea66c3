/** A library prints what it wants to whoever chose the message: no word of it is in our streams. */

import { writeFileSync } from 'node:fs';
import { authenticate } from 'mailauth';
import { beforeAll, expect, test, vi } from 'vitest';
import { shareWorld, type Team } from './world.ts';

const world = shareWorld({
  domain: 'acme.example',
  region: 'eu-west-1',
  situation: 'production',
  speed: 200,
});
let team: Team;

beforeAll(async () => {
  team = world().team({ SES_MIGRATE_DOMAIN: 'acme.example' });
  await team.report(['verify-domain', '--yes']);
  await world().pass('1h');
  const send = [
    'send-test',
    '--from',
    'a@acme.example',
    '--to',
    'inbox@inbox.example',
    '--via',
    'api',
  ];
  await team.report([...send, '--yes']);
});

const HASH = Buffer.alloc(32).toString('base64');
/** Put on top of a copy: the length that this signature names is not the one of the body. */
const WRONG_LENGTH = [
  'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=acme.example; s=tok; l=99999;',
  ` h=from:subject; bh=${HASH}; b=${HASH}`,
  '',
].join('\r\n');

const absent = () =>
  Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));

test('mailauth prints for such a message, so that the test below is of something', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await authenticate(`${WRONG_LENGTH}From: a@acme.example\r\n\r\nHello\r\n`, {
      resolver: absent,
    });
    expect(log).toHaveBeenCalledWith('TOTAL', expect.anything(), 'EXPECTING', 99_999);
  } finally {
    log.mockRestore();
  }
});

test('send-test --eml of a message with a wrong l= prints our report and nothing else', async () => {
  const copy = (await world().inbox()).at(-1)?.raw ?? '';
  expect(copy).toContain('X-Migration-Token');
  writeFileSync(team.path('copy.eml'), `${WRONG_LENGTH}${copy}`);
  const { stdout, stderr } = await team.run(['send-test', '--eml', 'copy.eml']);
  expect(stdout).toMatch(/DKIM/);
  expect(stdout + stderr).not.toMatch(/TOTAL|EXPECTING|99999/);
  // Standard output is the document, and not a line more.
  const { data } = await team.report(['send-test', '--eml', 'copy.eml']);
  expect(JSON.stringify(data.proof)).toContain('"selector":"tok"');
});
