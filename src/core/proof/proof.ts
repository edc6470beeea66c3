import { finding } from '../model/findings.ts';
import type { Finding } from '../model/types.ts';
import { printable } from '../text/printable.ts';
import type { Rewritten } from './envelope.ts';
import type { Proof, Signature } from './received-proof.ts';

const SES = 'amazonses.com';

/** `unknown`: DNS did not answer, so nothing is proven and nothing is known to be wrong. */
export type ProofVerdict = 'holds' | 'fails' | 'unknown';

/** A copy proves the set-up when nothing of DKIM, SPF and DMARC fails and DKIM is aligned. */
export function verdictOf({
  dkim,
  spf,
  dmarc,
  alignedBy,
  rewritten = null,
}: Pick<Proof, 'dkim' | 'spf' | 'dmarc' | 'alignedBy'> &
  Partial<Pick<Proof, 'rewritten'>>): ProofVerdict {
  // A copy that does not keep the envelope sender, or has a forwarder's, says nothing against SPF.
  const spfHolds = spf === 'pass' || spf === 'unknown' || rewritten !== null;
  // Without a DMARC record, what DMARC would take is proven all the same.
  const dmarcHolds = dmarc === 'pass' || dmarc === 'none';
  if (dkim === 'pass' && spfHolds && dmarcHolds && alignedBy.includes('dkim')) return 'holds';
  return [dkim, spf, dmarc].some((each) => /^temperr/.test(each)) ? 'unknown' : 'fails';
}

/** Each reason why a copy does not prove all it should, with the domain it is about. */
export function explainProof(proof: Proof): Finding[] {
  const verdict = verdictOf(proof);
  if (verdict === 'unknown') return [unlooked(proof)];
  const found = [
    ...changedBody(proof),
    ...explainDkim(proof),
    ...explainSpf(proof),
    ...explainDmarc(proof),
  ];
  return found.length === 0 && verdict === 'fails' ? [unexplained(proof)] : found;
}

/** A verdict of the library that none of the reasons above is behind, such as a DMARC record of no use. */
function unexplained({ dkim, spf, dmarc }: Proof): Finding {
  return finding('send/not-aligned', `The copy has DKIM ${dkim}, SPF ${spf}, DMARC ${dmarc}.`, {
    fix: 'Run check-dns, send again, and verify the new copy.',
  });
}

function unlooked({ dkim, spf, dmarc }: Proof): Finding {
  return finding(
    'send/proof-unknown',
    `DNS did not answer, so the copy could not be verified: DKIM ${dkim}, SPF ${spf}, DMARC ${dmarc}.`,
    {
      fix: 'Run the command again. If this continues, use --resolver with a resolver that answers.',
    },
  );
}

/** Outlook.com and Microsoft 365 add to the HTML that they store: told, and no fault of the sender. */
function changedBody({ signatures, alignedBy }: Proof): Finding[] {
  if (!alignedBy.includes('dkim') || !signatures.some((each) => each.aligned && each.bodyChanged))
    return [];
  return [
    finding(
      'send/body-changed',
      'The copy has another body than the one that was signed, or none: the mailbox changed what it stores. The signature over the header fields verifies, so DKIM is proven.',
    ),
  ];
}

function explainDkim({ signatures, alignedBy, from, strict }: Proof): Finding[] {
  if (alignedBy.includes('dkim')) return [];
  const own = signatures.find((each) => each.aligned);
  if (own !== undefined) return [brokenSignature(own)];
  const [first] = signatures;
  if (first === undefined) {
    return [
      finding('send/unsigned', 'The copy has no DKIM signature.', {
        fix: 'Send again over SES; if the new copy has none either, run check-dns. Gateways that rewrite mail can remove signatures.',
      }),
    ];
  }
  if (signatures.every(({ domain }) => domain === SES)) {
    return [
      finding(
        'send/only-ses-signature',
        `SES signed the copy only with d=${SES}, not with d=${name(from)}: Easy DKIM was not active when the message was sent.`,
        { fix: 'Run `ses-migrate check-dns --wait`. When DKIM is verified, send again.' },
      ),
    ];
  }
  return [unalignedSignature(first, from, strict.includes('dkim'))];
}

function unalignedSignature(first: Signature, from: string | null, strict: boolean): Finding {
  const rule = strict
    ? 'The DMARC record requires the same name (adkim=s).'
    : 'DMARC requires the same organizational domain.';
  return finding(
    'send/dkim-not-aligned',
    `The copy is signed by d=${printable(first.domain)}, which does not align with the From domain ${name(from)}. ${rule}`,
    {
      fix: strict
        ? `Send from an address at ${printable(first.domain)}, verify ${name(from)} itself in SES, or remove adkim=s from the DMARC record.`
        : `Verify ${name(from)} in SES (verify-domain), so that SES signs with it.`,
    },
  );
}

