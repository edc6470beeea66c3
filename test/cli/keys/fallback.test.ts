/**
 * Nothing falls back past an explicit choice: on a machine with a role of its own, what was named or stands half in
 * the environment is used or ends the run.
 */

import { expect, test, vi } from 'vitest';
import { type Belongings, DOMAIN, keyLines, keysOf, openPlace, withMachineRole } from './person.ts';

vi.setConfig({ testTimeout: 120_000 });

const place = openPlace();
const [CONFIG, KEYS] = ['.aws/config', '.aws/credentials'];
const ID = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'FRONTsecretOfNobodyInParticular';
const ROLE = 'role_arn = arn:aws:iam::123456789012:role/ops\n';
const WRK = ['--profile', 'wrk'];
/** Whose keys end with: the person has them, and the machine has a role. */
const CHOSEN: readonly (readonly [string, Belongings, readonly string[], string])[] = [
  ['a profile that is not there', {}, WRK, 'Profile wrk is in neither'],
  ['the same by AWS_PROFILE', { env: { AWS_PROFILE: 'wrk' } }, [], 'Profile wrk is in neither'],
  [
    'the same by AWS_DEFAULT_PROFILE',
    { env: { AWS_DEFAULT_PROFILE: 'wrk' } },
    [],
    'Profile wrk is in neither',
  ],
  [
    'a key without its secret in a profile',
    { files: { [KEYS]: `[wrk]\naws_access_key_id = ${ID}\n` } },
    WRK,
    'aws_access_key_id is set in profile wrk, but aws_secret_access_key is not.',
  ],
  [
    'a secret without its key in the default profile',
    { files: { [KEYS]: `[default]\naws_secret_access_key = ${SECRET}\n` } },
    [],
    'aws_secret_access_key is set in profile default, but aws_access_key_id is not.',
  ],
  [
    'a credential_process that fails',
    {
      files: {
        [CONFIG]:
          '[profile wrk]\ncredential_process = sh -c "echo the vault is locked >&2; exit 3"\n',
      },
    },
    WRK,
    'The credential_process of profile wrk ended with exit code 3: the vault is locked',
  ],
  [
    'one of the default profile',
    { files: { [CONFIG]: '[default]\ncredential_process = /no/such/program\n' } },
    [],
    'The credential_process of profile default ended with exit code 127',
  ],
  [
    'a source_profile that is not there',
    { files: { [CONFIG]: `[profile wrk]\n${ROLE}source_profile = base\n` } },
    WRK,
    'Profile base, which profile wrk names as source_profile, is in neither',
  ],
  [
    'a role without a source',
    { files: { [CONFIG]: `[profile wrk]\n${ROLE}` } },
    WRK,
    'Profile wrk has role_arn, but no source_profile and no credential_source.',
  ],
  [
    'a profile with a Region alone',
    { files: { [CONFIG]: '[profile wrk]\nregion = eu-west-1\n' } },
    WRK,
    'Profile wrk has no credentials.',
  ],
  [
    'AWS_ACCESS_KEY_ID alone',
    { env: { AWS_ACCESS_KEY_ID: ID } },
    [],
    'AWS_ACCESS_KEY_ID is set in the environment, but AWS_SECRET_ACCESS_KEY is not.',
  ],
  [
    'AWS_SECRET_ACCESS_KEY alone',
    { env: { AWS_SECRET_ACCESS_KEY: SECRET } },
    [],
    'AWS_SECRET_ACCESS_KEY is set in the environment, but AWS_ACCESS_KEY_ID is not.',
  ],
  [
    'a temporary key without its token',
    { env: { AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: SECRET } },
    [],
    'The access key ASIAIOSFODNN7EXAMPLE is temporary, but AWS_SESSION_TOKEN is not set in the environment.',
  ],
  [
    'two variables that name different profiles',
    { env: { AWS_PROFILE: 'wrk', AWS_DEFAULT_PROFILE: 'other' } },
    [],
    'AWS_PROFILE (wrk) and AWS_DEFAULT_PROFILE (other) name different profiles.',
  ],
  [
    'a web identity token file without a role',
    { env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/token' } },
    [],
    'AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not.',
  ],
  [
    'a container role that does not answer',
    { env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/role' } },
    [],
    'Could not read the container credentials at http://127.0.0.1:9/role',
  ],
];

test.concurrent.each(CHOSEN)('%s', async (_what, belongings, flags, message) => {
  const machine = withMachineRole(place.front());
  const person = place.person(belongings);
  const report = await person.report(['verify-domain', DOMAIN, '--yes', ...flags]);
  expect(report).toMatchObject({ exitCode: 4, error: { code: 'aws/credentials' } });
  expect(report.error?.message).toContain(message);
  expect(report.error?.fix).toMatch(/\w+/);
  expect(place.front().seen.filter(({ by }) => by?.includes(machine))).toEqual([]);
  expect(place.front().changes()).toEqual([]);
});

test('where nothing is chosen, the role of the machine is', async () => {
  withMachineRole(place.front());
  const { stderr } = await place.person().run(['verify-domain', DOMAIN, '--dry-run']);
  expect(stderr).toContain(
    'as arn:aws:sts::999988887777:assumed-role/web-server/i-0123456789abcdef0',
  );
});

test('a profile may name the role of the machine', async () => {
  withMachineRole(place.front());
  const files = { [CONFIG]: '[profile wrk]\ncredential_source = Ec2InstanceMetadata\n' };
  const { stderr } = await place
    .person({ files })
    .run(['verify-domain', DOMAIN, '--dry-run', ...WRK]);
  expect(stderr).toContain('as arn:aws:sts::999988887777:assumed-role/web-server/');
});

test('AWS_PROFILE with settings alone leaves the keys of the environment in use, and says so', async () => {
  const ann = place.front().addUser('settings-only');
  const files = { [CONFIG]: '[profile wrk]\nregion = eu-west-1\n' };
  const person = place.person({ env: { ...keysOf(ann), AWS_PROFILE: 'wrk' }, files });
  const { stderr } = await person.run(['verify-domain', DOMAIN, '--dry-run']);
  expect(stderr).toContain(
    'AWS_PROFILE (wrk) has no credentials; the keys of the environment are used.',
  );
  expect(stderr).toContain(`as ${ann.arn}`);
});

test('a named profile is used where keys of the environment are there too, and `unset` is named', async () => {
  const [ann, bob] = [place.front().addUser('in-env'), place.front().addUser('in-profile')];
  const env = { ...keysOf(ann), AWS_PROFILE: 'wrk' };
  const person = place.person({ env, files: { [KEYS]: `[wrk]\n${keyLines(bob)}` } });
  const { stderr } = await person.run(['verify-domain', DOMAIN, '--dry-run']);
  expect(stderr).toContain(
    'AWS_PROFILE (wrk) is used instead of AWS_ACCESS_KEY_ID of the environment; `unset AWS_PROFILE` to use that.',
  );
  expect(stderr).toContain(`as ${bob.arn}`);
});

test('a web identity of the environment comes before keys of the default profile, as in the CLI', async () => {
  const bob = place.front().addUser('default-keys');
  place.front().state.webTokens.set('WEBtokenOfPod', 'pod');
  place.front().addRole({ arn: 'arn:aws:iam::123456789012:role/pod', trusts: ['pod'] });
  const files = { token: 'WEBtokenOfPod', [KEYS]: `[default]\n${keyLines(bob)}` };
  const person = place.person({
    env: { AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/pod', AWS_ROLE_SESSION_NAME: 'mail' },
    files,
  });
  const env = { AWS_WEB_IDENTITY_TOKEN_FILE: `${person.home}/token` };
  const { stderr } = await person.run(['verify-domain', DOMAIN, '--dry-run'], { env });
  expect(stderr).toContain('as arn:aws:sts::123456789012:assumed-role/pod/mail');
});

test.each(['endpoint_url = URL', 'services = private'])(
  '`%s` of a profile named with --profile is obeyed, and not the one of another profile',
  async (setting) => {
    const ann = place.front().addUser(`private-${setting.slice(0, 8)}`);
    const url = place.front().url;
    const services = ['sesv2', 'sts', 'iam', 'route_53'].map(
      (name) => `${name} =\n  endpoint_url = ${url}`,
    );
    const config = [
      '[default]\nendpoint_url = http://127.0.0.1:9',
      `[profile wrk]\nregion = eu-west-1\n${setting.replace('URL', url)}`,
      `[services private]\n${services.join('\n')}\n`,
    ].join('\n');
    const files = { [CONFIG]: config, [KEYS]: `[wrk]\n${keyLines(ann)}` };
    const person = place.person({ env: { AWS_ENDPOINT_URL: '' }, files });
    const { stderr } = await person.run(['verify-domain', DOMAIN, '--dry-run', ...WRK]);
    expect(stderr).toContain(`as ${ann.arn}`);
    expect(
      place
        .front()
        .seen.filter(({ by }) => by === ann.arn)
        .map(({ service }) => service),
    ).toEqual(expect.arrayContaining(['sts', 'ses', 'route53']));
  },
);
