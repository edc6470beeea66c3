import { type Checklist, emptyChecklist } from '../core/checklist.ts';
import { parseDomain } from '../core/domain.ts';
import { usage } from '../core/errors.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../core/export.ts';
import { fromTokens } from '../core/records.ts';
import type { Report, StepId } from '../core/types.ts';
import { STEP_IDS } from '../core/types.ts';
import { derive } from '../flow/derive.ts';
import { checkDomains, type DomainJob } from '../flow/domains.ts';
import { exportRecords } from '../flow/export.ts';
import { checkFleet, DEFAULT_FLEET_CONCURRENCY } from '../flow/fleet.ts';
import { readDomains } from '../flow/fleet-list.ts';
import type { FleetEntry } from '../flow/fleet-tally.ts';
import { choicesIn, missingFlags, parseGiven, readFiles } from '../flow/inputs.ts';
import { parseRole, printPolicy } from '../flow/print-policy.ts';
import { type Job, runStep } from '../flow/run.ts';
import { checkSubject, openSession, type Subject } from '../flow/session.ts';
import { offlineReport, status } from '../flow/status.ts';
import { parseAddresses, verifyAddresses } from '../flow/verify-address.ts';
import { LONGEST_WAIT } from '../flow/wait.ts';
import { walk } from '../flow/walk.ts';
import type { Ports } from '../ports.ts';
import { fleetLine } from '../render/fleet.ts';
import { reportText } from '../render/report.ts';
import { sameFlags } from '../steps/check-dns.inputs.ts';
import { type Answers, isSet, listOf, textOf } from '../steps/input.ts';
import { fullMailFrom } from '../steps/verify-domain.inputs.ts';
import { COMMANDS } from './commands.ts';
import { openDoors } from './doors.ts';
import type { Invocation } from './parse.ts';
import { printPolicyInputs } from './policy.inputs.ts';
import { printReport } from './print.ts';
import { type About, findSubject } from './subject.ts';

