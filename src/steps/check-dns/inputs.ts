import { usage } from '../../core/model/errors.ts';
import { parseDomain } from '../../core/parse/domain.ts';
import { defineInputs, flagWords, type OptionsOf } from '../input.ts';

/** Easy DKIM tokens are labels of letters and digits (SESv2 API, DkimAttributes.Tokens). */
const TOKEN = /^[a-z0-9][a-z0-9-]{0,62}$/i;

export const checkDnsInputs = defineInputs([
  {
    key: 'resolver',
    flag: '--resolver <server>',
    summary: 'recursive resolver to ask, HOST[:PORT]',
    repeatable: true,
  },
  {
    key: 'nameserver',
    flag: '--nameserver <server>',
    summary: 'authoritative server to ask instead of finding them, HOST[:PORT]',
    repeatable: true,
  },
  {
    key: 'doh',
    flag: '--doh <url>',
    summary: 'DNS over HTTPS resolver, where port 53 is blocked',
  },
  {
    key: 'domainsFile',
    flag: '--domains-file <file>',
    summary:
      'many domains, one a line (- is stdin); one line each as it ends, with --json one JSON document each, and a summary last',
  },
  {
    key: 'token',
    flag: '--token <token>',
    summary: 'DKIM token; with three of them AWS is not asked at all',
    repeatable: true,
    parse: parseToken,
  },
  {
    key: 'dkimZone',
    flag: '--dkim-zone <zone>',
    summary: 'zone the DKIM names point into, with --token',
    parse: parseDomain,
  },
  {
    key: 'mailFrom',
    flag: '--mail-from <name>',
    summary: 'MAIL FROM domain, with --token (default: mail.<domain>)',
  },
  { key: 'watch', flag: '--watch', summary: 'keep looking until Ctrl-C, also when all is right' },
  {
    key: 'timeout',
    flag: '--timeout <ms>',
    summary: 'for one DNS question, in milliseconds (default: 5000)',
    parse: parseTimeout,
  },
  {
    key: 'concurrency',
    flag: '--concurrency <n>',
    summary: 'domains looked at at a time, with --domains-file (default: 25)',
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
    `${JSON.stringify(text)} is no DKIM token.`,
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
    `A --timeout of ${text} ms is more than an hour.`,
    'Give milliseconds, such as 5000.',
  );
}

function parseCount(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw usage(
    'bad-number',
    `${JSON.stringify(text)} is not a whole number above 0.`,
    'Give digits alone.',
  );
}
