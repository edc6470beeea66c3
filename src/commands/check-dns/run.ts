import { checkedDomain } from '../../flow/target.ts';
import type { CheckDnsOptions } from '../../steps/check-dns/inputs.ts';
import type { Context, Invocation, Opened } from '../command.ts';
import { jobIn, otherDomain } from '../job.ts';
import { watcher } from '../watcher.ts';
import { checkDomains } from './domains.ts';
import { checkFile } from './from-file.ts';

/** `check-dns`: of the checklist's domain, of others, of several, or of all in a file. */
export async function runCheckDns(context: Context, options: Invocation<CheckDnsOptions>) {
  const opened = await context.open();
  const { domainsFile: file } = options.answers;
  if (file !== undefined) return checkFile(context, options, opened, file);
  return checkDomains(await jobsOf(opened, options), watcher(options, opened.ports.output, false));
}

async function jobsOf(opened: Opened, options: Invocation) {
  const { ports, stored, region, domain } = opened;
  if (domain === null) {
    const domains = new Set(await Promise.all(options.operands.map(checkedDomain)));
    return [...domains].map((each) => otherDomain(options, ports, { domain: each, region }));
  }
  if (stored !== null && stored.domain !== domain) {
    return [otherDomain(options, ports, { domain, region })];
  }
  return [{ domain, job: await jobIn(opened, options), isOwn: true }];
}
