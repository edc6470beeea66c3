import { STORES } from '../../core/aws/secret-stores.ts';
import { withAnswer } from '../../core/checklist.ts';
import { Failure } from '../../core/model/errors.ts';
import type { SmtpSettings } from '../../core/smtp-credentials/settings.ts';
import { PortError } from '../../ports/index.ts';
import type { ApplyContext } from '../step.ts';
import { type CheckedPlace, recordPlace } from './deliver-all.ts';
import { placesOf } from './destination.ts';
import type { HeldLogin } from './destination-type.ts';
import type { CredsSituation } from './inputs.ts';

interface Offer {
  readonly situation: CredsSituation;
  readonly context: ApplyContext;
  readonly settings: SmtpSettings;
  readonly user: string;
}

/**
 * In the walkthrough, while the run still has the secret: the same settings in more places, such as the one for the
 * server. AWS shows a secret once, so this is the last moment. A place that fails is named, and the question comes again.
 */
export async function offerMorePlaces(offer: Offer): Promise<readonly HeldLogin[]> {
  const { situation, context } = offer;
  const { prompt, output } = context.ports;
  const logins: HeldLogin[] = [];
  if (situation.answers.walk !== true || !prompt.interactive) return logins;
  for (;;) {
    const picked = await prompt.select('Save the same settings in another place too?', WAYS);
    if (picked === 'no') return logins;
    try {
      const held = await saveTo(picked, offer);
      if (held !== null) logins.push(held);
    } catch (error) {
      if (!(error instanceof PortError) && !isRefusal(error)) throw error;
      output.show(`Not saved there: ${error.message}`);
    }
  }
}

const WAYS = [
  { value: 'no', name: 'no, continue' },
  { value: 'file', name: 'in another file' },
  { value: 'screen', name: 'show them here, to paste on a server' },
  { value: 'ssm', name: 'in Systems Manager Parameter Store' },
  { value: 'secrets-manager', name: 'in Secrets Manager' },
] as const;
type Way = Exclude<(typeof WAYS)[number]['value'], 'no'>;

/** Ctrl-C at the name of the file ends the run; everything else is about the place. */
function isRefusal(error: unknown): error is Failure {
  return error instanceof Failure && error.exitCode !== 130;
}

async function saveTo(way: Way, { situation, context, settings, user }: Offer) {
  const { ports } = context;
  const { file: _file, output: _output, secretName: _name, ...answers } = situation.answers;
  const store = STORES.find((each) => each === way);
  const typed = way === 'file' ? await askForFile(context) : null;
  const named = store === undefined ? { file: [typed ?? '-'] } : { output: [store] };
  // As a typed name, so that a rehearsal asks again before it writes into a file that is there.
  const checklist =
    typed === null ? situation.checklist : withAnswer(situation.checklist, 'file', typed);
  const there = { ...situation, checklist, answers: { ...answers, ...named } };
  const [place] = placesOf(there, ports);
  const checked: CheckedPlace = { place, lines: await place.check(settings) };
  for (const { op, what, to } of checked.lines) ports.output.show(`  ${op} ${what}: ${to}`);
  const held = await place.deliver(settings);
  const port = held?.port ?? settings.port;
  await recordPlace(context, checked, { settings, user, port });
  return held;
}

async function askForFile({ ports: { prompt } }: ApplyContext): Promise<string> {
  return (await prompt.text('File', { validate: isNamed })).trim();
}

function isNamed(text: string): string | true {
  return text.trim() === '' ? 'Type the name of a file, or press Ctrl-C to stop.' : true;
}
