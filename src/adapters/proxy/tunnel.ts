import { type ClientRequest, Agent as HttpAgent, request } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { type Env, type HttpProxy, proxyFor } from './choose.ts';
import { foreignProxy, ProxyError, refusedTunnel, silentProxy, unreachableProxy } from './error.ts';

/** Milliseconds from the first packet to the proxy's answer; it makes a connection of its own meanwhile. */
const TUNNEL_TIMEOUT = 10_000;

type Made = (error: Error | null, socket?: Duplex) => void;
/** What Node's agents hand over; `host` and `port` are those of the request. */
type Target = ConnectionOptions & { readonly host?: string; readonly port?: number | string };
export interface AgentOptions {
  readonly keepAlive?: boolean;
  /** PEM; absent: the certificate authorities that Node trusts. */
  readonly ca?: string;
}

/** As many connections as the SDK's own agents make. */
const MAX_SOCKETS = 50;

/** An agent for https:// URLs: a tunnel by CONNECT (RFC 9110, 9.3.6) where the environment names a proxy. */
export function httpsAgentOf(env: Env, options: AgentOptions): HttpsAgent {
  return new TunnelAgent(env, { keepAlive: true, maxSockets: MAX_SOCKETS, ...options });
}

/** An agent for http:// URLs: the proxy is asked for the whole URL (RFC 9112, 3.2.2). */
export function httpAgentOf(env: Env, options: AgentOptions = {}): HttpAgent {
  const { keepAlive = true, ca } = options;
  return new ForwardAgent(env, ca, { keepAlive, maxSockets: MAX_SOCKETS });
}

class TunnelAgent extends HttpsAgent {
  readonly #env: Env;

  constructor(env: Env, options: ConstructorParameters<typeof HttpsAgent>[0]) {
    super(options);
    this.#env = env;
  }

  override createConnection(target: Target, made: Made) {
    const { host = 'localhost', port = 443 } = target;
    const at = isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
    let proxy: HttpProxy | null;
    try {
      proxy = proxyFor(new URL(`https://${at}`), this.#env);
    } catch (error) {
      made(error as Error);
      return undefined;
    }
    if (proxy === null) return super.createConnection(target, made);
    openTunnel(proxy, at, target.ca).then(
      (socket) => secure(socket, target, made),
      (error: Error) => made(error),
    );
    return undefined;
  }
}

/** TLS with the server behind the proxy; the socket is handed over once its certificate was checked. */
function secure(socket: Socket, target: Target, made: Made): void {
  const { host = '' } = target;
  const servername = target.servername || (isIP(host) === 0 ? host : '');
  const own = connectTls({ ...target, path: undefined, host, servername, socket });
  const failed = (error: Error) => {
    socket.destroy();
    made(error);
  };
  own.once('error', failed);
  own.once('secureConnect', () => {
    own.off('error', failed);
    made(null, own);
  });
}

function connectTo(proxy: HttpProxy, ca: ConnectionOptions['ca']): Socket {
  const { host, port } = proxy;
  if (!proxy.tls) return connectTcp({ host, port });
  const servername = isIP(host) === 0 ? host : '';
  return connectTls({ host, port, servername, ...(ca === undefined ? {} : { ca }) });
}

function openTunnel(proxy: HttpProxy, at: string, ca: ConnectionOptions['ca']): Promise<Socket> {
  const { authorization, host, port } = proxy;
  return new Promise((resolve, reject) => {
    const line = connectTo(proxy, ca);
    let reached = false;
    line.once(proxy.tls ? 'secureConnect' : 'connect', () => {
      reached = true;
    });
    const asked = request({
      host,
      port,
      method: 'CONNECT',
      path: at,
      headers: {
        host: at,
        ...(authorization === null ? {} : { 'proxy-authorization': authorization.reveal() }),
      },
      createConnection: () => line,
    });
    const timer = setTimeout(
      () => asked.destroy(silentProxy(proxy, TUNNEL_TIMEOUT)),
      TUNNEL_TIMEOUT,
    );
    const ended = (error: Error) => {
      clearTimeout(timer);
      line.destroy();
      if (error instanceof ProxyError) reject(error);
      else reject(reached ? foreignProxy(proxy, error) : unreachableProxy(proxy, error));
    };
    asked.once('error', ended);
    // A proxy that refuses may answer as to any request.
    asked.once('response', ({ statusCode = 0 }) => ended(refusedTunnel(proxy, statusCode, at)));
    asked.once('connect', ({ statusCode = 0 }, socket: Socket) => {
      clearTimeout(timer);
      if (statusCode >= 200 && statusCode < 300) resolve(socket);
      else ended(refusedTunnel(proxy, statusCode, at));
    });
    asked.end();
  });
}

/** Node's agents hand each request to this method before they look for a connection. */
interface Queue {
  addRequest(request: ClientRequest, target: Target): void;
}

class ForwardAgent extends HttpAgent {
  readonly #env: Env;
  readonly #ca: string | undefined;

  constructor(
    env: Env,
    ca: string | undefined,
    options: ConstructorParameters<typeof HttpAgent>[0],
  ) {
    super(options);
    this.#env = env;
    this.#ca = ca;
  }

  addRequest(request: ClientRequest, target: Target): void {
    const { host = 'localhost', port = 80 } = target;
    const at = `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
    const queue = HttpAgent.prototype as unknown as Queue;
    let proxy: HttpProxy | null;
    try {
      proxy = proxyFor(new URL(at), this.#env);
    } catch (error) {
      request.destroy(error as Error);
      return;
    }
    if (proxy === null) {
      queue.addRequest.call(this, request, target);
      return;
    }
    request.path = new URL(request.path, at).href;
    if (proxy.authorization !== null)
      request.setHeader('proxy-authorization', proxy.authorization.reveal());
    queue.addRequest.call(this, request, {
      ...target,
      host: proxy.host,
      port: proxy.port,
      proxy,
    } as Target);
  }

  override createConnection(target: Target & { readonly proxy?: HttpProxy }, made: Made) {
    const { proxy } = target;
    if (proxy === undefined) return super.createConnection(target, made);
    const line = connectTo(proxy, this.#ca);
    const failed = (error: Error) => made(unreachableProxy(proxy, error));
    line.once('error', failed);
    line.once(proxy.tls ? 'secureConnect' : 'connect', () => {
      line.off('error', failed);
      made(null, line);
    });
    return undefined;
  }
}
