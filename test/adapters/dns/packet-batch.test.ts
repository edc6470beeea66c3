import { expect, test } from 'vitest';
import { createBatch, readBatch } from '../../../src/adapters/dns/packet-batch.ts';

/** The packets of each batch, as `socket:text`. */
function collect() {
  const batches: string[][] = [];
  const batch = createBatch((posted) => {
    const read: string[] = [];
    readBatch(posted, (socket, packet) => read.push(`${socket}:${packet}`));
    batches.push(read);
  });
  return { batches, add: (socket: number, text: string) => batch.add(socket, Buffer.from(text)) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('packets of one turn go together, in their order, each to its socket', async () => {
  const { batches, add } = collect();
  add(1, 'first');
  add(0xffffffff, '');
  add(1, 'x'.repeat(0xffff));
  expect(batches).toEqual([]);
  await turn();
  expect(batches).toEqual([['1:first', '4294967295:', `1:${'x'.repeat(0xffff)}`]]);
  add(2, 'of the next turn');
  await turn();
  expect(batches.slice(1)).toEqual([['2:of the next turn']]);
});

test('many do not wait for the end of the turn, and none is lost or told twice', async () => {
  const { batches, add } = collect();
  const texts = Array.from({ length: 1000 }, (_, index) => `packet ${index}`);
  for (const text of texts) add(7, text);
  expect(batches.length).toBeGreaterThan(5);
  await turn();
  expect(batches.flat()).toEqual(texts.map((text) => `7:${text}`));
  await turn();
  expect(batches.flat()).toHaveLength(1000);
});

test('a batch shows no other memory, which a message would copy too', async () => {
  const posted: Uint8Array[] = [];
  createBatch((batch) => posted.push(batch)).add(1, Buffer.from('alone'));
  await turn();
  expect(posted.map(({ byteLength }) => byteLength)).toEqual([11]);
  expect(posted.map(({ buffer }) => buffer.byteLength)).toEqual([11]);
});
