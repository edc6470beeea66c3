import { accountNotKnown } from '../../core/aws/account-guard.ts';
import type { Checklist } from '../../core/checklist.ts';
import { pendingAddress } from '../../core/domain-setup/address-identities.ts';
import { EXIT, Failure, usage } from '../../core/model/errors.ts';
import { parseAddress } from '../../core/parse/address.ts';
import { parseSmtpUrl } from '../../core/parse/smtp-url.ts';
import type { Path } from '../../core/sending/message.ts';
import { sendingStateOf } from '../../core/ses/sending-state.ts';
import { handovers } from '../../core/smtp-credentials/smtp-keys.ts';
import type { World } from '../../core/world.ts';
import { see } from '../../observe/see.ts';
import { type EnvLogins, PortError, type Ports, type SmtpLogin } from '../../ports/index.ts';
import { loginAt } from '../../ports/settings-place.ts';
import type { ApplyContext } from '../step.ts';
import type { SendTestOptions, SendTestSituation } from './inputs.ts';

const NO_OLD_SERVER = "The old provider's SMTP server is missing.";
const NAME_OLD_SERVER = 'Set SMTP_URL to smtp[s]://user:pass@host:port.';

export interface Logins {
  readonly smtp: SmtpLogin | null;
  readonly old: ReturnType<EnvLogins['oldSmtp']>;
}

/** Finds every login that the paths need, before anything is sent. */
export async function loginsFor(
  paths: readonly Path[],
  { ports }: ApplyContext,
  { answers, checklist }: SendTestSituation,
): Promise<Logins> {
  const old = paths.includes('old') ? await oldServer(ports, answers) : null;
  return { smtp: paths.includes('smtp') ? await sesLogin(ports, checklist) : null, old };
}

/** --smtp-url, whose password a person types, or SMTP_URL. */
async function oldServer(
  ports: Ports,
  answers: SendTestOptions,
): Promise<NonNullable<Logins['old']>> {
  const flag = answers.smtpUrl ?? null;
  if (flag === null) {
    const found = ports.env.oldSmtp();
    if (found === null) throw usage('missing', NO_OLD_SERVER, NAME_OLD_SERVER);
    return found;
  }
  const { username, password: _none, ...endpoint } = parseSmtpUrl(flag, '--smtp-url');
  if (username === null) return { endpoint, login: null };
  if (!ports.prompt.interactive) {
    throw usage(
      'missing',
      `The password of ${username} at ${endpoint.host} is missing.`,
      'Set SMTP_URL to smtp[s]://user:pass@host:port and remove --smtp-url.',
    );
  }
  const password = await ports.prompt.password(`Password of ${username} at ${endpoint.host}`);
  return { endpoint, login: { username, password } };
}

/** From the environment, from where make-smtp-creds handed it over to, or from a person. */
async function sesLogin(ports: Ports, checklist: Checklist): Promise<SmtpLogin> {
  const fromEnv = ports.env.sesSmtp();
  if (fromEnv !== null) return fromEnv;
  const last = handovers(checklist).at(-1);
  const place = last?.facts.writtenTo;
  const login = typeof place === 'string' ? await heldLogin(ports, place) : null;
  if (login !== null) return login;
  if (!ports.prompt.interactive) {
    throw usage(
      'missing',
      'The SMTP user name and password are missing.',
      last === undefined
        ? 'Create them with `ses-migrate make-smtp-creds`, set SES_MIGRATE_SMTP_USERNAME and SES_MIGRATE_SMTP_PASSWORD, or use --via api.'
        : 'Set SES_MIGRATE_SMTP_USERNAME and SES_MIGRATE_SMTP_PASSWORD, run on a machine that can read the --file or store of make-smtp-creds, or use --via api.',
    );
  }
  const known = last?.facts.accessKeyId;
  const username = await ports.prompt.text(
    last === undefined
      ? 'SMTP user name (AKIA…; if you have none, stop and run make-smtp-creds)'
      : 'SMTP user name (AKIA…)',
    typeof known === 'string' ? { default: known } : {},
  );
  return { username, password: await ports.prompt.password(`SMTP password of ${username}`) };
}

/** A person may have what a store does not let this run read. */
async function heldLogin(ports: Ports, place: string): Promise<SmtpLogin | null> {
  try {
    return await loginAt(ports, place);
  } catch (error) {
    if (!(error instanceof PortError) || !ports.prompt.interactive) throw error;
    ports.output.note(`Could not read ${place}: ${error.message}`);
    return null;
  }
}

