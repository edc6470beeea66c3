import { type Checklist, receiptsOf } from '../checklist.ts';
import type { ReceiptKind, ReceiptOf } from '../checklist-receipts.ts';
import type { World } from '../world.ts';
import {
  alarmMade,
  destinationChanged,
  destinationMade,
  policyStatementMade,
  setChanged,
  setMade,
  subscriptionMade,
  topicMade,
} from './made-for-events.ts';
import { keyMade, policyMade, settingsSaved, userMade } from './made-in-iam.ts';
import {
  addressMade,
  configurationSetChosen,
  identityMade,
  mailFromMade,
  requestFiled,
  signingEnabled,
} from './made-in-ses.ts';
import { recordsMade, recordsNotOnRecord } from './made-records.ts';
import { PHASES, type Phased, type Resource, type Setting } from './resource.ts';

type Makers = {
  readonly [Kind in ReceiptKind]?: (
    receipt: ReceiptOf<Kind>,
    setting: Setting,
  ) => readonly Phased[];
};

/** The kinds of receipts that stand for something made. A kind that makes something more is one line here. */
const MAKERS: Makers = {
  'created-identity': identityMade,
  'set-mail-from': mailFromMade,
  'enabled-signing': signingEnabled,
  'set-configuration-set': configurationSetChosen,
  published: recordsNotOnRecord,
  'requested-production': requestFiled,
  'created-user': userMade,
  'put-policy': policyMade,
  'handed-over': (receipt, setting) => [
    ...keyMade(receipt, setting),
    ...settingsSaved(receipt, setting),
  ],
  'sent-verification': addressMade,
  'created-configuration-set': setMade,
  'changed-configuration-set': setChanged,
  'created-topic': topicMade,
  'put-topic-policy': policyStatementMade,
  'created-event-destination': destinationMade,
  'updated-event-destination': destinationChanged,
  subscribed: subscriptionMade,
  'created-alarm': alarmMade,
};

/** Everything that this checklist made, in the order in which it is undone; never what it found and adopted. */
export function resourcesMade(world: World, checklist: Checklist): readonly Resource[] {
  const account = world.caller.ok ? world.caller.value.account : checklist.account;
  const setting = { world, checklist, account };
  const made = [
    ...Object.keys(checklist.steps)
      .flatMap((id) => receiptsOf(checklist, id))
      .flatMap((each) => makeAll(each, setting)),
    ...recordsMade(setting),
  ];
  // The newest receipt of a thing knows what it is now; it was made by the first.
  const byName = new Map<string, Phased>();
  for (const resource of made) {
    const key = `${resource.kind} ${resource.name}`;
    const first = byName.get(key);
    byName.set(key, { ...resource, createdAt: first?.createdAt ?? resource.createdAt });
  }
  return PHASES.flatMap((phase) =>
    [...byName.values()].filter((each) => each.phase === phase).map(withoutPhase),
  );
}

function makeAll<Kind extends ReceiptKind>(
  receipt: ReceiptOf<Kind>,
  setting: Setting,
): readonly Phased[] {
  const maker: Makers[Kind] = MAKERS[receipt.what as Kind];
  return maker?.(receipt, setting) ?? [];
}

function withoutPhase({ phase: _phase, ...resource }: Phased): Resource {
  return resource;
}
