import { prepareFleet } from '../adapters/real.ts';
import type { Command, Context, Invocation, Lists, Opened } from '../commands/command.ts';
import { parseGiven } from '../flow/inputs.ts';
import type { Given } from '../steps/input.ts';
import { type OpenPorts, openPorts } from './open-ports.ts';
import { helpPage } from './parse.ts';
import { printReport } from './print.ts';
import { findSubject } from './subject.ts';
import { checklistsNearby, refuseSecondChecklist } from './whereabouts.ts';

/** Runs one command against the real world and prints its report; returns the exit code. */
export async function runCommand(given: Invocation<Given>, lists: Lists): Promise<number> {
  const { command } = given;
  const { commands, steps } = lists;
  const answers = {
    ...parseGiven(command.inputs, given.answers),
    ...(given.globals.json ? { json: true } : {}),
  };
  const options = { ...given, answers };
  command.check?.(options);
  const open = await openPorts(options);
  const { output } = open.talk;
  const context: Context = {
    commands,
    steps,
    help: (words) => helpPage(words, commands),
    open: () => openWorld(options, open, commands),
    prepareFleet,
    checklistFiles: open.checklistFiles,
  };
  // A spinner that is not stopped would keep the process alive.
  const report = await command.run(context, options).finally(() => output.endProgress());
  if (typeof report === 'number') return report;
  await printReport(report, options, output, process.env);
  return report.exitCode;
}

async function openWorld(
  options: Invocation,
  open: OpenPorts,
  commands: readonly Command[],
): Promise<Opened> {
  const stored = await open.talk.store.load();
  const near = stored === null ? await checklistsNearby(options, open) : [];
  const subject = await findSubject(options, open, stored, commands);
  const { region, domain, sources } = subject;
  refuseSecondChecklist(options, near, domain);
  const ports = await open.ports(region);
  // A sign of life: the first look at AWS and DNS can take seconds.
  if (ports.output.animated) ports.output.progress('Reading AWS and DNS');
  return { ports, stored, region, domain, sources };
}
