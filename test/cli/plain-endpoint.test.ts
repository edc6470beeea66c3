/** Endpoints without TLS: what a run says of them, and where it does not use them. */

import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../helpers/cli.ts';
import { openProxy, type TestProxy } from '../helpers/http-proxy.ts';
import { shareWorld, type Team } from './world.ts';

const world = shareWorld({ domain: 'acme.example', region: 'eu-west-1' });
/** Known to the proxy only, so that the requests come to the rehearsal. */
let proxy: TestProxy;

beforeAll(async () => {
  const port = Number(new URL(world().env.AWS_ENDPOINT_URL ?? '').port);
  proxy = await openProxy({ names: { 'aws.corp.example:80': port } });
});
afterAll(() => proxy?.close());

function team(env: Readonly<Record<string, string>>): Team {
  return world().team({ http_proxy: `http://127.0.0.1:${proxy.port}`, ...env });
}

test('SES and Route 53 are used, and each is reported once, before anything is changed', async () => {
  const { stderr, stdout, exitCode } = await team({
    AWS_ENDPOINT_URL_SESV2: 'http://aws.corp.example',
    AWS_ENDPOINT_URL_ROUTE_53: 'http://aws.corp.example',
  }).run(['verify-domain', 'acme.example', '--yes']);
  expect([0, 3]).toContain(exitCode);
  for (const [variable, service] of [
    ['AWS_ENDPOINT_URL_SESV2', 'SESv2'],
    ['AWS_ENDPOINT_URL_ROUTE_53', 'Route 53'],
  ] as const) {
    const told = `${variable} sends ${service} to aws.corp.example without TLS`;
    expect(stderr.split(told)).toHaveLength(2);
    expect(stderr.indexOf(told)).toBeLessThan(stderr.indexOf('+ identity'));
  }
  expect(stdout).not.toContain('without TLS');
});

test.each(['IAM', 'STS', 'SECRETS_MANAGER', 'SSM'])(
  'no request leaves for %s, whose answers hold a secret',
  async (service) => {
    const before = proxy.asked.length;
    const writes = await world().writes();
    const own = team({ [`AWS_ENDPOINT_URL_${service}`]: 'http://aws.corp.example' });
    const store = { SECRETS_MANAGER: 'secrets-manager', SSM: 'ssm' }[service];
    const place = store === undefined ? ['--file', 'smtp.env'] : ['--output', store];
    const { exitCode, error } = await own.report([
      'make-smtp-creds',
      'acme.example',
      ...place,
      '--yes',
    ]);
    expect(exitCode).toBe(2);
    expect(error).toMatchObject({
      code: 'usage/bad-setting',
      message: expect.stringContaining(`AWS_ENDPOINT_URL_${service} sends`),
    });
    expect(proxy.asked.slice(before)).toEqual([]);
    expect(await world().writes()).toEqual(writes);
    expect(existsSync(own.path('smtp.env'))).toBe(false);
  },
);

test.each([
  [
    'http://api.corp.example/client/v4',
    /CLOUDFLARE_BASE_URL sends Cloudflare to api\.corp\.example without TLS, and your API token would go out/,
  ],
  ['http://127.0.0.1.evil.example', /without TLS/],
  ['api.cloudflare.com', /CLOUDFLARE_BASE_URL is not a URL: api\.cloudflare\.com/],
  ['file:///etc/passwd', /CLOUDFLARE_BASE_URL is not a URL/],
])('the token is not sent to %s', async (url, message) => {
  const env = { CLOUDFLARE_API_TOKEN: 'a-token-of-cloudflare', CLOUDFLARE_BASE_URL: url };
  const args = ['verify-domain', 'acme.example', '--region', 'eu-west-1', '--dry-run', '--json'];
  const { stdout, stderr, exitCode } = await run(args, { env });
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout).error).toMatchObject({
    code: 'usage/bad-setting',
    message: expect.stringMatching(message),
  });
  expect(stdout + stderr).not.toContain('a-token-of-cloudflare');
});
