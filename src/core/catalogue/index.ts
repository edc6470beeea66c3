import { EXIT } from '../model/errors.ts';
import { nearest } from '../parse/nearest.ts';
import { ADDRESS } from './address.ts';
import { AWS } from './aws.ts';
import { CLOUDFLARE } from './cloudflare.ts';
import { DNS } from './dns.ts';
import { DNS_SERVERS } from './dns-servers.ts';
import { EVENTS } from './events.ts';
import { FILES } from './files.ts';
import { PRODUCTION } from './production.ts';
import { PROOF } from './proof.ts';
import { ROUTE53 } from './route53.ts';
import { SEND } from './send.ts';
import { SES } from './ses.ts';
import { SMTP } from './smtp.ts';
import { USAGE } from './usage.ts';
import { USAGE_VALUES } from './usage-values.ts';
import type { Area, Exit, Words } from './words.ts';

export interface CatalogueEntry extends Words {
  readonly code: string;
  readonly exit: readonly Exit[];
}

/** Every code of a finding or an error, by area. `test/core/catalogue/index.test.ts` holds it against the code. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  ...entries(DNS, ['step']),
  ...entries(DNS_SERVERS, ['step']),
  ...entries(SES, ['step']),
  ...entries(ROUTE53, ['step']),
  ...entries(CLOUDFLARE, ['step']),
  ...entries(ADDRESS, ['step']),
  ...entries(AWS, ['step']),
  ...entries(EVENTS, ['step']),
  ...entries(PRODUCTION, ['step']),
  ...entries(SMTP, ['step']),
  ...entries(SEND, ['step']),
  ...entries(PROOF, ['step']),
  ...entries(FILES, [EXIT.act]),
  ...entries(USAGE, [EXIT.usage]),
  ...entries(USAGE_VALUES, [EXIT.usage]),
];

function entries(area: Area, exit: readonly Exit[]): CatalogueEntry[] {
  return Object.entries(area).map(([code, words]) => ({ code, exit, ...words }));
}

export function explain(code: string): CatalogueEntry | null {
  return CATALOGUE.find((entry) => entry.code === code) ?? null;
}

/** At most three codes that may have been meant, nearest first; also by the part behind the slash. */
export function nearestCodes(typed: string): readonly string[] {
  const codes = CATALOGUE.map(({ code }) => code);
  const whole = nearest(typed, codes);
  if (whole.length > 0) return whole;
  const whats = nearest(
    typed,
    codes.map((code) => code.split('/')[1] ?? code),
  );
  return whats.flatMap((what) => codes.filter((code) => code.endsWith(`/${what}`))).slice(0, 3);
}

/** The anchor of a code's heading in docs/findings.md, as Markdown pages make it: without the slash. */
export function anchorOf(code: string): string {
  return code.replaceAll('/', '');
}
