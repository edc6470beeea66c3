import { accountNotKnown } from '../core/aws/account-guard.ts';
import { cancelled, Declined, type Failure, usage } from '../core/model/errors.ts';
import { statementIn } from '../core/model/remedy.ts';
import type { DataParts, Finding, PlannedData } from '../core/model/types.ts';
import { escapeControls } from '../core/text/printable.ts';
import { shellWord } from '../core/text/shell-word.ts';
import { PortError, type Ports } from '../ports/index.ts';
import { planLines } from '../render/plan.ts';
import { paragraph } from '../render/wrap.ts';
import type { ApplyContext, Plan } from '../steps/step.ts';
import { isSamePlan, linesOf } from './plan-lines.ts';
import { preflight, showRefusals, stopped } from './preflight.ts';
import type { Advance, Consent, Outcome } from './request.ts';

/** Shows the plan, asks for consent, checks that the plan still holds, and applies exactly that plan, in its order. */
export async function advance(ports: Ports, request: Advance, planned: Plan): Promise<Outcome> {
  const refusals = await preflight(ports, request, planned);
  const plan = await completed(ports, request, planned, refusals);
  const changes = linesOf(plan);
  const parts: DataParts[] = plan.data === undefined ? [] : [plan.data];
  const shown: PlannedData = {
    changes,
    ...(refusals.length > 0
      ? {
          willBeRefused: refusals.map((each) => ({
            ...each,
            statement: statementIn(each.fixes ?? []),
          })),
        }
      : {}),
  };
  const outcome: Outcome = { applied: false, outdated: false, shown, parts, concluded: null };
  showPlan(ports, { ...request, consent: mustAsk(request.consent, refusals) }, plan);
  if (refusals.length > 0 && canContinue(ports, request)) showRefusals(ports, refusals);
  else if (refusals.length > 0) throw stopped(refusals);
  if (request.consent.dryRun || plan.tasks.every((task) => task.run === undefined)) return outcome;
  checkAccount(request);
  const current = changes.some((change) => change.op !== '=')
    ? await consented(ports, { ...request, consent: mustAsk(request.consent, refusals) }, plan)
    : plan;
  if (current === null) return { ...outcome, outdated: true };
  let concluded: Outcome['concluded'] = null;
  const context = applyContext(ports, request, parts, (status, findings) => {
    concluded = { status, findings };
  });
  await request.session.begin();
  await ports.clock.interruptible((signal) => applyAll(current, { ...context, signal }));
  return { applied: true, outdated: false, shown, parts, concluded };
}

/** The plan with the lines that its prechecks add. If one fails, the plan is shown without them. */
async function completed(
  ports: Ports,
  request: Advance,
  plan: Plan,
  refusals: readonly Finding[],
): Promise<Plan> {
  try {
    return await withPrechecks(ports, plan);
  } catch (error) {
    showPlan(ports, request, plan);
    // The permission that a precheck lacks is one of them.
    throw error instanceof PortError && refusals.length > 0 ? stopped(refusals) : error;
  }
}

async function withPrechecks(ports: Ports, plan: Plan): Promise<Plan> {
  const tasks = plan.tasks.map(async ({ precheck, ...task }) =>
    precheck === undefined
      ? task
      : { ...task, changes: [...task.changes, ...(await precheck(ports))] },
  );
  return { ...plan, tasks: await Promise.all(tasks) };
}

/** A dry run changes nothing, and a person can know more than the simulator. */
function canContinue({ prompt }: Ports, { consent }: Advance): boolean {
  return consent.dryRun || prompt.interactive;
}

/** `--yes` was given before it was known that AWS would refuse. */
function mustAsk(consent: Consent, refusals: readonly Finding[]): Consent {
  return refusals.length > 0 ? { ...consent, yes: false } : consent;
}

/** Asks for consent, then plans again: the same plan over the current world, or null if the plan has changed. */
async function consented(ports: Ports, request: Advance, plan: Plan): Promise<Plan | null> {
  await askConsent(ports, request, plan);
  if (request.replan === undefined) return plan;
  const now = await request.replan();
  const again = now === null ? null : await withPrechecks(ports, now);
  return again !== null && isSamePlan(plan, again) ? again : null;
}

