import { basename, dirname, join } from 'node:path';
import { senderPatternsOf } from '../../core/domain-setup/defaults.ts';
import { EXIT, Failure } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';
import type { Change } from '../../core/model/types.ts';
import { utf8Text } from '../../core/parse/text-file.ts';
import { parseEnvFile } from '../../core/smtp-credentials/env-file.ts';
import { mergeEnv, type NotMerged } from '../../core/smtp-credentials/env-merge.ts';
import type { SmtpSettings } from '../../core/smtp-credentials/settings.ts';
import { ASSIGN, type Form, formatSettings } from '../../core/smtp-credentials/settings-formats.ts';
import { readSettings } from '../../core/smtp-credentials/settings-reader.ts';
import { handovers } from '../../core/smtp-credentials/smtp-keys.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import type { Files, Ports } from '../../ports/index.ts';
import { isProviderVariable } from '../../providers/variables.ts';
import { checkGit } from '../git-check.ts';
import type { Destination, HeldLogin } from './destination-type.ts';
import type { PlaceSituation } from './inputs.ts';
import { namingOf } from './naming.ts';
import { checkTrialFile, markedAsTrial } from './trial-file.ts';

interface FilePlace {
  readonly file: string;
  readonly form: Form;
  readonly situation: PlaceSituation;
  /** All files that this run writes. */
  readonly files: readonly string[];
  readonly ports: Ports;
}

interface Content {
  readonly text: Secret;
  /** What comes into the file, without values. */
  readonly told: string;
  /** The port that is written. */
  readonly port: number;
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
      if (existing !== null) await checkTrialFile(file, situation, ports);
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
      const { text, port } = await contentOf(place, existing, settings);
      const backup = existing === null ? null : await keep(files, file, existing);
      await files.writeSecret(file, markedAsTrial(text, form, ports), { replace: true });
      const login = await readBack(place, settings, port, existing);
      if (backup !== null)
        output.note(`The old content of ${file} is in ${backup}. Delete it when everything works.`);
      const use = USES[form];
      if (use !== undefined) output.note(`Use it with: ${use} ${shellWord(file)}`);
      return login;
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
  place: FilePlace,
  existing: string | null,
  settings: SmtpSettings,
): Promise<Content> {
  const { file, form, situation, ports } = place;
  const naming = await namingOf(ports, situation);
  const { port } = settings;
  if (existing === null || ASSIGN[form] === undefined) {
    const told =
      existing === null ? 'readable only by you (0600)' : `replaced completely; ${BECOMES}`;
    return { text: formatSettings(settings, form, naming), told, port };
  }
  const merged = mergeEnv(existing, settings, {
    form,
    names: naming.names,
    now: situation.now,
    isOld: isProviderVariable,
    allowed: senderPatternsOf(situation.world.domain, situation.checklist),
    confirmed: situation.answers.confirm ?? [],
  });
  if (!merged.ok) throw notUnderstood(file, merged);
  await refuseShadowed(place, existing, merged.content.reveal());
  const parts = [
    named(merged.changed, 'new value of'),
    named(merged.added, 'added'),
    named(merged.adjusted, 'adjusted to match'),
    named(merged.kept, 'of the old provider, in force until the cut-over'),
    named(merged.left, 'left as they are'),
    BECOMES,
  ];
  return { text: merged.content, told: parts.flat().join('; '), port: merged.port };
}

function named(names: readonly string[], what: string): string[] {
  return names.length === 0 ? [] : [`${what}: ${[...new Set(names)].join(', ')}`];
}

/** Half of a change would stop the mail of the application: what a person can write is shown, and nothing is written. */
function notUnderstood(file: string, { problems, lines }: NotMerged): Failure {
  return new Failure('file/not-understood', `${file} was not changed: ${problems.join('; ')}.`, {
    exitCode: EXIT.act,
    fix: [
      {
        say: `Write the settings to a file of their own (--file ses-smtp.env), then set these yourself:\n${lines.join('\n')}`,
      },
      {
        say: 'If the application reads these names, or others, say so with --names SMTP_HOST,SMTP_PORT,SMTP_USERNAME,SMTP_PASSWORD: what is missing is added. A sender that is to stay as it is: --confirm with the name of its variable.',
      },
    ],
  });
}

/** Files of the same folder that are read after this one, so that their values count (Next.js, Vite, Symfony, Rails dotenv). */
async function refuseShadowed(
  { file, files, ports }: FilePlace,
  before: string,
  after: string,
): Promise<void> {
  const name = basename(file);
  if (!/^\.env(?:\.[\w-]+)?$/.test(name) || name.endsWith('.local')) return;
  const old = parseEnvFile(before);
  const written = [...parseEnvFile(after)].filter(([key, value]) => old.get(key) !== value);
  for (const other of [`${file}.local`, join(dirname(file), '.env.local')]) {
    if (files.includes(other)) continue;
    const text = await textIn(ports.files, other);
    const held = parseEnvFile(text ?? '');
    const shadowed = written.filter(([key]) => held.has(key)).map(([key]) => key);
    if (shadowed.length === 0) continue;
    throw new Failure(
      'file/shadowed',
      `${other} also sets ${shadowed.join(', ')}, and applications read it after ${file}; nothing was changed.`,
      {
        exitCode: EXIT.act,
        fix: `Change both: --file ${shellWord(file)} --file ${shellWord(other)}`,
      },
    );
  }
}

/**
 * The login that the file holds now, as its reader finds it: what is proven is not what was meant to be written. Where
 * it is another one, the file gets its old content back.
 */
async function readBack(
  { file, ports, situation }: FilePlace,
  { username, password }: SmtpSettings,
  port: number,
  existing: string | null,
): Promise<HeldLogin> {
  const text = (await textIn(ports.files, file)) ?? '';
  const { names } = await namingOf(ports, situation);
  const held = readSettings(text, names);
  if (held?.username === username && held.password.reveal() === password.reveal())
    return { ...held, port };
  if (existing !== null)
    await ports.files.writeSecret(file, new Secret(existing), { replace: true });
  throw new Failure(
    'file/not-read-back',
    `${file} does not hold the new login after it was written.`,
    {
      exitCode: EXIT.act,
      fix: 'Write the settings to a file of their own (--file ses-smtp.env) and take them from there.',
    },
  );
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

/**
 * The first name that is free, or that holds the same: what an earlier run kept may be the only copy. Beside the file,
 * or in the folder of git itself where git would take it into a commit.
 */
async function backupName(files: Files, file: string, existing: string): Promise<string> {
  const beside = `${file}.backup`;
  const hidden = (await files.gitView(beside)) === 'private' ? null : await files.gitFolder(file);
  const base = hidden === null ? beside : join(hidden, `ses-migrate-${basename(file)}.backup`);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`;
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
