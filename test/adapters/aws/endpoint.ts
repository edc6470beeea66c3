import { vi } from 'vitest';
import { createAws } from '../../../src/adapters/aws/index.ts';
import type { AwsPorts } from '../../../src/ports/index.ts';

/** AWS that is asked at this port of 127.0.0.1; the test unstubs the environment. */
export function awsAt(port: number): AwsPorts {
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  return createAws({
    note: () => undefined,
    region: 'eu-west-1',
    profile: null,
    mfaCode: () => Promise.reject(new Error('asked')),
  });
}
