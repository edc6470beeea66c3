import { checkedDomain } from '../../flow/target.ts';
import type { CheckDnsOptions } from '../../steps/check-dns/inputs.ts';
import { checkDns } from '../../steps/check-dns/step.ts';
import type { Context, Invocation, Opened } from '../command.ts';
import { jobIn } from '../job.ts';
import type { OwnRun } from '../step-command.ts';
import { watcher } from '../watcher.ts';
import { flagsFor, otherDomain } from './domain-job.ts';
import { checkDomains } from './domains.ts';
import { checkFile } from './from-file.ts';

/** `check-dns`: of the checklist's domain, of others, of several, or of all in a file. */
export const checkDnsRun: OwnRun<CheckDnsOptions> = {
  step: checkDns,
  command: {
    run,
    dnsOptions: ({ resolver = [], nameserver = [], doh = null, timeout = null }) => ({
      resolvers: resolver,
      nameservers: nameserver,
      doh,
      timeoutMs: timeout,
    }),
    jsonForm({ domainsFile, watch }) {
      if (watch === true) return 'none';
      // Each domain has a line of its own before it.
      return domainsFile === undefined ? 'indented' : 'line';
    },
  },
};

async function run(context: Context, options: Invocation<CheckDnsOptions>) {
  const opened = await context.open();
  const { domainsFile: file } = options.answers;
  if (file !== undefined) return checkFile(context, options, opened, file);
  return checkDomains(
    await jobsOf(context, opened, options),
    watcher(options, opened.ports, false),
    options.globals.json,
  );
}

async function jobsOf(context: Context, opened: Opened, options: Invocation<CheckDnsOptions>) {
  const { ports, stored, region, domain } = opened;
  if (domain === null) {
    const domains = new Set(await Promise.all(options.operands.map(checkedDomain)));
    return [...domains].map((each) =>
      otherDomain(context, options, ports, { domain: each, region }),
    );
  }
  if (stored !== null && stored.domain !== domain) {
    return [otherDomain(context, options, ports, { domain, region })];
  }
  const flags = flagsFor(options.answers, { domain, region });
  return [{ domain, job: await jobIn(context, opened, options, flags), isOwn: true }];
}
