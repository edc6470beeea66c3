import { EXIT, Failure } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';
import type { Change } from '../../core/model/types.ts';
import { utf8Text } from '../../core/parse/text-file.ts';
import { mergeEnv } from '../../core/smtp-credentials/env-merge.ts';
import type { SmtpSettings } from '../../core/smtp-credentials/settings.ts';
import { ASSIGN, type Form, formatSettings } from '../../core/smtp-credentials/settings-formats.ts';
import { handovers } from '../../core/smtp-credentials/smtp-keys.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import type { Files, Ports } from '../../ports/index.ts';
import { isProviderVariable } from '../../providers/variables.ts';
import { checkGit } from '../git-check.ts';
import type { Destination } from './destination-type.ts';
import type { CredsSituation } from './inputs.ts';
import { namingOf } from './naming.ts';

interface FilePlace {
  readonly file: string;
  readonly form: Form;
  readonly situation: CredsSituation;
  readonly ports: Ports;
}

interface Content {
  readonly text: Secret;
  /** What comes into the file, without values. */
  readonly told: string;
}

/**
 * A file of mode 0600 that git will not take. An .env file that is there is merged into, any other replaced
 * where that was said; what it held is kept beside it.
 */
export function filePlace(place: FilePlace): Destination {
  const { file, form, situation, ports } = place;
  const { files, output } = ports;
  return {
    writtenTo: file,
    masksOn: 'stderr',
    async check(settings) {
      await files.checkWritable(file, { replace: true });
      const existing = await textIn(files, file);
      if (existing !== null && ASSIGN[form] === undefined) checkReplace(place);
      const { told } = await contentOf(place, existing, settings);
      const backup = existing === null ? [] : [await backupName(files, file, existing)];
      await checkGit(files, [file, ...backup], situation.answers.confirm ?? []);
      const op = existing === null ? '+' : '~';
      return [
        ...backup.map((name) => line('+', name, `copy of the current ${file}`)),
        line(op, file, told),
      ];
    },
    async deliver(settings) {
      const existing = await textIn(files, file);
      const { text } = await contentOf(place, existing, settings);
      const backup = existing === null ? null : await keep(files, file, existing);
      await files.writeSecret(file, text, { replace: true });
      if (backup !== null)
        output.note(`The old content of ${file} is in ${backup}. Delete it when everything works.`);
      const use = USES[form];
      if (use !== undefined) output.note(`Use it with: ${use} ${shellWord(file)}`);
    },
  };
}

function line(op: '+' | '~', file: string, to: string): Change {
  return { op, what: `file ${file}`, from: null, to };
}

/** A group, or everyone, may have read it until now. */
const BECOMES = 'readable only by its owner (0600) from now on';

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
  return (await files.exists(path)) ? utf8Text(await files.read(path), path) : null;
}

async function contentOf(
  { form, situation, ports }: FilePlace,
  existing: string | null,
  settings: SmtpSettings,
): Promise<Content> {
  const naming = await namingOf(ports, situation);
  if (existing === null || ASSIGN[form] === undefined) {
    const told =
      existing === null ? 'readable only by you (0600)' : `replaced completely; ${BECOMES}`;
    return { text: formatSettings(settings, form, naming), told };
  }
  const { content, changed, added, retired, adjusted } = mergeEnv(existing, settings, {
    form,
    names: naming.names,
    now: situation.now,
    isOld: isProviderVariable,
  });
  const parts = [
    named(changed, 'new value of'),
    named(added, 'added'),
    named(adjusted, 'adjusted to match'),
    named(retired, 'of the old provider, commented out'),
    BECOMES,
  ];
  return { text: content, told: parts.flat().join('; ') };
}

function named(names: readonly string[], what: string): string[] {
  return names.length === 0 ? [] : [`${what}: ${[...new Set(names)].join(', ')}`];
}

/** A form that cannot be merged into is replaced only where that was said, or where the file is our own. */
function checkReplace({ file, form, situation }: FilePlace): void {
  const { answers, checklist } = situation;
  if ((answers.confirm ?? []).includes(file)) return;
  if (handovers(checklist).some((receipt) => receipt.facts.writtenTo === file)) return;
  throw new Failure(
    'file/exists',
    `${file} already exists, and --output ${form} would replace all of it.`,
    {
      exitCode: EXIT.act,
      fix: `Name another file with --file, or replace this one with --confirm ${shellWord(file)}`,
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
