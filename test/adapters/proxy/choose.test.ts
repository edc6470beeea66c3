/** Which requests go through a proxy: beside curl 8 and the AWS CLI, where they agree; else as the comment says. */

import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type Env, namesProxy, proxyFor } from '../../../src/adapters/proxy/choose.ts';

const AWS = 'https://email.eu-west-1.amazonaws.com/v2/email/account';
const PROXY = 'http://proxy.corp.example:3128';

/** `host:port`, or null. */
function place(url: string, env: Env): string | null {
  const proxy = proxyFor(new URL(url), env);
  return proxy === null ? null : `${proxy.host}:${proxy.port}`;
}

describe('the variable', () => {
  test.each<[string, string, Env, string | null]>([
    ['HTTPS_PROXY for https', AWS, { HTTPS_PROXY: PROXY }, 'proxy.corp.example:3128'],
    ['https_proxy for https', AWS, { https_proxy: PROXY }, 'proxy.corp.example:3128'],
    ['lower case first', AWS, { https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2' }, 'a:1'],
    ['an empty one in lower case switches off', AWS, { https_proxy: '', HTTPS_PROXY: PROXY }, null],
    ['HTTP_PROXY is not for https', AWS, { HTTP_PROXY: PROXY }, null],
    ['HTTPS_PROXY is not for http', 'http://ses.corp.example/', { HTTPS_PROXY: PROXY }, null],
    ['http_proxy for http', 'http://ses.corp.example/', { http_proxy: 'http://a:1' }, 'a:1'],
    ['HTTP_PROXY for http', 'http://ses.corp.example/', { HTTP_PROXY: 'http://a:1' }, 'a:1'],
    [
      'HTTP_PROXY that a request header made (CGI)',
      'http://ses.corp.example/',
      { HTTP_PROXY: 'http://a:1', REQUEST_METHOD: 'GET' },
      null,
    ],
    ['ALL_PROXY where no other is', AWS, { ALL_PROXY: 'http://a:1' }, 'a:1'],
    [
      'HTTPS_PROXY before all_proxy',
      AWS,
      { all_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2' },
      'b:2',
    ],
    ['SOCKS in ALL_PROXY is for other programs', AWS, { ALL_PROXY: 'socks5://a:1080' }, null],
    [
      'without a scheme',
      AWS,
      { HTTPS_PROXY: 'proxy.corp.example:8080' },
      'proxy.corp.example:8080',
    ],
    ['without a port', AWS, { HTTPS_PROXY: 'http://proxy.corp.example' }, 'proxy.corp.example:80'],
    ['over TLS', AWS, { HTTPS_PROXY: 'https://proxy.corp.example' }, 'proxy.corp.example:443'],
    ['an IPv6 address', AWS, { HTTPS_PROXY: 'http://[2001:db8::1]:3128' }, '2001:db8::1:3128'],
    ['blanks around it', AWS, { HTTPS_PROXY: ` ${PROXY} ` }, 'proxy.corp.example:3128'],
    ['none', AWS, {}, null],
  ])('%s', (_name, url, env, expected) => {
    expect(place(url, env)).toBe(expected);
  });

  test('nothing is loaded without a proxy; NO_PROXY is none', () => {
    expect(namesProxy({ NO_PROXY: '*', HTTPS_PROXY: ' ' })).toBe(false);
    expect(namesProxy({ all_proxy: PROXY })).toBe(true);
  });
});

describe('NO_PROXY', () => {
  test.each<[string, string, string, boolean]>([
    ['*', AWS, 'the star', true],
    ['amazonaws.com', AWS, 'a domain', true],
    ['.amazonaws.com', AWS, 'a domain with a dot', true],
    ['*.amazonaws.com', AWS, 'a domain with a star', true],
    ['AmazonAWS.com', AWS, 'any case', true],
    ['amazonaws.com.', AWS, 'a final dot', true],
    ['zonaws.com', AWS, 'part of a label', false],
    ['email.eu-west-1.amazonaws.com', AWS, 'the name', true],
    ['iam.amazonaws.com', AWS, 'another name', false],
    ['a.example, amazonaws.com', AWS, 'a list with blanks', true],
    ['a.example amazonaws.com', AWS, 'a list without commas', true],
    [',,', AWS, 'an empty list', false],
    ['amazonaws.com:443', AWS, 'its port', true],
    ['amazonaws.com:8443', AWS, 'another port', false],
    ['10.0.0.0/8', 'https://10.1.2.3/', 'a network', true],
    ['10.0.0.0/8', 'https://11.1.2.3/', 'outside a network', false],
    ['10.1.2.3', 'https://10.1.2.3:8443/', 'an address', true],
    ['2.3', 'https://10.1.2.3/', 'the end of an address', false],
    ['10.0.0.0/33', 'https://10.1.2.3/', 'a prefix that is too long', false],
    ['2001:db8::/32', 'https://[2001:db8::7]/', 'an IPv6 network', true],
    ['[2001:db8:0:0::7]', 'https://[2001:db8::7]/', 'an IPv6 address in another spelling', true],
    ['2001:db8::7', 'https://[2001:db8::7]/', 'an IPv6 address without brackets', true],
    ['10.0.0.0/8', AWS, 'a network and a name', false],
  ])('%s and %s (%s)', (list, url, _name, exempt) => {
    expect(place(url, { HTTPS_PROXY: 'http://a:1', NO_PROXY: list })).toBe(exempt ? null : 'a:1');
  });

  test('lower case first', () => {
    const env = { HTTPS_PROXY: 'http://a:1', no_proxy: 'other.example', NO_PROXY: '*' };
    expect(place(AWS, env)).toBe('a:1');
  });
});

test.each([
  'http://127.0.0.1:4566/',
  'http://localhost:4566/',
  'https://ses.localhost/',
  'http://[::1]/',
  'http://169.254.169.254/latest/meta-data/',
  'http://169.254.170.2/v2/credentials',
  'http://[fd00:ec2::254]/',
])('%s is never reached through a proxy', (url) => {
  expect(place(url, { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, ALL_PROXY: PROXY })).toBeNull();
});

describe('a login', () => {
  test.each([
    ['http://ann:p%40ss%3Aword@a:1', 'ann:p@ss:word'],
    ['http://ann@a:1', 'ann:'],
    ['http://ann:100%25@a:1', 'ann:100%'],
    ['http://ann:50%zz@a:1', 'ann:50%zz'],
    ['ann:pass@a:1', 'ann:pass'],
  ])('%s', (value, login) => {
    const proxy = proxyFor(new URL(AWS), { HTTPS_PROXY: value });
    const basic = `Basic ${Buffer.from(login).toString('base64')}`;
    expect(proxy?.authorization?.reveal()).toBe(basic);
    expect(inspect(proxy, { depth: 9 })).not.toContain(basic);
  });
});

test.each([
  ['socks5://ann:geheim@a:1080', /SOCKS proxy/],
  ['ftp://ann:geheim@a', /not the URL of an HTTP proxy/],
  ['http://ann:geheim@:80', /not the URL of an HTTP proxy/],
  ['http://ann:geheim@a:99999', /not the URL of an HTTP proxy/],
])('a value that names no proxy is refused and not shown: %s', (value, message) => {
  const refused = () => proxyFor(new URL(AWS), { HTTPS_PROXY: value });
  expect(refused).toThrow(message);
  expect(refused).not.toThrow(/geheim|ann/);
  expect(refused).toThrow(/^HTTPS_PROXY /);
});
