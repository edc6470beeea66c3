/** Files and variables are read as the AWS CLI reads them. */

import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createCertificate } from '../../../src/rehearsal/smtp/certificate.ts';
import { DOMAIN, keyLines, keysOf, openPlace } from './person.ts';

vi.setConfig({ testTimeout: 120_000 });

const place = openPlace();
const [CONFIG, KEYS] = ['.aws/config', '.aws/credentials'];
const DRY = ['verify-domain', DOMAIN, '--dry-run'];

let secure: Server;
let certificate = '';
let secureUrl = '';
beforeAll(async () => {
  const { key, cert } = await createCertificate();
  certificate = cert;
  secure = createServer({ key, cert }, (asked, answer) => {
    const { method, url, headers } = asked;
    const onward = request(`${place.front().url}${url}`, { method, headers }, (told) => {
      answer.writeHead(told.statusCode ?? 502, told.headers);
      told.pipe(answer);
    });
    asked.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(secure, 'listening');
  const address = secure.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  secureUrl = `https://localhost:${address.port}`;
});
afterAll(() => {
  secure.closeAllConnections();
  secure.close();
});

test.each(['AWS_CA_BUNDLE', 'ca_bundle'])('%s is trusted', async (by) => {
  const ann = place.front().addUser(by);
  const person = place.person({
    env: { ...keysOf(ann), AWS_ENDPOINT_URL: secureUrl },
    files: { 'ca.pem': certificate, [CONFIG]: '' },
  });
  const bundle = join(person.home, 'ca.pem');
  if (by === 'ca_bundle')
    writeFileSync(join(person.home, CONFIG), `[default]\nca_bundle = ${bundle}\n`);
  const env = by === 'AWS_CA_BUNDLE' ? { AWS_CA_BUNDLE: bundle } : {};
  expect((await person.run(DRY, { env })).stderr).toContain(`as ${ann.arn}`);
});

test('an authority that nobody named is the cause, with the variables to name it', async () => {
  const ann = place.front().addUser('no-bundle');
  const person = place.person({ env: { ...keysOf(ann), AWS_ENDPOINT_URL: secureUrl } });
  const { stdout, exitCode } = await person.run(['verify-domain', DOMAIN]);
  expect(exitCode).toBe(5);
  expect(stdout.replace(/\s+/g, ' ')).toMatch(
    /DEPTH_ZERO_SELF_SIGNED_CERT.*set AWS_CA_BUNDLE .* NODE_EXTRA_CA_CERTS/,
  );
  expect(stdout).not.toContain('Check the network');
});

test('AWS_MAX_ATTEMPTS is obeyed', async () => {
  const ann = place.front().addUser('attempts');
  const operation = `GET /v2/email/identities/${DOMAIN}`;
  const attempts = async (env: Record<string, string>) => {
    place.front().state.plain503.add(operation);
    const from = place.front().seen.length;
    await place.person({ env: { ...keysOf(ann), ...env } }).run(['verify-domain', DOMAIN]);
    place.front().state.plain503.clear();
    return place
      .front()
      .seen.slice(from)
      .filter((each) => each.operation === operation).length;
  };
  expect(await attempts({ AWS_MAX_ATTEMPTS: '1' })).toBe(1);
  expect(await attempts({})).toBe(4);
});

test('settings in upper case, comments, and a Region in the credentials file', async () => {
  const ann = place.front().addUser('upper');
  const lines = keyLines(ann).replace(/aws_\w+/g, (name) => name.toUpperCase());
  const files = {
    [KEYS]: `[ wrk ]\n# home\n${lines.replace('\n', ' # mine\n')}Region: eu-west-1\n`,
  };
  const person = place.person({ env: { AWS_REGION: '' }, files });
  const { stderr } = await person.run([...DRY, '--profile', 'wrk']);
  expect(stderr).toContain(`Account ${ann.account}, Region eu-west-1\nas ${ann.arn}`);
});

test('a user without a home and without an entry in passwd needs keys of the environment only', async () => {
  const ann = place.front().addUser('homeless');
  const patch = `import os from 'node:os';import{syncBuiltinESMExports}from'node:module';os.homedir=()=>{throw Object.assign(new Error('uv_os_homedir returned ENOENT'),{code:'ERR_SYSTEM_ERROR'})};syncBuiltinESMExports()`;
  const preload = new URL('../../helpers/deny-network-preload.mjs', import.meta.url).href;
  const env = {
    ...keysOf(ann),
    HOME: '',
    NODE_OPTIONS: `--import=${preload} --import=data:text/javascript,${encodeURIComponent(patch)}`,
  };
  const { stderr } = await place.person({ env }).run(DRY);
  expect(stderr).toContain(`as ${ann.arn}`);
});

test('send-test says of an expired session what the other commands say', async () => {
  const ann = place.front().addUser('expired', { expired: true });
  const person = place.person({ env: { ...keysOf(ann), SES_MIGRATE_DOMAIN: DOMAIN } });
  const send = [
    'send-test',
    '--from',
    `a@${DOMAIN}`,
    '--scenario',
    'success',
    '--via',
    'api',
    '--yes',
  ];
  const [sent, other] = [
    await person.report(send),
    await person.report(['verify-domain', DOMAIN, '--yes']),
  ];
  expect(sent).toMatchObject({ exitCode: 4, error: { code: 'aws/credentials' } });
  expect(sent.error?.fix).toBe(other.error?.fix);
  expect(sent.error?.message).toBe(other.error?.message);
});
