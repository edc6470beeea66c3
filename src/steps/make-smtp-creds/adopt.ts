import type { AccessKey, SmtpUser } from '../../core/aws/iam-user.ts';
import type { Checklist } from '../../core/checklist.ts';
import { EXIT, Failure } from '../../core/model/errors.ts';
import type { KeyInPlace } from '../../core/smtp-credentials/saved-settings.ts';
import { storeOf } from '../../core/smtp-credentials/secret-store.ts';
import { brokenCreation } from '../../core/smtp-credentials/smtp-keys.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import type { SmtpLogin } from '../../ports/index.ts';
import { loginAt } from '../../ports/settings-place.ts';
import { explainLogin } from '../explain-login.ts';
import type { ApplyContext, Task } from '../step.ts';
import type { CredsSituation } from './inputs.ts';
import { keyInWords } from './key-words.ts';
import { proveLogin, tryLogin } from './login-check.ts';
import { namingOf } from './naming.ts';

/** Milliseconds in which SMTP can still refuse a key that is right, as it is new. */
const NEW_KEY = 300_000;

/** A place has settings of this user that no receipt tells of: they are recorded once they logged in, and nothing is created. */
export function adoptTask(
  situation: CredsSituation,
  user: SmtpUser,
  { key, place }: KeyInPlace,
): Task {
  const from = keyInWords(key, user.asOf);
  const proof = situation.answers.noLoginCheck === true ? '' : ' after it has logged in';
  const to = `${key.id}, in ${place}: adopted${proof}; no key is created`;
  return {
    changes: [{ op: '=', what: 'access key', from, to }],
    async run(context) {
      const { ports, world } = context;
      const { names } = await namingOf(ports, situation);
      const login = await loginAt(ports, place, names);
      if (login?.username !== key.id) throw notReadable(key, place);
      const proven =
        situation.answers.noLoginCheck === true
          ? null
          : await loggedIn(context, login, { key, place, user });
      await recordHandover(context, { user: user.name, id: key.id, place, adopted: true });
      const { host, port } = ports.smtp.endpoint(world.region);
      const facts = { accessKeyId: key.id, host, port };
      if (proven !== null) await context.record('proved-login', { ...facts, response: proven });
    },
  };
}

interface Adoption extends KeyInPlace {
  readonly user: SmtpUser;
}

/** The server's reply. Throws Failure where the key is not adopted: nothing was changed then. */
async function loggedIn(
  { ports, world }: ApplyContext,
  login: SmtpLogin,
  { key, place, user }: Adoption,
): Promise<string> {
  const isNew = Date.parse(user.asOf) - Date.parse(key.created) < NEW_KEY;
  const endpoint = ports.smtp.endpoint(world.region);
  const attempt = await (isNew
    ? tryLogin(ports, endpoint, login)
    : ports.smtp.login(endpoint, login));
  if (attempt.ok) return attempt.response;
  const tried = { region: world.region, port: null, login };
  const { message, fixes = [] } = await explainLogin(ports, tried, attempt);
  throw new Failure(
    'smtp/not-adopted',
    `${place} contains key ${key.id} of ${user.name}, but its login could not be proven: ${message} The key was not adopted, and no other one was created.`,
    {
      exitCode: attempt.code === null ? EXIT.unknown : EXIT.act,
      fix: [...fixes, secondKey(user.name, place)],
    },
  );
}

function secondKey(user: string, place: string) {
  const command = `ses-migrate make-smtp-creds --rotate ${flagOf(place)} --confirm ${shellWord(user)}`;
  return { say: `To create another key all the same: \`${command}\``, command };
}

function notReadable({ id }: AccessKey, place: string): Failure {
  return new Failure(
    'smtp/not-adopted',
    `${place} contains key ${id}, but no SMTP user name and password were recognized there, so the login cannot be proven. No key was created.`,
    {
      exitCode: EXIT.act,
      fix: 'Give the names of the variables with --names username=NAME,password=NAME, or use --rotate to create another key.',
    },
  );
}

/** The place has the settings of a run that ended early: what is missing is the receipt, and the login. */
export function recordTask(user: string, { id }: AccessKey, checklist: Checklist): Task {
  const place = brokenCreation(checklist)?.facts.writtenTo ?? '';
  return {
    changes: [{ op: '=', what: 'access key', from: id, to: id }],
    async run(context) {
      await recordHandover(context, { user, id, place, adopted: false });
      const login = await loginAt(context.ports, place);
      if (login?.username === id) await proveLogin(context, login);
    },
  };
}

async function recordHandover(
  { ports, record, world }: ApplyContext,
  facts: {
    readonly user: string;
    readonly id: string;
    readonly place: string;
    readonly adopted: boolean;
  },
): Promise<void> {
  const { user, id: accessKeyId, place: writtenTo, adopted } = facts;
  const { host, port } = ports.smtp.endpoint(world.region);
  const machine = ports.store.writer.host;
  await record('handed-over', {
    user,
    accessKeyId,
    host,
    port,
    writtenTo,
    machine,
    adopted,
    created: false,
  });
}

/** How a flag names a place that a receipt names. */
export function flagOf(place: string): string {
  const stored = storeOf(place);
  return stored === null
    ? `--file ${shellWord(place)}`
    : `--output ${stored.store} --secret-name ${shellWord(stored.name)}`;
}
