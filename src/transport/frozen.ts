import { Readable } from 'node:stream';
import type { CompiledMail, MessageFacts } from './types.ts';

/** What is used of nodemailer's MimeNode (6 to 10). */
interface MimeMessage {
  getEnvelope(): { readonly from: string | false; readonly to: string[] };
  messageId(): string;
  createReadStream(): Readable;
}

/** Bytes. */
const PIECE = 64 * 1024;

/** A message whose source is made once: streams among its attachments can be read no second time. */
export interface FrozenMail extends MessageFacts {
  readonly envelope: { readonly from: string | false; readonly to: string[] };
  /** Aborts when the caller of `sendMail` gives up. */
  readonly signal: AbortSignal | null;
  /** The mail for one attempt. `wasOut()` tells whether all of the source was handed over. */
  attempt(): { readonly mail: CompiledMail; wasOut(): boolean };
}

/** Rejects where an attachment cannot be read; nothing was sent then. */
export async function freeze(mail: CompiledMail): Promise<FrozenMail> {
  const message = mail.message as MimeMessage;
  const { signal } = mail.data as { signal?: AbortSignal };
  const messageId = message.messageId();
  const envelope = message.getEnvelope();
  const source = await readAll(message.createReadStream());
  return {
    messageId,
    envelope,
    to: envelope.to,
    signal: signal ?? null,
    attempt: () => attemptOf(mail, message, source),
  };
}

function attemptOf(mail: CompiledMail, message: MimeMessage, source: Buffer) {
  let out = false;
  const createReadStream = () => {
    // A pool may take a message to another connection by itself: never one that was handed over whole.
    if (out) return failing();
    const stream = streamOf(source);
    stream.once('end', () => {
      out = true;
    });
    return stream;
  };
  const own = {
    data: { ...mail.data },
    message: Object.assign(Object.create(message) as MimeMessage, { createReadStream }),
  };
  return { mail: Object.assign(Object.create(mail) as CompiledMail, own), wasOut: () => out };
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** In pieces, so that the end is reached when the other side has taken nearly all of it. */
function streamOf(source: Buffer): Readable {
  let at = 0;
  return new Readable({
    read() {
      const piece = source.subarray(at, at + PIECE);
      at += PIECE;
      this.push(piece.length > 0 ? piece : null);
    },
  });
}

function failing(): Readable {
  const why = 'This message was sent before and no reply came, so it is not sent again.';
  return new Readable({
    read() {
      this.destroy(new Error(why));
    },
  });
}
