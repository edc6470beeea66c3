import { profileRegion, realPorts, talkPorts } from '../adapters/real.ts';
import type { RegionSources } from '../flow/target.ts';
import type { Ports } from '../ports.ts';
import { listOf, textOf } from '../steps/input.ts';
import type { Invocation } from './parse.ts';

/** The ports, opened in two steps: the Region has to be known before AWS can be. */
export interface Doors {
  readonly talk: Pick<Ports, 'prompt' | 'output' | 'store'>;
  readonly regionSources: Omit<RegionSources, 'checklist'>;
  ports(region: string): Promise<Ports>;
}

export async function openDoors({ answers, globals, command }: Invocation): Promise<Doors> {
  const { env } = process;
  const timeout = textOf(answers, 'timeout');
  const concurrency = textOf(answers, 'concurrency');
  const options = {
    ...globals,
    env,
    command: `ses-migrate ${command}`,
    resolvers: listOf(answers, 'resolver'),
    nameservers: listOf(answers, 'nameserver'),
    doh: textOf(answers, 'doh'),
    timeoutMs: timeout === null ? null : Number(timeout),
    concurrency: concurrency === null ? null : Number(concurrency),
  };
  const talk = talkPorts(options);
  return {
    talk,
    regionSources: {
      flag: globals.region,
      env,
      profile: () => profileRegion(globals.profile, env),
    },
    ports: async (region) => ({ ...(await realPorts({ ...options, region })), ...talk }),
  };
}
