import type { SmtpSettings } from '../core/handover.ts';
import { type Form, formatSettings } from '../core/handover-forms.ts';
import { storeIn } from '../core/secret-store.ts';
import { isSet, textOf } from './input.ts';
import { filePlace } from './make-smtp-creds.file.ts';
import { namingOf } from './make-smtp-creds.naming.ts';
import { storePlace } from './make-smtp-creds.store.ts';
import type { ApplyContext, Situation } from './step.ts';

/** Where the secret goes. */
export interface Place {
  /** As receipts and reports name it; null: it is shown. */
  readonly writtenTo: string | null;
  /** Throws Failure where the settings could not be delivered; changes nothing. Called before a key is made. */
  check(settings: SmtpSettings): Promise<void>;
  /** Once. The settings differ from those of the check by user name and password. */
  deliver(settings: SmtpSettings): Promise<void>;
}

export function placeOf(situation: Situation, context: ApplyContext): Place {
  const store = storeIn(textOf(situation.answers, 'output'));
  if (store !== null) return storePlace(store, situation, context);
  const form = (textOf(situation.answers, 'output') ?? 'env') as Form;
  const file = textOf(situation.answers, 'file');
  // `-` asks for the screen.
  if (file === null || file === '-') return screen(form, situation, context);
  return filePlace({ file, form, situation, context });
}

/** stdout; with --json the report has the password, and nothing else is there. */
function screen(form: Form, situation: Situation, { ports }: ApplyContext): Place {
  return {
    writtenTo: null,
    async check(settings) {
      formatSettings(settings, form, await namingOf(ports, situation));
    },
    async deliver(settings) {
      if (isSet(situation.answers, 'json')) return;
      const text = formatSettings(settings, form, await namingOf(ports, situation));
      // stdout may be a pipe into gh; GitHub's runner reads masks on both streams (actions/runner, ScriptHandler).
      ports.output.mask(settings.password, form === 'github' ? 'stderr' : 'stdout');
      ports.output.result(text.reveal());
    },
  };
}
