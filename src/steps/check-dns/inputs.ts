import { usage } from '../../core/model/errors.ts';
import { parseDomain } from '../../core/parse/domain.ts';
import { defineInputs, flagWords, type OptionsOf } from '../input.ts';

/** Easy DKIM tokens are labels of letters and digits (SESv2 API, DkimAttributes.Tokens). */
const TOKEN = /^[a-z0-9][a-z0-9-]{0,62}$/i;

export const checkDnsInputs = defineInputs([
  {
    key: 'resolver',
    flag: '--resolver <server>',
    summary: 'recursive resolver to query, HOST[:PORT]',
    repeatable: true,
  },
  {
    key: 'nameserver',
    flag: '--nameserver <server>',
    summary: 'authoritative server to query, instead of the delegated ones, HOST[:PORT]',
    repeatable: true,
  },
  {
    key: 'doh',
    flag: '--doh <url>',
    summary: 'DNS over HTTPS resolver, for networks that block port 53',
  },
  {
    key: 'domainsFile',
    flag: '--domains-file <file>',
    summary:
      'check many domains, one per line (- is stdin); prints one line per domain, with --json one JSON document, and a summary at the end',
  },
  {
    key: 'token',
    flag: '--token <token>',
    summary: 'DKIM token; with three tokens, AWS is not queried',
    repeatable: true,
    parse: parseToken,
  },
  {
    key: 'dkimZone',
    flag: '--dkim-zone <zone>',
    summary: 'zone of the DKIM targets, with --token',
    parse: parseDomain,
  },
  {
    key: 'mailFrom',
    flag: '--mail-from <name>',
    summary: 'MAIL FROM domain, with --token (default: mail.<domain>)',
  },
  {
    key: 'watch',
    flag: '--watch',
    summary: 'keep checking until Ctrl-C, even when everything is right',
  },
  {
    key: 'timeout',
    flag: '--timeout <ms>',
    summary: 'time limit for one DNS query, in milliseconds (default: 5000)',
    parse: parseTimeout,
  },
  {
    key: 'concurrency',
    flag: '--concurrency <n>',
    summary: 'domains checked at the same time, with --domains-file (default: 25)',
    parse: parseCount,
  },
]);

export type CheckDnsOptions = OptionsOf<typeof checkDnsInputs>;

/** Flags that decide what is asked of whom. */
const ASKED: ReadonlySet<keyof CheckDnsOptions> = new Set([
  'resolver',
  'nameserver',
  'doh',
  'token',
  'dkimZone',
  'mailFrom',
  'timeout',
]);

/** These flags as they were given, to be typed behind the next command; begins with a space unless empty. */
export function sameFlags(options: CheckDnsOptions): string {
  return checkDnsInputs
    .filter(({ key }) => ASKED.has(key))
    .flatMap((input) => flagWords(input, options))
    .map((word) => ` ${word}`)
    .join('');
}

function parseToken(text: string): string {
  const bare = text.trim().replace(/\._domainkey.*$/i, '');
  if (TOKEN.test(bare)) return bare.toLowerCase();
  throw usage(
    'bad-token',
    `${JSON.stringify(text)} is not a valid DKIM token.`,
    'Give the part before ._domainkey, as SES shows it.',
  );
}

/** An hour. Node's timers end at once where they are given more than 24 days. */
const LONGEST_TIMEOUT = 3_600_000;

function parseTimeout(text: string): number {
  const ms = parseCount(text);
  if (ms <= LONGEST_TIMEOUT) return ms;
  throw usage(
    'bad-number',
    `invalid value for --timeout: ${text} ms is more than an hour.`,
    'Use milliseconds, for example 5000.',
  );
}

function parseCount(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw usage(
    'bad-number',
    `${JSON.stringify(text)} is not a whole number above 0.`,
    'Use digits only.',
  );
}
