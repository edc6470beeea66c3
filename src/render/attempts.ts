import { escapeControls } from '../core/printable.ts';
import type { Style } from '../core/style.ts';
import { paint } from './style.ts';

/** `data` of send-test, as far as it is shown. */
interface AttemptsData {
  readonly attempts: readonly {
    readonly via: string;
    readonly host: string;
    readonly port: number;
    readonly ok: boolean;
    readonly code: number | null;
    readonly response: string;
    readonly ms: number;
  }[];
  readonly proof: {
    readonly dkim: string;
    readonly spf: string;
    readonly dmarc: string;
    readonly alignedBy: readonly string[];
  } | null;
}

export function isAttemptsData(data: unknown): data is AttemptsData {
  return typeof data === 'object' && data !== null && 'attempts' in data && 'proof' in data;
}

/** One line an attempt, the same for the API and for SMTP; below them the verdict on a received copy. */
export function attemptLines({ attempts, proof }: AttemptsData, style: Style): string[] {
  const lines = attempts.map(({ via, host, port, ok, response, ms }) => {
    const word = ok ? paint('accepted', 'green', style) : paint('refused ', 'red', style);
    return `${word}  ${via.padEnd(4)}  ${host}:${port}  ${ms} ms  ${escapeControls(response)}`;
  });
  if (proof === null) return lines;
  const aligned = proof.alignedBy.length === 0 ? 'nothing' : proof.alignedBy.join(' and ');
  return [
    ...lines,
    `received  DKIM ${proof.dkim}, SPF ${proof.spf}, DMARC ${proof.dmarc}; aligned with the From domain by ${aligned}`,
  ];
}
