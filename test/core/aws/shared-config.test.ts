import { expect, test } from 'vitest';
import { parseSharedConfig } from '../../../src/core/aws/shared-config.ts';

const profilesOf = (config: string, credentials = '') =>
  Object.fromEntries(parseSharedConfig(config, credentials).profiles);

test.each<[string, string, Record<string, Record<string, string>>]>([
  ['a profile', '[profile wrk]\nregion = eu-west-1\n', { wrk: { region: 'eu-west-1' } }],
  [
    'the default one, in both forms',
    '[default]\na = 1\n[profile default]\nb = 2',
    { default: { b: '2' } },
  ],
  [
    'blanks in quotes',
    `[profile "two words"]\na = 1\n[profile 'and three more']\na = 2`,
    { 'two words': { a: '1' }, 'and three more': { a: '2' } },
  ],
  ['blanks without quotes are no name, as in the CLI', '[profile two words]\na = 1', {}],
  [
    'upper case, a colon, Windows line ends',
    '[profile a]\r\nREGION: eu-west-1\r\n',
    { a: { region: 'eu-west-1' } },
  ],
  ['comments', '# x\n[profile a] # y\n; z\na = 1 # one\nb = x#y', { a: { a: '1', b: 'x#y' } }],
  [
    'a command keeps what looks like a comment',
    '[profile a]\ncredential_process = sh -c "a ; b # c"',
    { a: { credential_process: 'sh -c "a ; b # c"' } },
  ],
  ['a value with an equals sign', '[profile a]\na = b=c==', { a: { a: 'b=c==' } }],
  [
    'a block',
    '[profile a]\ns3 =\n  max = 1\nregion = x',
    { a: { s3: '', 's3.max': '1', region: 'x' } },
  ],
  ['an indented line of its own', '[profile a]\n  a = 1\n  b = 2', { a: { a: '1', b: '2' } }],
  ['a value over two lines', '[profile a]\na = 1\n  and more', { a: { a: '1\nand more' } }],
  [
    'a section that is there twice',
    '[profile a]\na = 1\n[profile a]\nb = 2',
    { a: { a: '1', b: '2' } },
  ],
  ['no value', '[profile a]\na =\nb = 1', { a: { a: '', b: '1' } }],
  ['a byte order mark', '\uFEFF[profile a]\na = 1', { a: { a: '1' } }],
  ['the name of a prototype', '[profile __proto__]\na = 1', JSON.parse('{"__proto__":{"a":"1"}}')],
])('%s', (_what, config, profiles) => {
  expect(profilesOf(config)).toEqual(profiles);
});

test('the credentials file has names without the word profile, and wins', () => {
  expect(profilesOf('[profile a]\nregion = x\nb = 1', '[a]\nregion = y\n[b c]\nd = 1')).toEqual({
    a: { region: 'y', b: '1' },
    'b c': { d: '1' },
  });
});

test('sessions, services, and sections that lack the word profile', () => {
  const { ssoSessions, services, unprefixed } = parseSharedConfig(
    '[sso-session corp]\nsso_region = x\n[services private]\nsesv2 =\n  endpoint_url = http://a\n[wrk]\nregion = x',
    '',
  );
  expect(ssoSessions.get('corp')).toEqual({ sso_region: 'x' });
  expect(services.get('private')).toEqual({ sesv2: '', 'sesv2.endpoint_url': 'http://a' });
  expect(unprefixed).toEqual(['wrk']);
});
