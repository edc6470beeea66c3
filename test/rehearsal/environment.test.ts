import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { childEnvironment, shellLines } from '../../src/rehearsal/environment.ts';

const surroundings = {
  env: {
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    NOTE: "it's $HOME",
  },
};
const parent = {
  HOME: '/home/me',
  AWS_PROFILE: 'work',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_SESSION_TOKEN: 'token',
  AWS_ENDPOINT_URL_SESV2: 'https://elsewhere.example',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  AWS_USE_FIPS_ENDPOINT: 'true',
  CLOUDFLARE_API_TOKEN: 'a real one',
  HTTPS_PROXY: 'http://127.0.0.1:3128',
  SES_MIGRATE_SMTP_PASSWORD: 'a real one',
  SES_MIGRATE_SMTP_EU_WEST_1: 'email-smtp.eu-west-1.amazonaws.com:587',
};
const inside = { HOME: '/home/me', ...surroundings.env };

test('a child gets the rehearsal’s environment and nothing that leads out of it', () => {
  expect(childEnvironment(surroundings, parent)).toEqual(inside);
});

test('a shell that reads the lines is in the same environment', () => {
  const script = `${shellLines(surroundings, parent).join('\n')}\nenv`;
  const seen = execFileSync('/bin/sh', ['-c', script], { env: parent, encoding: 'utf8' });
  const names = ['AWS_', 'CLOUDFLARE_', 'HOME', 'HTTPS_', 'NOTE', 'SES_'];
  const lines = seen.split('\n').filter((line) => names.some((name) => line.startsWith(name)));
  expect(lines.sort()).toEqual(
    Object.entries(inside)
      .map((pair) => pair.join('='))
      .sort(),
  );
});
