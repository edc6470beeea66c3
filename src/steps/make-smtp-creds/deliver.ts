import { senderPatternsOf } from '../../core/domain-setup/defaults.ts';
import { Secret } from '../../core/model/secret.ts';
import type { Change } from '../../core/model/types.ts';
import type { SmtpSettings } from '../../core/smtp-credentials/settings.ts';
import { smtpPassword } from '../../core/smtp-credentials/smtp-password.ts';
import { PortError, type Ports, type SmtpEndpoint, type SmtpLogin } from '../../ports/index.ts';
import type { ApplyContext } from '../step.ts';
import { type CheckedPlace, deliverAll } from './deliver-all.ts';
import { placesOf } from './destination.ts';
import type { Destination, HeldLogin } from './destination-type.ts';
import type { CredsSituation } from './inputs.ts';
import { proveLogin } from './login-check.ts';
import { offerMorePlaces } from './more-places.ts';
import { asNoRoom, reportSiblings } from './sibling.ts';

interface Handover {
  readonly situation: CredsSituation;
  readonly context: ApplyContext;
  readonly user: string;
  readonly keysBefore: readonly string[];
}

/**
 * The one moment in which the secret exists: intent, key, password, hand-over, receipts, proof, in this
 * order. Every place that it goes to is checked before the key is made.
 */
export async function handover({ situation, context, user, keysBefore }: Handover): Promise<void> {
  const { ports, intend } = context;
  const endpoint = ports.smtp.endpoint(situation.world.region);
  const places = placesOf(situation, ports);
  const checked = await checkAll(places, settingsFor(situation, endpoint, NO_KEY));
  const { writtenTo } = places[0];
  await intend('create-access-key', { user, keysBefore: keysBefore.join(','), writtenTo });
  const key = await makeKey(user, context);
  const password = smtpPassword(key.secret, situation.world.region);
  // Before it is anywhere: a later step of the same CI job may print the file or the store.
  const isShown = places.some(({ masksOn }) => masksOn === 'stdout');
  ports.output.mask(password, isShown ? 'stdout' : 'stderr');
  const login = { username: key.id, password };
  const settings = settingsFor(situation, endpoint, login);
  const held = await deliverAll({ checked, context, settings, user });
  await reportSiblings(context, { user, keysBefore, keyId: key.id });
  const proven = situation.answers.noLoginCheck === true ? null : loginsToProve(held, login);
  for (const each of proven ?? []) await proveLogin(context, each, each.port);
  const more = await offerMorePlaces({ situation, context, settings, user });
  const unproven = more.filter(({ port }) => proven?.every((each) => each.port !== port));
  for (const each of unproven) await proveLogin(context, each, each.port);
}

async function checkAll(
  places: readonly Destination[],
  settings: SmtpSettings,
): Promise<readonly CheckedPlace[]> {
  const checked: CheckedPlace[] = [];
  for (const place of places) checked.push({ place, lines: await place.check(settings) });
  return checked;
}

/** One login for each port that the places were written with; where nothing can be read back, the key itself. */
function loginsToProve(
  held: readonly HeldLogin[],
  login: SmtpLogin,
): readonly (SmtpLogin & { readonly port: number | null })[] {
  if (held.length === 0) return [{ ...login, port: null }];
  return held.filter(({ port }, at) => held.findIndex((each) => each.port === port) === at);
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

/** What the hand-over will do at its places; throws Failure or PortError where it could not. */
export async function readDestinations(
  situation: CredsSituation,
  ports: Ports,
): Promise<readonly Change[]> {
  const endpoint = ports.smtp.endpoint(situation.world.region);
  const settings = settingsFor(situation, endpoint, NO_KEY);
  const checked = await checkAll(placesOf(situation, ports), settings);
  return checked.flatMap(({ lines }) => lines);
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
