import { version } from '../../package.json';
import { deliver, type Setup } from './deliver.ts';
import { transportOf } from './leg.ts';
import { checkPercent } from './order.ts';
import type { FallbackOptions, FallbackTransport, Leg, MailTransport } from './types.ts';

export type { Attempt } from '../core/sending/attempt.ts';
export { isDeliveryError } from './error.ts';
export type * from './types.ts';

/**
 * A nodemailer transport that sends over the primary and, where that certainly did not take the
 * message, over the fallback: refused, throttled, no connection, a connection lost before the message
 * was out. After a message that may have been taken nothing more is sent. Throws TypeError or
 * RangeError for options that make no sense.
 */
export function createFallbackTransport(options: FallbackOptions): FallbackTransport {
  const setup = checked(options);
  const transports = setup.legs.map(transportOf);
  function verify(): Promise<true>;
  function verify(callback: (error: Error | null, success?: true) => void): void;
  function verify(callback?: (error: Error | null, success?: true) => void) {
    const all = verifyAll(setup.legs);
    if (callback === undefined) return all;
    settle(all, callback);
  }
  return {
    name: `fallback (${setup.legs.map(({ name }) => name).join(', ')})`,
    version,
    send: (mail, callback) => settle(deliver(setup, mail), callback),
    verify,
    isIdle: () => transports.every((each) => each.isIdle?.() ?? true),
    close() {
      for (const each of transports) each.close?.();
    },
  };
}

/** Calls back outside of the promise, so that what the callback throws does not call it again. */
function settle<T>(work: Promise<T>, callback: (error: Error | null, result?: T) => void): void {
  work.then(
    (result) => void setImmediate(callback, null, result),
    (error: Error) => void setImmediate(callback, error),
  );
}

function checked(options: FallbackOptions): Setup {
  const { primary, fallback = [], split, tries = 1, failFirst } = options;
  const legs = [primary, ...[fallback].flat()];
  const names = legs.map(({ name }) => name);
  if (names.some((name) => name === '') || new Set(names).size < names.length)
    throw new TypeError(`Each leg needs a unique name; got ${names.join(', ')}.`);
  if (legs.length < 2 && (failFirst === true || split !== undefined))
    throw new TypeError('failFirst and split need a fallback.');
  if (!Number.isInteger(tries) || tries < 1)
    throw new RangeError(`tries is ${tries}: it must be a whole number from 1`);
  if (typeof split?.percent === 'number') checkPercent(split.percent);
  return { ...options, legs, tries };
}

async function verifyAll(legs: readonly Leg[]): Promise<true> {
  const results = await Promise.allSettled(legs.map((leg) => verifyOne(transportOf(leg))));
  const failed = results.flatMap((result, index) =>
    result.status === 'rejected' ? [{ name: legs[index]?.name, error: result.reason }] : [],
  );
  if (failed.length === 0) return true;
  throw new AggregateError(
    failed.map(({ error }) => error),
    failed.map(({ name, error }) => `${name}: ${error.message}`).join(' | '),
  );
}

function verifyOne(transport: MailTransport): Promise<void> {
  return new Promise((resolve, reject) => {
    if (transport.verify === undefined) return resolve();
    transport.verify((error) => (error ? reject(error) : resolve()));
  });
}
