/** Why there are no credentials, or why AWS refuses them: told once, by its own cause, with the way out. */

import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import type { Front } from '../../helpers/identity-front/index.ts';
import { type Belongings, DOMAIN, keyLines, keysOf, openPlace, withMachineRole } from './person.ts';

vi.setConfig({ testTimeout: 120_000 });

const place = openPlace();
const [CONFIG, KEYS] = ['.aws/config', '.aws/credentials'];
const WRK = ['--profile', 'wrk'];
const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const SSO = 'sso_account_id = 123456789012\nsso_role_name = Admins\n';
const SESSION =
  '[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n';
const cacheOf = (name: string) =>
  `.aws/sso/cache/${createHash('sha1').update(name).digest('hex')}.json`;
const tokenFor = (hours: number, accessToken = 'SSOtokenOfAnn') =>
  JSON.stringify({
    accessToken,
    expiresAt: new Date(Date.now() + hours * 3_600_000).toISOString(),
  });

interface Case {
  readonly has: (front: Front) => Belongings;
  readonly flags?: readonly string[];
  readonly region?: string;
  readonly message: RegExp;
  readonly fix: RegExp;
  readonly exitCode?: number;
}

const inConfig = (text: string) => () => ({ files: { [CONFIG]: text } });
const withBase = (text: string) => (front: Front) => ({
  files: { [CONFIG]: text, [KEYS]: `[base]\n${keyLines(front.addUser('base'))}` },
});
const webIdentity = (token: string, name: string) => () => ({
  env: { AWS_WEB_IDENTITY_TOKEN_FILE: '~/token', AWS_ROLE_ARN: role(name) },
  files: { token },
});

