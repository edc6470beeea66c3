import { printable } from '../../text/printable.ts';
import { authoritative } from '../case.ts';
import type { Explanation } from './finder.ts';
import { zoneLine } from './say.ts';

/** A CNAME at the MAIL FROM name leaves no room for MX and TXT (RFC 1034 section 3.6.2). */
export const cnameAtMailFrom: Explanation = (record, all) => {
  const { name, purpose } = record.expected;
  if (purpose !== 'mail-from-mx' && purpose !== 'mail-from-spf') return null;
  const target = authoritative(record).find((look) => look.status === 'wrong')?.judgement.alias;
  if (target == null) return null;
  const wanted = all.records.map((other) => other.expected).filter((other) => other.name === name);
  return {
    code: 'dns/cname-at-mail-from',
    message: `${name} is a CNAME to ${printable(target)}, so it can have neither the MX nor the TXT that SES needs.`,
    subject: `${name} CNAME`,
    found: printable(target),
    fix: {
      say: 'Delete the CNAME, or choose another MAIL FROM subdomain. Then add:',
      record: wanted.map(zoneLine).join('\n'),
    },
  };
};
