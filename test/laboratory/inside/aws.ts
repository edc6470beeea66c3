/** AWS's host names over TLS: HTTPS before the stand-in, which tells services apart by the signature only. */

import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { AWS } from './addresses.ts';
import type { Certificate } from './certificates.ts';

/** Host names of services without a Region, and the scope that they want. */
const GLOBAL: Readonly<Record<string, string>> = {
  'iam.amazonaws.com': 'us-east-1/iam',
  'route53.amazonaws.com': 'us-east-1/route53',
  'sts.amazonaws.com': 'us-east-1/sts',
};
/** Services whose host name is not the name that requests are signed for. */
const SIGNED_AS: Readonly<Record<string, string>> = { email: 'ses', monitoring: 'monitoring' };

/** `REGION/SERVICE` of a host name, as in the scope of a signature; null: no service of ours. */
function scopeOf(host: string): string | null {
  const global = GLOBAL[host];
  if (global !== undefined) return global;
  const [, service = '', region] = /^([\w-]+)\.([\w-]+)\.amazonaws\.com$/.exec(host) ?? [];
  return region === undefined ? null : `${region}/${SIGNED_AS[service] ?? service}`;
}

function signedScope({ headers, url }: IncomingMessage): string | null {
  const credential = `${headers.authorization ?? ''} ${decodeURIComponent(url ?? '')}`;
  return /Credential=[^/\s]+\/\d{8}\/([^/]+\/[^/]+)\/aws4_request/.exec(credential)?.[1] ?? null;
}

export interface AwsFront {
  /** Shows another certificate from now on. */
  present(certificate: Certificate): void;
}

/** Listens on 443 of AWS's address. `endpoint` is the base URL of the stand-in. */
export async function startAwsFront(endpoint: string, certificate: Certificate): Promise<AwsFront> {
  const servers = [AWS.ipv4, AWS.ipv6].map((address) => {
    const server = createServer({ ...certificate }, (request, response) =>
      answer(endpoint, request, response),
    );
    // A client that does not trust the certificate hangs up.
    server.on('tlsClientError', () => undefined);
    return { server, address };
  });
  for (const { server, address } of servers) {
    server.listen(443, address);
    await once(server, 'listening');
  }
  return {
    present: (next) => {
      for (const { server } of servers) server.setSecureContext({ ...next });
    },
  };
}

function answer(endpoint: string, request: IncomingMessage, response: ServerResponse): void {
  const scope = scopeOf(request.headers.host ?? '');
  const signed = signedScope(request);
  if (scope === null || (signed !== null && signed !== scope)) {
    const message = `Credential should be scoped to correct service and Region: ${scope}, not ${signed}.`;
    response.writeHead(403, { 'x-amzn-errortype': 'SignatureDoesNotMatch' });
    response.end(JSON.stringify({ message }));
    return;
  }
  const { method, url, headers } = request;
  const upstream = httpRequest(new URL(url ?? '/', endpoint), { method, headers }, (reply) => {
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(response);
  });
  upstream.on('error', () => response.destroy());
  request.pipe(upstream);
}
