import { finding } from '../model/findings.ts';
import type { Finding } from '../model/types.ts';
import { printable } from '../text/printable.ts';
import type { Proof, Signature } from './received-proof.ts';

/** What a received copy is to prove: this message, of this domain, was signed by SES. */
export interface Claim {
  /** The domain of the checklist, whose identity signs. */
  readonly domain: string;
  /** Selectors that SES signs with: the tokens of Easy DKIM, or the one of BYODKIM; empty where SES does not tell. */
  readonly selectors: readonly string[];
  readonly token: string;
  /** Over which path it was sent; `old` is not signed by SES. */
  readonly via: string;
  /** What SES gave back on sending; null where it gave none. */
  readonly messageId: string | null;
}

export interface ClaimJudgement {
  readonly findings: readonly Finding[];
  /** The copy is another message than the one that was sent: it says nothing about that one, good or bad. */
  readonly foreign: boolean;
  /** Of the signature that proves the claim; null where none does. */
  readonly selector: string | null;
}

/**
 * Whether a copy whose signatures are verified is what it is taken for. DKIM alone says that some domain signed some
 * parts of some message: anybody can sign with a domain of his own, and what is not signed can be put on top
 * of an older message (RFC 6376, 8.15).
 */
export function judgeClaim(proof: Proof, claim: Claim): ClaimJudgement {
  const foreign = [...otherDomain(proof, claim), ...otherMessage(proof, claim)];
  const passing = proof.signatures.filter(({ result, aligned }) => result === 'pass' && aligned);
  if (foreign.length > 0 || passing.length === 0)
    return { findings: foreign, foreign: foreign.length > 0, selector: null };
  const whole = passing.filter(({ partial }) => !partial);
  const own = whole.filter((each) => isSignedBySes(each, claim));
  const bound = own.find((each) => isBound(each, claim));
  if (bound !== undefined) return { findings: [], foreign: false, selector: bound.selector };
  const [first = passing[0] as Signature] = own.length > 0 ? own : whole;
  const fault =
    whole.length === 0
      ? partial(first)
      : own.length === 0
        ? otherSigner(first, claim)
        : unbound(claim);
  return { findings: [fault], foreign: own.length > 0, selector: null };
}

function otherDomain({ from }: Proof, { domain }: Claim): Finding[] {
  if (from === domain || from?.endsWith(`.${domain}`) === true) return [];
  const whose =
    from === null ? 'has no From address, or more than one' : `is From ${printable(from)}`;
  return [
    finding(
      'send/other-domain',
      `The copy ${whose}, not from ${domain}: it does not prove anything about ${domain}.`,
      {
        expected: domain,
        found: from === null ? 'zero or several From addresses' : printable(from),
        fix: 'Verify the message that send-test sent. If you did not make this copy, someone who knows its token did.',
      },
    ),
  ];
}

/**
 * SES replaces the Message-ID by its own, made of what it gave back (SES Developer Guide, header-fields). What
 * another server gives back is a number of its queue, which no copy holds.
 */
function otherMessage({ messageId }: Proof, claim: Claim): Finding[] {
  if (claim.via === 'old' || claim.messageId === null || messageId === null) return [];
  if (isIdOf(messageId, claim.messageId)) return [];
  return [
    finding(
      'send/other-message',
      `The copy has the Message-ID ${printable(messageId)}, but SES accepted the message with this token as ${printable(claim.messageId)}: this is another message with the same token.`,
      {
        expected: printable(claim.messageId),
        found: printable(messageId),
        fix: 'Verify the copy that SES delivered. Gateways that change the Message-ID hide it: use the mailbox that SES delivers to.',
      },
    ),
  ];
}

/** Where SES does not tell its selectors, its Message-ID in the signed part tells that it made the message. */
function isSignedBySes(signature: Signature, claim: Claim): boolean {
  if (claim.via === 'old') return true;
  if (claim.selectors.length === 0) return hasId(signature, claim);
  const { domain, selector } = signature;
  return domain === claim.domain && claim.selectors.includes(selector.toLowerCase());
}

function isBound(signature: Signature, claim: Claim): boolean {
  return hasId(signature, claim) || signature.tokens.includes(claim.token);
}

function hasId({ messageId }: Signature, claim: Claim): boolean {
  return messageId !== null && claim.messageId !== null && isIdOf(messageId, claim.messageId);
}

/** `0107…-000000@eu-west-1.amazonses.com` for `0107…-000000`. */
function isIdOf(header: string, given: string): boolean {
  return header === given || header.startsWith(`${given}@`);
}

function partial({ domain, selector }: Signature): Finding {
  return finding(
    'send/partial-signature',
    `The signature of d=${printable(domain)} s=${printable(selector)} covers only the beginning of the body (l=): anyone can add text after it, so it does not prove the message.`,
    {
      fix: 'SES signs the whole body. Find the system that added this signature, and verify a copy that SES signed.',
    },
  );
}

function otherSigner({ domain, selector }: Signature, claim: Claim): Finding {
  return finding(
    'send/other-signer',
    `The signature that passes, d=${printable(domain)} s=${printable(selector)}, was not made by SES: another provider that has a DKIM key of ${claim.domain} in DNS, for example the old one, signed this message.`,
    {
      expected: `d=${claim.domain} with s=${claim.selectors.map(printable).join(', ') || 'the selector of SES'}`,
      found: `d=${printable(domain)} s=${printable(selector)}`,
      fix: `Keep the old provider's credentials until a copy signed by SES is verified. If ${printable(domain)} is a separate identity in SES, verify with the checklist of that domain.`,
    },
  );
}

function unbound(claim: Claim): Finding {
  return finding(
    'send/token-unsigned',
    `The token ${printable(claim.token)} is not covered by the signature, and the signed part does not identify a message of this run: someone can have added the token to an older message.`,
    {
      fix: 'Verify the copy that SES delivered, whole and unchanged; or send again and verify the new copy.',
    },
  );
}
