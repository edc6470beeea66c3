import { domainToASCII } from 'node:url';
import { authenticate } from 'mailauth';
import { isAligned } from '../../core/email-auth/alignment.ts';
import { isStrict } from '../../core/email-auth/dmarc.ts';
import { type HeaderField, headerFields } from '../../core/proof/header-fields.ts';
import { boundaryHop, type Hop } from '../../core/proof/received-hop.ts';
import { receiverVerdict, spamVerdict } from '../../core/proof/receiver.ts';
import { TOKEN_HEADER, tokensInText } from '../../core/sending/message.ts';
import type { Dns, Proof } from '../../ports/index.ts';
import { type DmarcLook, lookForDmarc } from './dmarc-look.ts';
import { resolve } from './resolve.ts';

type Signature = Proof['signatures'][number];

/** Verifies a received message with mailauth (DKIM, SPF), its look-ups sent to the resolvers in use. */
export async function verifyMessage(raw: Buffer, dns: Dns): Promise<Proof> {
  const fields = headerFields(raw);
  const hop = boundaryHop(fields);
  const result = await authenticate(raw, {
    ...(hop === null
      ? { trustReceived: true }
      : { ip: hop.ip, helo: hop.helo, sender: sender(fields) }),
    disableArc: true,
    // Its DMARC is looser than RFC 9989 and knows no tree walk: ours judges.
    disableDmarc: true,
    disableBimi: true,
    resolver: (name, type) => resolve(dns, name, type),
  });
  const from = fromDomain(result.dkim.headerFrom, fields);
  const proved = [...signersOf(result), mailFromOf(result)].filter((domain) => domain !== '');
  const look = await lookForDmarc(dns, from, proved);
  return proofOf(result, { raw, fields, hop, from, look });
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
  /** Domain of the From address; null: none that DMARC could be about. */
  readonly from: string | null;
  readonly look: DmarcLook;
}

function proofOf(result: Authenticated, { raw, fields, hop, from, look }: Message): Proof {
  const spf = result.spf === false ? null : result.spf;
  const record = look.applied.ok ? look.applied.value : null;
  const strict = (['dkim', 'spf'] as const).filter(
    (each) => record !== null && isStrict(record.text, each),
  );
  const aligns = (domain: string, by: 'dkim' | 'spf') =>
    from !== null &&
    domain !== '' &&
    isAligned(from, domain, strict.includes(by), look.organisationOf);
  const text = tokensInText(raw.toString('latin1'));
  const signatures = signaturesOf(result, text, (domain) => aligns(domain, 'dkim'));
  const own = ownSignature(signatures);
  const mailFrom = mailFromOf(result);
  const alignedBy = [
    ...(own?.aligned === true && own.result === 'pass' ? (['dkim'] as const) : []),
    ...(spf?.status.result === 'pass' && aligns(mailFrom, 'spf') ? (['spf'] as const) : []),
  ];
  return {
    dkim: own?.result ?? 'none',
    spf: spf?.status.result ?? 'none',
    dmarc: dmarcResult(look, alignedBy.length > 0),
    alignedBy,
    receivedAt: receivedAt(fields),
    from,
    signatures,
    messageId: idIn(fields.find(({ name }) => name === 'message-id')),
    mailFrom: mailFrom === '' ? null : mailFrom,
    ip: hop?.ip ?? null,
    policy: record?.policy ?? null,
    strict,
    authenticationResults: receiverVerdict(fields, from),
    spam: spamVerdict(fields),
  };
}

/** None where no record applies, also where it is one that receivers do not take (RFC 9989, 4.10.1). */
function dmarcResult({ applied }: DmarcLook, isAny: boolean): string {
  if (!applied.ok) return 'temperror';
  if (applied.value?.policy == null) return 'none';
  return isAny ? 'pass' : 'fail';
}

function mailFromOf({ spf }: Authenticated): string {
  return spf === false ? '' : (spf.domain?.toLowerCase() ?? '');
}

function signersOf({ dkim }: Authenticated): string[] {
  return (dkim.results ?? []).flatMap(({ signingDomain }) => signingDomain?.toLowerCase() ?? []);
}

/**
 * Authors of several domains have none to align with, nor has more than one From (RFC 6376, 8.15); a U-label
 * counts as its A-label (RFC 9989, 5.3.1).
 */
function fromDomain(addresses: readonly string[], fields: readonly HeaderField[]): string | null {
  if (fields.filter(({ name }) => name === 'from').length !== 1) return null;
  const domains = addresses.map((address) =>
    domainToASCII(address.slice(address.lastIndexOf('@') + 1).trim()).toLowerCase(),
  );
  const [only, ...others] = new Set(domains);
  return only === undefined || only === '' || others.length > 0 ? null : only;
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
