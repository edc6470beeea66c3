import { usage } from '../../core/model/errors.ts';
import { parseAddress } from '../../core/parse/address.ts';
import { durationText, parseDuration } from '../../core/parse/duration.ts';
import { parseInboxUrl } from '../../core/parse/inbox-url.ts';
import { nearest } from '../../core/parse/nearest.ts';
import { parseSmtpUrlFlag } from '../../core/parse/smtp-url.ts';
import { PATHS, type Path, TEMPLATES } from '../../core/sending/message.ts';
import { SMTP_PORTS } from '../../core/sending/smtp-ports.ts';
import { defineInput, defineInputs, type OptionsOf } from '../input.ts';
import { sendsBy } from '../make-smtp-creds/inputs.ts';
import type { Situation } from '../step.ts';

/** Mailbox simulator (SES Developer Guide, send-an-email-from-console, 2023-06). */
const SCENARIOS = ['success', 'bounce', 'complaint', 'ooto', 'suppressionlist'] as const;

export const fromInput = defineInput({
  key: 'from',
  flag: '--from <address>',
  summary: 'sender: an address of the domain, with or without a display name',
  parse: (text) => {
    parseAddress(text);
    return text.trim();
  },
  question: { message: 'Send from which address?' },
});

export const toInput = defineInput({
  key: 'to',
  flag: '--to <address>',
  summary: 'recipient (repeatable); in the sandbox a verified address',
  repeatable: true,
  parse: (text) => parseAddress(text).address,
  question: { message: 'Send to which address? Use one whose mail you can read' },
});

export const emlInput = defineInput({
  key: 'eml',
  flag: '--eml <file>',
  summary: 'verify DKIM, SPF and DMARC of this saved message; sends nothing',
  question: {
    message: 'File with the received message ("show original" or "download" in your mail program)',
  },
});

export const inboxInput = defineInput({
  key: 'inbox',
  flag: '--inbox <url>',
  summary:
    'mailbox to wait for the message in, imaps://USER@HOST, and verify it; password: IMAP_PASSWORD',
  parse: (text) => {
    parseInboxUrl(text);
    return text.trim();
  },
  question: {
    message: 'Mailbox URL, for example imaps://you@example.com@imap.example.com',
  },
});

export const sendTestInputs = defineInputs([
  fromInput,
  toInput,
  {
    key: 'via',
    flag: '--via <path>',
    summary: 'api, smtp, old, or a chain in order such as old,smtp,api (default: each path in use)',
    parse: parseVia,
    format: (paths) => String(paths),
  },
  {
    key: 'scenario',
    flag: '--scenario <name>',
    summary: 'send to the mailbox simulator instead of --to',
    values: SCENARIOS,
  },
  {
    key: 'template',
    flag: '--template <name>',
    summary: 'kind of message (default: html)',
    values: TEMPLATES,
  },
  {
    key: 'unsubscribe',
    flag: '--unsubscribe <url>',
    summary: 'send as marketing mail with one-click unsubscribe to this https address',
    parse: parseUnsubscribe,
  },
  {
    key: 'port',
    flag: '--port <port>',
    summary: 'port of SES SMTP (default: 587)',
    values: SMTP_PORTS.map(String),
    parse: Number,
  },
  {
    key: 'smtpUrl',
    flag: '--smtp-url <url>',
    summary: "the old provider's server, smtp[s]://user@host:port; with a password: SMTP_URL",
    parse: parseSmtpUrlFlag,
  },
  {
    key: 'failFirst',
    flag: '--fail-first',
    summary: 'test the fallback: skip the first path of the chain as if it had failed',
  },
  {
    key: 'probePorts',
    flag: '--probe-ports',
    summary: 'report which SMTP ports are open from this network, with TLS details; sends nothing',
  },
  inboxInput,
  {
    key: 'find',
    flag: '--find',
    summary: 'with --inbox: look for messages sent earlier; sends nothing',
  },
  {
    key: 'wait',
    flag: '--wait <duration>',
    summary: 'with --inbox: how long to wait for the message (default: 3m)',
    parse: parseDuration,
    format: durationText,
  },
  emlInput,
  sendsBy,
]);

/** `prove` is what the walkthrough asks for: a file with a received message. */
export type SendTestOptions = OptionsOf<typeof sendTestInputs> & { readonly prove?: 'eml' };
export type SendTestSituation = Situation<SendTestOptions>;

function parseUnsubscribe(text: string): string {
  if (URL.canParse(text) && new URL(text).protocol === 'https:') return new URL(text).href;
  throw usage(
    'bad-unsubscribe',
    `${JSON.stringify(text)} is not a valid https URL.`,
    'Use the URL that accepts the POST request of RFC 8058, for example https://acme.example/unsubscribe?u=1.',
  );
}

function parseVia(text: string): readonly Path[] {
  const paths = text.split(',').map((path) => parsePath(path.trim()));
  if (new Set(paths).size < paths.length) {
    throw usage(
      'bad-via',
      `invalid value for --via: ${text} names a path twice.`,
      'Name each path once.',
    );
  }
  return paths;
}

function parsePath(text: string): Path {
  const path = PATHS.find((each) => each === text);
  if (path !== undefined) return path;
  const [meant] = nearest(text, PATHS);
  throw usage(
    'bad-via',
    `${JSON.stringify(text)} is not a valid path for --via.`,
    `${meant === undefined ? '' : `Did you mean ${meant}? `}The paths are ${PATHS.join(', ')}.`,
  );
}
