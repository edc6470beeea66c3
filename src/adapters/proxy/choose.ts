import { BlockList, isIP } from 'node:net';
import { usage } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** An HTTP proxy as a variable names it. */
export interface HttpProxy {
  /** The variable, as it is spelled in the environment. */
  readonly by: string;
  readonly host: string;
  readonly port: number;
  /** The proxy itself speaks TLS (`https://`). */
  readonly tls: boolean;
  /** Value of `Proxy-Authorization`; null without a login. It never appears in a message. */
  readonly authorization: Secret | null;
}

/** Lower case first, as curl and the AWS CLI read them: the first that is set counts, an empty one switches off. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  'https:': ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
  'http:': ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
};

/** True where any request at all could go through a proxy: without one nothing of this room is loaded. */
export function namesProxy(env: Env): boolean {
  return Object.values(VARIABLES)
    .flat()
    .some((name) => (env[name] ?? '').trim() !== '');
}

/** The variable that names the proxy for https:// URLs; null: none does. */
export function httpsVariable(env: Env): string | null {
  const by = variableFor('https:', env);
  return by === null || (env[by] ?? '').trim() === '' ? null : by;
}

function variableFor(protocol: string, env: Env): string | null {
  const names = VARIABLES[protocol] ?? [];
  return names.find((name) => env[name] !== undefined && !isForged(name, env)) ?? null;
}

/** Whether a CGI server could have made HTTP_PROXY out of a request's `Proxy:` header (httpoxy, CVE-2016-5385). */
function isForged(name: string, env: Env): boolean {
  return name === 'HTTP_PROXY' && env.REQUEST_METHOD !== undefined;
}

/**
 * The proxy for a request to this URL; null: none. This machine itself and link-local addresses, where metadata services
 * answer, are never reached through one.
 *
 * @throws Failure `usage/bad-proxy` for a value that names no HTTP proxy
 */
export function proxyFor(url: URL, env: Env): HttpProxy | null {
  const by = variableFor(url.protocol, env);
  const value = by === null ? '' : (env[by] ?? '').trim();
  if (by === null || value === '' || staysHere(url) || isExempt(url, env)) return null;
  return parseProxy(value, by);
}

function parseProxy(value: string, by: string): HttpProxy | null {
  const text = value.includes('://') ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  // ALL_PROXY is for all kinds of programs: the AWS CLI does not read it, and a SOCKS proxy there is for others.
  if (/^all_proxy$/i.test(by) && /^socks/i.test(text)) return null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw usage(
      'bad-proxy',
      /^socks/i.test(text)
        ? `${by} names a SOCKS proxy. Only HTTP proxies are supported.`
        : `${by} is not the URL of an HTTP proxy. Its value is not shown, because it can contain a password.`,
      'Write it as http://proxy.example:3128, or unset the variable.',
    );
  }
  const tls = url.protocol === 'https:';
  const { username, password, port, hostname } = url;
  return {
    by,
    host: bare(hostname),
    port: port === '' ? (tls ? 443 : 80) : Number(port),
    tls,
    authorization:
      username === '' && password === ''
        ? null
        : new Secret(`Basic ${base64(`${decoded(username)}:${decoded(password)}`)}`),
  };
}

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

/** A percent sign that begins no escape is part of the password. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** Without the brackets of an IPv6 address and the final dot of a name. */
function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

const LOCAL = new BlockList();
LOCAL.addSubnet('127.0.0.0', 8);
LOCAL.addSubnet('169.254.0.0', 16);
LOCAL.addAddress('::1', 'ipv6');
LOCAL.addSubnet('fe80::', 10, 'ipv6');
// EC2 and EKS metadata over IPv6.
LOCAL.addAddress('fd00:ec2::254', 'ipv6');
LOCAL.addAddress('fd00:ec2::23', 'ipv6');

function staysHere({ hostname }: URL): boolean {
  const host = bare(hostname);
  return host === 'localhost' || host.endsWith('.localhost') || contains(LOCAL, host);
}

function contains(list: BlockList, host: string): boolean {
  const family = isIP(host);
  return family !== 0 && list.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

function isExempt(url: URL, env: Env): boolean {
  const list = env.no_proxy ?? env.NO_PROXY ?? '';
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || covers(entry, bare(url.hostname), port));
}

/** A name and all below it, an address, or a network as in curl since 7.86; each but the last with a port if it likes. */
function covers(entry: string, host: string, port: string): boolean {
  const network = /^\[?([\d.a-f:]+)\]?\/(\d{1,3})$/i.exec(entry);
  if (network !== null) return inNetwork(host, network[1] ?? '', Number(network[2]));
  const [, name = entry, only] =
    isIP(entry) === 6 ? [entry, entry] : (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []);
  if (only !== undefined && only !== port) return false;
  const wanted = bare(name.replace(/^\*?\./, ''));
  if (wanted === '') return false;
  return isIP(host) === 0 ? `.${host}`.endsWith(`.${wanted}`) : sameAddress(host, wanted);
}

function inNetwork(host: string, address: string, bits: number): boolean {
  const family = isIP(address);
  if (family === 0 || bits > (family === 6 ? 128 : 32) || isIP(host) !== family) return false;
  const list = new BlockList();
  list.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4');
  return contains(list, host);
}

/** IPv6 addresses have several spellings. */
function sameAddress(host: string, other: string): boolean {
  const family = isIP(other);
  return isIP(host) === family && inNetwork(host, other, family === 6 ? 128 : 32);
}
