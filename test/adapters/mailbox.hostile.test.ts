/** IMAP servers that flood, trickle or fall silent, at a stage of the conversation. */

import type { Socket } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { createInbox } from '../../src/adapters/inbox/index.ts';
import type { InboxLimits } from '../../src/adapters/inbox/limits.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { type Certificate, createCertificate } from '../../src/rehearsal/smtp/certificate.ts';
import {
  flood,
  listen,
  type Misbehaviour,
  onLines,
  silence,
  trickle,
} from '../helpers/hostile-server.ts';
import { fakePorts } from '../helpers/ports.ts';

let certificate: Certificate;
beforeAll(async () => {
  certificate = await createCertificate();
});

/** No limit of time is met before one of size is. */
const SIZES: InboxLimits = {
  ...{ connection: 30_000, login: 30_000, silence: 30_000, look: 30_000 },
  message: 20_000,
  stage: 200_000,
};
const TIMES: InboxLimits = {
  ...{ connection: 600, login: 600, silence: 600, look: 600 },
  message: 2_000_000,
  stage: 2_000_000,
};

const STAGES = ['greeting', 'LOGIN', 'LIST', 'EXAMINE', 'SEARCH', 'FETCH'] as const;
type Stage = (typeof STAGES)[number];

const ANSWERS: Readonly<Record<string, string>> = {
  CAPABILITY: '* CAPABILITY IMAP4rev1\r\n',
  LIST: '* LIST (\\HasNoChildren) "/" INBOX\r\n',
  LSUB: '* LSUB (\\HasNoChildren) "/" INBOX\r\n',
  EXAMINE: '* 1 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n* OK [UIDNEXT 2] ok\r\n',
  SEARCH: '* SEARCH 1\r\n',
  FETCH: '* 1 FETCH (UID 1 BODY[HEADER.FIELDS (X-MIGRATION-TOKEN)] {2}\r\n\r\n)\r\n',
};

/** A server that does as it should before the stage. */
function server(stage: Stage | 'NOTHING', misbehave: Misbehaviour) {
  return listen((socket: Socket) => {
    if (stage === 'greeting') return misbehave(socket);
    socket.write('* OK ready\r\n');
    onLines(socket, (line) => {
      const [tag = '', ...words] = line.split(' ');
      const command = (words[0] === 'UID' ? words[1] : words[0])?.toUpperCase() ?? '';
      const isStage = command === stage;
      if (isStage) misbehave(socket);
      else socket.write(`${ANSWERS[command] ?? ''}${tag} OK done\r\n`);
      return !isStage;
    });
  }, certificate);
}

async function lookAt(port: number, limits: InboxLimits): Promise<unknown> {
  const inbox = createInbox(fakePorts().ports.dns, { ca: certificate.cert, limits });
  const account = { host: '127.0.0.1', port, tls: 'implicit', user: 'ann' } as const;
  const signal = new AbortController().signal;
  const mailbox = await inbox.open(account, new Secret('hunter2-secret'), {
    since: new Date(0),
    signal,
  });
  try {
    return await mailbox.look(['t1'], limits.look);
  } finally {
    await mailbox.close();
  }
}

/** Ours for a whole stage, and imapflow's for one line, one literal and one response. */
const TOO_MUCH = /sent more than \d+ bytes|exceeds? (the )?max|too (long|large)|limit/i;
const TOO_LATE = /no (login|answer) within|time-?out/i;

function unread(words: RegExp) {
  return { code: 'inbox/unreachable', exitCode: 5, message: expect.stringMatching(words) };
}

const FLOODS = [
  ['untagged lines without end', flood('* OK more\r\n')],
  ['a line without end', flood('* OK more and more ')],
  ['literals without end', flood('* 1 FETCH (UID 1 BODY[] {10}\r\n0123456789)\r\n')],
  ['a literal that is too large', flood('* 1 FETCH (BODY[] {99999999999}\r\n')],
] as const;
const SLOW = [
  ['silence', silence],
  ['a byte now and then', trickle('* OK ')],
] as const;

test.each(
  STAGES.flatMap((stage) => [
    ...FLOODS.map(([what, misbehave]) => [stage, what, misbehave, SIZES, TOO_MUCH] as const),
    ...SLOW.map(([what, misbehave]) => [stage, what, misbehave, TIMES, TOO_LATE] as const),
  ]),
)('at %s: %s', async (stage, _what, misbehave, limits, words) => {
  const port = await server(stage, misbehave);
  await expect(lookAt(port, limits)).rejects.toMatchObject(unread(words));
});

test('a server that behaves well is not refused', async () => {
  const port = await server('NOTHING', silence);
  expect(await lookAt(port, SIZES)).toEqual([]);
});
