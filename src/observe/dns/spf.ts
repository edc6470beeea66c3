import { SES_SPF_HOST } from '../../core/dns/match.ts';
import { dataAt } from '../../core/dns/matrix.ts';
import { countLookups } from '../../core/dns/spf-lookups.ts';
import type { DnsObservation } from '../../core/dns/types.ts';
import { isSpf } from '../../core/email-auth/spf.ts';
import type { ExpectedRecord } from '../../core/model/types.ts';
import type { Dns } from '../../ports/index.ts';
import { askFirst, usableResolvers } from './ask.ts';
import type { Subject } from './subject.ts';

/** Rounds of includes that are followed, one level each. */
const SPF_DEPTH = 10;

/** Follows the includes of the MAIL FROM's and the apex's SPF records, a level a round, through a resolver. */
export async function spfLook(
  dns: Dns,
  { domain }: Subject,
  records: readonly ExpectedRecord[],
  observations: readonly DnsObservation[],
): Promise<DnsObservation[]> {
  const names = [
    domain,
    ...records.filter(({ purpose }) => purpose === 'mail-from-spf').map(({ name }) => name),
  ];
  const found: DnsObservation[] = [];
  for (let depth = 0; depth < SPF_DEPTH; depth += 1) {
    const known = [...observations, ...found];
    const open = names.flatMap((name) => {
      const [text, ...others] = dataAt(known, { name, type: 'TXT' }).filter(isSpf);
      if (text === undefined || others.length > 0) return [];
      return countLookups(text, name, known, SES_SPF_HOST).open;
    });
    const questions = [
      ...new Map(open.map((each) => [`${each.name} ${each.type}`, each])).values(),
    ];
    if (questions.length === 0) break;
    const resolvers = usableResolvers(dns, observations);
    if (resolvers.length === 0) break;
    found.push(...(await Promise.all(questions.map((each) => askFirst(dns, resolvers, each)))));
  }
  return found;
}
