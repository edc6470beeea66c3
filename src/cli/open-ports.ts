import {
  bothIdentities,
  checklistFiles,
  profileRegion,
  realPorts,
  talkPorts,
} from '../adapters/real.ts';
import type { DnsOptions, Invocation } from '../commands/command.ts';
import { usage } from '../core/model/errors.ts';
import type { RegionSources } from '../flow/target.ts';
import type { ChecklistFiles, Ports, Prompt } from '../ports/index.ts';

/** The ports, opened in two steps: the Region has to be known before AWS can be. */
export interface OpenPorts {
  readonly talk: Pick<Ports, 'prompt' | 'output' | 'store'>;
  readonly checklistFiles: ChecklistFiles;
  readonly regionSources: Omit<RegionSources, 'checklist'>;
  ports(region: string): Promise<Ports>;
}

const USUAL_DNS: DnsOptions = { resolvers: [], nameservers: [], doh: null, timeoutMs: null };

export async function openPorts({ answers, globals, command }: Invocation): Promise<OpenPorts> {
  const { env } = process;
  const options = {
    ...globals,
    env,
    command: `ses-migrate ${command.id}`,
    ...(command.dnsOptions?.(answers) ?? USUAL_DNS),
  };
  const talk = talkPorts(options);
  const twoIdentities = await bothIdentities(globals.profile, env);
  if (twoIdentities !== null) talk.output.note(twoIdentities);
  return {
    talk,
    checklistFiles: checklistFiles(options.command),
    regionSources: {
      flag: globals.region,
      env,
      profile: () => profileRegion(globals.profile, env),
    },
    ports: async (region) => ({
      ...(await realPorts({
        ...options,
        region,
        note: talk.output.note,
        mfaCode: (serial) => askMfaCode(talk.prompt, serial),
      })),
      ...talk,
    }),
  };
}

/** A profile with `mfa_serial` requires a code of that device. */
function askMfaCode(prompt: Prompt, serial: string): Promise<string> {
  if (prompt.interactive) return prompt.text(`Code of MFA device ${serial}`);
  throw usage(
    'mfa',
    `The AWS profile requires a code of MFA device ${serial}, but ses-migrate cannot prompt because ${prompt.because}.`,
    'Use credentials of a session that has passed MFA, for example from `aws sso login` or `aws sts get-session-token`.',
  );
}
