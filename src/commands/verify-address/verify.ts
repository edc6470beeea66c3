import { couldNotLook } from '../../core/aws/could-not-look.ts';
import { intentOf } from '../../core/checklist.ts';
import { Failure, usage } from '../../core/model/errors.ts';
import { exitCodeOf, overallStatus } from '../../core/model/status.ts';
import type { Report, ReportOf, StepReport } from '../../core/model/types.ts';
import { parseAddress } from '../../core/parse/address.ts';
import {
  type AddressState,
  addressFindings,
  judgeAddress,
  type SeenAddress,
  stepStatusOf,
} from '../../core/ses/address-verification.ts';
import type { SourceKey, World } from '../../core/world.ts';
import { advance } from '../../flow/advance.ts';
import { afterChanges, credentialsFailure, failureOf } from '../../flow/failure.ts';
import { withChecklistLock } from '../../flow/lock.ts';
import { showWaiting } from '../../flow/pending.ts';
import type { Consent, Outcome } from '../../flow/request.ts';
import type { Session } from '../../flow/session.ts';
import { waitFor } from '../../flow/wait.ts';
import { observe } from '../../observe/index.ts';
import type { Ports } from '../../ports/index.ts';
import { PortError } from '../../ports/index.ts';
import type { VerifyAddressOptions } from './inputs.ts';
import { lookAtAddresses } from './look.ts';
import { planAddresses } from './plan.ts';

/** What it reads of the world; the addresses themselves it reads beside that. */
export const ADDRESS_SOURCES: ReadonlySet<SourceKey> = new Set(['caller', 'account']);

export interface VerifyAddressData {
  readonly addresses: readonly AddressState[];
}

declare module '../../core/model/types.ts' {
  interface ReportData {
    readonly 'verify-address': VerifyAddressData;
  }
}

export interface AddressJob {
  readonly ports: Ports;
  readonly session: Session;
  readonly region: string;
  /** As `parseAddresses` gives them. */
  readonly addresses: readonly string[];
  readonly answers: VerifyAddressOptions;
  readonly consent: Consent;
  /** Milliseconds; null: do not wait. */
  readonly waitMs: number | null;
  /** Milliseconds to wait for another run that holds the checklist; absent: not at all. */
  readonly lockWaitMs?: number;
  /** The command line to copy, as it was typed; absent: the command and the addresses. */
  readonly typed?: string;
}

interface AddressLook {
  readonly seen: readonly SeenAddress[];
  readonly states: readonly AddressState[];
}

/** The addresses, each once; throws Failure `usage/bad-address` that names every bad one. */
export function parseAddresses(texts: readonly string[]): readonly string[] {
  const bad: Failure[] = [];
  const good = texts.flatMap((text) => {
    try {
      return [parseAddress(text).address];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      bad.push(error);
      return [];
    }
  });
  const [only] = bad;
  if (only !== undefined && bad.length === 1) throw only;
  if (bad.length > 1)
    throw usage(
      'bad-address',
      bad.map(({ message }) => message).join('\n'),
      'Use addresses such as ann@example.com, separated by spaces. No mail was requested.',
    );
  return [...new Set(good)];
}

/** Lets SES mail a link to each address that needs one, waits if asked, and reports the state of each. */
export async function verifyAddresses(job: AddressJob): Promise<ReportOf<'verify-address'>> {
  const { session, consent } = job;
  const { world, outcome, seen } = await withChecklistLock(job, async () => {
    const around = await lookAround(job);
    const first = await look(job, around);
    const done = await act(job, around, first);
    return { world: around, outcome: done, seen: done.applied ? await look(job, around) : first };
  });
  let last = seen;
  if (job.waitMs !== null && !consent.dryRun)
    last = await waitForClicks(job, job.waitMs, world, last);
  const account = world.caller.ok ? world.caller.value.account : session.checklist().account;
  const step = withAccount(addressStep(last), world);
  return {
    version: 1,
    command: 'verify-address',
    target: { domain: session.checklist().domain, region: job.region, account },
    status: step.status,
    exitCode: exitCodeOf([step]),
    steps: [step],
    next: addressNext(last.states),
    data: { addresses: last.states, ...outcome.shown },
  };
}

async function lookAround({ ports, session, region, addresses }: AddressJob): Promise<World> {
  const checklist = session.checklist();
  const domain = checklist.domain ?? addresses[0]?.split('@')[1] ?? '';
  const { memo } = session;
  const world = await observe(ports, {
    ...{ domain, region, checklist, memo },
    sources: ADDRESS_SOURCES,
    records: null,
  });
  if (!world.caller.ok && world.caller.code === 'credentials')
    throw credentialsFailure(world.caller);
  if (world.caller.ok) session.checkAccount(world.caller.value.account);
  return world;
}

