import { usage } from '../../core/model/errors.ts';
import type { ReportOf } from '../../core/model/types.ts';
import { jsonText } from '../../core/text/json-text.ts';
import { fleetLine } from '../../render/fleet.ts';
import { type CheckDnsOptions, sameFlags } from '../../steps/check-dns/inputs.ts';
import type { Context, Invocation, Opened } from '../command.ts';
import { waitLimit } from '../job.ts';
import { otherDomain } from './domain-job.ts';
import { checkFleet, DEFAULT_FLEET_CONCURRENCY } from './fleet.ts';
import { readDomains } from './fleet-list.ts';
import type { FleetEntry } from './fleet-tally.ts';

/** Many domains, each reported when it is settled; each has its own session, and nothing is saved. */
export async function checkFile(
  context: Context,
  invocation: Invocation<CheckDnsOptions>,
  { ports, region }: Opened,
  path: string,
): Promise<ReportOf<'check-dns'>> {
  const { answers, globals, operands, waitMs } = invocation;
  if (operands.length > 0 || answers.watch === true) {
    const other = operands.length > 0 ? `domains (${operands.join(', ')})` : '--watch';
    throw usage(
      'domains-file',
      `--domains-file cannot be combined with ${other}.`,
      operands.length > 0 ? 'Put the domains into the file.' : 'Use --wait.',
    );
  }
  await context.prepareFleet();
  const { output } = ports;
  // Domains that end in the same turn are written in one piece.
  const lines: string[] = [];
  const flush = (): void => {
    if (lines.length > 0) output.result(lines.splice(0).join('\n'));
  };
  const onDomain = (entry: FleetEntry): void => {
    const line = globals.json ? jsonText(entry) : fleetLine(entry, output.stdout);
    if (lines.push(line) === 1) setImmediate(flush);
  };
  return checkFleet({
    ports,
    region,
    domains: await readDomains(ports.files, path),
    jobFor: (domain) => otherDomain(context, invocation, ports, { domain, region }).job,
    concurrency: answers.concurrency ?? DEFAULT_FLEET_CONCURRENCY,
    flags: sameFlags(answers),
    waitMs: waitLimit(waitMs, false),
    onDomain,
  }).finally(flush);
}
