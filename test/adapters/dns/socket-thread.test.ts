import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { TRUNCATED_RESPONSE } from 'dns-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { createDns } from '../../../src/adapters/dns/client.ts';
import { openSocketsInThread } from '../../../src/adapters/dns/socket-thread.ts';
import { openSocketsWith } from '../../../src/adapters/dns/udp.ts';
import type { DnsAnswer, DnsServer } from '../../../src/core/dns/types.ts';
import { reply, type Script, type Stub, startStub, txt } from './stub-server.ts';

/** The thread as it is published. */
const BUILT = new URL('../../../dist/chunks/socket-thread.worker.js', import.meta.url);
const QUESTION = { name: 'a.example', type: 'TXT' } as const;
const SHORT = 350;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function stub(script: Script, host = '127.0.0.1'): Promise<Stub> {
  const started = await startStub(script, { host });
  ends.push(() => started.stop());
  return started;
}

const dns = (timeoutMs = 5000) => createDns({ resolvers: [], nameservers: null, timeoutMs });

/** Sockets that this thread has open. */
const socketsHere = () =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'UDPWrap').length;

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Starts the thread, and returns when sockets are opened there. */
async function inThread(file = BUILT): Promise<() => Promise<void>> {
  const end = openSocketsInThread(openSocketsWith, file);
  ends.push(end);
  let here = true;
  const { server } = await stub((incoming) => {
    here = socketsHere() > before;
    return [reply(incoming)];
  });
  // What the test before closed is gone a turn later.
  await turn();
  await turn();
  const before = socketsHere();
  while (here) await dns().ask(server, QUESTION);
  return end;
}

/** The text of a usable answer, else the whole answer, so that a failed test shows it. */
const textOf = (answer: DnsAnswer): unknown =>
  answer.kind === 'records' ? answer.records[0]?.data : answer;

const echo: Script = (incoming) => {
  const name = incoming.query.questions?.[0]?.name ?? '';
  return [reply(incoming, { answers: [txt(name, `you asked ${name}`)] })];
};

describe('sockets in a thread of their own', () => {
  test('hundreds of questions at once: each has the answer to its own', async () => {
    const servers = await Promise.all([stub(echo), stub(echo), stub(echo, '::1')]);
    await inThread();
    const named = servers.map(({ server }) => server);
    const client = createDns({ resolvers: [], nameservers: named });
    const names = Array.from({ length: 400 }, (_, index) => `d${index}.example`);
    const answers = await Promise.all(
      names.flatMap((name) =>
        servers.map(async ({ server }) => textOf(await client.ask(server, { name, type: 'TXT' }))),
      ),
    );
    expect(answers).toEqual(names.flatMap((name) => servers.map(() => `you asked ${name}`)));
    for (const { seen } of servers) expect(seen).toHaveLength(400);
  });

  test('answers with another id are ignored and counted, silence is a time-out', async () => {
    const { server, seen } = await stub((incoming) => [
      reply(incoming, {
        id: ((incoming.query.id ?? 0) + 1) & 0xffff,
        answers: [txt('a.example', 'no')],
      }),
      Buffer.alloc(0),
    ]);
    await inThread();
    expect(await dns(SHORT).ask(server, QUESTION)).toMatchObject({
      kind: 'failed',
      failure: 'timeout',
      message: `no answer in ${SHORT} ms; packets that answered another question: 6`,
    });
    expect(seen).toHaveLength(3);
  });

  test('what does not fit is asked for over TCP', async () => {
    const { server, seen } = await stub((incoming) =>
      incoming.transport === 'tcp'
        ? [reply(incoming, { answers: [txt('a.example', 'whole')] })]
        : [reply(incoming, { flags: TRUNCATED_RESPONSE })],
    );
    await inThread();
    expect(textOf(await dns().ask(server, QUESTION))).toBe('whole');
    expect(seen.map(({ transport }) => transport)).toEqual(['udp', 'tcp']);
  });

  test('a port that nobody listens at is told as that', async () => {
    const { server, stop } = await startStub(() => []);
    await stop();
    await inThread();
    expect(await dns().ask(server, QUESTION)).toMatchObject({
      failure: 'unreachable',
      message: 'nothing listens there (ECONNREFUSED)',
    });
  });
});

describe('without the thread', () => {
  /** The thread as it is published, but for its end as soon as it is to send to this port. */
  function endsAtQuestionTo(port: number): URL {
    const folder = mkdtempSync(join(tmpdir(), 'ses-migrate-thread-'));
    ends.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'thread.mjs');
    writeFileSync(
      file,
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', (message) => {
         if (message.port === ${port}) throw new Error('no more sockets');
       });
       await import('${BUILT}');`,
    );
    return pathToFileURL(file);
  }

  const answered = async (server: DnsServer) =>
    expect(textOf(await dns().ask(server, QUESTION))).toBe('you asked a.example');

  test('none to be had: sockets are opened here', async () => {
    const { server } = await stub(echo);
    ends.push(
      openSocketsInThread(openSocketsWith, pathToFileURL(join(fileURLToPath(BUILT), 'none.js'))),
    );
    await answered(server);
  });

  test('one that ends: its questions fail with the reason, the next are asked from here', async () => {
    const { server, seen } = await stub(echo);
    await inThread(endsAtQuestionTo(server.port));
    expect(await dns().ask(server, QUESTION)).toMatchObject({
      kind: 'failed',
      failure: 'other',
      message: 'the thread of its socket ended: no more sockets',
    });
    expect(seen).toEqual([]);
    await answered(server);
  });

  test('ended by us: what waited is reported, and the next is asked from here', async () => {
    const silent = await stub(() => []);
    const { server } = await stub(echo);
    const end = await inThread();
    const waits = dns().ask(silent.server, QUESTION);
    await end();
    expect(await waits).toMatchObject({ message: 'the thread of its socket was ended' });
    await answered(server);
  });
});
