import { EXIT, Failure } from '../core/errors.ts';
import {
  formatSettings,
  mergeEnv,
  namesFrom,
  type SettingNames,
  type SmtpSettings,
} from '../core/handover.ts';
import type { Secret } from '../core/secret.ts';
import { senderPatternOf } from '../core/settings.ts';
import { smtpPassword } from '../core/smtp-password.ts';
import type { Ports } from '../ports.ts';
import { type Answers, isSet, textOf } from './input.ts';
import { proveLogin } from './make-smtp-creds.login.ts';
import type { ApplyContext, Situation } from './step.ts';

interface Handover {
  readonly situation: Situation;
  readonly context: ApplyContext;
  readonly user: string;
  readonly keysBefore: readonly string[];
}

/**
 * The one moment in which the secret exists: intent, key, password, hand-over, receipt, proof, in this
 * order. The place it goes to is checked before the key is made.
 */
export async function handover({ situation, context, user, keysBefore }: Handover): Promise<void> {
  const { ports, intend, record, show } = context;
  const file = fileOf(situation.answers);
  if (file !== null) await ports.files.checkWritable(file, { replace: true });
  await intend('create-access-key', { user, keysBefore: keysBefore.join(','), writtenTo: file });
  const key = await ports.aws.createAccessKey(user);
  const password = smtpPassword(key.secret, situation.world.region);
  const endpoint = ports.smtp.endpoint(situation.world.region);
  const settings: SmtpSettings = {
    host: endpoint.host,
    port: endpoint.port,
    username: key.id,
    password,
    from: senderOf(situation),
    region: situation.world.region,
  };
  await deliver(ports, situation.answers, settings, user);
  await record('handed-over', {
    user,
    accessKeyId: key.id,
    host: endpoint.host,
    port: endpoint.port,
    writtenTo: file,
  });
  if (file === null) show('password', password);
  if (isSet(situation.answers, 'noLoginCheck')) return;
  await proveLogin(context, { username: key.id, password });
}

/** The address to send from, where the policy allows a single one. */
function senderOf({ world, checklist }: Situation): string | null {
  const pattern = senderPatternOf(world.domain, checklist);
  return pattern.startsWith('*') ? null : pattern;
}

/** null: the screen, which `-` asks for. */
function fileOf(answers: Answers): string | null {
  const file = textOf(answers, 'file');
  return file === '-' ? null : file;
}

/** To the file, or to stdout. If the file fails, the key is deleted: a secret nobody has helps nobody. */
async function deliver(
  ports: Ports,
  answers: Answers,
  settings: SmtpSettings,
  user: string,
): Promise<void> {
  const file = fileOf(answers);
  const form = textOf(answers, 'output') === 'json' ? 'json' : 'env';
  try {
    const names = await settingNames(ports, answers);
    if (file !== null) {
      await ports.files.writeSecret(file, await fileContent(ports, file, form, settings, names), {
        replace: true,
      });
    } else if (!isSet(answers, 'json')) {
      ports.output.mask(settings.password);
      ports.output.result(formatSettings(settings, form, names).reveal());
    }
  } catch (error) {
    await dropKey(ports, user, settings.username, error);
    throw error;
  }
}

/** An .env file that is there keeps everything else it holds. */
async function fileContent(
  ports: Ports,
  file: string,
  form: 'env' | 'json',
  settings: SmtpSettings,
  names: SettingNames,
): Promise<Secret> {
  if (form === 'json' || !(await ports.files.exists(file)))
    return formatSettings(settings, form, names);
  const existing = (await ports.files.read(file)).toString('utf8');
  return mergeEnv(existing, settings, names, ports.clock.now());
}

async function settingNames(ports: Ports, answers: Answers): Promise<SettingNames> {
  const given = textOf(answers, 'names') ?? fileOf(answers);
  if (given === null) return {};
  if (given.includes(',')) return namesFrom(given);
  return (await ports.files.exists(given))
    ? namesFrom((await ports.files.read(given)).toString('utf8'))
    : {};
}

async function dropKey(ports: Ports, user: string, keyId: string, cause: unknown): Promise<void> {
  try {
    await ports.aws.deleteAccessKey(user, keyId);
  } catch (second) {
    throw new Failure(
      'smtp/orphaned-key',
      `The secret of key ${keyId} could not be handed over, and the key could not be deleted either.`,
      {
        exitCode: EXIT.act,
        fix: `Delete key ${keyId} of ${user} in IAM, then run make-smtp-creds again.`,
        cause: new AggregateError([cause, second]),
      },
    );
  }
}
