import { PROXY_FAILED } from '../../core/sending/delivery-failure.ts';
import type { HttpProxy } from './choose.ts';

/** The proxy did not make the connection: not a byte of the request left. */
export class ProxyError extends Error {
  /** In the place of Node's own codes, so that nobody takes the failure for one of the server behind the proxy. */
  readonly code = PROXY_FAILED;
  readonly fix: string;

  constructor(message: string, fix: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ProxyError';
    this.fix = fix;
  }
}

/** Host, port and variable; never the login. */
function place({ host, port, by }: HttpProxy): string {
  return `The proxy ${host}:${port} (${by})`;
}

/** The proxy's status for a tunnel, with what each asks of the user (RFC 9110, 15.5 and 15.6). */
export function refusedTunnel(proxy: HttpProxy, status: number, target: string): ProxyError {
  const who = place(proxy);
  if (status === 407) {
    return proxy.authorization === null
      ? new ProxyError(
          `${who} requires a login.`,
          `Put user and password into ${proxy.by}: http://USER:PASSWORD@${proxy.host}:${proxy.port}, with special characters percent-encoded.`,
        )
      : new ProxyError(
          `${who} refused the user and password, or does not accept Basic authentication.`,
          `Correct user and password in ${proxy.by}, with special characters percent-encoded. For NTLM or Kerberos, run a local proxy that logs in, such as cntlm or px, and name that one.`,
        );
  }
  if (status === 403 || status === 405) {
    return new ProxyError(
      `${who} does not allow connections to ${target}: HTTP ${status}.`,
      `Ask the administrator of the proxy to allow CONNECT to ${target}, or add the host to NO_PROXY if it can be reached directly.`,
    );
  }
  return new ProxyError(
    `${who} could not connect to ${target}: HTTP ${status}.`,
    status === 502 || status === 503 || status === 504
      ? `The proxy cannot resolve or reach ${target}. Check the host name, then ask the administrator of the proxy.`
      : `Check that ${proxy.by} names an HTTP proxy, and ask its administrator.`,
  );
}

export function unreachableProxy(proxy: HttpProxy, cause: Error): ProxyError {
  const { code } = cause as { code?: unknown };
  const why = typeof code === 'string' ? code : cause.message;
  return new ProxyError(
    `${place(proxy)} cannot be reached: ${why}.`,
    /CERT|SELF_SIGNED|UNABLE_TO|ERR_SSL|EPROTO/.test(why)
      ? `The proxy is named as https://. If it does not use TLS itself, write http:// in ${proxy.by}; if its certificate is from a private authority, set NODE_EXTRA_CA_CERTS.`
      : `Correct ${proxy.by}, unset it if this network needs no proxy, or add the host to NO_PROXY.`,
    cause,
  );
}

export function silentProxy(proxy: HttpProxy, ms: number): ProxyError {
  return new ProxyError(
    `${place(proxy)} did not answer in ${ms / 1000} s.`,
    `Check that ${proxy.by} names an HTTP proxy and that its port is right.`,
  );
}

/** Something that speaks no HTTP, such as a SOCKS or mail server. */
export function foreignProxy(proxy: HttpProxy, cause: Error): ProxyError {
  return new ProxyError(
    `${place(proxy)} did not answer in HTTP.`,
    `Check that ${proxy.by} names an HTTP proxy and that its port and scheme are right.`,
    cause,
  );
}
