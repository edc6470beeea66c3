import { authenticate } from 'mailauth';
import type { RecordType } from '../../core/dns/types.ts';
import type { Dns, Proof } from '../../ports.ts';

/** Verifies a received message with mailauth, its look-ups sent to the resolvers in use. */
export async function verifyMessage(raw: Buffer, dns: Dns): Promise<Proof> {
  const result = await authenticate(raw, {
    trustReceived: true,
    disableArc: true,
    disableBimi: true,
    resolver: (name, type) => resolve(dns, name, type),
  });
  return proofOf(result, raw);
}

type Authenticated = Awaited<ReturnType<typeof import('mailauth')['authenticate']>>;

/** The verdict on the signature that aligns, and alignment as mailauth judged it (RFC 7489 section 3.1). */
function proofOf(result: Authenticated, raw: Buffer): Proof {
  const signatures = result.dkim.results ?? [];
  const own = signatures.find((each) => Boolean(each.status.aligned)) ?? signatures[0];
  const dmarc = result.dmarc === false ? null : result.dmarc;
  const alignment = dmarc === null || dmarc === undefined ? null : dmarc.alignment;
  return {
    dkim: own?.status.result ?? 'none',
    spf: result.spf === false ? 'none' : (result.spf?.status.result ?? 'none'),
    dmarc: dmarc?.status.result ?? 'none',
    alignedBy: [
      ...(alignment?.dkim?.result ? (['dkim'] as const) : []),
      ...(alignment?.spf?.result ? (['spf'] as const) : []),
    ],
    receivedAt: receivedAt(raw),
  };
}

function receivedAt(raw: Buffer): string | null {
  const head = raw.toString('latin1').split(/\r?\n\r?\n/, 1)[0] ?? '';
  const received = /^Received:[\s\S]*?;\s*([^\r\n]+)/im.exec(head.replace(/\r?\n[ \t]+/g, ' '));
  const date = new Date(received?.[1] ?? '');
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** As node:dns answers: an error with code ENOTFOUND or ENODATA where there is nothing, else ESERVFAIL. */
async function resolve(dns: Dns, name: string, type: string): Promise<string[]> {
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
