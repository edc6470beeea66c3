/** Collects packets of many sockets: a message between threads costs as much as many packets. */
export interface Batch {
  add(socket: number, packet: Uint8Array): void;
}

/** Before each packet: the number of its socket in four bytes, its length in two. */
const HEAD = 6;
/** Packets that no longer wait for more: with all of a turn at once, one thread would wait for the other. */
const FULL = 64;

/** `post` gets the packets of a turn, in the order they were added; a message copies all memory that it shows. */
export function createBatch(post: (batch: Uint8Array) => void): Batch {
  const sockets: number[] = [];
  const packets: Uint8Array[] = [];
  const flush = (): void => {
    if (packets.length > 0) post(join(sockets.splice(0), packets.splice(0)));
  };
  return {
    add: (socket, packet) => {
      sockets.push(socket);
      const waiting = packets.push(packet);
      if (waiting === FULL) flush();
      else if (waiting === 1) setImmediate(flush);
    },
  };
}

function join(sockets: readonly number[], packets: readonly Uint8Array[]): Buffer {
  const size = packets.reduce((sum, packet) => sum + HEAD + packet.length, 0);
  const batch = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (const [index, packet] of packets.entries()) {
    batch.writeUInt32BE(sockets[index] ?? 0, at);
    batch.writeUInt16BE(packet.length, at + 4);
    batch.set(packet, at + HEAD);
    at += HEAD + packet.length;
  }
  return batch;
}

/** Each packet of what `createBatch` posted; they share its memory. */
export function readBatch(batch: Uint8Array, each: (socket: number, packet: Buffer) => void): void {
  const bytes = Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength);
  let at = 0;
  while (at < bytes.length) {
    const start = at + HEAD;
    const end = start + bytes.readUInt16BE(at + 4);
    each(bytes.readUInt32BE(at), bytes.subarray(start, end));
    at = end;
  }
}
