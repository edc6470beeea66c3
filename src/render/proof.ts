import { disagreement } from '../core/proof/proof.ts';
import type { Proof, Signature } from '../core/proof/received-proof.ts';
import type { LastProof, ShownProof } from '../core/proof/shown-proof.ts';
import { PATH_NAME, type Path } from '../core/sending/message.ts';
import { escapeControls } from '../core/text/printable.ts';
import type { Style } from '../core/text/style.ts';
import { paint } from './style.ts';
import { paragraph } from './wrap.ts';

const WIDTH = 10;

/** A copy and what each method says of it, with the domain it says it of and whether that aligns. */
export function proofLines(proof: ShownProof, style: Style): string[] {
  const line = (label: string, text: string) =>
    paragraph(label.padEnd(WIDTH), escapeControls(text), style.columns);
  const method = (label: string, by: 'dkim' | 'spf' | 'dmarc', about: string) =>
    line(label, `${proof[by]}${about === '' ? '' : `  ${about}`}`).map((text) =>
      text.replace(` ${proof[by]}`, ` ${paint(proof[by], colourOf(proof[by]), style)}`),
    );
  return [
    ...line('received', received(proof)),
    ...method('DKIM', 'dkim', dkimAbout(proof)),
    ...method('SPF', 'spf', spfAbout(proof)),
    ...method('DMARC', 'dmarc', dmarcAbout(proof)),
    ...theirLines(proof).flatMap((text) =>
      paragraph(' '.repeat(WIDTH), escapeControls(text), style.columns),
    ),
  ];
}

/** What an earlier run saw, which says nothing of a message of this one. */
export function lastProofLines(proof: LastProof, style: Style): string[] {
  const { provedAt, to, via, dkim, spf, dmarc } = proof;
  const over = via ? ` over ${PATH_NAME[via as Path] ?? via}` : '';
  const whom = to.length === 0 ? '' : ` to ${to.join(', ')}`;
  const when = `${provedAt.slice(0, 16).replace('T', ' ')} UTC`;
  const text = `(an earlier run, ${when}): message${whom}${over}: DKIM ${dkim}, SPF ${spf}, DMARC ${dmarc}`;
  return paragraph('last proof'.padEnd(WIDTH + 1), escapeControls(text), style.columns);
}

function colourOf(verdict: string): 'green' | 'red' | 'yellow' {
  if (verdict === 'pass') return 'green';
  return verdict === 'fail' ? 'red' : 'yellow';
}

function received({ via, folder, seconds, receivedAt }: ShownProof): string {
  const over = via ? `over ${PATH_NAME[via as Path] ?? via}` : 'a copy';
  const where = folder ? `, in ${JSON.stringify(folder)}` : '';
  const when =
    seconds !== null && seconds !== undefined
      ? `, ${seconds} s after it was submitted`
      : receivedAt
        ? `, at ${receivedAt}`
        : '';
  return `${over}${where}${when}`;
}

function dkimAbout({ signatures = [], from, alignedBy, strict = [] }: ShownProof): string {
  const own = signatures.find((each) => each.aligned) ?? signatures[0];
  if (own === undefined) return aligns(alignedBy.includes('dkim'), strict.includes('dkim'), from);
  return `${signature(own)}, ${aligns(own.aligned, strict.includes('dkim'), from)}`;
}

function signature({ domain, selector, why }: Signature): string {
  return `d=${domain} s=${selector}${why === null ? '' : ` (${why})`}`;
}

function spfAbout({ mailFrom, ip, from, alignedBy, strict = [] }: ShownProof): string {
  const aligned = aligns(alignedBy.includes('spf'), strict.includes('spf'), from);
  return mailFrom ? `${mailFrom}${ip ? ` from ${ip}` : ''}, ${aligned}` : aligned;
}

function aligns(aligned: boolean, strict: boolean, from: string | null | undefined): string {
  const rule = strict ? 'strictly ' : '';
  return `${aligned ? '' : 'not '}${rule}aligned${from ? ` with ${from}` : ''}`;
}

function dmarcAbout({ policy, alignedBy, dmarc }: ShownProof): string {
  const by = alignedBy.length === 0 ? 'nothing' : alignedBy.join(' and ');
  if (dmarc === 'none') return 'no record';
  const note = policy === 'none' ? ' (receivers send reports but take no action)' : '';
  return `aligned by ${by}${policy ? `; p=${policy}${note}` : ''}`;
}

/** The receiver's own words, and why they may differ. */
function theirLines(proof: ShownProof): string[] {
  const { authenticationResults: theirs, spam } = proof;
  const lines: string[] = [];
  if (theirs) {
    const said = (['dkim', 'spf', 'dmarc'] as const).flatMap((method) =>
      theirs[method] === null ? [] : [`${method.toUpperCase()} ${theirs[method]}`],
    );
    lines.push(`${theirs.server ?? 'the receiver'} wrote: ${said.join(', ') || 'none of these'}`);
    const other = isWhole(proof) ? disagreement(proof) : null;
    if (other !== null) lines.push(other);
  }
  if (spam) lines.push(`its filter wrote: ${spam.header}`);
  return lines;
}

function isWhole(proof: ShownProof): proof is ShownProof & Proof {
  return proof.signatures !== undefined;
}
