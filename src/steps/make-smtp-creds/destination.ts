import { storeIn } from '../../core/smtp-credentials/secret-store.ts';
import { FORMS, type Form, formatSettings } from '../../core/smtp-credentials/settings-formats.ts';
import type { Ports } from '../../ports/index.ts';
import type { Destination } from './destination-type.ts';
import type { CredsSituation, PlaceOptions, PlaceSituation } from './inputs.ts';
import { namingOf } from './naming.ts';
import { placesIn } from './places.ts';
import { filePlace } from './to-file.ts';
import { storePlace } from './to-secret-store.ts';

/** All places of the one key, in the order of the flags; the screen is the last, as it cannot fail. */
export function placesOf(
  situation: CredsSituation,
  ports: Ports,
): readonly [Destination, ...Destination[]] {
  const [first, ...others] = placesIn(situation.answers);
  const files = [first, ...others].flatMap(({ file }) => file ?? []);
  const open = (answers: PlaceOptions) => placeOf({ ...situation, answers }, files, ports);
  const [start, ...rest] = [open(first), ...others.map(open)] as const;
  const isScreen = ({ writtenTo }: Destination) => writtenTo === null;
  if (!isScreen(start))
    return [start, ...rest.filter((each) => !isScreen(each)), ...rest.filter(isScreen)];
  const [kept, ...more] = rest.filter((each) => !isScreen(each));
  return kept === undefined ? [start, ...rest] : [kept, ...more, start, ...rest.filter(isScreen)];
}

function placeOf(situation: PlaceSituation, files: readonly string[], ports: Ports): Destination {
  const store = storeIn(situation.answers.output ?? null);
  if (store !== null) return storePlace(store, situation, ports);
  const form = FORMS.find((each) => each === situation.answers.output) ?? 'env';
  const file = situation.answers.file ?? null;
  // `-` asks for the screen.
  if (file === null || file === '-') return screen(form, situation, ports);
  return filePlace({ file, files, form, situation, ports });
}

/** stdout; with --json the report has the password, and nothing else is there. */
function screen(form: Form, situation: PlaceSituation, ports: Ports): Destination {
  const json = situation.answers.json === true;
  return {
    writtenTo: null,
    // stdout may be a pipe into gh, or is JSON; GitHub's runner reads masks on both streams (actions/runner, ScriptHandler).
    masksOn: json || form === 'github' ? 'stderr' : 'stdout',
    async check(settings) {
      formatSettings(settings, form, await namingOf(ports, situation));
      return [];
    },
    async deliver(settings) {
      if (json) return null;
      const text = formatSettings(settings, form, await namingOf(ports, situation));
      ports.output.result(text.reveal());
      return null;
    },
  };
}
