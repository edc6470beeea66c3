import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import { type Env, namesProxy, proxyFor } from './choose.ts';
import { httpAgentOf, httpsAgentOf } from './tunnel.ts';

type Fetch = typeof fetch;
/** Statuses whose response has no body (Fetch Standard, "null body status"). */
const WITHOUT_BODY = new Set([204, 205, 304]);

/** Node's own fetch reads no proxy variables before Node 24: this one does, and follows no redirects. */
export function fetchIn(env: Env): Fetch {
  if (!namesProxy(env)) return fetch;
  const agents = { https: httpsAgentOf(env, {}), http: httpAgentOf(env) };
  return async (input, init) => {
    const asked = new Request(input, init);
    const url = new URL(asked.url);
    if (proxyFor(url, env) === null) return fetch(input, init);
    const body = asked.body === null ? null : Buffer.from(await asked.arrayBuffer());
    const [send, agent] =
      url.protocol === 'https:' ? [requestHttps, agents.https] : [requestHttp, agents.http];
    const { method, headers, signal } = asked;
    return new Promise<Response>((resolve, reject) => {
      const sent = send(url, {
        method,
        agent,
        signal,
        headers: {
          ...Object.fromEntries(headers),
          ...(body === null ? {} : { 'content-length': body.length }),
        },
      });
      sent.once('error', (error) =>
        reject(signal.aborted ? signal.reason : new TypeError('fetch failed', { cause: error })),
      );
      sent.once('response', (answer) => {
        const { statusCode: status = 502, headersDistinct } = answer;
        const pairs = Object.entries(headersDistinct).flatMap(([name, values]) =>
          (values ?? []).map((value): [string, string] => [name, value]),
        );
        const content = WITHOUT_BODY.has(status)
          ? null
          : (Readable.toWeb(answer) as ReadableStream<Uint8Array>);
        if (content === null) answer.resume();
        resolve(new Response(content, { status, headers: pairs }));
      });
      sent.end(body ?? undefined);
    });
  };
}
