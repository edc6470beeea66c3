import { parseRegion } from '../core/aws/region.ts';
import { usage } from '../core/model/errors.ts';
import { parseDomain } from '../core/parse/domain.ts';
import { parseGiven } from '../flow/inputs.ts';
import {
  parseFaults,
  type RehearseMode,
  readOperatorPolicy,
  rehearse,
} from '../rehearsal/index.ts';
import type { Given } from '../steps/input.ts';
import { isSet, listOf, textOf } from './answers.ts';
import { COMMANDS } from './commands.ts';
import type { Invocation } from './parse.ts';

/** `ses-migrate rehearse`: checks its flags and hands over to the local world. */
export async function rehearseCommand({
  answers: given,
  operands,
  globals,
}: Invocation<Given>): Promise<number> {
  const inputs = COMMANDS.find((spec) => spec.id === 'rehearse')?.inputs ?? [];
  const answers = parseGiven(inputs, given);
  const policy = textOf(answers, 'policy');
  const mode = modeOf(isSet(answers, 'serve'), operands, globals);
  return rehearse(
    {
      domain: parseDomain(textOf(answers, 'domain') ?? 'acme.example'),
      region: parseRegion(globals.region ?? 'us-east-1'),
      dns: dnsModeOf(textOf(answers, 'dns')),
      speed: speedOf(textOf(answers, 'speed') ?? '1'),
      faults: {
        ...refusingUnknown(() =>
          parseFaults(textOf(answers, 'situation') ?? 'none', listOf(answers, 'fault')),
        ),
        ...(policy === null
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

function dnsModeOf(text: string | null): Parameters<typeof rehearse>[0]['dns'] {
  return text === 'manual' || text === 'cloudflare' ? text : 'route53';
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

function refusingUnknown<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw usage('bad-rehearsal', `There is ${error.message}.`, 'Mend the flag, or leave it out.');
  }
}

function speedOf(text: string): number {
  const speed = Number(text);
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw usage(
    'bad-speed',
    `${JSON.stringify(text)} is no speed.`,
    'Give a number above 0, such as 10.',
  );
}
