import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { decode } from 'dns-packet';
import { afterEach, expect, test } from 'vitest';
import { createDns } from '../../../src/adapters/dns/client.ts';
import type { DnsAnswer } from '../../../src/core/dns/types.ts';
import { reply, txt } from './stub-server.ts';

const QUESTION = { name: '_dmarc.example.com', type: 'TXT' } as const;
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

type Handler = (request: IncomingMessage, query: Buffer, response: ServerResponse) => void;

/** Asks a DoH resolver that speaks plain HTTP; that flags accept https alone is parse-server's test. */
async function askThrough(handler: Handler, timeoutMs = 5000): Promise<DnsAnswer> {
  const server = createServer(async (request, response) => {
    handler(request, await buffer(request), response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const doh = `http://127.0.0.1:${port}/dns-query`;
  const dns = createDns({ resolvers: [], nameservers: null, doh, timeoutMs });
  const [resolver] = dns.resolvers();
  if (resolver === undefined) throw new Error('DoH is not among the resolvers');
  return dns.ask(resolver, QUESTION);
}

function answerTo(raw: Buffer, id?: number): Buffer {
  const incoming = {
    query: decode(raw),
    raw,
    transport: 'tcp',
    nth: 1,
    from: '',
    fromPort: 0,
  } as const;
  return reply(incoming, {
    ...(id === undefined ? {} : { id }),
    answers: [txt(QUESTION.name, 'true')],
  });
}

test('a question goes as a POST of one DNS message with id 0', async () => {
  let seen: unknown;
  const answer = await askThrough((request, query, response) => {
    const { method, url, headers } = request;
    seen = {
      method,
      url,
      type: headers['content-type'],
      accept: headers.accept,
      id: query.readUInt16BE(0),
    };
    response.end(answerTo(query));
  });
  const type = 'application/dns-message';
  expect(seen).toEqual({ method: 'POST', url: '/dns-query', type, accept: type, id: 0 });
  expect(answer).toMatchObject({ kind: 'records', records: [{ data: 'true' }] });
});

test.each<[string, Handler, string]>([
  ['an HTTP error', (_request, _query, response) => response.writeHead(503).end(), 'other'],
  [
    'a page',
    (_request, _query, response) => response.end('<html>Log in to the hotel</html>'),
    'malformed',
  ],
  [
    'an answer to another question',
    (_request, query, response) => response.end(answerTo(query, 7)),
    'malformed',
  ],
  [
    'a redirect',
    (_request, _query, response) => response.writeHead(302, { location: '/x' }).end(),
    'other',
  ],
  ['silence', () => undefined, 'timeout'],
  ['a reset', (request) => request.socket.destroy(), 'other'],
])('%s says nothing of the record', async (_what, handler, failure) => {
  expect(await askThrough(handler, 400)).toMatchObject({ kind: 'failed', failure, rcode: null });
});
