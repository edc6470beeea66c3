import { timingSafeEqual } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { domainToASCII } from 'node:url';
import {
  SMTPServer,
  type SMTPServerAddress,
  type SMTPServerDataStream,
  type SMTPServerSession,
} from 'smtp-server';
import type { Principal, SendingApi, WorldClock } from '../contract.ts';
import { fieldValue, parseMessage, printMessage, withoutFields } from '../inbox/headers.ts';
import { TAG_HEADER, tagsInHeader } from '../inbox/message-tags.ts';
import type { SendFaults, SmtpStage } from '../send-faults.ts';
import type { Certificate } from './certificate.ts';
import { listen, type SmtpEndpoint } from './listen.ts';
import { expectedPassword } from './password.ts';
import {
  INVALID_CREDENTIALS,
  inSesWords,
  isIdleReply,
  refusalReply,
  type SmtpReply,
} from './replies.ts';

export interface SmtpOptions {
  readonly clock: WorldClock;
  readonly region: string;
  readonly certificate: Certificate;
  readonly principals: { find(accessKeyId: string): Principal | null };
  readonly desk: SendingApi;
  readonly faults: SendFaults;
  /** Milliseconds without a word from the client; SES closes after about ten seconds. */
  readonly idleTimeout?: number;
  /** TLS from the first byte, as on ports 465 and 2465. Default: STARTTLS. */
  readonly implicitTls?: boolean;
}

const IDLE_TIMEOUT = 10_000;
/** https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const LARGEST_MESSAGE = 40 * 1024 * 1024;

/** The SES SMTP endpoint of one Region: STARTTLS, AUTH with the key's derived password, DATA to the desk. */
export async function startSmtp(options: SmtpOptions): Promise<SmtpEndpoint> {
  const faultAt = (stage: SmtpStage): Error | null => {
    const reply = options.faults.smtp(stage);
    return reply === null ? null : asError(reply);
  };
  const server: SMTPServer = new SMTPServer({
    ...options.certificate,
    secure: options.implicitTls ?? false,
    name: 'email-smtp.amazonaws.com',
    banner: 'SimpleEmailService-d-REHEARSAL',
    heloResponse: '%s',
    authMethods: ['PLAIN', 'LOGIN'],
    authRequiredMessage: 'Authentication required',
    size: LARGEST_MESSAGE,
    rejectOversized: true,
    socketTimeout: options.idleTimeout ?? IDLE_TIMEOUT,
    closeTimeout: 1,
    disableReverseLookup: true,
    hidePIPELINING: true,
    hideSMTPUTF8: true,
    hideENHANCEDSTATUSCODES: true,
    hideDSN: true,
    hideREQUIRETLS: true,
    onConnect: (session, done) => {
      speakAsSes(server, session);
      done(faultAt('connect'));
    },
    onMailFrom: (_address, _session, done) => done(faultAt('sender')),
    onAuth: ({ username, password }, _session, done) => {
      const fault = faultAt('login');
      if (fault !== null) return done(fault);
      const principal = login(options, username ?? '', password ?? '');
      if (principal === null) done(asError(INVALID_CREDENTIALS));
      else {
        principal.used('ses');
        done(null, { user: principal.accessKeyId });
      }
    },
    onData: (stream, session, done) => {
      takeMessage(options, stream, session).then((reply) => {
        if (reply.code === 250) done(null, reply.text);
        else done(asError(reply));
      }, done);
    },
  });
  return listen(server);
}

/** smtp-server words its replies itself; this puts them into SES's words on one connection. */
function speakAsSes(server: SMTPServer, session: SMTPServerSession): void {
  const connection = [...server.connections].find((open) => open.session === session);
  if (connection === undefined) throw new Error('smtp-server does not list its new connection');
  const send = connection.send.bind(connection);
  connection.send = (code, data, context) => {
    // The only list is the answer to EHLO, which SES ends with a line of its own.
    if (Array.isArray(data)) return send(code, [...data, 'Ok'], context);
    const reply = inSesWords(code, data ?? '', session.secure);
    send(reply.code, reply.text, context);
    if (isIdleReply(reply)) connection.close();
  };
}

function login(options: SmtpOptions, username: string, password: string): Principal | null {
  const principal = options.principals.find(username);
  if (principal === null || !principal.active || principal.expired) return null;
  // Temporary credentials have no SMTP password, and a new key takes a while to be known to SMTP.
  if (principal.sessionToken !== null || principal.smtpFrom > options.clock.now()) return null;
  const expected = Buffer.from(expectedPassword(principal.secretAccessKey, options.region));
  const given = Buffer.from(password);
  return given.length === expected.length && timingSafeEqual(given, expected) ? principal : null;
}

async function takeMessage(
  { principals, desk, faults, region }: SmtpOptions,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<SmtpReply> {
  const received = await buffer(stream);
  const principal = principals.find(String(session.user));
  // The key may have been removed since AUTH.
  if (principal === null || !principal.active) return INVALID_CREDENTIALS;
  const fault = faults.smtp('message');
  if (fault !== null) return fault;
  const message = parseMessage(received);
  const outcome = await desk.submit({
    via: 'smtp',
    principal,
    from: session.envelope.mailFrom === false ? '' : wireForm(session.envelope.mailFrom),
    recipients: session.envelope.rcptTo.map(wireForm),
    // X-SES-… headers are orders to SES, which it takes out before delivery.
    raw: printMessage(withoutFields(message, (name) => name.startsWith('x-ses-'))),
    configurationSet: fieldValue(message, 'X-SES-CONFIGURATION-SET'),
    tags: tagsInHeader(fieldValue(message, TAG_HEADER)),
  });
  if ('refusal' in outcome) return refusalReply(outcome.refusal, region);
  return { code: 250, text: `Ok ${outcome.messageId}` };
}

/** smtp-server turns a punycode domain into Unicode; identities are named as on the wire. */
function wireForm({ address }: SMTPServerAddress): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return `${address.slice(0, at + 1)}${domainToASCII(domain) || domain}`;
}

function asError(reply: SmtpReply): Error {
  return Object.assign(new Error(reply.text), { responseCode: reply.code });
}
