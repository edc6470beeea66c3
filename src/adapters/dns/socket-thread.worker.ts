import { parentPort } from 'node:worker_threads';
import { type Datagrams, openDatagrams } from './datagrams.ts';
import { createBatch, readBatch } from './packet-batch.ts';
import type { FromThread, ToThread } from './socket-thread.ts';

// The thread that `openSocketsInThread` starts: it opens sockets, and passes packets on unread.
const open = new Map<number, Datagrams>();
const post = (message: FromThread): void => parentPort?.postMessage(message);
const arrived = createBatch(post);

parentPort?.on('message', (message: ToThread) => {
  if (message instanceof Uint8Array)
    readBatch(message, (socket, packet) => open.get(socket)?.send(packet));
  else if ('open' in message) openSocket(message.open, message);
  else {
    open.get(message.close)?.close();
    open.delete(message.close);
  }
});
post('here');

function openSocket(socket: number, server: { address: string; port: number }): void {
  const datagrams = openDatagrams(server, {
    ready: () => post({ ready: socket }),
    packet: (packet) => arrived.add(socket, packet),
    failed: (failure) => post({ failed: socket, failure }),
  });
  open.set(socket, datagrams);
}
