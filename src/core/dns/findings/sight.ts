import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import type { DnsCase, JudgedAnswer, RecordCase } from '../case.ts';
import { expectedText } from '../matrix.ts';
import { isNotReached } from '../sight.ts';
import type { Explanation, Survey } from './finder.ts';
import { publish, quoted, replaceWith, subjectOf } from './say.ts';

const WITH_DOH = 'ses-migrate check-dns --doh https://dns.google/dns-query';
const BY_HTTPS = {
  say: `Ask a resolver outside of this network over HTTPS: \`${WITH_DOH}\``,
  command: WITH_DOH,
};

/** No authoritative server can be reached: said once, with who decides instead. */
export const serversOutOfReach: Survey = (all) => {
  if (all.sight !== 'resolvers') return [];
  const names = new Set(
    answersIn(all)
      .filter(isOfZone)
      .map(({ answer }) => answer.server.name),
  );
  const heard = heardResolvers(all);
  const who = heard.length === 0 ? 'No resolver answered either' : `${list(heard)} and SES decide`;
  return [
    {
      code: 'dns/servers-out-of-reach',
      message: `This network reaches none of the ${plural(names.size, 'authoritative name server')} (${list([...names])}): port 53 is closed, or DNS is allowed only to some resolvers. ${who}.`,
      subject: all.domain,
      fix: BY_HTTPS,
    },
  ];
};

/** What this network shows is not what the Internet sees. */
export const innerView: Survey = (all) => {
  if (!isDoubted(all)) return [];
  const who = list([...new Set(answersIn(all).flatMap(({ answer }) => heardName(answer)))]);
  const why =
    all.sight === 'inner'
      ? 'its servers have private addresses, and the registry was not reachable to confirm them'
      : 'SES sees these records and has verified them';
  return [
    {
      code: 'dns/inner-view',
      message: `This network shows a view of ${all.domain} of its own (${who}): ${why}. It says nothing about what the Internet sees.`,
      subject: all.domain,
      fix: BY_HTTPS,
    },
  ];
};

/** A resolver that answers with authority does not remember: it has a zone of its own, and waiting changes nothing. */
export const resolverInnerView: Survey = (all) => {
  const inner = answersIn(all).filter(({ isInner }) => isInner);
  const names = [...new Set(inner.map(({ answer }) => answer.server.name))];
  return names.map((name) => ({
    code: 'dns/resolver-inner-view',
    message: `The resolver ${name} answers for ${all.domain} from a zone of its own, not from a cache: this network has a zone of that name. The authoritative servers and the other resolvers decide.`,
    subject: name,
    fix: `Nothing for SES and receivers. If machines in this network look up these records, add them to the zone on ${name} too.`,
  }));
};

/** What the resolvers say of a record where no authoritative server can be reached. */
export const byResolvers: Explanation = (record, all) => {
  const { expected, view } = record;
  const { looks } = record;
  const heard = looks.filter(({ answer }) => answer.kind !== 'failed');
  const who = list([...new Set(heard.map(({ answer }) => answer.server.name))]);
  const about = { subject: subjectOf(expected), expected: expectedText(expected) };
  if (view.status === 'missing') {
    const message = `${who} returns no ${expected.type} record for ${expected.name}.`;
    return { code: 'dns/missing', message, ...about, fix: publish(expected, all) };
  }
  const values = looks.find(({ status }) => status === 'wrong')?.judgement.values ?? [];
  return {
    code: 'dns/wrong-value',
    message: `${expected.name} ${expected.type} is ${quoted(values)} on ${who}.`,
    ...about,
    found: values.map(printable).join(', '),
    fix: replaceWith(expected, all),
  };
};

/** Whether what is seen from here has to be doubted: it is of this network, or SES saw something else. */
export function isDoubted({ sight, delegation, ses, records }: DnsCase): boolean {
  if (sight === 'inner') return true;
  const parent = delegation?.parent;
  const confirmed = parent === undefined || parent.ok || parent.denied;
  if (sight === 'servers' && confirmed) return false;
  const verified = ses?.dkim === 'SUCCESS' && ses.mailFrom === 'SUCCESS';
  return verified && seenOtherwise(records);
}

/** DKIM and MAIL FROM are what SES looks at. */
function seenOtherwise(records: readonly RecordCase[]): boolean {
  const looked = records.filter(({ expected }) => expected.purpose !== 'dmarc');
  return (
    looked.length > 0 &&
    looked.every(({ view }) => view.status === 'missing' || view.status === 'wrong')
  );
}

function answersIn({ records }: DnsCase): JudgedAnswer[] {
  return records.flatMap(({ looks }) => looks);
}

function isOfZone({ answer }: JudgedAnswer): boolean {
  return answer.server.kind === 'authoritative' && isNotReached(answer);
}

function heardResolvers(all: DnsCase): string[] {
  const heard = answersIn(all).filter(
    ({ answer }) => answer.server.kind === 'resolver' && answer.kind !== 'failed',
  );
  return [...new Set(heard.map(({ answer }) => answer.server.name))];
}

function heardName(answer: JudgedAnswer['answer']): string[] {
  return answer.kind === 'failed' ? [] : [answer.server.name];
}

const list = (names: readonly string[]): string => printable(names.join(', '));
