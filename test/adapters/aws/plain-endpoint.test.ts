import { expect, test } from 'vitest';
import { readSettings } from '../../../src/adapters/aws/settings.ts';

/** No file of this machine is read. */
const NOWHERE = {
  AWS_CONFIG_FILE: '/nowhere/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere/keys',
};

async function endpointOf(serviceId: string, url: string, notes: string[] = []) {
  const env = { ...NOWHERE, AWS_ENDPOINT_URL: url };
  const settings = await readSettings(null, env, (text) => notes.push(text));
  settings.endpointOf(serviceId);
  return settings.endpointOf(serviceId);
}

/** Each spelling of the host that `new URL` takes, beside the obvious ones. */
const OUTSIDE = [
  'http://aws.example',
  'http://192.0.2.1:4566',
  'HTTP://AWS.EXAMPLE',
  'http://127.0.0.1.evil.example',
  'http://localhost.evil.example',
  'http://127.0.0.1@evil.example',
  'http://0.0.0.0:4566',
  'http://[::ffff:192.0.2.1]:4566',
];
const INSIDE = [
  'http://127.0.0.1:4566',
  'http://127.9.9.9',
  'http://2130706433:4566',
  'http://0x7f.1',
  'http://localhost:4566',
  'http://LOCALHOST',
  'http://[::1]:4566',
];
const SECRET = ['IAM', 'STS', 'Secrets Manager', 'SSM', 'SSO', 'SSO OIDC', 'Signin'];
const OTHERS = ['SESv2', 'Route 53', 'SNS', 'SQS', 'CloudWatch', 'EventBridge'];

test.each(SECRET)('no secret of %s comes back over a network in plain text', async (service) => {
  for (const url of OUTSIDE)
    await expect(endpointOf(service, url), url).rejects.toMatchObject({
      code: 'usage/bad-setting',
      exitCode: 2,
      message: expect.stringMatching(/AWS_ENDPOINT_URL sends .* without TLS/),
    });
});

test.each([...SECRET, ...OTHERS])(
  '%s with TLS or on this machine needs no word',
  async (service) => {
    const notes: string[] = [];
    for (const url of ['https://aws.example', 'https://192.0.2.1', ...INSIDE])
      expect(await endpointOf(service, url, notes)).toBe(url);
    expect(notes).toEqual([]);
  },
);

test.each(OTHERS)('%s over a network in plain text is used, and reported once', async (service) => {
  for (const url of OUTSIDE) {
    const notes: string[] = [];
    expect(await endpointOf(service, url, notes)).toBe(url);
    expect(notes).toEqual([
      `AWS_ENDPOINT_URL sends ${service} to ${new URL(url).hostname} without TLS: anyone on the way can read and change requests and answers. Use https://.`,
    ]);
  }
});
