import { authenticate } from 'mailauth';
import type { RecordType } from '../../core/dns/types.ts';
import { isAligned } from '../../core/email-auth/alignment.ts';
import { type HeaderField, headerFields } from '../../core/proof/header-fields.ts';
import { boundaryHop, type Hop } from '../../core/proof/received-hop.ts';
import { receiverVerdict, spamVerdict } from '../../core/proof/receiver.ts';
import type { Dns, Proof } from '../../ports/index.ts';

type Signature = Proof['signatures'][number];

/** Verifies a received message with mailauth, its look-ups sent to the resolvers in use. */
export async function verifyMessage(raw: Buffer, dns: Dns): Promise<Proof> {
  const fields = headerFields(raw);
  const hop = boundaryHop(fields);
  const result = await authenticate(raw, {
    ...(hop === null
      ? { trustReceived: true }
      : { ip: hop.ip, helo: hop.helo, sender: sender(fields) }),
    disableArc: true,
    disableBimi: true,
    resolver: (name, type) => resolve(dns, name, type),
  });
  return proofOf(result, fields, hop);
}

/** Address of the envelope sender (RFC 5321, 4.4); empty where the mailbox did not keep it. */
function sender(fields: readonly HeaderField[]): string {
  const path = fields.find(({ name }) => name === 'return-path')?.value ?? '';
  return path.replace(/^.*<|>.*$/g, '').trim();
}

type Authenticated = Awaited<ReturnType<typeof import('mailauth')['authenticate']>>;

/** Alignment is judged here: mailauth takes strict for relaxed (4.13.3, lib/tools.js getAlignment). */
function proofOf(result: Authenticated, fields: readonly HeaderField[], hop: Hop | null): Proof {
  const dmarc = result.dmarc === false ? null : result.dmarc;
  const spf = result.spf === false ? null : result.spf;
  const from = fromDomain(result.dkim.headerFrom);
  const strict = (['dkim', 'spf'] as const).filter(
    (each) => dmarc?.alignment?.[each].strict === true,
  );
  const aligns = (domain: string, by: 'dkim' | 'spf') =>
    from !== null && domain !== '' && isAligned(from, domain, strict.includes(by));
  const signatures = signaturesOf(result, (domain) => aligns(domain, 'dkim'));
  const own = ownSignature(signatures);
  const mailFrom = spf?.domain?.toLowerCase() ?? '';
  const alignedBy = [
    ...(own?.aligned === true && own.result === 'pass' ? (['dkim'] as const) : []),
    ...(spf?.status.result === 'pass' && aligns(mailFrom, 'spf') ? (['spf'] as const) : []),
  ];
  const judged = dmarc?.status.result ?? 'none';
  return {
    dkim: own?.result ?? 'none',
    spf: spf?.status.result ?? 'none',
    dmarc: ['pass', 'fail'].includes(judged) ? (alignedBy.length > 0 ? 'pass' : 'fail') : judged,
    alignedBy,
    receivedAt: receivedAt(fields),
    from,
    signatures,
    mailFrom: mailFrom === '' ? null : mailFrom,
    ip: hop?.ip ?? null,
    policy: dmarc?.policy ?? null,
    strict,
    authenticationResults: receiverVerdict(fields, from),
    spam: spamVerdict(fields),
  };
}

/** More than one author has no domain to align with (RFC 7489, 6.6.1). */
function fromDomain(addresses: readonly string[]): string | null {
  const [only, ...others] = addresses;
  if (only === undefined || others.length > 0) return null;
  return only
    .slice(only.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
}

function signaturesOf({ dkim }: Authenticated, aligns: (domain: string) => boolean): Signature[] {
  return (dkim.results ?? []).flatMap(({ signingDomain, selector, status }) => {
    if (!signingDomain) return [];
    const domain = signingDomain.toLowerCase();
    const { result, comment } = status;
    const why = comment === undefined || comment === '' ? null : String(comment);
    return [{ domain, selector: selector ?? '', result, why, aligned: aligns(domain) }];
  });
}

/** The signature that DMARC takes: one that passes and aligns, else one that aligns, else the first. */
function ownSignature(signatures: readonly Signature[]): Signature | null {
  const aligned = signatures.filter((each) => each.aligned);
  return aligned.find(({ result }) => result === 'pass') ?? aligned[0] ?? signatures[0] ?? null;
}

function receivedAt(fields: readonly HeaderField[]): string | null {
  const newest = fields.find(({ name }) => name === 'received')?.value ?? '';
  const date = new Date(newest.slice(newest.lastIndexOf(';') + 1).trim());
  return newest === '' || Number.isNaN(date.getTime()) ? null : date.toISOString();
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
