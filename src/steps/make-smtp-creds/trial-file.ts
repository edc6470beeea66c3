import { EXIT, Failure } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';
import type { Form } from '../../core/smtp-credentials/settings-formats.ts';
import type { Ports } from '../../ports/index.ts';
import type { CredsSituation } from './inputs.ts';

/** Forms in which a line that begins with `#` is a comment. */
const WITH_COMMENTS: readonly Form[] = [
  'env',
  'docker',
  'github',
  'infisical',
  'kubernetes',
  'terraform',
];

const FIRST_LINE = '# rehearsal: these settings work only inside `ses-migrate rehearse`.\n';

/** What a rehearsal writes says so in its first line, where the form has comments. */
export function markedAsTrial(text: Secret, form: Form, { env }: Ports): Secret {
  const isMarked = text.reveal().startsWith(FIRST_LINE);
  if (env.trial() === null || isMarked || !WITH_COMMENTS.includes(form)) return text;
  return new Secret(`${FIRST_LINE}${text.reveal()}`);
}

/**
 * In a rehearsal, a file that is there and that the command line did not name is changed only where a person types
 * its name again: a real application may read it. Throws Failure `file/exists`.
 */
export async function checkTrialFile(
  file: string,
  { checklist }: Pick<CredsSituation, 'checklist'>,
  { env, prompt }: Ports,
): Promise<void> {
  const trial = env.trial();
  const isTyped = checklist.answers?.file === file;
  if (trial === null || !isTyped || file.startsWith(`${trial.folder}/`)) return;
  const again = await prompt.text(
    `${file} exists, and this is a rehearsal. Type its name to write settings of the rehearsal into it`,
  );
  if (again.trim() === file) return;
  throw new Failure('file/exists', `${file} was not changed: its name was not confirmed.`, {
    exitCode: EXIT.act,
    fix: `Use a file of the rehearsal, for example ${trial.folder}/ses-smtp.env`,
  });
}
