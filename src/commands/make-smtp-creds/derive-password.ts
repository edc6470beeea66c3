import { usage } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';
import type { ReportOf } from '../../core/model/types.ts';
import { formatSettings } from '../../core/smtp-credentials/settings-formats.ts';
import { smtpPassword } from '../../core/smtp-credentials/smtp-password.ts';
import type { Ports } from '../../ports/index.ts';
import { checkGit } from '../../steps/git-check.ts';
import type { MakeSmtpCredsOptions } from '../../steps/make-smtp-creds/inputs.ts';

/** `make-smtp-creds --from-secret-stdin`: derives the password; reads nothing from AWS, saves nothing. */
export async function derive(
  ports: Ports,
  region: string,
  answers: MakeSmtpCredsOptions,
): Promise<ReportOf<'make-smtp-creds'>> {
  const secret = (await ports.files.readStdin()).trim();
  if (secret === '' || /\s/.test(secret)) {
    throw usage(
      'bad-secret',
      'stdin does not contain exactly one secret access key.',
      'Pipe only the key: `printf %s "$SECRET" | ses-migrate make-smtp-creds --from-secret-stdin`.',
    );
  }
  const password = smtpPassword(new Secret(secret), region);
  const { host, port } = ports.smtp.endpoint(region);
  const named = onlyFile(answers);
  // `-` means the screen.
  const file = named === '-' ? null : named;
  const settings = { host, port, username: '', password, from: null, region };
  const shown = file === null && answers.json !== true;
  ports.output.mask(password, shown ? 'stdout' : 'stderr');
  if (file !== null) {
    await checkGit(ports.files, [file], answers.confirm ?? []);
    await ports.files.writeSecret(file, formatSettings(settings, 'env'), { replace: false });
    ports.output.note(
      `The SMTP password for ${region} is in ${file}; the user name is the access key ID.`,
    );
  }
  if (shown) ports.output.result(password.reveal());
  return {
    version: 1,
    command: 'make-smtp-creds',
    target: { domain: null, region, account: null },
    status: 'done',
    exitCode: 0,
    steps: [],
    next: [],
    data: {
      user: null,
      accessKeyId: null,
      host,
      port,
      region,
      writtenTo: file,
      ...(file === null ? { password } : {}),
    },
  };
}

/** One password, one file: the others could be copied from it. */
function onlyFile({ file = [] }: MakeSmtpCredsOptions): string | null {
  if (file.length <= 1) return file[0] ?? null;
  throw usage(
    'flags-apart',
    '--from-secret-stdin writes one file.',
    'Give one --file, and copy the line from it.',
  );
}
