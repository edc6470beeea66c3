/**
 * Addresses that Cloudflare's proxy answers with: https://www.cloudflare.com/ips-v4 and ips-v6, last changed
 * 2023-09-28. A range that is added later only makes a message less exact.
 */
const RANGES: readonly string[] = [
  '173.245.48.0/20',
  '103.21.244.0/22',
  '103.22.200.0/22',
  '103.31.4.0/22',
  '141.101.64.0/18',
  '108.162.192.0/18',
  '190.93.240.0/20',
  '188.114.96.0/20',
  '197.234.240.0/22',
  '198.41.128.0/17',
  '162.158.0.0/15',
  '104.16.0.0/13',
  '104.24.0.0/14',
  '172.64.0.0/13',
  '131.0.72.0/22',
  '2400:cb00::/32',
  '2606:4700::/32',
  '2803:f800::/32',
  '2405:b500::/32',
  '2405:8100::/32',
  '2a06:98c0::/29',
  '2c0f:f248::/32',
];

/** Whether an IPv4 or IPv6 address is one of Cloudflare's. */
export function isCloudflare(address: string): boolean {
  const bits = bitsOf(address);
  return RANGES.some((range) => {
    const [network = '', length] = range.split('/');
    const fixed = bitsOf(network).slice(0, Number(length));
    return isSameFamily(network, address) && bits.startsWith(fixed);
  });
}

function isSameFamily(a: string, b: string): boolean {
  return a.includes(':') === b.includes(':');
}

/** The address as a string of 32 or 128 binary digits. */
function bitsOf(address: string): string {
  if (!address.includes(':'))
    return address
      .split('.')
      .map((part) => binary(part, 10, 8))
      .join('');
  const [head = '', tail] = address.split('::');
  const first = head.split(':').filter(Boolean);
  const last = (tail ?? '').split(':').filter(Boolean);
  const gap = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array<string>(gap).fill('0'), ...last];
  return groups.map((part) => binary(part, 16, 16)).join('');
}

function binary(part: string, base: number, digits: number): string {
  return Number.parseInt(part, base).toString(2).padStart(digits, '0');
}
