import type { ReportData } from '../core/model/types.ts';
import { type Attempt, NOT_ASKED } from '../core/sending/attempt.ts';
import { withCode } from '../core/sending/replies.ts';
import { escapeControls } from '../core/text/printable.ts';
import type { Style } from '../core/text/style.ts';
import { lastProofLines, proofLines } from './proof.ts';
import { paint } from './style.ts';
import { paragraph } from './wrap.ts';

/** Each attempt reported the same way for the API and for SMTP; below them the verdict on a received copy. */
export function attemptLines(
  { attempts, proof, proofs, lastProof }: ReportData['send-test'],
  style: Style,
): string[] {
  const lines = attempts.flatMap(({ via, host, port, ok, code, response, ms }) => [
    `${outcome({ ok, code, response }, style)}  ${via.padEnd(4)}  ${host}:${port}  ${ms} ms`,
    ...paragraph(INDENT, escapeControls(withCode({ code, response })), style.columns),
  ]);
  const copies = proofs ?? (proof === null ? [] : [proof]);
  if (copies.length === 0 && lastProof !== null)
    return [...lines, ...lastProofLines(lastProof, style)];
  return [...lines, ...copies.flatMap((each) => proofLines(each, style))];
}

const INDENT = ' '.repeat(10);

/** Without a reply nobody knows whether the message was refused. */
function outcome(
  { ok, code, response }: Pick<Attempt, 'ok' | 'code' | 'response'>,
  style: Style,
): string {
  if (response === NOT_ASKED) return 'skipped ';
  if (ok) return paint('accepted', 'green', style);
  return code === null ? paint('no reply', 'yellow', style) : paint('refused ', 'red', style);
}
