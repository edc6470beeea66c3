import { normalize } from 'node:path';
import { usage } from '../../core/model/errors.ts';
import { storeIn } from '../../core/smtp-credentials/secret-store.ts';
import { type Answers, givenValue, type Input } from '../input.ts';
import { placesIn } from './places.ts';

/** The options that have a say in others, as inputs.ts defines them. */
type Options = Answers & {
  readonly rotate?: boolean;
  readonly retire?: boolean;
  readonly fromSecretStdin?: boolean;
  readonly unusedFor?: number;
  readonly key?: readonly string[];
  readonly output?: readonly string[];
  readonly file?: readonly string[];
  readonly secretName?: string;
  readonly namespace?: string;
};

interface Alone {
  readonly key: 'retire' | 'fromSecretStdin';
  /** Flags that say something to it; every other one would be passed over in silence. */
  readonly takes: readonly string[];
  readonly because: string;
}

const ALONE: readonly Alone[] = [
  {
    key: 'retire',
    takes: ['userName', 'unusedFor', 'sendsBy', 'key'],
    because: 'it retires an old key and writes no settings',
  },
  {
    key: 'fromSecretStdin',
    takes: ['file'],
    because: 'it derives a password and nothing else',
  },
];

/**
 * Endings by which the reader of a form takes a file for something else (Infisical CLI, secrets set --file;
 * Terraform, variable definitions files; read 2026-11).
 */
const OTHER_READING: Readonly<Record<string, RegExp>> = {
  infisical: /\.ya?ml$/,
  terraform: /\.json$/,
};

/** Throws Failure `usage/…` where flags do not go together. */
export function checkTogether(answers: Options, inputs: readonly Input[]): void {
  if (answers.rotate === true && answers.retire === true) {
    throw usage(
      'rotate-or-retire',
      '--rotate cannot be used with --retire: the old key is retired when it is no longer used.',
      'Run --rotate now and --retire later.',
    );
  }
  for (const alone of ALONE.filter(({ key }) => answers[key] === true))
    checkAlone(alone, answers, inputs);
  if (answers.key !== undefined && answers.retire !== true && answers.rotate !== true) {
    throw usage(
      'flags-apart',
      '--key names a key that --retire or --rotate may take, and neither was given.',
      'Add one of them, or leave it out.',
    );
  }
  if (answers.unusedFor !== undefined && answers.retire !== true) {
    throw usage(
      'flags-apart',
      '--unused-for needs --retire.',
      'Add --retire, or remove --unused-for.',
    );
  }
  checkPlaces(answers);
}

function checkPlaces(answers: Options): void {
  const places = placesIn(answers);
  for (const { output = 'env', file = '' } of places) {
    if (OTHER_READING[output]?.test(file) !== true) continue;
    throw usage(
      'flags-apart',
      `A file named ${file} is read as another format than --output ${output} writes.`,
      `Use another file extension, for example --file ${output === 'terraform' ? 'ses-smtp.tfvars' : 'ses-smtp.env'}.`,
    );
  }
  const names = places.map(({ output = 'env', file = '-' }) =>
    storeIn(output) === null && file !== '-' ? normalize(file) : `${output} ${file}`,
  );
  const twice = places.find((_, at) => names.indexOf(names[at] ?? '') !== at);
  if (twice !== undefined) {
    const flag = twice.file === undefined ? `--output ${twice.output}` : `--file ${twice.file}`;
    throw usage('place-twice', `${flag} names a destination twice.`, 'Name each destination once.');
  }
  const forms = places.map(({ output = 'env' }) => output);
  if (answers.namespace !== undefined && !forms.includes('kubernetes')) {
    throw usage(
      'flags-apart',
      '--namespace is for --output kubernetes.',
      'Add it, or remove --namespace.',
    );
  }
  if (
    answers.secretName !== undefined &&
    forms.every((form) => form !== 'kubernetes' && storeIn(form) === null)
  ) {
    throw usage(
      'flags-apart',
      `--secret-name names a Kubernetes Secret or a secret in a store; --output ${forms.join(', ')} has no such name.`,
      'Remove it, or use --output kubernetes, ssm or secrets-manager.',
    );
  }
}

function checkAlone(
  { key, takes, because }: Alone,
  answers: Options,
  inputs: readonly Input[],
): void {
  const other = inputs.find(
    (input) =>
      input.key !== key && givenValue(answers, input) !== undefined && !takes.includes(input.key),
  );
  if (other === undefined) return;
  throw usage(
    'flags-apart',
    `${flagOf(key, inputs)} cannot be used with ${flagOf(other.key, inputs)}: ${because}.`,
    'Remove one of them.',
  );
}

function flagOf(key: string, inputs: readonly Input[]): string {
  const input = inputs.find((each) => each.key === key);
  return input?.flag.split(' ')[0] ?? key;
}
