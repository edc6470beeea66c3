import { EXIT, Failure } from '../../core/model/errors.ts';
import type { Change } from '../../core/model/types.ts';
import type { SmtpSettings } from '../../core/smtp-credentials/settings.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import type { Ports } from '../../ports/index.ts';
import type { ApplyContext } from '../step.ts';
import type { Destination, HeldLogin } from './destination-type.ts';

/** A place that can take the settings, and what the plan says about it. */
export interface CheckedPlace {
  readonly place: Destination;
  readonly lines: readonly Change[];
}

interface Delivery {
  readonly checked: readonly CheckedPlace[];
  readonly context: ApplyContext;
  readonly settings: SmtpSettings;
  readonly user: string;
}

/**
 * The same settings to every place, with a receipt as soon as a place has them. Where the first place fails, the key is
 * deleted: a secret nobody has helps nobody. Where a later one fails, the key stays, as the places before it use it:
 * Failure `smtp/partly-saved` names both.
 */
export async function deliverAll(delivery: Delivery): Promise<readonly HeldLogin[]> {
  const { checked, context, settings, user } = delivery;
  const logins: HeldLogin[] = [];
  const saved: string[] = [];
  for (const [at, each] of checked.entries()) {
    const { place } = each;
    let held: HeldLogin | null;
    try {
      held = await place.deliver(settings);
    } catch (error) {
      if (saved.length === 0) throw await withoutKey(delivery, error);
      const left = checked.slice(at).map((open) => nameOf(open.place));
      throw partlySaved({ saved, left, user, keyId: settings.username }, error);
    }
    if (held !== null) logins.push(held);
    saved.push(nameOf(place));
    await recordPlace(context, each, { settings, user, port: held?.port ?? settings.port });
  }
  return logins;
}

/** A receipt for one place that has the settings. */
export async function recordPlace(
  { ports, record, show }: ApplyContext,
  { place: { writtenTo }, lines }: CheckedPlace,
  { settings, user, port }: Pick<Delivery, 'settings' | 'user'> & { readonly port: number },
): Promise<void> {
  await record('handed-over', {
    user,
    accessKeyId: settings.username,
    host: settings.host,
    port,
    writtenTo,
    machine: writtenTo === null ? '' : ports.store.writer.host,
    adopted: false,
    created: lines.length > 0 && lines.every(({ op }) => op === '+'),
  });
  if (writtenTo === null) show('make-smtp-creds', { password: settings.password });
}

function nameOf({ writtenTo }: Destination): string {
  return writtenTo ?? 'the screen';
}

interface Partly {
  readonly saved: readonly string[];
  readonly left: readonly string[];
  readonly user: string;
  readonly keyId: string;
}

function partlySaved({ saved, left, user, keyId }: Partly, cause: unknown): Failure {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Failure(
    'smtp/partly-saved',
    `The settings of key ${keyId} were saved to ${saved.join(', ')}, but not to ${left.join(', ')}: ${why}`,
    {
      exitCode: EXIT.act,
      fix: `Copy the settings from ${saved[0]} to ${left.join(', ')}. Or fix the cause and create a second key for all of them: add --rotate --confirm ${shellWord(user)}.`,
      cause,
    },
  );
}

/** Deletes the key that no place has. Returns the error to throw. */
async function withoutKey(
  { context: { ports, record }, settings, user }: Delivery,
  error: unknown,
): Promise<unknown> {
  await dropKey(ports, user, settings.username, error);
  try {
    await record('deleted-key', { user, accessKeyId: settings.username });
  } catch (second) {
    // What filled the disk for the settings does so for the checklist, too; the next run finds no key by reading.
    if (!(second instanceof Failure)) throw second;
    ports.output.show(second.message);
  }
  return error;
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
