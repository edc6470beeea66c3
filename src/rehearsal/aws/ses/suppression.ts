import type { WorldClock } from '../../contract.ts';
import { AwsError, badRequest, notFound } from '../errors.ts';
import { page } from '../page.ts';
import { listOf, number, oneOf, required, text } from '../shape.ts';
import type { AccountState } from './account.ts';
import { type Json, type SesOperation, sesOperation } from './operation.ts';
import { epoch } from './write-identity.ts';

interface Suppressed {
  readonly address: string;
  readonly reason: 'BOUNCE' | 'COMPLAINT';
  readonly at: number;
}

export interface SuppressionList {
  /** Of every entry that stops mail to this address: the match ignores case, also of the local part. */
  reasonsFor(address: string): readonly Suppressed['reason'][];
  readonly operations: readonly SesOperation[];
}

/** SES stores the domain in lower case, without white space around it, and keeps the local part. */
function normal(address: string): string {
  return address.trim().replace(/[^@]*$/, (domain) => domain.toLowerCase());
}

function write(entry: Suppressed): Json {
  return {
    EmailAddress: entry.address,
    Reason: entry.reason,
    LastUpdateTime: epoch(entry.at),
  };
}

const path = '/v2/email/suppression/addresses';
const one = { EmailAddress: required(text()), TenantName: text({ min: 1 }) };
const reasons = ['BOUNCE', 'COMPLAINT'] as const;

/** The account-level suppression list. */
export function createSuppressionList(clock: WorldClock, account: AccountState): SuppressionList {
  const entries = new Map<string, Suppressed>();
  const find = (address: string): Suppressed => {
    const entry = entries.get(normal(address));
    if (entry) return entry;
    throw notFound(`Email address ${address} does not exist on your suppression list.`);
  };
  return {
    reasonsFor: (address) =>
      [...entries.values()]
        .filter((entry) => entry.address.toLowerCase() === address.trim().toLowerCase())
        .map(({ reason }) => reason),
    operations: [
      sesOperation({
        name: 'PutSuppressedDestination',
        on: [`PUT ${path}`],
        input: { ...one, Reason: required(oneOf(reasons)) },
        resource: () => '*',
        run(input) {
          if (!account.production()) {
            throw badRequest(
              'This operation is not available while your account is in the sandbox.',
            );
          }
          if (!/^[^@\s]+@[^@\s]+$/.test(input.EmailAddress)) {
            throw badRequest(`Invalid email address: ${input.EmailAddress}`);
          }
          const address = normal(input.EmailAddress);
          entries.set(address, { address, reason: input.Reason, at: clock.now() });
          return {};
        },
      }),
      sesOperation({
        name: 'GetSuppressedDestination',
        on: [`GET ${path}/{EmailAddress}`],
        input: one,
        resource: () => '*',
        run: (input) => ({ SuppressedDestination: write(find(input.EmailAddress)) }),
      }),
      sesOperation({
        name: 'DeleteSuppressedDestination',
        on: [`DELETE ${path}/{EmailAddress}`],
        input: one,
        resource: () => '*',
        run(input) {
          entries.delete(find(input.EmailAddress).address);
          return {};
        },
      }),
      listSuppressed(entries),
    ],
  };
}

function listSuppressed(entries: ReadonlyMap<string, Suppressed>): SesOperation {
  return sesOperation({
    name: 'ListSuppressedDestinations',
    on: [`GET ${path}`],
    lists: ['Reason'],
    input: {
      Reason: listOf(reasons),
      // ISO 8601 in the query string, as the SDK writes it.
      StartDate: text(),
      EndDate: text(),
      NextToken: text(),
      PageSize: number(),
      TenantName: text({ min: 1 }),
    },
    resource: () => '*',
    run(input) {
      const from = Date.parse(input.StartDate ?? '1970-01-01');
      const to = Date.parse(input.EndDate ?? '9999-12-31');
      const wanted = [...entries.values()].filter(
        ({ at, reason }) => at >= from && at <= to && (input.Reason ?? reasons).includes(reason),
      );
      const found = page(wanted, input.PageSize ?? 100, input.NextToken);
      if (!found) {
        const message = 'The specified request includes an invalid or expired token.';
        throw new AwsError('InvalidNextTokenException', 400, message);
      }
      return { SuppressedDestinationSummaries: found.items.map(write), NextToken: found.next };
    },
  });
}
