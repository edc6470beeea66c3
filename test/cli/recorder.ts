import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';

/** One AWS call and what was answered. */
export interface Answered {
  /** The action of IAM, STS, SNS and the stores; else method and path, `POST /v2/email/identities`. */
  readonly operation: string;
  /** XML or JSON. */
  readonly body: string;
}

const servers: Server[] = [];

/** To be called after the file: tests that run side by side have no end of their own to wait for. */
export function closeRecorders(): void {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
}

type Hear = (answered: Answered) => void | Promise<void>;

/**
 * Stands between the tool and the AWS of a rehearsal until the end of the file; returns its URL. `hear`
 * gets each answer before the tool does, which waits for as long as `hear` does.
 */
export async function openRecorder(target: string, hear: Hear): Promise<string> {
  const server = createServer((request, response) => {
    pass(target, request, response, hear).catch((error: Error) => response.destroy(error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

async function pass(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  hear: Hear,
): Promise<void> {
  const asked = await buffer(request);
  // The headers as they are, the name of the host too: they are signed.
  const { method = 'GET', headers, url = '/' } = request;
  const onward = httpRequest(`${target}${url}`, { method, headers }).end(asked);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  const body = await buffer(answer);
  const rpc = String(headers['x-amz-target'] ?? '').split('.')[1];
  const action = /(?:^|&)Action=(\w+)/.exec(asked.toString('latin1'))?.[1] ?? rpc;
  await hear({ operation: action ?? `${method} ${url}`, body: body.toString('utf8') });
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  response.end(body);
}
