import { senderPatternsOf } from '../../core/domain-setup/defaults.ts';
import { EXIT, Failure } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';
import type { Change } from '../../core/model/types.ts';
import type { SmtpSettings } from '../../core/smtp-credentials/settings.ts';
import { smtpPassword } from '../../core/smtp-credentials/smtp-password.ts';
import { PortError, type Ports, type SmtpEndpoint, type SmtpLogin } from '../../ports/index.ts';
import type { ApplyContext } from '../step.ts';
import { placeOf } from './destination.ts';
import type { Destination, HeldLogin } from './destination-type.ts';
import type { CredsSituation } from './inputs.ts';
import { proveLogin } from './login-check.ts';
import { asNoRoom, reportSiblings } from './sibling.ts';

interface Handover {
  readonly situation: CredsSituation;
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
  const endpoint = ports.smtp.endpoint(situation.world.region);
  const place = placeOf(situation, ports);
  const lines = await place.check(settingsFor(situation, endpoint, NO_KEY));
  const { writtenTo } = place;
  await intend('create-access-key', { user, keysBefore: keysBefore.join(','), writtenTo });
  const key = await makeKey(user, context);
  const password = smtpPassword(key.secret, situation.world.region);
  // Before it is anywhere: a later step of the same CI job may print the file or the store.
  ports.output.mask(password, place.masksOn);
  const login = { username: key.id, password };
  const held = await deliver(place, context, settingsFor(situation, endpoint, login), user);
  await record('handed-over', {
    user,
    accessKeyId: key.id,
    host: endpoint.host,
    port: held?.port ?? endpoint.port,
    writtenTo,
    machine: writtenTo === null ? '' : ports.store.writer.host,
    adopted: false,
    created: lines.length > 0 && lines.every(({ op }) => op === '+'),
  });
  await reportSiblings(context, { user, keysBefore, keyId: key.id });
  if (writtenTo === null) show('make-smtp-creds', { password });
  if (situation.answers.noLoginCheck === true) return;
  await proveLogin(context, held ?? login, held?.port ?? null);
}

/** A key that AWS refused for sure cannot show up later: the next run need not wait for it. */
async function makeKey(
  user: string,
  { ports, record }: ApplyContext,
): ReturnType<Ports['iam']['createAccessKey']> {
  try {
    return await ports.iam.createAccessKey(user);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    if (!error.ambiguous) await record('key-refused', { user });
    throw await asNoRoom(ports, user, error);
  }
}

/** What the hand-over will do at its place; throws Failure or PortError where it could not. */
export function readDestination(
  situation: CredsSituation,
  ports: Ports,
): Promise<readonly Change[]> {
  const endpoint = ports.smtp.endpoint(situation.world.region);
  return placeOf(situation, ports).check(settingsFor(situation, endpoint, NO_KEY));
}

/** Stands for the login while it is tried whether the settings can be written; of the same characters. */
const NO_KEY: SmtpLogin = {
  username: 'AKIA0000000000000000',
  password: new Secret(`${'+/'.repeat(21)}A=`),
};

function settingsFor(
  situation: CredsSituation,
  endpoint: SmtpEndpoint,
  login: SmtpLogin,
): SmtpSettings {
  const { host, port } = endpoint;
  const { region } = situation.world;
  return { host, port, ...login, from: senderOf(situation), region };
}

/** The address to send from, where the policy allows a single one. */
function senderOf({ world, checklist }: CredsSituation): string | null {
  const [pattern = '*', ...more] = senderPatternsOf(world.domain, checklist);
  return pattern.startsWith('*') || more.length > 0 ? null : pattern;
}

/** If the place fails, the key is deleted: a secret nobody has helps nobody. */
async function deliver(
  place: Destination,
  { ports, record }: ApplyContext,
  settings: SmtpSettings,
  user: string,
): Promise<HeldLogin | null> {
  try {
    return await place.deliver(settings);
  } catch (error) {
    await dropKey(ports, user, settings.username, error);
    try {
      await record('deleted-key', { user, accessKeyId: settings.username });
    } catch (second) {
      // What filled the disk for the settings does so for the checklist, too; the next run finds no key by reading.
      if (!(second instanceof Failure)) throw second;
      ports.output.show(second.message);
    }
    throw error;
  }
}

async function dropKey(ports: Ports, user: string, keyId: string, cause: unknown): Promise<void> {
  try {
    await ports.iam.deleteAccessKey(user, keyId);
  } catch (second) {
    throw new Failure(
      'smtp/orphaned-key',
      `The secret of key ${keyId} could not be saved, and the key could not be deleted either.`,
      {
        exitCode: EXIT.act,
        fix: `Delete key ${keyId} of ${user} in IAM, then run make-smtp-creds again.`,
        cause: new AggregateError([cause, second]),
      },
    );
  }
}
