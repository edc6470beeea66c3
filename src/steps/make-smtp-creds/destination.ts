import { storeIn } from '../../core/smtp-credentials/secret-store.ts';
import { type Form, formatSettings } from '../../core/smtp-credentials/settings-formats.ts';
import type { Ports } from '../../ports/index.ts';
import type { Destination } from './destination-type.ts';
import type { CredsSituation } from './inputs.ts';
import { namingOf } from './naming.ts';
import { filePlace } from './to-file.ts';
import { storePlace } from './to-secret-store.ts';

export function placeOf(situation: CredsSituation, ports: Ports): Destination {
  const store = storeIn(situation.answers.output ?? null);
  if (store !== null) return storePlace(store, situation, ports);
  const form = (situation.answers.output ?? 'env') as Form;
  const file = situation.answers.file ?? null;
  // `-` asks for the screen.
  if (file === null || file === '-') return screen(form, situation, ports);
  return filePlace({ file, form, situation, ports });
}

/** stdout; with --json the report has the password, and nothing else is there. */
function screen(form: Form, situation: CredsSituation, ports: Ports): Destination {
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
