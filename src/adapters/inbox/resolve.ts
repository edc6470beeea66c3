import type { RecordType } from '../../core/dns/types.ts';
import type { Dns } from '../../ports/index.ts';

/** As node:dns answers: an error with code ENOTFOUND or ENODATA where there is nothing, else ESERVFAIL. */
export async function resolve(dns: Dns, name: string, type: string): Promise<string[]> {
  let failed = 'no resolver';
  for (const server of dns.resolvers()) {
    const answer = await dns.ask(server, { name, type: type.toUpperCase() as RecordType });
    if (answer.kind === 'failed') {
      failed = `${server.name}: ${answer.message}`;
      continue;
    }
    if (answer.kind !== 'records')
      throw noRecords(name, answer.kind === 'nxdomain' ? 'ENOTFOUND' : 'ENODATA');
    const records = answer.records.filter((record) => record.type === type.toUpperCase());
    if (records.length === 0) throw noRecords(name, 'ENODATA');
    // mailauth's type says string[]; for TXT and MX it takes what node:dns gives.
    return records.map((record) => shaped(type.toUpperCase(), record.data)) as string[];
  }
  throw Object.assign(new Error(`query for ${name} failed (${failed})`), { code: 'ESERVFAIL' });
}

function shaped(type: string, data: string): unknown {
  if (type === 'TXT') return [data];
  if (type !== 'MX') return data;
  const [priority = '0', exchange = ''] = data.split(' ');
  return { priority: Number(priority), exchange };
}

function noRecords(name: string, code: string): Error {
  return Object.assign(new Error(`${code} ${name}`), { code });
}
