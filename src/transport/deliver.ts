import { setTimeout as rest } from 'node:timers/promises';
import { isSesHost } from '../core/aws/regions.ts';
import type { Attempt } from '../core/sending/attempt.ts';
import { canFallBack, isTemporary, type Reply, retryAfter } from '../core/sending/replies.ts';
import { deliveryError } from './error.ts';
import { type FrozenMail, freeze } from './frozen.ts';
import { kindOf, placeOf, type Tried, tryOnce } from './leg.ts';
import { orderOf } from './order.ts';
import type { CompiledMail, FallbackOptions, Leg, SentInfo } from './types.ts';

/** Options with their defaults. */
export interface Setup extends FallbackOptions {
  readonly legs: readonly Leg[];
  readonly tries: number;
}

/** Asks one leg after the other until one takes the message. Rejects with a DeliveryError. */
export async function deliver(setup: Setup, mail: CompiledMail): Promise<SentInfo> {
  const frozen = await freeze(mail);
  const legs = orderOf(setup.legs, setup.split, frozen.to[0] ?? '');
  const attempts: Attempt[] = [];
  const tell = (attempt: Attempt) => {
    attempts.push(attempt);
    report(setup, attempt, frozen);
  };
  const failures: Tried[] = [];
  for (const [index, leg] of legs.entries()) {
    const rehearsed = setup.failFirst === true && index === 0;
    const tried = rehearsed
      ? await failed(leg, tell)
      : await tryLeg(leg, frozen, setup.tries, tell);
    if (tried.error === null) return sent(tried, attempts, frozen);
    failures.push(tried);
    if (frozen.signal?.aborted === true || !canFallBack(replyOf(tried))) break;
  }
  throw deliveryError(failures, attempts, legs.slice(failures.length), {
    temporary: mayGoLater(failures),
    aborted: frozen.signal?.aborted === true,
  });
}

function mayGoLater(failures: readonly Tried[]): boolean {
  if (failures.some(({ attempt }) => attempt.ambiguous)) return false;
  return failures.some((tried) => isTemporary(replyOf(tried)));
}

/** The attempt in the terms of the table of replies. */
function replyOf({ leg, attempt }: Tried): Reply {
  const smtp = isSesHost(attempt.host) ? 'smtp' : 'old';
  return { ...attempt, via: kindOf(leg) === 'ses' ? 'api' : smtp };
}

async function tryLeg(
  leg: Leg,
  frozen: FrozenMail,
  tries: number,
  tell: (attempt: Attempt) => void,
): Promise<Tried> {
  for (let count = 1; ; count += 1) {
    const tried = await tryOnce(leg, frozen);
    tell(tried.attempt);
    if (tried.error === null || count >= tries || frozen.signal?.aborted === true) return tried;
    const pause = retryAfter(replyOf(tried), count);
    if (pause === null) return tried;
    await rest(pause);
  }
}

/** The first leg of a rehearsal, which fails without being asked. */
async function failed(leg: Leg, tell: (attempt: Attempt) => void): Promise<Tried> {
  const error = new Error('not used: failFirst is set');
  const attempt = {
    via: leg.name,
    ...(await placeOf(leg)),
    ...{ ok: false, code: null, response: error.message, ms: 0, messageId: null, ambiguous: false },
  };
  tell(attempt);
  return { leg, attempt, info: {}, error };
}

function sent({ leg, attempt, info }: Tried, attempts: readonly Attempt[], frozen: FrozenMail) {
  return {
    envelope: frozen.envelope,
    messageId: frozen.messageId,
    ...info,
    response: info.response ?? attempt.response,
    provider: leg.name,
    attempts,
  };
}

/** A fault in the application's log must neither fail a message that was sent nor send it again. */
function report({ onAttempt }: Setup, attempt: Attempt, { messageId, to }: FrozenMail): void {
  try {
    onAttempt?.(attempt, { messageId, to });
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
