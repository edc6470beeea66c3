import { connect, isIP, type Socket } from 'node:net';
import { connect as secure, type TLSSocket } from 'node:tls';
import type { PortProbe, ServerCertificate } from '../core/sending/smtp-ports.ts';
import type { SmtpEndpoint } from '../ports/index.ts';

/** Milliseconds for each step; SES answers within a second. */
const PATIENCE = 5_000;
/** Connection, greeting, EHLO, STARTTLS, TLS, EHLO. */
const STEPS = 6;
/** Characters; a reply that is longer is no reply. */
const LONGEST_REPLY = 16_384;

/** What was learnt before it continued, or failed. */
interface Learnt {
  connected: boolean;
  banner: string | null;
  socket: TLSSocket | null;
  auth: string[];
}

/** Connects, greets, agrees on TLS, looks at what is offered, and leaves; no login, no message. */
export async function probePort(
  { host, port, tls }: SmtpEndpoint,
  patience = PATIENCE,
): Promise<PortProbe> {
  const started = performance.now();
  const way = tls === 'implicit' ? 'implicit' : 'starttls';
  const learnt: Learnt = { connected: false, banner: null, socket: null, auth: [] };
  const failure = await converse({ host, port, way, patience }, learnt).then(
    () => null,
    (error: Error) => error,
  );
  return {
    ...{ host, port, tls: way, state: stateOf(failure, learnt), banner: learnt.banner },
    ...tlsFacts(learnt.socket),
    auth: learnt.auth,
    ms: Math.round(performance.now() - started),
    problem: failure === null ? null : failure.message || codeOf(failure),
  };
}

interface Way {
  readonly host: string;
  readonly port: number;
  readonly way: PortProbe['tls'];
  readonly patience: number;
}

async function converse({ host, port, way, patience }: Way, learnt: Learnt): Promise<void> {
  const plain = connect(port, host);
  plain.setTimeout(patience, () => plain.destroy(timedOut(patience)));
  // What fails after the talk is over is of no interest; within it each wait hears of it.
  plain.on('error', () => undefined);
  // The time-out above is of silence; a server that sends a byte now and then never is silent.
  const whole = STEPS * patience;
  const overall = setTimeout(() => plain.destroy(timedOut(whole)), whole);
  try {
    await event(plain, 'connect');
    learnt.connected = true;
    let socket: Socket = plain;
    if (way === 'implicit') socket = await upgrade(plain, host, learnt);
    learnt.banner = (await reply(socket, '220')).slice(4).trim();
    if (way === 'starttls') {
      await say(socket, 'EHLO localhost', '250');
      await say(socket, 'STARTTLS', '220');
      socket = await upgrade(plain, host, learnt);
    }
    learnt.auth = offered(await say(socket, 'EHLO localhost', '250'));
    socket.write('QUIT\r\n');
  } finally {
    clearTimeout(overall);
    plain.destroy();
  }
}

function timedOut(patience: number): Error {
  return Object.assign(new Error(`no answer within ${patience / 1_000} s`), { code: 'ETIMEDOUT' });
}

/** An untrusted certificate is something to tell, not a reason to stop: no secret is sent here. */
async function upgrade(socket: Socket, host: string, learnt: Learnt): Promise<TLSSocket> {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const upgraded = secure({ socket, host, ...servername, rejectUnauthorized: false });
  upgraded.on('error', () => undefined);
  await event(upgraded, 'secureConnect');
  learnt.socket = upgraded;
  return upgraded;
}

function say(socket: Socket, command: string, expected: string): Promise<string> {
  socket.write(`${command}\r\n`);
  return reply(socket, expected);
}

/** One reply, whatever its number of lines (RFC 5321, 4.2.1). Rejects when it has another code. */
async function reply(socket: Socket, expected: string): Promise<string> {
  let text = '';
  while (!/^\d{3}( .*)?\r?\n$/m.test(text.slice(text.lastIndexOf('\n', text.length - 2) + 1))) {
    text += await event(socket, 'data');
    if (text.length > LONGEST_REPLY) throw new Error('the reply does not end');
  }
  if (!text.startsWith(expected)) throw new Error(text.trim());
  return text;
}

/** The first such event, or what ended the connection before it. */
function event(socket: Socket, name: 'connect' | 'secureConnect' | 'data'): Promise<string> {
  return new Promise((resolve, reject) => {
    const clear = () => {
      socket.off(name, onEvent).off('error', onError).off('close', onClose).pause();
    };
    const onEvent = (data?: Buffer) => {
      clear();
      resolve(data?.toString('latin1') ?? '');
    };
    const onError = (error: Error) => {
      clear();
      reject(error);
    };
    const onClose = () => onError(new Error('the connection was closed without a reply'));
    socket.on(name, onEvent).on('error', onError).on('close', onClose).resume();
  });
}

function offered(ehlo: string): string[] {
  const line = /^250[ -]AUTH[ =](.+)$/im.exec(ehlo)?.[1] ?? '';
  return line
    .trim()
    .split(/\s+/)
    .filter((each) => each !== '');
}

const codeOf = (error: Error) => String((error as { code?: unknown }).code ?? error.name);

function stateOf(failure: Error | null, { connected }: Learnt): PortProbe['state'] {
  if (failure === null) return 'open';
  if (connected) return 'broken';
  const code = codeOf(failure);
  if (code === 'ECONNREFUSED') return 'closed';
  return code === 'ETIMEDOUT' ? 'filtered' : 'unreachable';
}

function tlsFacts(socket: TLSSocket | null) {
  if (socket === null) return { tlsVersion: null, cipher: null, certificate: null };
  return {
    tlsVersion: socket.getProtocol(),
    cipher: socket.getCipher().standardName,
    certificate: certificateOf(socket),
  };
}

function certificateOf(socket: TLSSocket): ServerCertificate | null {
  const { subject, subjectaltname, issuer, valid_to } = socket.getPeerCertificate();
  // Node gives an empty object where the server showed none.
  if (subject === undefined) return null;
  return {
    subject: text(subject.CN),
    names: subjectaltname ?? '',
    issuer: text(issuer.O) || text(issuer.CN),
    validTo: new Date(valid_to).toISOString(),
    problem: socket.authorized ? null : String(socket.authorizationError),
  };
}

function text(part: string | string[] | undefined): string {
  return [part ?? ''].flat().join(', ');
}
