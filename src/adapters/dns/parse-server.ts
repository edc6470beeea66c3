import { getServers } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';
import type { DnsServer } from '../../core/dns/types.ts';
import { EXIT, Failure, usage } from '../../core/model/errors.ts';

const DNS_PORT = 53;
const MAX_RESOLVERS = 4;
/** Asked beside the system's own, because other people's mail servers do not use your resolver. */
const PUBLIC_RESOLVERS = ['1.1.1.1', '8.8.8.8', '9.9.9.9'];

/** A server as a person writes it. */
export interface ServerSpec {
  /** IP address or host name, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly kind: DnsServer['kind'];
}

/** Parses `HOST[:PORT]`, `[v6]:PORT` or a bare IPv6 address; throws a usage Failure that names the value. */
export function parseServer(value: string, kind: DnsServer['kind']): ServerSpec {
  const text = value.trim();
  if (isIPv6(text)) return { host: text, port: DNS_PORT, kind };
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:[\]\s]+))(?::(?<port>\d{1,5}))?$/.exec(text);
  const { v6, host, port } = match?.groups ?? {};
  const number = port === undefined ? DNS_PORT : Number(port);
  const name = v6 !== undefined && isIPv6(v6) ? v6 : host;
  if (name === undefined || !isHost(name) || number < 1 || number > 65_535) throw badServer(value);
  return { host: name, port: number, kind };
}

/** Parses a comma list, as in `SES_MIGRATE_RESOLVERS`; an empty list is a bad value too. */
export function parseServerList(value: string, kind: DnsServer['kind']): ServerSpec[] {
  return value.split(',').map((part) => parseServer(part, kind));
}

function isHost(name: string): boolean {
  if (isIP(name) !== 0) return true;
  // Digits and dots alone are a mistyped IPv4 address, never a host name (RFC 1123 section 2.1).
  if (/^[\d.]+$/.test(name) || name.length > 253) return false;
  return name
    .replace(/\.$/, '')
    .split('.')
    .every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label));
}

function badServer(value: string): Error {
  return usage(
    'bad-server',
    `"${value}" is not a DNS server.`,
    'Give HOST, HOST:PORT or [IPv6]:PORT, e.g. 1.1.1.1, ns1.example.com:5353 or [2606:4700::1111]:53',
  );
}

/** The server with its address; a host name is looked up by the system. Throws Failure `dns/server-unresolvable`. */
export async function locateServer(
  spec: ServerSpec,
  find: (host: string) => Promise<{ address: string }> = lookup,
): Promise<DnsServer> {
  const name = serverName(spec);
  if (isIP(spec.host) !== 0) return { address: spec.host, port: spec.port, name, kind: spec.kind };
  try {
    const { address } = await find(spec.host);
    return { address, port: spec.port, name, kind: spec.kind };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'ENOTFOUND';
    throw new Failure(
      'dns/server-unresolvable',
      `The DNS server ${name} was not queried: its name does not resolve on this machine (${code}).`,
      {
        exitCode: EXIT.unknown,
        fix: 'Check the spelling, or give its IP address.',
        cause: error,
      },
    );
  }
}

/** The servers of a list with their addresses, each once. */
export async function locateServers(specs: readonly ServerSpec[]): Promise<readonly DnsServer[]> {
  return eachOnce(await Promise.all(specs.map((spec) => locateServer(spec))));
}

function eachOnce(servers: readonly DnsServer[]): readonly DnsServer[] {
  return [...new Map(servers.map((server) => [server.name.toLowerCase(), server])).values()];
}

function serverName({ host, port }: ServerSpec): string {
  if (port === DNS_PORT) return host;
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The resolvers of this system, then public ones: at most 4, each once. */
export function defaultResolvers(system: readonly string[] = getServers()): readonly DnsServer[] {
  const specs = [...system, ...PUBLIC_RESOLVERS].map((text) => parseServer(text, 'resolver'));
  const servers = specs.map(
    (spec): DnsServer => ({
      address: spec.host,
      port: spec.port,
      name: serverName(spec),
      kind: spec.kind,
    }),
  );
  return eachOnce(servers).slice(0, MAX_RESOLVERS);
}
