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
  summary: 'sender, an address of the domain, with a name or without',
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
  question: { message: 'Send to which address? One whose mail you can read' },
});

export const emlInput = defineInput({
  key: 'eml',
  flag: '--eml <file>',
  summary: 'verify DKIM, SPF and DMARC on this saved message; sends nothing',
  question: {
    message: 'File with the received message ("show original" or "download" in your mail program)',
  },
});

export const inboxInput = defineInput({
  key: 'inbox',
  flag: '--inbox <url>',
  summary: 'wait for the message here and verify it: imaps://USER@HOST; password: IMAP_PASSWORD',
  parse: (text) => {
    parseInboxUrl(text);
    return text.trim();
  },
  question: {
    message: 'Mailbox as a URL, such as imaps://you@example.com@imap.example.com',
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
    summary: 'a rehearsal: the first path of the chain counts as failed and is not asked',
  },
  {
    key: 'probePorts',
    flag: '--probe-ports',
    summary: 'tell which SMTP ports are open from here, with TLS facts; sends nothing',
  },
  inboxInput,
  {
    key: 'find',
    flag: '--find',
    summary: 'with --inbox: look for what was sent before; sends nothing',
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
    `${JSON.stringify(text)} is no https address.`,
    'Give the one that takes the POST of RFC 8058, such as https://acme.example/unsubscribe?u=1.',
  );
}

function parseVia(text: string): readonly Path[] {
  const paths = text.split(',').map((path) => parsePath(path.trim()));
  if (new Set(paths).size < paths.length) {
    throw usage('bad-via', `--via ${text} names a path twice.`, 'Name each path once.');
  }
  return paths;
}

function parsePath(text: string): Path {
  const path = PATHS.find((each) => each === text);
  if (path !== undefined) return path;
  const [meant] = nearest(text, PATHS);
  throw usage(
    'bad-via',
    `${JSON.stringify(text)} is no path for --via.`,
    `${meant === undefined ? '' : `Did you mean ${meant}? `}The paths are ${PATHS.join(', ')}.`,
  );
}
