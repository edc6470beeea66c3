import { describe, expect, test } from 'vitest';
import { parseDohUrl } from '../../../src/adapters/dns/doh.ts';
import {
  defaultResolvers,
  locateServer,
  locateServers,
  parseServer,
  parseServerList,
} from '../../../src/adapters/dns/parse-server.ts';

describe('a server as a person writes it', () => {
  test.each([
    ['1.1.1.1', '1.1.1.1', 53],
    ['127.0.0.1:5353', '127.0.0.1', 5353],
    ['2606:4700::1111', '2606:4700::1111', 53],
    ['[2606:4700::1111]', '2606:4700::1111', 53],
    ['[::1]:5353', '::1', 5353],
    ['ns1.example.com', 'ns1.example.com', 53],
    ['ns-1_a.example.com.:65535', 'ns-1_a.example.com.', 65_535],
    [' 8.8.8.8 ', '8.8.8.8', 53],
  ])('%s', (text, host, port) => {
    expect(parseServer(text, 'resolver')).toEqual({ host, port, kind: 'resolver' });
  });

  test.each([
    '',
    ':53',
    '1.1.1.1:0',
    '1.1.1.1:65536',
    '1.1.1.1:',
    '1.1.1.1:dns',
    '1.1.1',
    '1.1.1.256',
    '[1.1.1.1]:53',
    '[::1',
    '[::g]:53',
    '::1:zz',
    'ns1..example.com',
    '-ns.example.com',
    'two words',
    'https://dns.google/dns-query',
  ])('"%s" is refused by name', (text) => {
    const refused = () => parseServer(text, 'resolver');
    expect(refused).toThrow(expect.objectContaining({ code: 'usage/bad-server', exitCode: 2 }));
    expect(refused).toThrow(`"${text}"`);
  });

  test('a list is split at commas, and one bad entry refuses it', () => {
    expect(parseServerList('1.1.1.1, [::1]:54', 'authoritative').map(({ host }) => host)).toEqual([
      '1.1.1.1',
      '::1',
    ]);
    expect(() => parseServerList('1.1.1.1,,9.9.9.9', 'resolver')).toThrow('""');
  });
});

describe('a server with its address', () => {
  test('an address is its own name, with a port that is not 53', async () => {
    const server = await locateServer(parseServer('[::1]:5353', 'resolver'));
    expect(server).toEqual({ address: '::1', port: 5353, name: '[::1]:5353', kind: 'resolver' });
    expect(await locateServer(parseServer('1.1.1.1:53', 'resolver'))).toMatchObject({
      name: '1.1.1.1',
    });
  });

  test('a host name is looked up and stays its name', async () => {
    const server = await locateServer(parseServer('localhost:54', 'authoritative'));
    expect(server).toMatchObject({ port: 54, name: 'localhost:54', kind: 'authoritative' });
    expect(server.address).toMatch(/^(127\.0\.0\.1|::1)$/);
  });
});

test('a server that is given twice is asked once', async () => {
  const specs = ['1.1.1.1', '9.9.9.9', '1.1.1.1:53', 'LOCALHOST', 'localhost', '1.1.1.1:54'];
  const servers = await locateServers(specs.map((text) => parseServer(text, 'resolver')));
  expect(servers.map(({ name }) => name.toLowerCase())).toEqual([
    '1.1.1.1',
    '9.9.9.9',
    'localhost',
    '1.1.1.1:54',
  ]);
});

test('a server whose name does not resolve is named, with the way out', async () => {
  const spec = parseServer('ns1.acme.example', 'authoritative');
  const find = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
  await expect(locateServer(spec, find)).rejects.toMatchObject({
    code: 'dns/server-unresolvable',
    exitCode: 5,
    message: expect.stringMatching(/ns1\.acme\.example.*\(ENOTFOUND\)/),
    fix: expect.stringContaining('IP address'),
  });
});

describe('default resolvers', () => {
  test('are those of the system, then public ones, each once, at most four', () => {
    const names = (system: string[]) => defaultResolvers(system).map(({ name }) => name);
    expect(names(['127.0.0.53'])).toEqual(['127.0.0.53', '1.1.1.1', '8.8.8.8', '9.9.9.9']);
    expect(names(['8.8.8.8', '[::1]:5353'])).toEqual([
      '8.8.8.8',
      '[::1]:5353',
      '1.1.1.1',
      '9.9.9.9',
    ]);
    expect(names([])).toEqual(['1.1.1.1', '8.8.8.8', '9.9.9.9']);
  });
});

test('a DoH resolver is an https URL', () => {
  expect(parseDohUrl('https://dns.google/dns-query')).toBe('https://dns.google/dns-query');
  for (const text of ['http://dns.google/dns-query', 'dns.google', '1.1.1.1']) {
    expect(() => parseDohUrl(text)).toThrow(expect.objectContaining({ code: 'usage/bad-server' }));
  }
});
