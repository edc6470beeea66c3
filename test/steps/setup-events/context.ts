import type { Receipt } from '../../../src/core/checklist-receipts.ts';
import type { Finding } from '../../../src/core/model/types.ts';
import type { World } from '../../../src/core/world.ts';
import type { ProofWish } from '../../../src/steps/setup-events/proof-types.ts';
import { type ProofSource, proofSource } from '../../../src/steps/setup-events/source.ts';
import type { Setting } from '../../../src/steps/setup-events/wanted.ts';
import type { ApplyContext } from '../../../src/steps/step.ts';
import type { Fakes } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';

export const FROM = `no-reply@${w.DOMAIN}`;
export const BUS = `arn:aws:events:${w.REGION}:${w.ACCOUNT}:event-bus/default`;

/** `main` publishes to its topic. */
export const SETTING: Setting = {
  place: { region: w.REGION, account: w.ACCOUNT },
  setName: w.EVENT_SET.name,
  set: w.EVENT_SET,
  main: w.EVENT_SET.destinations[0] ?? null,
  topicArn: w.EVENT_TOPIC,
};

const TO_BUS = {
  name: 'bus',
  enabled: true,
  types: ['BOUNCE', 'COMPLAINT'],
  target: { kind: 'event-bridge', busArn: BUS },
} as const;

/** The set publishes to EventBridge only. */
export const BUS_SETTING: Setting = {
  ...SETTING,
  set: { ...w.EVENT_SET, destinations: [TO_BUS] },
  main: TO_BUS,
  topicArn: null,
};

export const TOPIC_SOURCE: ProofSource = proofSource(SETTING);
export const BUS_SOURCE: ProofSource = proofSource(BUS_SETTING);

export function wish(change: Partial<ProofWish> = {}): ProofWish {
  return {
    ...{ setting: SETTING, checklist: w.checklist(), paths: ['api'], from: FROM, limit: 120_000 },
    ...change,
  };
}

/** What a task gets, with what it left: receipts, and the result that it concluded with. */
export function contextOf({ ports }: Fakes, world: World = w.world()) {
  const left: {
    readonly receipts: Pick<Receipt, 'what' | 'facts'>[];
    concluded: { status: string; findings: readonly Finding[] } | null;
    shown: unknown;
  } = { receipts: [], concluded: null, shown: null };
  const context: ApplyContext = {
    ports,
    world,
    signal: new AbortController().signal,
    intend: async () => undefined,
    record: async (what, facts) => {
      left.receipts.push({ what, facts } as Pick<Receipt, 'what' | 'facts'>);
    },
    show: (_command, part) => {
      left.shown = part;
    },
    conclude: (status, findings) => {
      left.concluded = { status, findings };
    },
  };
  return { context, left };
}
