import { once } from 'node:events';
import { createServer, type TLSSocket } from 'node:tls';
import type { Inbox } from '../contract.ts';
import type { Certificate } from '../smtp/certificate.ts';
import { createMailbox, type ImapMailbox } from './mailbox.ts';
import { announcedLiteral, ImapSyntaxError, parseCommand } from './parse.ts';
import { CAPABILITIES, carryOut, type ImapSession, type Login } from './session.ts';

export interface ImapOptions {
  readonly certificate: Certificate;
  readonly inbox: Pick<Inbox, 'messages'>;
  readonly login: Login;
}

export interface ImapEndpoint {
  /** `host:port`, TLS from the first octet. */
  readonly address: string;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** Octets of one command; the rehearsal takes no messages from clients. */
const LONGEST_COMMAND = 64 * 1024;
/** Milliseconds between looks for new mail while a client idles (RFC 2177). */
const IDLE_LOOK = 100;

/** IMAP4rev1 (RFC 3501) over TLS, over the inbox of the rehearsal: it shows, and changes nothing. */
export async function startImap({ certificate, inbox, login }: ImapOptions): Promise<ImapEndpoint> {
  const mailbox = createMailbox(inbox, Math.floor(Date.now() / 1_000));
  const open = new Set<TLSSocket>();
  const server = createServer({ ...certificate }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // A connection cut in the middle is one client's.
    socket.on('error', () => undefined);
    serve(socket, mailbox, login).catch((error: unknown) =>
      socket.end(`* BYE ${String(error)}\r\n`),
    );
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('IMAP server has no port');
  return {
    address: `${LOOPBACK}:${address.port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** Lines of the client without their CRLF; latin1. Pieces of a literal come by `take`. */
class Incoming {
  readonly #pieces: AsyncIterator<Buffer>;
  #held = Buffer.alloc(0);

  constructor(socket: TLSSocket) {
    this.#pieces = socket[Symbol.asyncIterator]();
  }

  /** null: the client has gone. */
  async line(): Promise<string | null> {
    for (;;) {
      const end = this.#held.indexOf('\r\n');
      if (end !== -1) {
        const line = this.#held.subarray(0, end).toString('latin1');
        this.#held = this.#held.subarray(end + 2);
        return line;
      }
      if (!(await this.#more())) return null;
    }
  }

  async take(octets: number): Promise<string | null> {
    while (this.#held.length < octets) if (!(await this.#more())) return null;
    const taken = this.#held.subarray(0, octets).toString('latin1');
    this.#held = this.#held.subarray(octets);
    return taken;
  }

  async #more(): Promise<boolean> {
    const next = await this.#pieces.next();
    if (next.done === true) return false;
    this.#held = Buffer.concat([this.#held, next.value]);
    if (this.#held.length > LONGEST_COMMAND) throw new Error('the command is too long');
    return true;
  }
}

async function serve(socket: TLSSocket, mailbox: ImapMailbox, login: Login): Promise<void> {
  const session: ImapSession = { isLoggedIn: false, open: null };
  const incoming = new Incoming(socket);
  const write = (line: string) => void socket.write(Buffer.from(`${line}\r\n`, 'latin1'));
  write(`* OK [CAPABILITY ${CAPABILITIES}] the inbox of a rehearsal`);
  for (;;) {
    const whole = await readCommand(incoming, write);
    if (whole === null) return;
    try {
      const command = parseCommand(whole.lines, whole.literals);
      const { lines, end, next } = carryOut({ command, session, mailbox, login });
      for (const line of lines) write(`* ${line}`);
      if (next === 'idle') await idle({ session, mailbox, incoming, write });
      showNew(session, mailbox, write);
      write(`${command.tag} ${end}`);
      if (next === 'bye') return void socket.end();
    } catch (error) {
      if (!(error instanceof ImapSyntaxError)) throw error;
      write(`${error.tag} BAD ${error.message}`);
    }
  }
}

type Write = (line: string) => void;

/** One command with its literals; a client without an initial response to AUTHENTICATE is asked for it. */
async function readCommand(
  incoming: Incoming,
  write: Write,
): Promise<{ readonly lines: readonly string[]; readonly literals: readonly string[] } | null> {
  const lines: string[] = [];
  const literals: string[] = [];
  for (;;) {
    const line = await incoming.line();
    if (line === null) return null;
    lines.push(line);
    const octets = announcedLiteral(line);
    if (octets === null) break;
    if (!line.endsWith('+}')) write('+ continue');
    const literal = await incoming.take(octets);
    if (literal === null) return null;
    literals.push(literal);
  }
  const [first = ''] = lines;
  if (!/^\S+ AUTHENTICATE \S+$/i.test(first)) return { lines, literals };
  write('+ ');
  const response = await incoming.line();
  return response === null ? null : { lines: [`${first} ${response}`], literals };
}

/** Tells of what has arrived since the client was last told (RFC 3501, section 5.2). */
function showNew({ open }: ImapSession, mailbox: ImapMailbox, write: Write): void {
  const count = mailbox.all().length;
  if (open === null || open.shown === count) return;
  open.shown = count;
  write(`* ${count} EXISTS`);
}

interface Idling {
  readonly session: ImapSession;
  readonly mailbox: ImapMailbox;
  readonly incoming: Incoming;
  readonly write: Write;
}

async function idle({ session, mailbox, incoming, write }: Idling): Promise<void> {
  write('+ idling');
  const timer = setInterval(() => showNew(session, mailbox, write), IDLE_LOOK);
  try {
    await incoming.line();
  } finally {
    clearInterval(timer);
  }
}
