import type { Checklist } from '../../core/checklist.ts';
import { RUN_TAG, TAG_HEADER } from '../../core/events/event-json.ts';
import { EXIT, Failure } from '../../core/model/errors.ts';
import { parseAddress } from '../../core/parse/address.ts';
import type { Path } from '../../core/sending/message.ts';
import { explainReply, retryAfter } from '../../core/sending/replies.ts';
import { pathsInUse } from '../../core/sending/sent.ts';
import { handovers } from '../../core/smtp-credentials/smtp-keys.ts';
import type { Attempt, OutgoingMessage, Ports, SmtpLogin } from '../../ports/index.ts';
import { loginAt } from '../../ports/settings-place.ts';
import type { ApplyContext } from '../step.ts';

/** Addresses of the mailbox simulator (SES Developer Guide, send-an-email-from-console). */
const SIMULATOR = {
  bounce: 'bounce@simulator.amazonses.com',
  complaint: 'complaint@simulator.amazonses.com',
} as const;

type Probe = keyof typeof SIMULATOR;

/** A message that SES took. */
export interface Handed {
  readonly probe: Probe;
  readonly path: Path;
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Sender {
  readonly paths: readonly Path[];
  readonly from: string;
  /** null: the messages go over the API only. */
  readonly login: SmtpLogin | null;
}

/** The paths that the applications use, as far as there can be a login for them. */
export function pathsToProve(checklist: Checklist): readonly Path[] {
  const inUse = pathsInUse(checklist);
  const paths = inUse.filter((path) => path === 'api' || handovers(checklist).length > 0);
  // The events of a set are the same for both: until there is a login, the API stands in for it.
  return paths.length > 0 ? paths : ['api'];
}

/** The login of SES SMTP from the environment, else from where make-smtp-creds wrote it; null: neither has one. */
export async function smtpLogin(ports: Ports, checklist: Checklist): Promise<SmtpLogin | null> {
  const given = ports.env.sesSmtp();
  if (given !== null) return given;
  const place = handovers(checklist).at(-1)?.facts.writtenTo ?? null;
  return place === null ? null : loginAt(ports, place);
}

/**
 * Sends a simulated bounce and complaint over each path, without naming a configuration set: that SES uses the default
 * one of the identity is part of what is proven. Throws Failure where SES refuses one: nothing would come back.
 */
export async function sendProbes(
  context: ApplyContext,
  sender: Sender,
  run: string,
): Promise<readonly Handed[]> {
  const handed: Handed[] = [];
  for (const path of sender.paths) {
    for (const probe of ['bounce', 'complaint'] as const) {
      const attempt = await sendProbe(context, sender, { path, probe, run });
      if (!attempt.ok) throw refused(attempt, sender.from);
      const at = context.ports.clock.now().getTime();
      handed.push({ probe, path, messageId: attempt.messageId ?? '', at });
    }
  }
  return handed;
}

function refused(attempt: Attempt, from: string): Failure {
  const { code, message, fixes = [] } = explainReply({ ...attempt, from });
  return new Failure(code, message, { exitCode: EXIT.act, fix: fixes });
}

interface OneProbe {
  readonly path: Path;
  readonly probe: Probe;
  readonly run: string;
}

/** Again where SES did not take the message for its rate: one a second in the sandbox. */
async function sendProbe(
  context: ApplyContext,
  { from, login }: Sender,
  one: OneProbe,
): Promise<Attempt> {
  const { ports, world } = context;
  const message = await compose(context, from, one);
  for (let tries = 1; ; tries += 1) {
    ports.output.progress(`Sending a simulated ${one.probe}`);
    const attempt =
      one.path === 'api'
        ? await ports.ses.sendEmail(message)
        : await ports.smtp.send(ports.smtp.endpoint(world.region), login, message);
    const after = attempt.ok ? null : retryAfter(attempt, tries);
    if (after === null) return attempt;
    await ports.clock.sleep(after);
  }
}

async function compose(
  { ports, world }: ApplyContext,
  from: string,
  { path, probe, run }: OneProbe,
): Promise<OutgoingMessage> {
  const to = [SIMULATOR[probe]];
  const raw = await ports.smtp.compose({
    from,
    to,
    subject: `ses-migrate: simulated ${probe}`,
    messageId: `<${run}-${probe}-${path}@${world.domain}>`,
    text: `A simulated ${probe}, sent by ses-migrate to see its event come back. No person gets it.\n`,
    html: null,
    headers: { [TAG_HEADER]: `${RUN_TAG}=${run}` },
  });
  return { from: parseAddress(from).address, to, raw, configurationSet: null };
}
