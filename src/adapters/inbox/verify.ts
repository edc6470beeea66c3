import { domainToASCII } from 'node:url';
import { authenticate } from 'mailauth';
import { isAligned } from '../../core/email-auth/alignment.ts';
import { isStrict } from '../../core/email-auth/dmarc.ts';
import { type Rewritten, rewrittenBy } from '../../core/proof/envelope.ts';
import {
  type HeaderField,
  headerFields,
  isHeadOnly,
  sourceOf,
} from '../../core/proof/header-fields.ts';
import { boundaryReceived, type ReceivedHeader } from '../../core/proof/received-header.ts';
import { receiverVerdict, spamVerdict } from '../../core/proof/receiver.ts';
import { tokensInText } from '../../core/sending/message.ts';
import type { Dns, Proof } from '../../ports/index.ts';
import { type DmarcLook, lookForDmarc } from './dmarc-look.ts';
import { resolve } from './resolve.ts';
import { type Authenticated, idIn, signaturesOf } from './signatures.ts';

type Signature = Proof['signatures'][number];

/** Verifies a received message with mailauth (DKIM, SPF), its look-ups sent to the resolvers in use. */
export async function verifyMessage(saved: Buffer, dns: Dns): Promise<Proof> {
  const raw = sourceOf(saved);
  const fields = headerFields(raw);
  const hop = boundaryReceived(fields);
  const envelope = sender(fields);
  const senders = fromIn(fields);
  const hasListId = fields.some(({ name }) => name === 'list-id');
  const rewritten = envelope === null ? null : rewrittenBy(envelope, senders, hasListId);
  // A forwarder that gave the message on inside its own network: the hop from outside had another sender.
  const isLater = rewritten !== null && hop !== null && isBelow(hop.by, rewritten.domain);
  const isKnown = hop !== null && envelope !== null && !isLater;
  const result = await authenticate(raw, {
    // Without both there is nothing to ask SPF for: it is about neither the HELO name nor this machine.
    ...(isKnown ? { ip: hop.ip, helo: hop.helo, sender: envelope } : { ip: NOWHERE, sender: '' }),
    disableArc: true,
    // Its DMARC is looser than RFC 9989 and knows no tree walk: ours judges.
    disableDmarc: true,
    disableBimi: true,
    resolver: (name, type) => resolve(dns, name, type),
  });
  const from = fromDomain(result.dkim.headerFrom, fields);
  const spf = spfOf(result, isKnown, envelope);
  const proved = [...signersOf(result), spf.domain ?? ''].filter((domain) => domain !== '');
  const look = await lookForDmarc(dns, from, proved);
  return proofOf(dns, result, { raw, fields, hop, from, look, spf, rewritten });
}

function isBelow(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

/** Domain of the From address as it is written, lower case; the parsed one is known after the verification. */
function fromIn(fields: readonly HeaderField[]): string | null {
  const value = fields.find(({ name }) => name === 'from')?.value ?? '';
  return /@([^\s>@"]+)>?\s*$/.exec(value)?.[1]?.toLowerCase() ?? null;
}

/** An address of documentation (RFC 5737): the result for it is not used. */
const NOWHERE = '192.0.2.0';

interface Spf {
  readonly result: string;
  /** Domain of the envelope sender, lower case; null where the copy does not tell. */
  readonly domain: string | null;
}

/** `unknown` where the copy does not keep what SPF is about. */
function spfOf({ spf }: Authenticated, isKnown: boolean, envelope: string | null): Spf {
  if (isKnown && spf !== false) {
    return { result: spf.status.result, domain: spf.domain?.toLowerCase() || null };
  }
  const domain = envelope?.slice(envelope.lastIndexOf('@') + 1).toLowerCase() ?? '';
  return { result: 'unknown', domain: domain === '' ? null : domain };
}

/**
 * Address of the envelope sender (RFC 5321, 4.4); empty for a bounce. Some mailboxes do not keep it, and then
 * the receiver's own verdict on it tells, where there is one; null: nothing does.
 */
function sender(fields: readonly HeaderField[]): string | null {
  const path = fields.find(({ name }) => name === 'return-path')?.value;
  if (path !== undefined) return path.replace(/^.*<|>.*$/g, '').trim();
  const told = receiverVerdict(fields, null)?.mailFrom ?? null;
  return told === null || told.includes('@') ? told : `postmaster@${told}`;
}

interface Message {
  readonly raw: Buffer;
  readonly fields: readonly HeaderField[];
  readonly hop: ReceivedHeader | null;
  /** Domain of the From address; null: none that DMARC could be about. */
  readonly from: string | null;
  readonly look: DmarcLook;
  readonly spf: Spf;
  readonly rewritten: Rewritten | null;
}

async function proofOf(dns: Dns, result: Authenticated, message: Message): Promise<Proof> {
  const { raw, fields, hop, from, look, spf, rewritten } = message;
  const record = look.applied.ok ? look.applied.value : null;
  const strict = (['dkim', 'spf'] as const).filter(
    (each) => record !== null && isStrict(record.text, each),
  );
  const aligns = (domain: string, by: 'dkim' | 'spf') =>
    from !== null &&
    domain !== '' &&
    isAligned(from, domain, strict.includes(by), look.organisationOf);
  const authenticationResults = receiverVerdict(fields, from);
  const signatures = await signaturesOf(dns, result, {
    fields,
    text: tokensInText(raw.toString('latin1')),
    bodyIsOfMailbox: isHeadOnly(raw) || authenticationResults?.dkim === 'pass',
    aligns: (domain) => aligns(domain, 'dkim'),
  });
  const own = ownSignature(signatures);
  const alignedBy = [
    ...(own?.aligned === true && own.result === 'pass' ? (['dkim'] as const) : []),
    ...(spf.result === 'pass' && aligns(spf.domain ?? '', 'spf') ? (['spf'] as const) : []),
  ];
  return {
    dkim: own?.result ?? 'none',
    spf: spf.result,
    dmarc: dmarcResult(look, alignedBy.length > 0),
    alignedBy,
    receivedAt: receivedAt(fields),
    from,
    signatures,
    messageId: idIn(fields.find(({ name }) => name === 'message-id')),
    mailFrom: spf.domain,
    rewritten,
    ip: hop?.ip ?? null,
    policy: record?.policy ?? null,
    strict,
    authenticationResults,
    spam: spamVerdict(fields),
  };
}

/** None where no record applies, also where it is one that receivers do not take (RFC 9989, 4.10.1). */
function dmarcResult({ applied }: DmarcLook, isAny: boolean): string {
  if (!applied.ok) return 'temperror';
  if (applied.value?.policy == null) return 'none';
  return isAny ? 'pass' : 'fail';
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
