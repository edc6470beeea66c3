/** Questions to the servers of the small internet, to know when they are up. */

import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { decode, encode, type Packet } from 'dns-packet';

/** Milliseconds for an answer, between two tries, and until it is given up. */
const [PATIENCE, PAUSE, LONGEST] = [200, 20, 10_000];

export async function untilAnswered(address: string, name: string): Promise<void> {
  await until(address, { type: 'A', name }, () => true);
}

/** Waits until the server has loaded this version of the zone. */
export async function untilSerial(address: string, zone: string, serial: number): Promise<void> {
  await until(address, { type: 'SOA', name: zone }, ({ answers = [] }) =>
    answers.some((answer) => answer.type === 'SOA' && answer.data.serial === serial),
  );
}

async function until(
  address: string,
  question: { type: 'A' | 'SOA'; name: string },
  isRight: (reply: Packet) => boolean,
): Promise<void> {
  const end = Date.now() + LONGEST;
  while (Date.now() < end) {
    const reply = await ask(address, question);
    if (reply !== null && isRight(reply)) return;
    await sleep(PAUSE);
  }
  throw new Error(`${address} does not serve ${question.name}`);
}

/** null: no answer. */
async function ask(
  address: string,
  question: { type: 'A' | 'SOA'; name: string },
): Promise<Packet | null> {
  const socket = createSocket('udp4');
  const reply = new Promise<Packet | null>((resolve) => {
    socket.once('message', (packet) => resolve(decode(packet)));
    socket.once('error', () => resolve(null));
  });
  const query = encode({ type: 'query', id: 1, questions: [question] });
  socket.connect(53, address, () => socket.send(query));
  const first = await Promise.race([reply, sleep(PATIENCE, null)]);
  socket.close();
  return first;
}
