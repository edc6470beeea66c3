/** A second process that uses the store. `children.ts` bundles and starts it. */

import { readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createStore } from '../../../src/adapters/store/index.ts';
import {
  type Checklist,
  type Choices,
  emptyChecklist,
  withReceipt,
} from '../../../src/core/checklist.ts';
import { Failure } from '../../../src/core/model/errors.ts';
import { STEPS } from '../../../src/steps/index.ts';

const [, , task = '', path = '', arg = ''] = process.argv;
const store = (file: string) =>
  createStore(file, {
    now: () => new Date(),
    command: `child ${task}`,
    lockWaitMs: task === 'once' ? 0 : 20_000,
  });

/** Size and number go together, so that a state mixed of two writes is found out. */
export function padding(count: number): string {
  return 'x'.repeat((count * 7919) % 60_000);
}

/** How many writes of `next` led to this state. */
function writesIn(current: Checklist | null): number {
  const [receipt] = current?.steps['send-test']?.receipts ?? [];
  return Number(Object.entries(receipt?.facts ?? {}).find(([name]) => name === 'count')?.[1] ?? 0);
}

function next(current: Checklist | null): Checklist {
  const count = writesIn(current) + 1;
  const receipt = {
    at: new Date().toISOString(),
    what: 'padded',
    facts: { count, text: padding(count) },
  };
  return withReceipt({ ...emptyChecklist(), ...current, steps: {} }, 'send-test', receipt);
}

/** Adds `arg` receipts, one a write, all of them with this process's id. */
async function add(): Promise<void> {
  const step = STEPS[process.pid % STEPS.length]?.id ?? 'send-test';
  for (let count = 0; count < Number(arg); count++) {
    const facts = { pid: process.pid, count };
    const receipt = { at: new Date().toISOString(), what: 'added', facts };
    await store(path).update((current) => withReceipt(current ?? emptyChecklist(), step, receipt));
  }
}

/** Writes until it is killed; says so when there are a state and a backup. */
async function loop(): Promise<void> {
  await store(path).update(next);
  await store(path).update(next);
  writeSync(1, 'written\n');
  for (;;) await store(path).update(next);
}

/** Two small states, then one of `arg` bytes; tells what came of it. */
async function grow(): Promise<void> {
  const file = join(path, 'state.json');
  await store(file).update((current) => ({
    ...(current ?? emptyChecklist()),
    domain: 'one.example',
  }));
  await store(file).update((current) => ({
    ...(current ?? emptyChecklist()),
    domain: 'two.example',
  }));
  const failure = await attempt(() =>
    store(file).update((current) => ({
      ...(current ?? emptyChecklist()),
      choices: { ...current?.choices, note: 'x'.repeat(Number(arg)) } as Choices,
    })),
  );
  const state = await store(file).load();
  const backup = await store(join(path, '.ses-migrate/state.json.backup')).load();
  const tell = (checklist: Checklist | null) => checklist?.domain;
  const files = readdirSync(path, { recursive: true }).sort();
  writeSync(1, JSON.stringify({ ...failure, state: tell(state), backup: tell(backup), files }));
}

async function once(): Promise<void> {
  const notes: string[] = [];
  const note = (text: string) => void notes.push(text);
  const own = createStore(path, {
    now: () => new Date(),
    command: 'child once',
    lockWaitMs: 0,
    note,
  });
  const failure = await attempt(async () => {
    await own.update((current) => current ?? emptyChecklist());
    await own.update((current) => ({ ...(current ?? emptyChecklist()), domain: 'one.example' }));
  });
  writeSync(1, JSON.stringify({ ...failure, notes }));
}

async function attempt(work: () => Promise<unknown>): Promise<object> {
  try {
    await work();
    return {};
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, message, fix, exitCode } = error;
    return { code, message, fix, exitCode };
  }
}

const TASKS: Readonly<Record<string, () => Promise<void>>> = { add, loop, grow, once };
await TASKS[task]?.();
