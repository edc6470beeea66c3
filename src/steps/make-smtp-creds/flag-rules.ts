import { usage } from '../../core/model/errors.ts';
import { storeIn } from '../../core/smtp-credentials/secret-store.ts';
import { type Answers, type Input, isSet, textOf } from '../input.ts';

interface Alone {
  readonly key: string;
  /** Flags that say something to it; every other one would be passed over in silence. */
  readonly takes: readonly string[];
  readonly because: string;
}

const ALONE: readonly Alone[] = [
  {
    key: 'retire',
    takes: ['userName', 'unusedFor', 'sendsBy'],
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
export function checkTogether(answers: Answers, inputs: readonly Input[]): void {
  if (isSet(answers, 'rotate') && isSet(answers, 'retire')) {
    throw usage(
      'rotate-or-retire',
      '--rotate and --retire do not go together: the old key is retired when nothing uses it any more.',
      'Run --rotate now and --retire later.',
    );
  }
  for (const alone of ALONE.filter(({ key }) => isSet(answers, key)))
    checkAlone(alone, answers, inputs);
  if (answers.unusedFor !== undefined && !isSet(answers, 'retire')) {
    throw usage(
      'flags-apart',
      '--unused-for says when --retire may go on, and --retire was not given.',
      'Add --retire, or leave it out.',
    );
  }
  const form = textOf(answers, 'output') ?? 'env';
  const file = textOf(answers, 'file') ?? '';
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
  answers: Answers,
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