async function look(
  { ports, session, addresses, answers }: AddressJob,
  { account }: World,
): Promise<AddressLook> {
  const seen = await lookAtAddresses(ports.ses, addresses, session.checklist());
  const production = account.ok ? account.value.productionAccess : null;
  const circumstances = { production, anyway: answers.anyway === true };
  return { seen, states: seen.map((each) => judgeAddress(each, circumstances)) };
}

async function act(job: AddressJob, world: World, { seen, states }: AddressLook): Promise<Outcome> {
  const { ports, session, answers, consent, addresses } = job;
  const named = answers.confirm ?? [];
  const plan = planAddresses({
    seen,
    states,
    mayRestart: (address) => ports.prompt.interactive || named.includes(address),
    broken: intentOf(session.checklist(), 'verify-address', 'restart-address'),
  });
  const line = job.typed ?? `ses-migrate verify-address ${addresses.join(' ')}`;
  const request = {
    step: { id: 'verify-address', line },
    world,
    session,
    answers,
    consent,
  } as const;
  try {
    return await advance(ports, request, plan);
  } catch (error) {
    const failure = error instanceof PortError ? failureOf(error) : error;
    throw failure instanceof Failure ? afterChanges(failure, session.changes()) : failure;
  }
}

/** Waits until no link is pending, or the time is up; links that expire during the wait end it too. */
async function waitForClicks(
  job: AddressJob,
  limit: number,
  world: World,
  first: AddressLook,
): Promise<AddressLook> {
  const { ports } = job;
  const since = ports.clock.now();
  let known: AddressLook | null = first;
  const last = await waitFor(ports.clock, {
    limit,
    look: async () => {
      const seen = known ?? (await look(job, world));
      known = null;
      return seen;
    },
    settled: ({ states }) => states.every(({ status }) => status !== 'pending'),
    onPause: (seen, pause) => showWaiting(ports.output, addressStep(seen), since, pause),
  });
  ports.output.endProgress();
  return last;
}

/** The step that represents this command in its report. */
export function addressStep({ seen, states }: AddressLook): StepReport {
  const each = states.map((state) => ({
    state,
    status: stepStatusOf(state),
    identity: seen.find(({ address }) => address === state.address)?.identity,
  }));
  return {
    id: 'verify-address',
    title: 'Addresses verified in SES',
    status: overallStatus(each),
    summary: summaryOf(states),
    findings: each.flatMap(({ state, identity }) =>
      identity === undefined ? [] : addressFindings(state, identity),
    ),
  };
}

/** If it is unknown whether the account is in production, every address counts as one that needs a link. */
function withAccount(step: StepReport, { account, region }: World): StepReport {
  if (account.ok || step.findings.length === 0) return step;
  const why = couldNotLook(`whether the account is in production in ${region}`, account);
  return { ...step, findings: [...step.findings, why] };
}

function summaryOf(states: readonly AddressState[]): string {
  const open = (wanted: AddressState['status']) =>
    states.filter(({ status }) => status === wanted).length;
  const parts = [
    [open('pending'), 'waiting for a click'],
    [open('expired'), 'expired'],
    [open('absent'), 'not requested yet'],
    [open('unknown'), 'unknown'],
  ].filter(([count]) => count !== 0);
  const done = states.length - parts.reduce((sum, [count]) => sum + Number(count), 0);
  const fine = `${done} of ${states.length} ${states.length === 1 ? 'address' : 'addresses'} ready`;
  return [fine, ...parts.map(([count, words]) => `${count} ${words}`)].join(', ');
}

/** Only for the addresses that still need something. */
export function addressNext(states: readonly AddressState[]): Report['next'] {
  const named = (wanted: AddressState['status']) =>
    states.filter(({ status }) => status === wanted).map(({ address }) => address);
  const [expired, pending] = [named('expired'), named('pending')];
  if (expired.length > 0) {
    const confirms = expired.map((address) => `--confirm ${address}`).join(' ');
    return [
      {
        command: `ses-migrate verify-address ${expired.join(' ')} ${confirms}`,
        why: 'send new links in place of the expired ones',
      },
    ];
  }
  if (pending.length === 0) return [];
  const command = `ses-migrate verify-address ${pending.join(' ')} --wait`;
  return [{ command, why: 'wait until every link is clicked' }];
}