const CASES: Readonly<Record<string, Case>> = {
  'a loop of source_profile': {
    has: inConfig(
      `[profile wrk]\nrole_arn = ${role('a')}\nsource_profile = b\n[profile b]\nrole_arn = ${role('b')}\nsource_profile = wrk\n`,
    ),
    flags: WRK,
    message: /^The profiles wrk -> b -> wrk name each other as source_profile in a loop\.$/,
    fix: /its own credentials/,
  },
  'a typo in credential_source': {
    has: inConfig(
      `[profile wrk]\nrole_arn = ${role('a')}\ncredential_source = EC2InstanceMetadata\n`,
    ),
    flags: WRK,
    message:
      /^credential_source = EC2InstanceMetadata of profile wrk is not a source of credentials\.$/,
    fix: /^Did you mean Ec2InstanceMetadata\?$/,
  },
  'a section without the word profile': {
    has: inConfig('[wrk]\nregion = eu-west-1\n'),
    flags: WRK,
    message: /^Profile wrk is in neither/,
    fix: /a profile is written \[profile wrk\]/,
  },
  'a profile that is nearly there': {
    has: inConfig('[profile work]\nregion = eu-west-1\n'),
    flags: WRK,
    message: /^Profile wrk is in neither/,
    fix: /Did you mean work\?/,
  },
  'a container URI that is none': {
    has: () => ({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'localhost/role' } }),
    message: /^AWS_CONTAINER_CREDENTIALS_FULL_URI is not a URL: localhost\/role$/,
    fix: /http:\/\/ or https:\/\//,
  },
  'a container URI that would give the token away': {
    has: () => ({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://192.0.2.1/role' } }),
    message: /would send the authorization token to 192\.0\.2\.1 without TLS\.$/,
    fix: /^Use https/,
  },
  'a line break in AWS_ACCESS_KEY_ID': {
    has: (front) => ({
      env: { ...keysOf(front.addUser('broken')), AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE\n' },
    }),
    message: /^AWS_ACCESS_KEY_ID in the environment contains a line break\.$/,
    fix: /^Copy the value again/,
  },
  'a token file that is not there': {
    has: () => ({ env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/no/token', AWS_ROLE_ARN: role('pod') } }),
    message:
      /^The web identity token file of the environment cannot be read: \/no\/token \(ENOENT\)\.$/,
    fix: /AWS_WEB_IDENTITY_TOKEN_FILE/,
  },
  'an OIDC provider that is not there': {
    has: webIdentity('a token of another issuer', 'pod'),
    message: /No OpenIDConnect provider found in your account for https:\/\/oidc\.eks/,
    fix: /^Create the OpenID Connect provider .* in IAM of the account of arn:aws:iam::123456789012:role\/pod/,
  },
  'a role that does not trust the token': {
    has: webIdentity('WEBtokenOfMail', 'ops'),
    message: /^Could not assume arn:aws:iam::123456789012:role\/ops with the web identity token/,
    fix: /^The trust policy of arn:aws:iam::123456789012:role\/ops must allow sts:AssumeRoleWithWebIdentity/,
  },
  'a role that does not trust the user': {
    has: withBase(`[profile wrk]\nrole_arn = ${role('none')}\nsource_profile = base\n`),
    flags: WRK,
    message:
      /^Could not assume arn:aws:iam::123456789012:role\/none for profile wrk\..* is not authorized to perform: sts:AssumeRole/,
    fix: /^Two policies decide: the trust policy of arn:aws:iam::123456789012:role\/none must name the caller/,
  },
  'a session of Identity Center without its section': {
    has: inConfig(`[profile wrk]\nsso_session = corp\n${SSO}`),
    flags: WRK,
    message: /^Profile wrk names sso_session corp, but .* has no section \[sso-session corp\]\.$/,
    fix: /aws configure sso-session/,
  },
  'not signed in to Identity Center': {
    has: inConfig(`[profile wrk]\nsso_session = corp\n${SSO}${SESSION}`),
    flags: WRK,
    message: /^You are not signed in to IAM Identity Center as profile wrk\.$/,
    fix: /^Run `aws sso login --profile wrk`\.$/,
  },
  'an expired session of Identity Center': {
    has: () => ({
      files: {
        [CONFIG]: `[profile wrk]\nsso_session = corp\n${SSO}${SESSION}`,
        [cacheOf('corp')]: tokenFor(-1),
      },
    }),
    flags: WRK,
    message: /^The IAM Identity Center session of profile wrk has expired\.$/,
    fix: /^Run `aws sso login --profile wrk`\.$/,
  },
  'a permission set that is not assigned': {
    has: () => ({
      files: {
        [CONFIG]: `[profile wrk]\nsso_session = corp\n${SSO.replace('Admins', 'Owners')}${SESSION}`,
        [cacheOf('corp')]: tokenFor(1),
      },
    }),
    flags: WRK,
    message:
      /^IAM Identity Center gives you no access to permission set Owners in account 123456789012\.$/,
    fix: /^Signing in again does not help\./,
  },
  'a console login that is not there': {
    has: inConfig('[profile wrk]\nlogin_session = arn:aws:iam::123456789012:user/ann\n'),
    flags: WRK,
    message: /^The console session of profile wrk has expired or does not exist\.$/,
    fix: /^Run `aws login --profile wrk`\.$/,
  },
  'a Region that is not enabled': {
    has: (front) => ({ env: keysOf(front.addUser('here', { regions: /^us-east-1$/ })) }),
    region: 'eu-south-1',
    message: /^The credentials are valid \(account 123456789012\), but not in eu-south-1/,
    fix: /^Enable eu-south-1 in the account/,
  },
  'commercial keys in GovCloud': {
    has: (front) => ({ env: keysOf(front.addUser('commercial')) }),
    region: 'us-gov-west-1',
    message:
      /valid for account 123456789012 in the commercial partition \(aws\), but us-gov-west-1 is in AWS GovCloud/,
    fix: /^Use credentials of an account there/,
  },
  'GovCloud keys in a commercial Region': {
    has: (front) => ({ env: keysOf(front.addUser('gov', { regions: /^us-gov/ })) }),
    message: /in AWS GovCloud \(aws-us-gov\), but eu-west-1 is in the commercial partition/,
    fix: /a Region of AWS GovCloud/,
  },
  'a secret that is not that of the key': {
    has: (front) => ({
      env: { ...keysOf(front.addUser('wrong')), AWS_SECRET_ACCESS_KEY: 'FRONTsecretOfSomeoneElse' },
    }),
    message:
      /^AWS does not accept the signature: the secret access key does not belong to the access key\.$/,
    fix: /^Set AWS_ACCESS_KEY_ID/,
  },
  'keys of the environment that hide a profile': {
    has: (front) => ({
      env: {
        AWS_ACCESS_KEY_ID: 'AKIAUNKNOWNUNKNOWN00',
        AWS_SECRET_ACCESS_KEY: 'FRONTsecretUnknown',
      },
      files: { [KEYS]: `[default]\n${keyLines(front.addUser('hidden'))}` },
    }),
    message: /^The access key does not exist in AWS, or it is not active/,
    fix: /which take precedence over profile default; to use a profile, run `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY`\.$/,
  },
  'an endpoint without scheme': {
    has: (front) => ({
      env: { ...keysOf(front.addUser('endpoint')), AWS_ENDPOINT_URL: '127.0.0.1:4566' },
    }),
    message: /^AWS_ENDPOINT_URL is not a URL: 127\.0\.0\.1:4566$/,
    fix: /https:\/\/ or http:\/\//,
    exitCode: 2,
  },
  'a file of certificate authorities that is not there': {
    has: (front) => ({ env: { ...keysOf(front.addUser('ca')), AWS_CA_BUNDLE: '/no/ca.pem' } }),
    message: /AWS_CA_BUNDLE names cannot be read: \/no\/ca\.pem \(ENOENT\)\.$/,
    fix: /^Correct the path/,
    exitCode: 2,
  },
  'a mistyped Region of a profile': {
    has: () => ({ env: { AWS_REGION: '' }, files: { [KEYS]: '[wrk]\nregion = eu-wst-1\n' } }),
    flags: WRK,
    message: /^"eu-wst-1" \(region of profile wrk\) is not a Region with Amazon SES\.$/,
    fix: /eu-west-1/,
    exitCode: 2,
  },
};

test.concurrent.each(Object.entries(CASES))(
  '%s',
  async (_name, { has, flags = [], region, message, fix, exitCode = 4 }) => {
    const front = place.front();
    withMachineRole(front);
    front.state.webTokens.set('WEBtokenOfMail', 'system:serviceaccount:mail');
    front.addRole({ arn: role('ops'), trusts: ['another subject'] });
    front.state.ssoTokens.set('SSOtokenOfAnn', ['123456789012/Admins']);
    const person = place.person(has(front));
    const { AWS_WEB_IDENTITY_TOKEN_FILE: file } = person.env;
    const env = {
      ...(file?.startsWith('~')
        ? { AWS_WEB_IDENTITY_TOKEN_FILE: file.replace('~', person.home) }
        : {}),
      ...(region === undefined ? {} : { AWS_REGION: region }),
    };
    const { error, ...report } = await person.report(['verify-domain', DOMAIN, '--yes', ...flags], {
      env,
    });
    expect({ ...report, error }).toMatchObject({ exitCode });
    expect(error?.message).toMatch(message);
    expect(error?.fix).toMatch(fix);
    expect(`${error?.message} ${error?.fix}`).not.toMatch(
      /print-policy|Check the network|"Statement"/,
    );
    expect(front.changes()).toEqual([]);
  },
);

test('a process tells its reason, and never what it printed', async () => {
  const files = {
    [CONFIG]: '[profile wrk]\ncredential_process = sh "$HOME/vault.sh"\n',
    'vault.sh':
      'echo \'{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"FRONTsecretOfVault"}\'; echo "token FRONTsecretOfVault was refused" >&2; exit 1',
  };
  const { error } = await place
    .person({ files })
    .report(['verify-domain', DOMAIN, '--yes', ...WRK]);
  expect(error?.message).toBe(
    'The credential_process of profile wrk ended with exit code 1: token [secret] was refused',
  );
});
