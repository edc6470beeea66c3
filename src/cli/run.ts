import { checkDomains } from '../commands/check-dns/domains.ts';
import { derive } from '../commands/derive-password.ts';
import { exportRecords } from '../commands/export.ts';
import { offlineReport, status } from '../commands/status.ts';
import { walk } from '../commands/walk.ts';
import type { Checklist } from '../core/checklist.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../core/domain-setup/export-source.ts';
import { Failure } from '../core/model/errors.ts';
import type { Report, StepId } from '../core/model/types.ts';
import { STEP_IDS } from '../core/model/types.ts';
import { parseGiven } from '../flow/inputs.ts';
import type { Job } from '../flow/job.ts';
import { runStep } from '../flow/run.ts';
import { checkSubject } from '../flow/session.ts';
import { checkedDomain } from '../flow/target.ts';
import type { Ports } from '../ports/index.ts';
import { reportText } from '../render/report.ts';
import type { Answers, Given } from '../steps/input.ts';
import { addressesOf, checkOperands, policyOf } from './address-and-policy.ts';
import { isSet, textOf } from './answers.ts';
import { COMMANDS } from './commands.ts';
import { fleetOf } from './fleet.ts';
import { jobFor, otherDomain } from './job.ts';
import { openDoors } from './open-ports.ts';
import type { Invocation } from './parse.ts';
import { printReport } from './print.ts';
import { type About, findSubject } from './subject.ts';

/** Runs one command against the real world and prints its report; returns the exit code. */
export async function runCommand(given: Invocation<Given>): Promise<number> {
  const inputs = COMMANDS.find((spec) => spec.id === given.command)?.inputs ?? [];
  const answers = {
    ...parseGiven(inputs, given.answers),
    ...(given.globals.json ? { json: true } : {}),
  };
  const invocation = { ...given, answers };
  checkOperands(invocation);
  const doors = await openDoors(invocation);
  const stored = await doors.talk.store.load();
  const about = await findSubject(invocation, doors, stored);
  const ports = await doors.ports(about.region);
  // A sign of life: the first look at AWS and DNS can take seconds.
  if (ports.output.animated) ports.output.progress('Looking');
  const report = await dispatch(invocation, ports, stored, about).finally(
    // A spinner that nobody stops would keep the process alive.
    () => ports.output.endProgress(),
  );
  await printReport(report, invocation, ports.output, process.env);
  return report.exitCode;
}

async function dispatch(
  invocation: Invocation,
  ports: Ports,
  stored: Checklist | null,
  { region, domain }: About,
): Promise<Report> {
  const { command, answers, operands } = invocation;
  if (command === 'print-policy') return policyOf(invocation, ports, stored, { region, domain });
  if (command === 'verify-address') return addressesOf(invocation, ports, stored, region);
  if (isSet(answers, 'fromSecretStdin')) return derive(ports, region, answers);
  const list = textOf(answers, 'domainsFile');
  if (list !== null) return fleetOf(invocation, ports, list, region);
  if (domain === null) {
    const domains = new Set(await Promise.all(operands.map(checkedDomain)));
    const jobs = [...domains].map((each) => {
      return otherDomain(invocation, ports, { domain: each, region });
    });
    return checkDomains(jobs, watcher(invocation, ports));
  }
  const subject = { domain, region };
  if (command === 'check-dns' && stored !== null && stored.domain !== domain) {
    return checkDomains([otherDomain(invocation, ports, subject)], watcher(invocation, ports));
  }
  checkSubject(stored, ports.store.path, subject);
  const job = await jobFor(invocation, ports, stored, subject);
  const report = await runJob(invocation, job);
  await keepReport(job, report);
  return report;
}

function runJob(invocation: Invocation, job: Job): Promise<Report> {
  const { command, answers } = invocation;
  if (command === 'walk') return walk(job);
  if (command === 'status')
    return isSet(answers, 'offline')
      ? Promise.resolve(offlineReport(job))
      : status(job, watcher(invocation, job.ports));
  if (command === 'export') return exportRecords(job, exportFormatOf(answers));
  if (command === 'check-dns')
    return checkDomains(
      [{ domain: job.subject.domain, job, isOwn: true }],
      watcher(invocation, job.ports),
    );
  if (!isStep(command)) throw new Error(`no command ${command}`);
  return runStep(job, command);
}

function exportFormatOf(answers: Answers): ExportFormat {
  const format = EXPORT_FORMATS.find((each) => each === textOf(answers, 'exportFormat'));
  if (format === undefined) throw new Error('export was parsed without a format');
  return format;
}

function isStep(command: string): command is StepId {
  return STEP_IDS.some((id) => id === command);
}

/**
 * With `--watch`: one line of JSON a look; as text the first report and, of the checklist, each one that
 * differs. What changes in DNS afterwards is told as it is seen.
 */
function watcher(
  { command, answers, globals }: Invocation,
  { output }: Ports,
): (report: Report) => void {
  if (!isSet(answers, 'watch')) return () => undefined;
  if (globals.json) return (report) => output.result(JSON.stringify(report));
  let last: string | null = null;
  return (report) => {
    const text = reportText(report, output.stdout, globals.verbose);
    if (last === null || (command === 'status' && text !== last)) {
      output.endProgress();
      output.result(text);
    }
    last = text;
  };
}

/** Keeping the last report is for readers of the file: where it cannot be kept, the answer still stands. */
async function keepReport(job: Job, report: Report): Promise<void> {
  const readsOnly = ['status', 'check-dns', 'export'].includes(report.command);
  if (readsOnly || job.consent.dryRun || refusesChoice(job, report)) return;
  try {
    await job.session.keep(report);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'checklist/locked') throw error;
    job.ports.output.note(`The last report was not kept in the checklist. ${error.message}`);
  }
}

/** A name that was refused is not remembered, or the next run would be refused for it, too. */
function refusesChoice({ session }: Job, { steps }: Report): boolean {
  const { mailFrom } = session.checklist().choices;
  const findings = steps.flatMap((step) => step.findings);
  return findings.some(
    ({ code, subject }) => code === 'dns/mail-from-in-use' && subject === mailFrom,
  );
}