/** Runs one command against the real world and prints its report; returns the exit code. */
export async function runCommand(given: Invocation): Promise<number> {
  const inputs = COMMANDS.find((spec) => spec.id === given.command)?.inputs ?? [];
  const answers = {
    ...parseGiven(inputs, given.answers),
    ...(given.globals.json ? { json: true } : {}),
  };
  const invocation = { ...given, answers };
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
    const jobs = operands.map((each) =>
      otherDomain(invocation, ports, { domain: parseDomain(each), region }),
    );
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

/** Nothing is read but, where nobody says it, the account; nothing is kept. */
function policyOf(
  { answers, operands }: Invocation,
  ports: Ports,
  stored: Checklist | null,
  { region, domain }: About,
): Promise<Report> {
  const role = parseRole(operands);
  if (domain === null) throw new Error('print-policy without a domain');
  const known = stored?.domain === domain ? stored : emptyChecklist();
  const choices = { ...known.choices, ...choicesIn(printPolicyInputs, answers) };
  const { mailFrom } = choices;
  const checklist = {
    ...known,
    choices:
      mailFrom === undefined ? choices : { ...choices, mailFrom: fullMailFrom(mailFrom, domain) },
  };
  return printPolicy({
    role,
    subject: { domain, region },
    answers,
    checklist,
    caller: ports.aws.caller,
  });
}

/** Addresses need a Region and no domain; what was asked for is kept in the checklist all the same. */
async function addressesOf(
  { answers, operands, globals, waitMs }: Invocation,
  ports: Ports,
  stored: Checklist | null,
  region: string,
): Promise<Report> {
  const addresses = parseAddresses(
    operands.length > 0 ? operands : await askAddresses(ports.prompt),
  );
  const domain = stored?.domain ?? null;
  checkSubject(stored, ports.store.path, { domain: domain ?? '', region });
  return verifyAddresses({
    ports,
    session: openSession(ports, stored, { domain, region }),
    region,
    addresses,
    answers,
    consent: consentOf(globals),
    waitMs: waitLimit(waitMs, false),
  });
}

async function askAddresses(prompt: Ports['prompt']): Promise<readonly string[]> {
  const line = 'ses-migrate verify-address you@example.com';
  if (!prompt.interactive) throw missingFlags(['address'], line, prompt.because);
  const text = await prompt.text('Which addresses shall SES verify? (separated by spaces)', {
    validate: (typed) => typed.trim() !== '' || 'Please type an address, or press Ctrl-C to stop.',
  });
  return text.trim().split(/[\s,]+/);
}

function exportFormatOf(answers: Answers): ExportFormat {
  const format = EXPORT_FORMATS.find((each) => each === textOf(answers, 'exportFormat'));
  if (format === undefined) throw new Error('export was parsed without a format');
  return format;
}

function isStep(command: string): command is StepId {
  return STEP_IDS.some((id) => id === command);
}

async function jobFor(
  { command, answers, globals, waitMs }: Invocation,
  ports: Ports,
  stored: Checklist | null,
  subject: Subject,
): Promise<Job> {
  const session = openSession(ports, stored, subject);
  const inputs = COMMANDS.find((spec) => spec.id === command)?.inputs ?? [];
  const chosen = choicesIn(inputs, answers);
  const { mailFrom } = chosen;
  session.choose(
    mailFrom === undefined
      ? chosen
      : { ...chosen, mailFrom: fullMailFrom(mailFrom, subject.domain) },
  );
  const watching = isSet(answers, 'watch');
  return {
    ports,
    session,
    subject,
    answers: await readFiles(answers, ports),
    consent: { ...consentOf(globals), ...(isSet(answers, 'draft') ? { dryRun: true } : {}) },
    waitMs: waitLimit(waitMs, watching),
    forever: watching,
    records: givenRecords(answers, subject),
  };
}

function consentOf({ yes, dryRun, noPreflight }: Invocation['globals']): Job['consent'] {
  return { yes, dryRun, noPreflight };
}

/** Milliseconds; to watch is to wait, too. */
function waitLimit(waitMs: number | null, watching: boolean): number | null {
  return waitMs === null && !watching ? null : Math.min(waitMs ?? LONGEST_WAIT, LONGEST_WAIT);
}

/** Many domains, each told as it ends; each with a session of its own that nothing is written from. */
async function fleetOf(
  invocation: Invocation,
  ports: Ports,
  path: string,
  region: string,
): Promise<Report> {
  const { answers, globals, operands, waitMs } = invocation;
  if (operands.length > 0 || isSet(answers, 'watch')) {
    const other = operands.length > 0 ? `domains (${operands.join(', ')})` : '--watch';
    throw usage(
      'domains-file',
      `--domains-file and ${other} do not go together.`,
      operands.length > 0 ? 'Put the domains into the file.' : 'Use --wait.',
    );
  }
  const { output } = ports;
  // Domains that end in the same turn are written in one piece.
  const lines: string[] = [];
  const flush = (): void => {
    if (lines.length > 0) output.result(lines.splice(0).join('\n'));
  };
  const onDomain = (entry: FleetEntry): void => {
    const line = globals.json ? JSON.stringify(entry) : fleetLine(entry, output.stdout);
    if (lines.push(line) === 1) setImmediate(flush);
  };
  return checkFleet({
    ports,
    region,
    domains: await readDomains(ports.files, path),
    jobFor: (domain) => otherDomain(invocation, ports, { domain, region }).job,
    concurrency: Number(textOf(answers, 'concurrency') ?? DEFAULT_FLEET_CONCURRENCY),
    flags: sameFlags(answers),
    waitMs: waitLimit(waitMs, false),
    onDomain,
  }).finally(flush);
}

/** A domain beside the one of the checklist: looked at, nothing kept. */
function otherDomain(invocation: Invocation, ports: Ports, subject: Subject): DomainJob {
  const { answers, waitMs } = invocation;
  return {
    domain: subject.domain,
    isOwn: false,
    job: {
      ports,
      session: openSession(ports, null, subject),
      subject,
      answers,
      consent: { yes: false, dryRun: true },
      waitMs: waitLimit(waitMs, isSet(answers, 'watch')),
      forever: isSet(answers, 'watch'),
      records: givenRecords(answers, subject),
    },
  };
}

function givenRecords(answers: Answers, { domain, region }: Subject): Job['records'] {
  const tokens = listOf(answers, 'token');
  if (tokens.length === 0) return null;
  if (tokens.length !== 3) {
    throw usage(
      'tokens',
      `Easy DKIM has three tokens; ${tokens.length} were given.`,
      'Give --token three times.',
    );
  }
  const mailFrom = textOf(answers, 'mailFrom') ?? 'mail';
  return fromTokens({
    domain,
    region,
    tokens,
    signingHostedZone: textOf(answers, 'dkimZone'),
    mailFrom: fullMailFrom(mailFrom, domain),
  });
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
  await job.session.keep(report);
}

/** A name that was refused is not remembered, or the next run would be refused for it, too. */
function refusesChoice({ session }: Job, { steps }: Report): boolean {
  const { mailFrom } = session.checklist().choices;
  const findings = steps.flatMap((step) => step.findings);
  return findings.some(
    ({ code, subject }) => code === 'dns/mail-from-in-use' && subject === mailFrom,
  );
}
