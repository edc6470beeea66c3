/** Private and link-local blocks: RFC 1918, RFC 3927, RFC 6598 (shared by customers of a carrier). */
const PRIVATE_IPV4 =
  /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;
/** RFC 4193 and RFC 4291 section 2.5.6. */
const PRIVATE_IPV6 = /^(f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):/i;

/** Whether nobody outside of its network finds this address. Loopback does not count: a person chose that. */
export function isPrivateAddress(address: string): boolean {
  return PRIVATE_IPV4.test(address) || PRIVATE_IPV6.test(address);
}
