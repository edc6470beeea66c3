import type { DnsFailure, DnsServer } from '../../core/dns/types.ts';

/** What one exchange of packets gave: the server's packet, or why there is none. Never an exception. */
export type Exchange = { readonly ok: true; readonly packet: Buffer } | FailedExchange;

export interface FailedExchange {
  readonly ok: false;
  readonly failure: DnsFailure;
  readonly message: string;
}

const endpoints = new WeakMap<DnsServer, string>();

/** Address and port as one text, made once for each server: every question needs it several times. */
export function endpointOf(server: DnsServer): string {
  const known = endpoints.get(server);
  if (known !== undefined) return known;
  const endpoint = `${server.address} ${server.port}`;
  endpoints.set(server, endpoint);
  return endpoint;
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (ECONNREFUSED)',
  EHOSTUNREACH: 'there is no route to it (EHOSTUNREACH)',
  ENETUNREACH: 'there is no route to its network (ENETUNREACH)',
  EADDRNOTAVAIL: 'this machine has no address of that family (EADDRNOTAVAIL)',
  EAFNOSUPPORT: 'this machine does not support that address family (EAFNOSUPPORT)',
  ECONNRESET: 'it reset the connection (ECONNRESET)',
  EPIPE: 'it closed the connection (EPIPE)',
  ENOTFOUND: 'its name does not resolve (ENOTFOUND)',
  EACCES: 'this machine does not allow it (EACCES)',
  EPERM: 'this machine does not allow it (EPERM)',
};

/** A socket's error as an exchange that failed. */
export function socketFailure(error: Error): FailedExchange {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  const known = code === null ? undefined : UNREACHABLE[code];
  return known === undefined
    ? { ok: false, failure: 'other', message: code ?? error.message }
    : { ok: false, failure: 'unreachable', message: known };
}
