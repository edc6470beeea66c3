import { authenticate } from 'mailauth';
import type { RecordType } from '../../core/dns/types.ts';
import { isAligned } from '../../core/email-auth/alignment.ts';
import { type HeaderField, headerFields } from '../../core/proof/header-fields.ts';
import { boundaryHop, type Hop } from '../../core/proof/received-hop.ts';
import { receiverVerdict, spamVerdict } from '../../core/proof/receiver.ts';
import { TOKEN_HEADER, tokensInText } from '../../core/sending/message.ts';
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
  return proofOf(result, { raw, fields, hop });
}

/** Address of the envelope sender (RFC 5321, 4.4); empty where the mailbox did not keep it. */
function sender(fields: readonly HeaderField[]): string {
  const path = fields.find(({ name }) => name === 'return-path')?.value ?? '';
  return path.replace(/^.*<|>.*$/g, '').trim();
}

type Authenticated = Awaited<ReturnType<typeof import('mailauth')['authenticate']>>;

/** What mailauth gives beside its types (4.13.3, lib/dkim/dkim-verifier.js). */
interface SignedParts {
  /** The lines that h= takes in, folded as received. */
  readonly signingHeaders?: { readonly headers: readonly string[] };
  /** There is an l=. */
  readonly canonBodyLengthLimited?: boolean;
}

interface Message {
  readonly raw: Buffer;
  readonly fields: readonly HeaderField[];
  readonly hop: Hop | null;
}

/** Alignment is judged here: mailauth takes strict for relaxed (4.13.3, lib/tools.js getAlignment). */
function proofOf(result: Authenticated, { raw, fields, hop }: Message): Proof {
  const dmarc = result.dmarc === false ? null : result.dmarc;
  const spf = result.spf === false ? null : result.spf;
  const from = fromDomain(result.dkim.headerFrom, fields);
  const strict = (['dkim', 'spf'] as const).filter(
    (each) => dmarc?.alignment?.[each].strict === true,
  );
  const aligns = (domain: string, by: 'dkim' | 'spf') =>
    from !== null && domain !== '' && isAligned(from, domain, strict.includes(by));
  const text = tokensInText(raw.toString('latin1'));
  const signatures = signaturesOf(result, text, (domain) => aligns(domain, 'dkim'));
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
    messageId: idIn(fields.find(({ name }) => name === 'message-id')),
    mailFrom: mailFrom === '' ? null : mailFrom,
    ip: hop?.ip ?? null,
    policy: dmarc?.policy ?? null,
    strict,
    authenticationResults: receiverVerdict(fields, from),
    spam: spamVerdict(fields),
  };
}

/** More than one author has no domain to align with (RFC 7489, 6.6.1), nor has more than one From (RFC 6376, 8.15). */
function fromDomain(addresses: readonly string[], fields: readonly HeaderField[]): string | null {
  if (fields.filter(({ name }) => name === 'from').length !== 1) return null;
  const [only, ...others] = addresses;
  if (only === undefined || others.length > 0) return null;
  return only
    .slice(only.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
}

/** `text`: the tokens in the text, which a signature covers unless it says l=. */
function signaturesOf(
  { dkim }: Authenticated,
  text: readonly string[],
  aligns: (domain: string) => boolean,
): Signature[] {
  return (dkim.results ?? []).flatMap((each) => {
    const { signingDomain, selector, status, signingHeaders, canonBodyLengthLimited } =
      each as typeof each & SignedParts;
    if (!signingDomain) return [];
    const signed = headerFields(
      Buffer.from((signingHeaders?.headers ?? []).join('\r\n'), 'latin1'),
    );
    const partial = canonBodyLengthLimited === true;
    const domain = signingDomain.toLowerCase();
    const { result, comment } = status;
    const why = comment === undefined || comment === '' ? null : String(comment);
    const messageId = idIn(signed.find(({ name }) => name === 'message-id'));
    const tokens = [
      ...signed.filter(({ name }) => name === TOKEN_HEADER.toLowerCase()).map(({ value }) => value),
      ...(partial ? [] : text),
    ];
    return [
      {
        domain,
        selector: selector ?? '',
        result,
        why,
        aligned: aligns(domain),
        messageId,
        tokens,
        partial,
      },
    ];
  });
}

function idIn(field: HeaderField | undefined): string | null {
  return field === undefined ? null : field.value.replace(/^.*<|>.*$/g, '').trim();
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
