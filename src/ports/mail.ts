import type { Secret } from '../core/model/secret.ts';
import type { MailAccount } from '../core/parse/inbox-url.ts';
import type { Proof } from '../core/proof/received-proof.ts';
import type { Attempt } from '../core/sending/attempt.ts';
import type { PortProbe } from '../core/sending/smtp-ports.ts';

/** A message ready for the wire. */
export interface OutgoingMessage {
  readonly from: string;
  readonly to: readonly string[];
  /** RFC 5322 source, CRLF line ends. */
  readonly raw: Buffer;
  readonly configurationSet: string | null;
}

/** A message before it has a wire form; see core/message.ts. */
export interface MessageDraft {
  /** With a display name or without. */
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** With its angle brackets. */
  readonly messageId: string;
  readonly text: string;
  readonly html: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

export interface SmtpEndpoint {
  readonly host: string;
  readonly port: number;
  /** `starttls` is required, not offered; `if-offered` is for an old server that gets no password over a network. */
  readonly tls: 'starttls' | 'implicit' | 'if-offered';
}

export interface SmtpLogin {
  readonly username: string;
  readonly password: Secret;
}

export interface Smtp {
  /** SES's endpoint of the Region; `port` null: the usual one. */
  endpoint(region: string, port?: number | null): SmtpEndpoint;
  /** Connection, greeting and TLS alone: nobody logs in, nothing is sent. Never throws for what it meets. */
  probe(endpoint: SmtpEndpoint): Promise<PortProbe>;
  /** STARTTLS and AUTH, nothing is sent. */
  login(endpoint: SmtpEndpoint, login: SmtpLogin): Promise<Attempt>;
  send(endpoint: SmtpEndpoint, login: SmtpLogin | null, message: OutgoingMessage): Promise<Attempt>;
  /** RFC 5322 source of a draft, CRLF line ends. */
  compose(draft: MessageDraft): Promise<Buffer>;
}

/** Logins that the environment holds; nothing of it is ever written or shown. */
/** That everything is only tried: inside a rehearsal. */
export interface Trial {
  /** Folder for the files that are proposed. */
  readonly folder: string;
  /** URL of the mailbox that gets all mail; null: none is known. */
  readonly inbox: string | null;
}

export interface EnvLogins {
  /** `SES_MIGRATE_TRIAL` and `SES_MIGRATE_INBOX`; null outside of a rehearsal. */
  trial(): Trial | null;
  /** `SES_MIGRATE_SMTP_USERNAME` and `SES_MIGRATE_SMTP_PASSWORD`; null when not set. */
  sesSmtp(): SmtpLogin | null;
  /** `SMTP_URL`, the old provider's server; null when not set, Failure when it is no such URL. */
  oldSmtp(): { readonly endpoint: SmtpEndpoint; readonly login: SmtpLogin | null } | null;
  /** `IMAP_PASSWORD`, for `--inbox`; null when not set. */
  imapPassword(): Secret | null;
  /** The variable that names a proxy for https, which mail does not go through; null: there is none. */
  proxyVariable(): string | null;
}

/** A message of ours as it lies in a mailbox. */
export interface ArrivedMessage {
  readonly token: string;
  /** RFC 5322 source. */
  readonly raw: Buffer;
  /** As the server names it. */
  readonly folder: string;
  readonly place: 'inbox' | 'junk' | 'other';
  /** ISO 8601: when the server took it in. */
  readonly arrivedAt: string;
}

/** A mailbox that is only read: nothing in it is changed or marked as seen. */
export interface Mailbox {
  /**
   * What has come with one of these tokens since the look before. Connects again where the connection is
   * lost; throws Failure `inbox/…` where that fails, too.
   */
  look(tokens: readonly string[], limit: number): Promise<readonly ArrivedMessage[]>;
  /** Until something may have come, at most this many milliseconds. */
  rest(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface Inbox {
  /** Verifies a received message (RFC 5322 source) with look-ups through the resolvers in use. */
  verify(raw: Buffer): Promise<Proof>;
  /**
   * Logs in. `since`: messages from that day on count; null: those that come from now on. The connection
   * ends when the signal aborts. Throws Failure `inbox/…`.
   */
  open(
    account: MailAccount,
    password: Secret,
    options: { readonly since: Date | null; readonly signal: AbortSignal },
  ): Promise<Mailbox>;
}