/** Over the API the message goes out in the account of the credentials; that has to be the one of the checklist. */
export function checkKnownAccount(
  paths: readonly Path[],
  { world, checklist }: Pick<SendTestSituation, 'world' | 'checklist'>,
): void {
  const { caller } = world;
  // What cannot be signed sends nothing, and in a chain the next path is tried.
  if (!paths.includes('api') || caller.ok || caller.code === 'credentials') return;
  if (checklist.account !== null) throw accountNotKnown(checklist.account, caller);
}

/** What SES would refuse for the account's own sake. Where it may not look, SES itself decides. */
export function checkAccount(messages: number, world: World): void {
  if (!world.account.ok) return;
  const { stoppedBy, findings } = sendingStateOf(world.account.value, world.region);
  const [why] = findings;
  if (stoppedBy !== null && why !== undefined)
    throw new Failure(why.code, why.message, { exitCode: EXIT.act, fix: why.fixes ?? [] });
  const { quota } = world.account.value;
  const left = quota.max24Hour - quota.sent24Hour;
  if (quota.max24Hour < 0 || messages <= left) return;
  throw new Failure(
    'send/quota',
    `${Math.max(left, 0)} of ${quota.max24Hour} recipients are left in the current 24 hours in ${world.region}; this run needs ${messages}.`,
    {
      exitCode: EXIT.act,
      fix: 'Wait until older messages leave the 24-hour window, or request a higher quota.',
    },
  );
}

/**
 * In the sandbox SES takes mail only to verified identities and to the simulator (SES Developer Guide,
 * request-production-access). Says so before anything is sent; where it may not look, SES itself decides.
 */
export async function checkRecipients(
  from: string,
  to: readonly string[],
  { ports, world }: Pick<ApplyContext, 'ports' | 'world'>,
): Promise<void> {
  checkSender(world);
  await checkAddress(parseAddress(from).address.toLowerCase(), ports, world);
  if (!world.account.ok || world.account.value.productionAccess) return;
  const reasons: string[] = [];
  for (const address of to) {
    const reason = await whyNot(address, ports, world.domain);
    if (reason !== null) reasons.push(`${address} ${reason}`);
  }
  if (reasons.length === 0) return;
  throw new Failure(
    'send/sandbox-recipient',
    `The account is in the sandbox in ${world.region}, and ${reasons.join('; ')}: SES would reject the message.`,
    {
      exitCode: EXIT.act,
      fix: 'Send to success@simulator.amazonses.com (--scenario success), verify the address (`ses-migrate verify-address ADDRESS`), or leave the sandbox with request-production.',
    },
  );
}

/** Where SES can be asked: an identity that is not verified yet cannot send. */
function checkSender({ identity, domain, region }: World): void {
  if (!identity.ok || identity.value?.verifiedForSending === true) return;
  const state = identity.value === null ? 'is not set up' : 'is not verified yet';
  throw new Failure(
    'send/not-verified',
    `${domain} ${state} in SES in ${region}: SES would reject the message.`,
    {
      exitCode: EXIT.act,
      fix:
        identity.value === null
          ? 'Run `ses-migrate verify-domain`.'
          : 'Run `ses-migrate check-dns --wait`.',
    },
  );
}

/** An unverified identity of the address hides the verified domain. It is read now: the link can have been clicked since. */
async function checkAddress(
  address: string,
  ports: Ports,
  { addresses, domain }: World,
): Promise<void> {
  if (!addresses.ok) return;
  const { identities, others } = addresses.value;
  const known = [...identities.map(({ name }) => name), ...others];
  if (!known.some((name) => name.toLowerCase() === address)) return;
  const identity = await see(() => ports.ses.identity(address));
  if (!identity.ok || identity.value === null || identity.value.verifiedForSending) return;
  const { code, message, fixes = [] } = pendingAddress(identity.value.name, domain);
  throw new Failure(code, message, { exitCode: EXIT.act, fix: fixes });
}

/** Why the sandbox lets no mail to this address; null: it does, or nobody here may know. */
async function whyNot(address: string, ports: Ports, domain: string): Promise<string | null> {
  const host = address.split('@')[1]?.toLowerCase() ?? '';
  if (host === 'simulator.amazonses.com' || host === domain) return null;
  try {
    const own = await ports.ses.identity(address);
    if (own?.verifiedForSending === true) return null;
    const whole = await ports.ses.identity(host);
    if (whole?.verifiedForSending === true) return null;
    if (own !== null) return 'has not confirmed its verification e-mail yet';
    if (whole !== null) return `is at ${host}, whose verification is not finished`;
    return 'is not verified';
  } catch (error) {
    if (error instanceof PortError && error.reason === 'denied') return null;
    throw error;
  }
}