/** Ctrl-C takes effect between two changes, never in the middle of one. */
async function applyAll(plan: Plan, context: ApplyContext): Promise<void> {
  for (const task of plan.tasks) {
    if (context.signal.aborted)
      throw cancelled(
        'Stopped. The remaining changes were not made. Run the same command to continue.',
      );
    await task.run?.(context);
  }
}

/** --quiet hides it only where nobody has to read it: the consent was given before. */
function showPlan(ports: Ports, request: Advance, plan: Plan): void {
  const { output } = ports;
  const { world, consent } = request;
  const isAgreed = consent.yes && !consent.dryRun && unconfirmed(request, plan).length === 0;
  const say = isAgreed ? output.note : output.show;
  const { caller } = world;
  const changes = linesOf(plan);
  if (changes.length === 0) return;
  if (caller.ok) {
    say(`Account ${caller.value.account}, Region ${world.region}`);
    say(`as ${caller.value.arn}\n`);
  } else say(`Account not known (${escapeControls(caller.message)}), Region ${world.region}\n`);
  if (plan.preview !== undefined) say(`${wrapped(plan.preview, output.stderr.columns)}\n`);
  for (const line of planLines(changes, output.stderr)) say(line);
  say('');
}

/** Wraps the long lines of a text, aligned with the text after their indentation or label. */
function wrapped(text: string, columns: number): string {
  return escapeLines(text)
    .flatMap((line) => {
      const [first = ''] = /^(?: +\S+ {2,}| *(?:- )?)/.exec(line) ?? [];
      return paragraph(first, line.slice(first.length), columns);
    })
    .join('\n');
}

function escapeLines(text: string): string[] {
  return text.split('\n').map(escapeControls);
}

/** A guard that cannot see is closed, but for what needs no account: a message over SMTP. */
function checkAccount({ world, session, anyAccount }: Advance): void {
  const { caller } = world;
  const known = session.checklist().account;
  if (caller.ok) session.checkAccount(caller.value.account);
  else if (known !== null && anyAccount !== true) throw accountNotKnown(known, caller);
}

async function askConsent(ports: Ports, request: Advance, plan: Plan): Promise<void> {
  const { consent, session, world, step } = request;
  if (world.caller.ok) session.bindAccount(world.caller.value.account);
  const unnamed = unconfirmed(request, plan);
  if (consent.yes && unnamed.length === 0) return;
  if (!ports.prompt.interactive)
    throw unconsented(step.line ?? `ses-migrate ${step.id}`, unnamed, ports.prompt.because);
  // Nothing is at stake in a rehearsal, which Enter alone leads through.
  const isTrial = ports.env.trial() !== null;
  if (!(await ports.prompt.confirm(plan.consent, isTrial))) throw new Declined();
}

/** What the plan replaces or removes and no `--confirm` names. */
function unconfirmed({ answers }: Advance, plan: Plan): readonly string[] {
  const named = answers.confirm ?? [];
  return replaced(plan).filter((name) => !named.includes(name));
}

/** What the plan replaces or removes, by the names that `--confirm` takes. */
function replaced(plan: Plan): readonly string[] {
  const names = linesOf(plan).flatMap((line) => line.confirm ?? []);
  return [...new Set(names)];
}

function unconsented(line: string, unnamed: readonly string[], because: string): Failure {
  const agreed = / --yes\b/.test(line) ? line : `${line} --yes`;
  if (unnamed.length === 0) {
    return usage(
      'consent',
      `This command makes changes, but it cannot prompt because ${because}.`,
      `Use --yes to make the changes, or --dry-run to preview them: ${agreed}`,
    );
  }
  const flags = unnamed.map((name) => `--confirm ${shellWord(name)}`).join(' ');
  return usage(
    'confirm',
    `This command replaces or removes existing settings, which --yes does not allow: ${unnamed.join(', ')}.`,
    `Add ${flags} to the command: ${agreed} ${flags}`,
  );
}

function applyContext(
  ports: Ports,
  { step, session, world }: Advance,
  parts: DataParts[],
  conclude: ApplyContext['conclude'],
): Omit<ApplyContext, 'signal'> {
  return {
    ports,
    world,
    intend: (what, facts) => session.intend(step.id, what, facts),
    record: (what, facts, changes) => session.record(step.id, what, facts, changes),
    show: (command, part) => {
      const shown: DataParts = {};
      shown[command] = part;
      parts.push(shown);
    },
    conclude,
  };
}
