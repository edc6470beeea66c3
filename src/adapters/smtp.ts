import type SMTPTransport from 'nodemailer/lib/smtp-transport';
import { smtpHost } from '../core/aws/regions.ts';
import { type Secret, withoutSecrets } from '../core/model/secret.ts';
import { failedOverSmtp } from '../core/sending/delivery-failure.ts';
import { tlsOfPort } from '../core/sending/smtp-ports.ts';
import type {
  Attempt,
  MessageDraft,
  OutgoingMessage,
  Smtp,
  SmtpEndpoint,
  SmtpLogin,
} from '../ports/index.ts';
import { probePort } from './smtp-probe.ts';

/** STARTTLS port of SES that EC2 does not throttle (SES Developer Guide, smtp-connect). */
const SUBMISSION_PORT = 587;

/** How long a server may take, in milliseconds, and how much it may send. */
export interface SmtpLimits {
  /** TCP and TLS, and the greeting; SES itself closes after about 10 s of silence. */
  readonly connection: number;
  /** Silence in the middle. */
  readonly silence: number;
  /** One login or one message, from the connection to the last reply. */
  readonly whole: number;
  /** Bytes of one reply, all its lines together. */
  readonly reply: number;
}

const LIMITS: SmtpLimits = {
  connection: 10_000,
  silence: 20_000,
  whole: 180_000,
  reply: 65_536,
};

type SmtpServer = Pick<SmtpEndpoint, 'host' | 'port'>;

/**
 * SMTP through nodemailer. `override` is `SES_MIGRATE_SMTP`, for rehearsals and proxies; `regional` are places
 * of single Regions, `SES_MIGRATE_SMTP_EU_WEST_1`, which come before it.
 */
export function createSmtp(
  override: SmtpServer | null,
  regional: ReadonlyMap<string, SmtpServer> = new Map(),
  limits: SmtpLimits = LIMITS,
): Smtp {
  return {
    endpoint(region, given = null) {
      const place = regional.get(region) ?? override;
      const port = given ?? place?.port ?? SUBMISSION_PORT;
      return { host: place?.host ?? smtpHost(region), port, tls: tlsOfPort(port) };
    },
    probe: (endpoint) => probePort(endpoint),
    login: (endpoint, login) =>
      attempt(endpoint, login.password, limits, async (wire) => {
        await withTransport(endpoint, login, wire, (transport) => transport.verify());
        return { response: '235 Authentication successful', messageId: null };
      }),
    send: (endpoint, login, message) =>
      attempt(endpoint, login?.password ?? null, limits, async (wire) => {
        const info = await withTransport(endpoint, login, wire, (transport) =>
          transport.sendMail({
            envelope: { from: message.from, to: [...message.to] },
            raw: withSet(message),
          }),
        );
        return { response: info.response, messageId: idIn(info.response) };
      }),
    compose,
  };
}

interface Wire {
  /** What nodemailer says nowhere but in its log: that the message went out, the dot at its end included. */
  messageOut: boolean;
  readonly limits: SmtpLimits;
}

async function withTransport<T>(
  endpoint: SmtpEndpoint,
  login: SmtpLogin | null,
  wire: Wire,
  use: (transport: import('nodemailer').Transporter<SMTPTransport.SentMessageInfo>) => Promise<T>,
): Promise<T> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host: endpoint.host,
    port: endpoint.port,
    secure: endpoint.tls === 'implicit',
    requireTLS: endpoint.tls === 'starttls',
    connectionTimeout: wire.limits.connection,
    greetingTimeout: wire.limits.connection,
    socketTimeout: wire.limits.silence,
    maxResponseSize: wire.limits.reply,
    logger: {
      info(entry: { readonly tnx?: string } | undefined) {
        if (entry?.tnx === 'message') wire.messageOut = true;
      },
    },
    ...(login === null ? {} : { auth: { user: login.username, pass: login.password.reveal() } }),
  });
  try {
    return await within(endpoint, wire.limits.whole, use(transport));
  } finally {
    transport.close();
  }
}

/** nodemailer's time-outs are of silence; a server that sends a byte now and then never is silent. */
async function within<T>(
  { host, port }: SmtpEndpoint,
  limit: number,
  work: Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const text = `${host}:${port} did not end within ${limit / 1_000} s`;
      reject(Object.assign(new Error(text), { code: 'ETIMEDOUT' }));
    }, limit);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
    // What ends it is reported; how the rest of the talk fails when it is cut is of no interest.
    work.catch(() => undefined);
  }
}

/** A message of the SES SMTP interface names its configuration set in a header, which SES removes. */
function withSet({ raw, configurationSet }: OutgoingMessage): Buffer {
  if (configurationSet === null) return raw;
  return Buffer.concat([Buffer.from(`X-SES-CONFIGURATION-SET: ${configurationSet}\r\n`), raw]);
}

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
}

async function attempt(
  { host, port }: SmtpEndpoint,
  password: Secret | null,
  limits: SmtpLimits,
  run: (wire: Wire) => Promise<{ response: string; messageId: string | null }>,
): Promise<Attempt> {
  const started = performance.now();
  const wire = { messageOut: false, limits };
  const base = () => ({ via: 'smtp', host, port, ms: Math.round(performance.now() - started) });
  try {
    const { response, messageId } = await run(wire);
    return { ...base(), ok: true, code: codeIn(response), response, messageId, ambiguous: false };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { responseCode, code } = error as SmtpError;
    if (code === undefined && responseCode === undefined) throw error;
    const failed = failedOverSmtp(error, wire.messageOut);
    const said = withoutSecrets(failed.response, [password]);
    return { ...base(), ok: false, messageId: null, ...failed, response: said };
  }
}

function codeIn(response: string): number | null {
  const code = Number.parseInt(response.slice(0, 3), 10);
  return Number.isNaN(code) ? null : code;
}

/** SES answers `250 Ok <id>`, Postfix `Ok: queued as <id>`, Exim `OK id=<id>`; others in words of their own. */
function idIn(response: string): string | null {
  return /^250 (?:2\.\d\.\d )?Ok:? (?:queued as |id=)?(\S+)/i.exec(response)?.[1] ?? null;
}

async function compose(draft: MessageDraft): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const composer = new MailComposer({
    from: draft.from,
    to: [...draft.to],
    subject: draft.subject,
    messageId: draft.messageId,
    text: draft.text,
    ...(draft.html === null ? {} : { html: draft.html }),
    headers: { ...draft.headers },
    newline: '\r\n',
  });
  return composer.compile().build();
}
