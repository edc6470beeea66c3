import { connect } from 'node:net';
import type { DnsServer } from '../../core/dns/types.ts';
import type { Exchange } from './transport.ts';
import { socketFailure } from './transport.ts';
import { isReplyTo } from './wire.ts';

/** One query over TCP, each message after its length in two bytes (RFC 1035 section 4.2.2). Milliseconds. */
export function exchangeTcp(
  server: DnsServer,
  query: Buffer,
  timeoutMs: number,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const socket = connect({ host: server.address, port: server.port });
    let received = Buffer.alloc(0);

    const finish = (result: Exchange): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(
      () => finish({ ok: false, failure: 'timeout', message: `no answer in ${timeoutMs} ms` }),
      timeoutMs,
    );

    socket.on('error', (error) => finish(socketFailure(error)));
    socket.on('close', () =>
      finish({
        ok: false,
        failure: 'malformed',
        message: 'it closed the connection before the answer was complete',
      }),
    );
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      for (let frame = firstFrame(received); frame !== null; frame = firstFrame(received)) {
        if (isReplyTo(query, frame)) return finish({ ok: true, packet: frame });
        received = received.subarray(2 + frame.length);
      }
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    socket.write(Buffer.concat([length, query]));
  });
}

function firstFrame(received: Buffer): Buffer | null {
  if (received.length < 2) return null;
  const end = 2 + received.readUInt16BE(0);
  return received.length < end ? null : received.subarray(2, end);
}