function brokenSignature({ domain, selector, result, why }: Signature): Finding {
  const key = `${printable(selector)}._domainkey.${printable(domain)}`;
  if (why === 'no key') {
    return finding('send/dkim-no-key', `The key of the signature, ${key}, is not in DNS.`, {
      fix: 'Run check-dns: it names the server that lacks the record.',
    });
  }
  if (/body hash|bad signature/.test(why ?? '')) {
    const part = why === 'bad signature' ? 'A signed header' : 'The text';
    return finding(
      'send/dkim-broken',
      `${part} of the copy was changed after SES signed it (d=${printable(domain)}: ${why}).`,
      {
        fix: 'Verify a copy from the mailbox that SES delivered to: mailing lists, footers of gateways and forwarding change messages. An .eml must be the whole source as received.',
      },
    );
  }
  const reason = why === null ? '' : ` (${printable(why)})`;
  return finding(
    'send/not-aligned',
    `The signature of d=${printable(domain)} does not pass: ${printable(result)}${reason}.`,
    { fix: 'Run check-dns, send again, and verify the new copy.' },
  );
}

function explainSpf(proof: Proof): Finding[] {
  const { spf, mailFrom, ip, alignedBy, from, strict, rewritten } = proof;
  if (alignedBy.includes('spf')) return [];
  if (rewritten !== null) return [rewrittenEnvelope(rewritten, spf)];
  if (spf === 'unknown') {
    const what =
      ip === null ? 'which server sent the message' : 'the envelope sender (Return-Path)';
    return [
      finding(
        'send/spf-unknown',
        `The copy does not tell ${what}, so SPF cannot be judged from it.`,
        {
          fix: 'Nothing is needed: DKIM alone carries DMARC. To see SPF too, verify a copy from another mailbox.',
        },
      ),
    ];
  }
  if (spf !== 'pass') {
    const about = mailFrom === null ? '' : ` of ${printable(mailFrom)}`;
    return [
      finding(
        'send/spf-fails',
        `SPF${about} gives ${spf} for ${ip === null ? 'a sender address that the copy does not contain' : printable(ip)}.`,
        {
          fix: 'Run check-dns for the SPF record of the MAIL FROM domain. Forwarding breaks SPF as well: verify a copy from the mailbox that SES delivered to, with its Return-Path and Received headers.',
        },
      ),
    ];
  }
  if (mailFrom === SES || mailFrom?.endsWith(`.${SES}`)) {
    return [
      finding(
        'send/mail-from-ses',
        `SPF passes for ${printable(mailFrom)}, not for ${name(from)}: the MAIL FROM domain was not active, so SES used its own.`,
        {
          fix: 'Run check-dns: the MX and SPF records of the MAIL FROM domain must be right, and SES must find them.',
        },
      ),
    ];
  }
  const rule = strict.includes('spf')
    ? 'the DMARC record requires the same name (aspf=s), and a MAIL FROM domain in SES is always a subdomain'
    : 'the two have different organizational domains';
  return [
    finding(
      'send/spf-not-aligned',
      `SPF passes for ${name(mailFrom)}, which does not align with the From domain ${name(from)}: ${rule}.`,
      {
        fix: strict.includes('spf')
          ? 'DMARC then depends only on DKIM. Remove aspf=s from the DMARC record to use both.'
          : `Set a MAIL FROM domain below ${name(from)} with verify-domain --mail-from.`,
      },
    ),
  ];
}

/** SPF of a forwarded copy is about who forwarded it; DKIM alone reaches from SES to here. */
function rewrittenEnvelope({ by, domain }: Rewritten, spf: string): Finding {
  const who = by === 'list' ? 'a mailing list' : 'a forwarder';
  return finding(
    'send/envelope-rewritten',
    `The envelope sender was rewritten by ${who} (${printable(domain)}): SPF of this copy (${spf}) is about it, not about SES.`,
    {
      fix: 'Nothing is needed: DKIM carries DMARC. To see SPF too, verify a copy from the mailbox that SES delivers to.',
    },
  );
}

function explainDmarc({ dmarc, from }: Proof): Finding[] {
  if (dmarc !== 'none') return [];
  return [
    finding(
      'send/no-dmarc',
      `${name(from)} has no DMARC record, so receivers have no policy to apply.`,
      {
        fix: 'Publish the DMARC record that verify-domain shows; Gmail and Yahoo require one from bulk senders.',
      },
    ),
  ];
}

/**
 * Where the receiver's own verdict is another one than ours, and why that can be. Ours is made from DNS
 * of now and from the connection to SES; the receiver's from DNS of then and from the last connection.
 */
export function disagreement(proof: Proof): string | null {
  const theirs = proof.authenticationResults;
  if (theirs === null) return null;
  const reasons = {
    dkim: 'the message changed after the receiver checked it, or the key was not in DNS yet when it arrived',
    spf: 'it received the message from a forwarder, or the record was not in DNS yet when it arrived',
    dmarc: 'its SPF or DKIM result differs, or the record was not in DNS yet when it arrived',
  };
  const said = (['dkim', 'spf', 'dmarc'] as const).flatMap((method) => {
    const other = theirs[method];
    if (other === null || other === proof[method] || proof[method] === 'unknown') return [];
    // Receivers write fail where mailauth writes neutral for one and the same broken signature.
    if (other !== 'pass' && proof[method] !== 'pass') return [];
    return [
      `${method.toUpperCase()} ${other} where this check says ${proof[method]}: ${reasons[method]}`,
    ];
  });
  return said.length === 0 ? null : `${theirs.server ?? 'the receiver'} reports ${said.join('; ')}`;
}

function name(domain: string | null): string {
  return domain === null ? 'the From address' : printable(domain);
}
