import { Worker } from 'node:worker_threads';
import type { DatagramEvents, OpenDatagrams, OpenSocketsWith } from './datagrams.ts';
import { createBatch, readBatch } from './packet-batch.ts';
import type { FailedExchange } from './transport.ts';

/** What the thread is reported: sockets by numbers of ours; packets as `createBatch` joins them. */
export type ToThread =
  | { readonly open: number; readonly address: string; readonly port: number }
  | { readonly close: number }
  | Uint8Array;

/** What it tells: first of all that it is there. */
export type FromThread =
  | 'here'
  | { readonly ready: number }
  | { readonly failed: number; readonly failure: FailedExchange }
  | Uint8Array;

/** Where the build puts `socket-thread.worker.ts`, beside the file that this one ends up in. */
const WORKER = new URL('./socket-thread.worker.js', import.meta.url);

/**
 * Sockets are opened in a thread of their own from when that is there: sending and receiving packets is
 * nearly half of what a fleet costs, and another processor can do it. Where no thread can be had, or it ends,
 * they are opened in this one as before; questions that an ended thread had on its way fail with the reason.
 * Returns what ends it. Nobody needs to: it does not keep the process alive.
 */
export function openSocketsInThread(
  openSocketsWith: OpenSocketsWith,
  file: URL = WORKER,
): () => Promise<void> {
  const worker = new Worker(file);
  const open = new Map<number, DatagramEvents>();
  const post = (message: ToThread): void => worker.postMessage(message);
  const leaving = createBatch(post);
  let sockets = 0;
  let isHere = false;

  const openThere: OpenDatagrams = ({ address, port }, events) => {
    sockets += 1;
    const socket = sockets;
    open.set(socket, events);
    post({ open: socket, address, port });
    return {
      send: (packet) => leaving.add(socket, packet),
      close: () => {
        open.delete(socket);
        post({ close: socket });
      },
    };
  };
  const begin = (): void => {
    isHere = true;
    openSocketsWith(openThere);
  };
  const ended = (reason: string): void => {
    if (isHere) openSocketsWith(null);
    isHere = false;
    const failure: FailedExchange = { ok: false, failure: 'other', message: reason };
    for (const events of [...open.values()]) events.failed(failure);
  };

  worker.on('message', (message: FromThread) => {
    if (message === 'here') begin();
    else if (message instanceof Uint8Array)
      readBatch(message, (socket, packet) => open.get(socket)?.packet(packet));
    else if ('ready' in message) open.get(message.ready)?.ready();
    else open.get(message.failed)?.failed(message.failure);
  });
  worker.on('error', ({ message }) => ended(`the thread of its socket ended: ${message}`));
  // After the listeners, as each of them takes hold of it again.
  worker.unref();
  return async () => {
    ended('the thread of its socket was ended');
    await worker.terminate();
  };
}
