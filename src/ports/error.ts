import type { Refusal } from '../core/model/refused.ts';
import type { NotSeen, Seen } from '../core/model/types.ts';

export class PortError extends Error {
  readonly reason: Exclude<NotSeen, 'not-read'>;
  /** The service's own error name, e.g. `ConflictException`. */
  readonly errorName: string;
  /** What AWS refused and why; null when it is not a refusal. */
  readonly refusal: Refusal | null;
  /** True when the request may have taken effect although no answer came (a timeout after sending). */
  readonly ambiguous: boolean;
  /** True when the service does not hold any more what the request was made from. */
  readonly outdated: boolean;
  readonly service: 'aws' | 'cloudflare';
  /** What to do about it, where more is known than the reason; else null. */
  readonly fix: string | null;

  constructor(
    message: string,
    options: {
      reason: PortError['reason'];
      errorName: string;
      fix?: string | null;
      refusal?: Refusal | null;
      ambiguous?: boolean;
      outdated?: boolean;
      service?: PortError['service'];
      cause?: unknown;
    },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PortError';
    this.reason = options.reason;
    this.errorName = options.errorName;
    this.refusal = options.refusal ?? null;
    this.ambiguous = options.ambiguous ?? false;
    this.outdated = options.outdated ?? false;
    this.service = options.service ?? 'aws';
    this.fix = options.fix ?? null;
  }

  /** The same with another remedy. */
  withFix(fix: string): PortError {
    return new PortError(this.message, { ...this, fix, cause: this.cause });
  }
}

/** A failure to look, as the value that the world keeps. */
export function unseen(error: PortError): Extract<Seen<never>, { ok: false }> {
  const { reason: code, message, refusal, service, fix } = error;
  return {
    ok: false,
    code,
    message,
    ...(refusal === null ? {} : { refusal }),
    ...(service === 'aws' ? {} : { service }),
    ...(fix === null ? {} : { fix }),
  };
}
