import type { Checklist } from '../core/checklist.ts';
import { EXIT, Failure, usage } from '../core/errors.ts';
import { readSettings } from '../core/handover.ts';
import type { Path } from '../core/message.ts';
import { handovers } from '../core/smtp-keys.ts';
import type { World } from '../core/world.ts';
import { type EnvLogins, PortError, type Ports, type SmtpLogin } from '../ports.ts';
import type { ApplyContext } from './step.ts';

export interface Logins {
  readonly smtp: SmtpLogin | null;
  readonly old: ReturnType<EnvLogins['oldSmtp']>;
}

/** Finds every login that the paths need, before anything is sent. */
export async function loginsFor(
  paths: readonly Path[],
  context: ApplyContext,
  checklist: Checklist,
): Promise<Logins> {
  const { ports } = context;
  const old = paths.includes('old') ? ports.env.oldSmtp() : null;
  if (paths.includes('old') && old === null) {
    throw usage(
      'missing',
      "The old provider's SMTP server is not named.",
      'Set SMTP_URL to smtp[s]://user:pass@host:port.',
    );
  }
  return { smtp: paths.includes('smtp') ? await sesLogin(ports, checklist) : null, old };
}

/** From the environment, from the file that make-smtp-creds wrote, or from a person. */
async function sesLogin(ports: Ports, checklist: Checklist): Promise<SmtpLogin> {
  const fromEnv = ports.env.sesSmtp();
  if (fromEnv !== null) return fromEnv;
  const last = handovers(checklist).at(-1);
  const file = last?.facts.writtenTo;
  if (typeof file === 'string' && (await ports.files.exists(file))) {
    const login = readSettings((await ports.files.read(file)).toString('utf8'));
    if (login !== null) return login;
  }
  if (!ports.prompt.interactive) {
    throw usage(
      'missing',
      'SMTP user name and password are not known here.',
      'Set SES_MIGRATE_SMTP_USERNAME and SES_MIGRATE_SMTP_PASSWORD, run where make-smtp-creds wrote its --file, or use --via api.',
    );
  }
  const known = last?.facts.accessKeyId;
  const username = await ports.prompt.text(
    'SMTP user name (AKIA…)',
    typeof known === 'string' ? { default: known } : {},
  );
  return { username, password: await ports.prompt.password(`SMTP password of ${username}`) };
}

/**
 * In the sandbox SES takes mail only to verified identities and to the simulator (SES Developer Guide,
 * request-production-access). Says so before anything is sent; where it may not look, SES itself decides.
 */
export async function checkRecipients(
  to: readonly string[],
  paths: readonly Path[],
  { ports, world }: ApplyContext,
): Promise<void> {
  if (paths.every((path) => path === 'old')) return;
  checkSender(world);
  if (!world.account.ok || world.account.value.productionAccess) return;
  for (const address of to) {
    if (await mayReceive(address, ports, world.domain)) continue;
    throw new Failure(
      'send/sandbox-recipient',
      `The account is in the sandbox in ${world.region}, and ${address} is not verified there: SES would refuse the message.`,
      {
        exitCode: EXIT.act,
        fix: 'Send to success@simulator.amazonses.com (--scenario success), verify the address (`ses-migrate verify-address ADDRESS`), or leave the sandbox with request-production.',
      },
    );
  }
}

/** Where SES can be asked: an identity that is not verified yet cannot send. */
function checkSender({ identity, domain, region }: World): void {
  if (!identity.ok || identity.value?.verifiedForSending === true) return;
  const state = identity.value === null ? 'is not set up' : 'is not verified yet';
  throw new Failure(
    'send/not-verified',
    `${domain} ${state} in SES in ${region}: it would refuse the message.`,
    {
      exitCode: EXIT.act,
      fix:
        identity.value === null
          ? 'Run `ses-migrate verify-domain`.'
          : 'Run `ses-migrate check-dns --wait`.',
    },
  );
}

async function mayReceive(address: string, ports: Ports, domain: string): Promise<boolean> {
  const host = address.split('@')[1]?.toLowerCase() ?? '';
  if (host === 'simulator.amazonses.com' || host === domain) return true;
  try {
    const found = (await ports.aws.identity(address)) ?? (await ports.aws.identity(host));
    return found?.verifiedForSending === true;
  } catch (error) {
    if (error instanceof PortError && error.reason === 'denied') return true;
    throw error;
  }
}
