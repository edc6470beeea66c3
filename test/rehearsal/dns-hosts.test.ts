import { expect, test } from 'vitest';
import { DNS_HOSTS, recogniseHost } from '../../src/dns-hosts/index.ts';
import { DNS_HOST_NAMES, nameServersOfHost } from '../../src/rehearsal/dns/hosts.ts';

test.each(DNS_HOST_NAMES)('the name servers of %s are recognized as its own', (name) => {
  expect(recogniseHost(nameServersOfHost(name))?.id).toBe(name);
});

test('every host with a panel can be pretended', () => {
  const panels = DNS_HOSTS.map(({ id }) => id).filter((id) => id !== 'route53');
  expect(DNS_HOST_NAMES).toEqual(panels);
});

test.each(['nobody', 'constructor', ''])('%j is refused, and the hosts are listed', (name) => {
  expect(() => nameServersOfHost(name)).toThrow(/unknown DNS host .* godaddy, /);
});
