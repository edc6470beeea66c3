import { finding } from '../model/findings.ts';
import type { Remedy } from '../model/remedy.ts';
import type { Finding } from '../model/types.ts';

/** A server that was tried and gave no reply. */
export interface Unreached {
  /** `api` and `smtp` are SES, `old` is the old provider's server; others are legs of an application's transport. */
  readonly via: string;
  readonly host: string;
  readonly port?: number | null;
  /** Words of Node or nodemailer, printable. */
  readonly response: string;
}

/** No connection: about the server that was tried, and about SES only where it is SES. */
export function noConnection({ via, host, port = null, response }: Unreached): Finding {
  const place = port === null ? host : `${host}:${port}`;
  const ofSes = via === 'api' || via === 'smtp';
  const who = via === 'old' ? `the old provider's server ${place}` : place;
  return finding('send/unreachable', `The connection to ${who} failed: ${response}`, {
    subject: place,
    found: response,
    fix: ofSes
      ? atSes()
      : { say: `${causeOf(host, port, response)} ${WHERE_SET[via] ?? IN_OPTIONS}` },
  });
}

const IN_OPTIONS = 'Host, port and TLS are in the options of that transport.';
const WHERE_SET: Readonly<Record<string, string>> = {
  old: 'Host, port and TLS are in SMTP_URL, or in --smtp-url.',
};

function atSes(): Remedy {
  const command = 'ses-migrate send-test --probe-ports';
  return {
    say: `Check the network, the port and the Region. \`${command}\` reports which ports are open.`,
    command,
  };
}

/** Words of OpenSSL, Node and nodemailer for a connection that no server refused, and what each asks for. */
const CAUSES: readonly (readonly [words: RegExp, fix: (host: string, at: string) => string])[] = [
  [
    /ECONNREFUSED/,
    (_host, at) =>
      `Nothing accepts connections at ${at}: check that the port is right and the server is running.`,
  ],
  [
    /ENOTFOUND|EAI_AGAIN|getaddrinfo/,
    (host) => `The name ${host} has no address: check its spelling and the DNS of this machine.`,
  ],
  [
    /wrong version number|packet length too long/i,
    (_host, at) =>
      `TLS does not begin at once at ${at}: write smtp://, which then requires STARTTLS (port 587); smtps:// is for port 465.`,
  ],
  [
    /greeting never received/i,
    (_host, at) =>
      `No greeting came from ${at}. A port that speaks TLS from the first byte, such as 465, sends none before TLS: write smtps:// for it.`,
  ],
  [
    /certificate has expired/i,
    (host) =>
      `The TLS certificate of ${host} has expired: the operator of the server has to renew it. If its date is right, correct the clock of this machine.`,
  ],
  [
    /altname|certificate is not valid for/i,
    (host) =>
      `The TLS certificate of ${host} is for another name: use the host name in the certificate.`,
  ],
  [
    /certificate|self.signed|CERT_/i,
    (host) =>
      `The TLS certificate of ${host} is not trusted: if it is from a private authority, set NODE_EXTRA_CA_CERTS to the file with its certificate.`,
  ],
  [/SSL|TLS|EPROTO/, (_host, at) => `TLS with ${at} failed: check that the scheme fits the port.`],
  [
    /time|ETIMEDOUT/i,
    (_host, at) =>
      `No answer from ${at}: the port is wrong, or a firewall drops the connection. Servers for mail submission listen on 587, 465 or 2525.`,
  ],
];

function causeOf(host: string, port: number | null, response: string): string {
  const at = port === null ? host : `port ${port} of ${host}`;
  const known = CAUSES.find(([words]) => words.test(response));
  return known === undefined
    ? `Check that the server at ${at} is running and can be reached from here.`
    : known[1](host, at);
}

/** What a proxy for HTTP does not carry, and the way that it does carry. */
export function besideProxy(found: Finding, variable: string | null, wayOut: Remedy): Finding {
  if (variable === null) return found;
  const proxied: Remedy = {
    ...wayOut,
    say: `SMTP and IMAP do not go through the HTTP proxy that ${variable} names. ${wayOut.say}`,
  };
  const { code, message, fix: _text, fixes = [], ...about } = found;
  return finding(code, message, { ...about, fix: [proxied, ...fixes] });
}

export const SEND_OVER_API: Remedy = {
  say: 'Where the network lets nothing else out, send over the API: `ses-migrate send-test --via api`.',
  command: 'ses-migrate send-test --via api',
};
