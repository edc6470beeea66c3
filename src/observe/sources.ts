import type { SourceKey } from '../core/world.ts';
import { account } from './account.ts';
import { addresses } from './addresses.ts';
import { alarms } from './alarms.ts';
import { caller } from './caller.ts';
import { configurationSet } from './configuration-set.ts';
import { delegation } from './delegation.ts';
import { dns } from './dns/index.ts';
import { eventSet } from './event-set.ts';
import { footprint } from './footprint.ts';
import { hosting } from './hosting.ts';
import { identity } from './identity.ts';
import { keyOwner } from './key-owner.ts';
import { keysInPlace } from './keys-in-place.ts';
import { notificationTopics } from './notification-topics.ts';
import { otherRegions } from './other-regions.ts';
import { proofQueues } from './proof-queues.ts';
import { records } from './records.ts';
import { recordsToLookUp } from './records-to-look-up.ts';
import { savedSettings } from './saved-settings.ts';
import { smtpUser } from './smtp-user.ts';
import type { Source } from './source.ts';
import { subscriptions } from './subscriptions.ts';
import { topics } from './topics.ts';
import type { AnyKey, InternalSources } from './values.ts';
import { writtenSets } from './written-sets.ts';

/** One source for each part of the world. */
export const SOURCES = {
  caller,
  account,
  identity,
  otherRegions,
  addresses,
  configurationSet,
  hosting,
  footprint,
  records,
  dns,
  smtpUser,
  keysInPlace,
  keyOwner,
  savedSettings,
  writtenSets,
  eventSet,
  topics,
  subscriptions,
  alarms,
  notificationTopics,
  proofQueues,
} satisfies { readonly [K in SourceKey]: Source<K> };

const INTERNAL = {
  delegation,
  recordsToLookUp,
} satisfies { readonly [K in keyof InternalSources]: Source<K> };

export const ALL_SOURCES: { readonly [K in AnyKey]: Source<K> } = { ...SOURCES, ...INTERNAL };
