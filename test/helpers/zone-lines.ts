import type { DnsAnswer, DnsServer } from '../../src/core/dns/types.ts';
import type { Question } from '../../src/ports/index.ts';

export interface Zone {
  /** `name TYPE data`; a name `*.x` is a wildcard. */
  readonly lines: readonly string[];
  /** Names that nobody answers for. */
  readonly silent?: RegExp;
}

/** Answers as an authoritative server does: a CNAME is not followed, and an absent name is no absent type. */
export function answerFrom({ lines, silent }: Zone, server: DnsServer, asked: Question): DnsAnswer {
  const { name, type } = asked;
  const about = { server, ms: 1 };
  if (silent?.test(name) === true) {
    return { ...about, kind: 'failed', failure: 'timeout', rcode: null, message: 'no answer' };
  }
  const records = lines.map((line) => {
    const [owner = '', kind = '', ...data] = line.split(' ');
    return { name: owner, type: kind, ttl: 300, data: data.join(' ') };
  });
  const own = records.filter((record) => record.name === name);
  const star = `*${name.slice(name.indexOf('.'))}`;
  const here = own.length > 0 ? own : records.filter((record) => record.name === star);
  const found = here.filter((record) => record.type === type || record.type === 'CNAME');
  if (found.length > 0) {
    const shown = found.map((record) => ({ ...record, name }));
    return { ...about, kind: 'records', records: shown, aa: true, rcode: 'NOERROR' };
  }
  const below = records.some((record) => record.name.endsWith(`.${name}`));
  return here.length > 0 || below
    ? { ...about, kind: 'nodata', soa: null, aa: true, rcode: 'NOERROR' }
    : { ...about, kind: 'nxdomain', soa: null, aa: true, rcode: 'NXDOMAIN' };
}
