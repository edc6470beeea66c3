import type { Attempt } from '../core/sending/attempt.ts';
import { printable } from '../core/text/printable.ts';
import type { Tried } from './leg.ts';
import type { DeliveryError, Leg } from './types.ts';

/** Every leg's last word in one error, and which legs were not asked. */
export function deliveryError(
  failures: readonly Pick<Tried, 'leg' | 'attempt' | 'error'>[],
  attempts: readonly Attempt[],
  unasked: readonly Leg[],
  facts: { readonly temporary: boolean; readonly aborted: boolean },
): DeliveryError {
  const ambiguous = failures.some(({ attempt }) => attempt.ambiguous);
  const why = ambiguous ? TWICE : facts.aborted ? GIVEN_UP : USELESS;
  const said = failures.map(({ attempt }) => `${attempt.via}: ${wordsOf(attempt)}`);
  const left = unasked.map(({ name }) => name).join(' and ');
  const end = left === '' ? '' : ` (${left} not used: ${why})`;
  const errors = failures.map(({ error }) => error).filter((error) => error !== null);
  return Object.assign(new AggregateError(errors, said.join(' | ') + end), {
    code: 'EDELIVERY' as const,
    attempts,
    ambiguous,
    temporary: facts.temporary,
  });
}

const TWICE = 'the message could arrive twice';
const GIVEN_UP = 'the caller gave up';
const USELESS = 'the other provider would also refuse or bounce it';

function wordsOf({ response, ambiguous }: Attempt): string {
  const words = printable(response);
  return ambiguous ? `${words}; the message may have been sent` : words;
}

/** Whether an error is that of a fallback transport whose legs all failed. */
export function isDeliveryError(error: unknown): error is DeliveryError {
  return error instanceof AggregateError && 'code' in error && error.code === 'EDELIVERY';
}
