import type { Standing } from '../../contract.ts';
import type { Messaging } from '../messaging.ts';
import type { AccountOptions } from '../options.ts';
import { isQuery, queryService } from '../query.ts';
import type { Service } from '../service.ts';
import { jsonWire, queryCodes, queryWire } from '../wire.ts';
import { accountOperations, createAccountState } from './account.ts';
import type { Place } from './arrivals.ts';
import { configurationSetOperations, createConfigurationSets } from './configuration-sets.ts';
import { eventDestinationOperations } from './event-destinations.ts';
import { identityOperations } from './identities.ts';
import { identitySettings } from './identity-settings.ts';
import { createNotifications, notificationOperations } from './notifications.ts';
import { route } from './operation.ts';
import { createPublishing } from './publishing.ts';
import { sendEmail } from './send-email.ts';
import { createSendingService, type SendingService } from './sending.ts';
import {
  type AddressIdentity,
  createIdentityStore,
  type IdentityStore,
  verifyAddress,
  verifyToken,
} from './store.ts';
import { createSuppressionList } from './suppression.ts';
import { tagOperations } from './tags.ts';
import { sendVerification } from './verification-mail.ts';

export interface Ses extends Place {
  readonly service: Service;
  readonly desk: SendingService;
  /** AWS pauses the account, or lets it send again. */
  setStanding(standing: Standing): void;
  /** Throws when no pending identity waits for this click. */
  verifyAddress(address: string): void;
  /** A visit of the link; returns the address. Throws when the link is not valid or has expired. */
  verifyToken(token: string): string;
}

/** SES API v2, 2019-09-27, of one account in one Region; of v1, 2010-12-01, what v2 does not have. */
export function createSes(
  options: AccountOptions,
  messaging: Messaging,
  storeIn: (region: string) => IdentityStore | null,
): Ses {
  const { clock, timings, dns, inbox, region } = options;
  const arn = `arn:aws:ses:${region}:${options.accountId}:`;
  const { sesLook } = timings;
  const identities = createIdentityStore({ clock, region, sesLook, dns, storeIn });
  const sets = createConfigurationSets();
  const account = createAccountState({ clock, timings, situation: options.faults.situation });
  const suppression = createSuppressionList(clock, account);
  const notifications = createNotifications();
  const { accountId } = options;
  const { sns } = messaging;
  const publishing = createPublishing({
    ...messaging,
    clock,
    scheduler: options.scheduler,
    delay: timings.event + options.faults.late,
    sets,
    notifications,
    arn,
    accountId,
  });
  const desk = createSendingService({
    clock,
    inbox,
    region,
    arn,
    identities,
    sets,
    account,
    suppression,
    publishing,
  });
  const context = {
    store: identities,
    arn,
    hasConfigurationSet: (name: string) => sets.all.has(name),
    sendVerification: (identity: AddressIdentity) => sendVerification(options, identity),
  };
  const operations = [
    ...identityOperations(context),
    ...identitySettings(context),
    ...accountOperations(account, desk.sentLast24Hours),
    ...configurationSetOperations(sets, arn),
    ...eventDestinationOperations({ sets, arn, accountId, sns }),
    ...suppression.operations,
    ...tagOperations(identities, sets, arn),
    sendEmail(desk, region, options.sendFaults),
  ];
  const version1 = queryService(
    'ses',
    queryWire('http://ses.amazonaws.com/doc/2010-12-01/', queryCodes),
    notificationOperations({ notifications, identities, sns, arn, accountId }),
  );
  return {
    store: identities,
    sets,
    service: {
      name: 'ses',
      wire: jsonWire,
      operation: (request) => route(operations, request),
      inProtocolOf: (request) => (isQuery(request) ? version1 : null),
    },
    desk,
    setStanding: (standing) => {
      account.standing = standing;
    },
    verifyAddress: (address) => verifyAddress(identities, address),
    verifyToken: (token) => verifyToken(identities, token),
  };
}
