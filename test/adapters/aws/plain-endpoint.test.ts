import { expect, test } from 'vitest';
import { readSettings } from '../../../src/adapters/aws/settings.ts';

/** No file of this machine is read. */
const NOWHERE = {
  AWS_CONFIG_FILE: '/nowhere/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere/keys',
};

async function endpointOf(serviceId: string, url: string) {
  const settings = await readSettings(null, { ...NOWHERE, AWS_ENDPOINT_URL: url });
  return settings.endpointOf(serviceId);
}

test.each(['IAM', 'STS', 'Secrets Manager', 'SSM'])(
  'no secret of %s comes back over a network in plain text',
  async (service) => {
    for (const url of [
      'http://aws.example',
      'http://192.0.2.1:4566',
      'http://127.0.0.1.evil.example',
    ])
      await expect(endpointOf(service, url)).rejects.toMatchObject({
        code: 'usage/bad-setting',
        exitCode: 2,
        message: expect.stringMatching(/AWS_ENDPOINT_URL sends .* without TLS/),
      });
  },
);

test.each([
  ['IAM', 'https://aws.example'],
  ['IAM', 'http://127.0.0.1:4566'],
  ['STS', 'http://localhost:4566'],
  ['STS', 'http://[::1]:4566'],
  ['SESv2', 'http://aws.example'],
])('%s at %s', async (service, url) => {
  expect(await endpointOf(service, url)).toBe(url);
});
