import { mergeEnv } from '../core/env-merge.ts';
import { EXIT, Failure } from '../core/errors.ts';
import type { SmtpSettings } from '../core/handover.ts';
import { ASSIGN, type Form, formatSettings } from '../core/handover-forms.ts';
import { Secret } from '../core/secret.ts';
import { shellWord } from '../core/shell-word.ts';
import { handovers } from '../core/smtp-keys.ts';
import type { Files } from '../ports.ts';
import { isProviderVariable } from '../providers/variables.ts';
import { listOf } from './input.ts';
import { checkGit } from './make-smtp-creds.git.ts';
import { namingOf } from './make-smtp-creds.naming.ts';
import type { Place } from './make-smtp-creds.place.ts';
import type { ApplyContext, Situation } from './step.ts';

interface FilePlace {
  readonly file: string;
  readonly form: Form;
  readonly situation: Situation;
  readonly context: ApplyContext;
}

interface Content {
  readonly text: Secret;
  /** What to tell about it. */
  readonly notes: readonly string[];
}

/**
 * A file of mode 0600 that git will not take. An .env file that is there is merged into, any other replaced
 * where that was said; what it held is kept beside it.
 */
export function filePlace(place: FilePlace): Place {
  const { file, form, situation, context } = place;
  const { files, output } = context.ports;
  return {
    writtenTo: file,
    async check(settings) {
      await files.checkWritable(file, { replace: true });
      const existing = await textIn(files, file);
      if (existing !== null && ASSIGN[form] === undefined) checkReplace(place);
      await contentOf(place, existing, settings);
      const backup = existing === null ? [] : [await backupName(files, file, existing)];
      await checkGit(files, [file, ...backup], listOf(situation.answers, 'confirm'));
    },
    async deliver(settings) {
      const existing = await textIn(files, file);
      const { text, notes } = await contentOf(place, existing, settings);
      const backup = existing === null ? null : await keep(files, file, existing);
      await files.writeSecret(file, text, { replace: true });
      for (const note of notes) output.note(note);
      if (backup !== null) output.note(`${file} as it was: ${backup}. Delete it when all works.`);
      const use = USES[form];
      if (use !== undefined) output.note(`Use it with: ${use} ${shellWord(file)}`);
    },
  };
}

/** How a file of this form is used. */
const USES: Readonly<Partial<Record<Form, string>>> = {
  kubernetes: 'kubectl apply -f',
  docker: 'docker run --env-file',
  github: 'gh secret set -f',
  infisical: 'infisical secrets set --file',
  terraform: 'terraform apply -var-file',
};

/** null: there is no such file. */
async function textIn(files: Files, path: string): Promise<string | null> {
  return (await files.exists(path)) ? (await files.read(path)).toString('utf8') : null;
}

async function contentOf(
  { form, situation, context }: FilePlace,
  existing: string | null,
  settings: SmtpSettings,
): Promise<Content> {
  const naming = await namingOf(context.ports, situation);
  if (existing === null || ASSIGN[form] === undefined)
    return { text: formatSettings(settings, form, naming), notes: [] };
  const { content, retired, adjusted } = mergeEnv(existing, settings, {
    form,
    names: naming.names,
    now: situation.now,
    isOld: isProviderVariable,
  });
  const notes = [
    told(retired, 'Of the old provider, now a comment: '),
    told(adjusted, 'Changed to go with the new settings: '),
  ];
  return { text: content, notes: notes.flat() };
}

function told(names: readonly string[], what: string): string[] {
  return names.length === 0 ? [] : [`${what}${names.join(', ')}`];
}

/** A form that cannot be merged into is replaced only where that was said, or where the file is our own. */
function checkReplace({ file, form, situation }: FilePlace): void {
  const { answers, checklist } = situation;
  if (listOf(answers, 'confirm').includes(file)) return;
  if (handovers(checklist).some((receipt) => receipt.facts.writtenTo === file)) return;
  throw new Failure(
    'file/exists',
    `${file} exists already, and --output ${form} would replace all of it.`,
    {
      exitCode: EXIT.act,
      fix: `Name another file with --file, or replace this one: --confirm ${shellWord(file)}`,
    },
  );
}

/** The first name that is free, or that holds the same: what an earlier run kept may be the only copy. */
async function backupName(files: Files, file: string, existing: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? `${file}.backup` : `${file}.backup-${number}`;
    const held = await textIn(files, name);
    if (held === null || held === existing) return name;
  }
}

async function keep(files: Files, file: string, existing: string): Promise<string> {
  const name = await backupName(files, file, existing);
  // Also where it is there already, so that its mode is 0600.
  await files.writeSecret(name, new Secret(existing), { replace: true });
  return name;
}
