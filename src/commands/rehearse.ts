import { parseRegion } from '../core/aws/region.ts';
import { usage } from '../core/model/errors.ts';
import { parseDomain } from '../core/parse/domain.ts';
import type { RehearseMode } from '../rehearsal/index.ts';
import { defineInputs, type OptionsOf } from '../steps/input.ts';
import type { Command, Invocation } from './command.ts';
import { described, FAULTS, SITUATIONS } from './rehearse-words.ts';

const inputs = defineInputs([
  { key: 'serve', flag: '--serve', summary: 'print the environment and serve until interrupted' },
  {
    key: 'domain',
    flag: '--domain <domain>',
    summary: 'domain to rehearse (default: acme.example)',
  },
  {
    key: 'dns',
    flag: '--dns <way>',
    summary: 'DNS host of the zone (default: route53)',
    values: ['route53', 'cloudflare', 'manual'],
  },
  {
    key: 'dnsHost',
    flag: '--dns-host <name>',
    summary: 'whose panel is pretended, for example godaddy; implies --dns manual',
  },
  {
    key: 'speed',
    flag: '--speed <n>',
    summary: 'how many times faster the clock runs (default: 1)',
  },
  {
    key: 'policy',
    flag: '--policy <file>',
    summary: 'IAM policy of the operator, as print-policy prints it (default: allow all)',
  },
  {
    key: 'situation',
    flag: '--situation <name>',
    summary: 'start from a situation of the list below, for example review-denied',
  },
  {
    key: 'fault',
    flag: '--fault <fault>',
    summary: 'add a fault of the list below, for example send:rate:2',
    repeatable: true,
  },
]);

type RehearseOptions = OptionsOf<typeof inputs>;

export const rehearseCommand: Command<RehearseOptions> = {
  id: 'rehearse',
  summary: 'Try everything in a local world without AWS',
  group: 'tools',
  subject: 'none',
  argument: '[command...]',
  inputs,
  canWait: false,
  examples: ['rehearse', 'rehearse --yes', 'rehearse -- sh', 'rehearse -- npm test'],
  details: [
    ...described('Situations (--situation):', SITUATIONS),
    ...described('Faults (--fault):', FAULTS),
  ],
  run: (_context, options) => run(options),
};

/** Checks the flags and starts the local world, which is loaded late: no other command needs it. */
async function run({ answers, operands, globals }: Invocation<RehearseOptions>): Promise<number> {
  const { parseFaults, readOperatorPolicy, nameServersOfHost, rehearse } = await import(
    '../rehearsal/index.ts'
  );
  const { serve = false, speed = '1', policy, situation = 'none', dnsHost } = answers;
  const dns = answers.dns ?? (dnsHost === undefined ? 'route53' : 'manual');
  if (dnsHost !== undefined) {
    refusingUnknown(() => nameServersOfHost(dnsHost));
    if (dns !== 'manual') throw panelOfNoHost(dns);
  }
  const mode = modeOf(serve, operands, globals);
  return rehearse(
    {
      domain: parseDomain(globals.domain ?? 'acme.example'),
      region: parseRegion(globals.region ?? 'us-east-1'),
      dns,
      ...(dnsHost === undefined ? {} : { dnsHost }),
      speed: speedOf(speed),
      faults: {
        ...refusingUnknown(() => parseFaults(situation, answers.fault ?? [])),
        ...(policy === undefined
          ? {}
          : { operatorPolicy: refusingUnknown(() => readOperatorPolicy(policy)) }),
      },
      mode,
      checklist: globals.checklist === './ses-migrate.json' ? null : globals.checklist,
      entry: process.argv[1] ?? '',
    },
    {
      note: (text) => void process.stderr.write(text),
      result: (text) => void process.stdout.write(text),
    },
  );
}

function modeOf(
  serve: boolean,
  operands: readonly string[],
  globals: Invocation['globals'],
): RehearseMode {
  if (serve) return { kind: 'serve' };
  if (operands.length > 0) return { kind: 'run', command: operands };
  if (globals.yes) return { kind: 'unattended', json: globals.json };
  return { kind: 'walk' };
}

function panelOfNoHost(dns: string): Error {
  return usage(
    'bad-rehearsal',
    `--dns-host cannot be used with --dns ${dns}.`,
    'Use --dns manual, or leave out one of the two flags.',
  );
}

function refusingUnknown<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw usage(
      'bad-rehearsal',
      `There is ${error.message}.`,
      'Correct the flag, or leave it out.',
    );
  }
}

function speedOf(text: string): number {
  const speed = Number(text);
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw usage(
    'bad-speed',
    `Invalid value for --speed: ${JSON.stringify(text)}.`,
    'Use a number above 0, for example 10.',
  );
}
