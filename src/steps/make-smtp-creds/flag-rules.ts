import { usage } from '../../core/model/errors.ts';
import { storeIn } from '../../core/smtp-credentials/secret-store.ts';
import type { Answers, Input } from '../input.ts';

/** The options that have a say in others, as inputs.ts defines them. */
type Options = Answers & {
  readonly rotate?: boolean;
  readonly retire?: boolean;
  readonly fromSecretStdin?: boolean;
  readonly unusedFor?: number;
  readonly key?: readonly string[];
  readonly output?: string;
  readonly file?: string;
  readonly secretName?: string;
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
    because: 'it takes an old key out of service and hands nothing over',
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
      '--rotate and --retire do not go together: the old key is retired when nothing uses it any more.',
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
      '--unused-for says when --retire may go on, and --retire was not given.',
      'Add --retire, or leave it out.',
    );
  }
  const form = answers.output ?? 'env';
  const file = answers.file ?? '';
  if (OTHER_READING[form]?.test(file) === true) {
    throw usage(
      'flags-apart',
      `A file named ${file} is read in another form than --output ${form} writes.`,
      `Give it another ending, as in --file ${form === 'terraform' ? 'ses-smtp.tfvars' : 'ses-smtp.env'}.`,
    );
  }
  if (answers.secretName !== undefined && form !== 'kubernetes' && storeIn(form) === null) {
    throw usage(
      'flags-apart',
      `--secret-name names a Secret of Kubernetes or in a store; --output ${form} has no such name.`,
      'Leave it out, or take --output kubernetes, ssm or secrets-manager.',
    );
  }
}

function checkAlone(
  { key, takes, because }: Alone,
  answers: Options,
  inputs: readonly Input[],
): void {
  const other = inputs.find(
    (input) => input.key !== key && answers[input.key] !== undefined && !takes.includes(input.key),
  );
  if (other === undefined) return;
  throw usage(
    'flags-apart',
    `${flagOf(key, inputs)} does not go with ${flagOf(other.key, inputs)}: ${because}.`,
    'Leave one of them out.',
  );
}

function flagOf(key: string, inputs: readonly Input[]): string {
  const input = inputs.find((each) => each.key === key);
  return input?.flag.split(' ')[0] ?? key;
}
