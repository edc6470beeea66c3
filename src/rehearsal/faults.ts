import type { Faults, Situation } from './aws/options.ts';
import { ARRIVAL_NAMES, type ArrivalName } from './aws/ses/arrivals.ts';
import { LOST_HOPS, type LostHop } from './contract.ts';
import { parseSendFault } from './send-faults.ts';

/** What an account can be like when a rehearsal begins: `--situation`, which also names how an identity was left. */
const SITUATIONS = [
  'none',
  'review-denied',
  'review-failed',
  'production',
  'sending-paused',
  'account-suspended',
  'two-zones',
] as const satisfies readonly Situation[];

/** The forms of `--fault`, for help and refusals. */
const FAULT_FORMS = [
  'deny:ACTION',
  'throttle:TIMES',
  'slow-ses:TIMES',
  'send:NAME[:TIMES]',
  'lose:ses|sns|eventbridge|cloudwatch',
  'late-events:SECONDS',
  'expired-token',
] as const;
const TIMES = /^[1-9]\d{0,3}$/;

function isHop(text: string): text is LostHop {
  return LOST_HOPS.some((known) => known === text);
}

function isArrival(text: string): text is ArrivalName {
  return ARRIVAL_NAMES.some((known) => known === text);
}

function isSituation(text: string): text is Situation {
  return SITUATIONS.some((known) => known === text);
}

/** Puts `--situation` and each `--fault` together. Throws RangeError for a word that is not known. */
export function parseFaults(situation: string, faults: readonly string[]): Faults {
  const arrival = isArrival(situation) ? situation : null;
  if (arrival === null && !isSituation(situation)) {
    const known = [...SITUATIONS, ...ARRIVAL_NAMES].join(', ');
    throw new RangeError(`unknown situation "${situation}". Use one of ${known}`);
  }
  const deny: string[] = [];
  let throttle = 0;
  let slowSes = 1;
  let expiredToken = false;
  let send: string | null = null;
  const lose: LostHop[] = [];
  let late = 0;
  for (const fault of faults) {
    const [kind, ...rest] = fault.split(':');
    const detail = rest.join(':');
    if (kind === 'deny' && detail !== '') deny.push(detail);
    else if (kind === 'throttle' && TIMES.test(detail)) throttle = Number(detail);
    else if (kind === 'slow-ses' && TIMES.test(detail)) slowSes = Number(detail);
    else if (kind === 'late-events' && TIMES.test(detail)) late = Number(detail) * 1000;
    else if (kind === 'lose' && isHop(detail)) lose.push(detail);
    else if (kind === 'send') {
      parseSendFault(detail);
      send = detail;
    } else if (fault === 'expired-token') expiredToken = true;
    else throw new RangeError(`unknown fault "${fault}". Use one of ${FAULT_FORMS.join(', ')}`);
  }
  const account = isSituation(situation) ? situation : 'none';
  return { deny, throttle, slowSes, expiredToken, send, lose, late, situation: account, arrival };
}
