import type { Attempt, Proof } from '../core/attempt.ts';
import { escapeControls } from '../core/printable.ts';
import type { Style } from '../core/style.ts';
import { paint } from './style.ts';
import { paragraph } from './wrap.ts';

/** `data` of send-test, as far as it is shown. */
interface AttemptsData {
  readonly attempts: readonly Omit<Attempt, 'messageId' | 'ambiguous'>[];
  readonly proof: Omit<Proof, 'receivedAt'> | null;
}

export function isAttemptsData(data: unknown): data is AttemptsData {
  return typeof data === 'object' && data !== null && 'attempts' in data && 'proof' in data;
}

/** Each attempt told the same way for the API and for SMTP; below them the verdict on a received copy. */
export function attemptLines({ attempts, proof }: AttemptsData, style: Style): string[] {
  const lines = attempts.flatMap(({ via, host, port, ok, code, response, ms }) => [
    `${outcome(ok, code, style)}  ${via.padEnd(4)}  ${host}:${port}  ${ms} ms`,
    ...paragraph(INDENT, escapeControls(response), style.columns),
  ]);
  if (proof === null) return lines;
  const aligned = proof.alignedBy.length === 0 ? 'nothing' : proof.alignedBy.join(' and ');
  const verdict = `DKIM ${proof.dkim}, SPF ${proof.spf}, DMARC ${proof.dmarc}; aligned with the From domain by ${aligned}`;
  return [...lines, ...paragraph('received  ', verdict, style.columns)];
}

const INDENT = ' '.repeat(10);

/** Without a reply nobody knows whether the message was refused. */
function outcome(ok: boolean, code: number | null, style: Style): string {
  if (ok) return paint('accepted', 'green', style);
  return code === null ? paint('no reply', 'yellow', style) : paint('refused ', 'red', style);
}
