import { expect, test } from 'vitest';
import { isCloudflare } from '../../../src/core/dns/cloudflare.ts';

test.each([
  ['104.16.0.0', true],
  ['104.23.255.255', true],
  ['104.27.255.255', true],
  ['104.28.0.0', false],
  ['104.15.255.255', false],
  ['172.71.255.255', true],
  ['172.72.0.0', false],
  ['2606:4700:3031::ac43:1', true],
  ['2606:4701::1', false],
  ['2a06:98c7:ffff::1', true],
  ['2a06:98c8::1', false],
  ['2400:cb00:0:0:0:0:0:1', true],
  ['::1', false],
  ['192.0.2.1', false],
])('%s is of Cloudflare: %s', (address, is) => {
  expect(isCloudflare(address)).toBe(is);
});
