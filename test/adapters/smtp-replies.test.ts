/** Each reply of SES, on the wire at the stage where SES gives it, becomes the finding that explains it. */

import { expect, test } from 'vitest';
import { createSmtp } from '../../src/adapters/smtp.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { explainReply, retryAfter } from '../../src/core/sending/replies.ts';
import { OVER_SMTP } from '../helpers/ses-replies.ts';
import { breakLine, type Stage, startPeer } from '../helpers/smtp-peer.ts';

const MESSAGE = {
  from: 'a@acme.example',
  to: ['b@inbox.example'],
  raw: Buffer.from('From: a@acme.example\r\nSubject: x\r\n\r\nwords\r\n'),
  configurationSet: null,
};
const LOGIN = { username: 'AKIA', password: new Secret('sesame') };

function stageOf(reply: string): Stage {
  if (/concurrent/.test(reply)) return 'banner';
  if (/authentication failure|Credentials|subscribed/.test(reply)) return 'AUTH';
  if (/^(501|530)|Invalid email address/.test(reply)) return 'MAIL';
  return /address unknown/.test(reply) ? 'RCPT' : 'dot';
}

const ROWS = OVER_SMTP.map(([reply, code, pauses]) => ({ reply, code, pauses }));
test.concurrent.each(ROWS)('$reply', async ({ reply, code, pauses }) => {
  const peer = await startPeer();
  const port = await breakLine(peer, stageOf(reply), reply);
  const endpoint = { host: '127.0.0.1', port, tls: 'if-offered' } as const;
  const attempt = await createSmtp(null).send(endpoint, LOGIN, MESSAGE);
  expect(attempt).toMatchObject({ ok: false, code: Number(reply.slice(0, 3)), ambiguous: false });
  expect(explainReply(attempt)).toMatchObject({ code, found: reply });
  expect(retryAfter(attempt, 1)).toBe(pauses[0] ?? null);
  expect(peer.messages).toEqual([]);
});
