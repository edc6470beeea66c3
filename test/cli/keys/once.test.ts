/** Credentials are found once a run, for all clients that ask at the same time; STS is asked in the run's Region. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import type { Seen } from '../../helpers/identity-front/types.ts';
import { openPty } from '../../helpers/pty.ts';
import { DOMAIN, keyLines, openPlace } from './person.ts';

vi.setConfig({ testTimeout: 120_000 });

const place = openPlace();
const [CONFIG, KEYS] = ['.aws/config', '.aws/credentials'];
const STATUS = ['status', '--profile', 'wrk'];
const inDomain = { SES_MIGRATE_DOMAIN: DOMAIN };
const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

/** What the front saw from here on. */
function watch(): (operation: string) => readonly Seen[] {
  const from = place.front().seen.length;
  return (operation) =>
    place
      .front()
      .seen.slice(from)
      .filter((each) => each.operation === operation);
}

test('a chain of roles: each is assumed once, in the Region of the run', async () => {
  const front = place.front();
  const ann = front.addUser('chain');
  front.addRole({ arn: role('first'), trusts: [ann.arn] });
  front.addRole({
    arn: role('second'),
    trusts: [`arn:aws:sts::123456789012:assumed-role/first/chained`],
    externalId: 'x1',
  });
  const files = {
    [CONFIG]: [
      `[profile wrk]\nregion = us-east-1\nrole_arn = ${role('second')}\nsource_profile = mid\nexternal_id = x1`,
      `[profile mid]\nrole_arn = ${role('first')}\nsource_profile = base\nrole_session_name = chained\n`,
    ].join('\n'),
    [KEYS]: `[base]\n${keyLines(ann)}`,
  };
  const seen = watch();
  const person = place.person({ env: inDomain, files });
  const { exitCode, stderr } = await person.run([...STATUS, '--region', 'eu-west-1']);
  expect(stderr).toBe('');
  expect(exitCode).toBe(1);
  expect(seen('AssumeRole')).toMatchObject([
    { by: ann.arn, region: 'eu-west-1', status: 200 },
    {
      by: 'arn:aws:sts::123456789012:assumed-role/first/chained',
      region: 'eu-west-1',
      status: 200,
    },
  ]);
  expect(seen('GetCallerIdentity')).toMatchObject([{ region: 'eu-west-1', status: 200 }]);
});

test('a role in GovCloud is assumed in GovCloud', async () => {
  const front = place.front();
  const gov = front.addUser('gov', {
    regions: /^us-gov-west-1$/,
    arn: 'arn:aws-us-gov:iam::123456789012:user/gov',
  });
  const arn = 'arn:aws-us-gov:iam::123456789012:role/ops';
  front.addRole({ arn, trusts: [gov.arn] });
  const files = {
    [CONFIG]: `[profile wrk]\nrole_arn = ${arn}\nsource_profile = base\n`,
    [KEYS]: `[base]\n${keyLines(gov)}`,
  };
  const seen = watch();
  await place.person({ env: inDomain, files }).run([...STATUS, '--region', 'us-gov-west-1']);
  expect(seen('AssumeRole')).toMatchObject([{ region: 'us-gov-west-1', status: 200 }]);
});

test('a code of an MFA device is asked for once and sent once', async () => {
  const front = place.front();
  const ann = front.addUser('mfa');
  const device = 'arn:aws:iam::123456789012:mfa/ann';
  front.addRole({ arn: role('mfa'), trusts: [ann.arn], mfa: device });
  front.state.mfaCodes.add('123456');
  const files = {
    [CONFIG]: `[profile wrk]\nrole_arn = ${role('mfa')}\nmfa_serial = ${device}\nsource_profile = base\n`,
    [KEYS]: `[base]\n${keyLines(ann)}`,
  };
  const seen = watch();
  const person = place.person({ env: inDomain, files });
  const pty = openPty(STATUS, { env: person.env, cwd: person.folder });
  await pty.until(/Code of MFA device/);
  pty.type('123456\r');
  expect(await pty.done).toMatchObject({ exitCode: 1 });
  expect(seen('AssumeRole')).toMatchObject([{ status: 200 }]);
});

test('a process is run once', async () => {
  const ann = place.front().addUser('process');
  const printed = JSON.stringify({
    Version: 1,
    AccessKeyId: ann.keyId,
    SecretAccessKey: ann.secret,
  });
  const files = {
    [CONFIG]: '[profile wrk]\ncredential_process = sh "$HOME/vault.sh"\n',
    'vault.sh': `echo run >> "$HOME/runs"; echo '${printed}'\n`,
  };
  const person = place.person({ env: inDomain, files });
  expect(await person.run(STATUS)).toMatchObject({ exitCode: 1, stderr: '' });
  expect(readFileSync(`${person.home}/runs`, 'utf8')).toBe('run\n');
});

test('a session of Identity Center: the old form, a profile name with blanks, and a token that is renewed', async () => {
  const front = place.front();
  front.state.ssoTokens.set('SSOtokenNew', ['123456789012/Admins']);
  front.state.refreshTokens.set('refresh1', 'SSOtokenNew');
  const cache = `.aws/sso/cache/${createHash('sha1').update('corp').digest('hex')}.json`;
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  const files = {
    [CONFIG]: [
      '[profile "two words"]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Admins',
      '[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n',
    ].join('\n'),
    [cache]: JSON.stringify({
      accessToken: 'SSOtokenOld',
      expiresAt,
      clientId: 'c',
      clientSecret: 's',
      refreshToken: 'refresh1',
    }),
  };
  const seen = watch();
  const person = place.person({ env: inDomain, files });
  expect(await person.run(['status', '--profile', 'two words'])).toMatchObject({
    exitCode: 1,
    stderr: '',
  });
  expect([seen('CreateToken').length, seen('GetRoleCredentials').length]).toEqual([1, 1]);
});
