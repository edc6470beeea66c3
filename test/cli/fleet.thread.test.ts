/** A list of hundreds: its sockets are another thread's, and the command still ends by itself. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FleetEntry } from '../../src/commands/check-dns/fleet-tally.ts';
import { reply, startStub } from '../adapters/dns/stub-server.ts';
import { run } from '../helpers/cli.ts';

/** Writes the number of each thread that sends a packet, once, to SENT_FILE; 0 is the main one. */
const LOG_THREADS = `
  import dgram from 'node:dgram';
  import { appendFileSync } from 'node:fs';
  import { threadId } from 'node:worker_threads';
  const { send } = dgram.Socket.prototype;
  dgram.Socket.prototype.send = function (...args) {
    dgram.Socket.prototype.send = send;
    appendFileSync(process.env.SENT_FILE, threadId + '\\n');
    return send.apply(this, args);
  };
`;
const NXDOMAIN = 3;

test('a fleet is asked from a thread of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ses-migrate-fleet-'));
  const sent = join(folder, 'sent');
  const domains = Array.from({ length: 400 }, (_, index) => `d${index}.example`);
  writeFileSync(join(folder, 'list.txt'), domains.join('\n'));
  const stub = await startStub((incoming) => [reply(incoming, { rcode: NXDOMAIN })]);
  const server = `127.0.0.1:${stub.server.port}`;
  const tokens = ['a', 'b', 'c'].flatMap((letter) => ['--token', letter.repeat(32)]);
  try {
    const { stdout, exitCode } = await run(
      ['check-dns', '--domains-file', 'list.txt', '--region', 'us-east-1', '--json'].concat(
        ['--nameserver', server, '--resolver', server],
        tokens,
      ),
      {
        cwd: folder,
        env: {
          NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(LOG_THREADS)}`,
          SENT_FILE: sent,
        },
      },
    );
    const lines = stdout.trimEnd().split('\n').slice(0, -1);
    const entries = lines.map((line) => JSON.parse(line) as FleetEntry);
    expect(entries.map(({ domain }) => domain).sort()).toEqual([...domains].sort());
    expect(new Set(entries.map(({ status }) => status))).toEqual(new Set(['problem']));
    expect(exitCode).toBe(1);
    const threads = readFileSync(sent, 'utf8').trim().split('\n');
    const expected = availableParallelism() > 1 ? '1' : '0';
    expect(threads).toContain(expected);
  } finally {
    await stub.stop();
    rmSync(folder, { recursive: true });
  }
});
