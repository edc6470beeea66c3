import { EXIT, Failure, usage } from '../../core/model/errors.ts';
import { adoptableKey, samePlace } from '../../core/smtp-credentials/saved-settings.ts';
import { storedAt, storeIn } from '../../core/smtp-credentials/secret-store.ts';
import { activeKey, handovers } from '../../core/smtp-credentials/smtp-keys.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import { type CredsSituation, type MakeSmtpCredsOptions, secretNameOf } from './inputs.ts';

/** What is skipped is not done in silence where a flag asks for it. */
export function refuseSkipped({ answers, checklist }: CredsSituation): void {
  const flag = (['rotate', 'retire'] as const).find((key) => answers[key] === true);
  if (flag === undefined || checklist.choices.sendsBy !== 'api') return;
  throw usage(
    'sends-by-api',
    `--${flag} changes an SMTP key, but according to this checklist the applications send only over the API.`,
    'If some send over SMTP, add --sends-by both.',
  );
}

/** AWS shows a secret once: a place that is named after that stays empty, which must not look like done. */
export function refuseHandedOver({ answers, checklist, world }: CredsSituation): void {
  if (answers.rotate === true || answers.retire === true) return;
  const asked = askedPlace(answers, world.domain);
  const user = world.smtpUser.ok ? world.smtpUser.value : null;
  const key = user === null ? null : activeKey(user, checklist);
  if (asked === null || user === null || key === null) return;
  const handover = handovers(checklist).findLast(({ facts }) => facts.accessKeyId === key.id);
  const { writtenTo = null } = handover?.facts ?? {};
  if (writtenTo !== null && asked.place !== null && samePlace(asked.place, writtenTo)) return;
  // It holds a key of this user already, which is adopted there.
  if (adoptableKey(world, checklist)?.place === asked.place) return;
  const day = handover?.at.slice(0, 10);
  const [where, orTake] =
    writtenTo === null
      ? ['shown on screen', '']
      : [`saved to ${writtenTo}`, `Read them from ${writtenTo}. `];
  throw new Failure(
    'smtp/handed-over',
    `The settings of key ${key.id} were ${where} on ${day}, and AWS shows a secret once: ${asked.told}.`,
    {
      exitCode: EXIT.act,
      fix: `${orTake}To create a second key, add --rotate --confirm ${shellWord(user.name)}.`,
    },
  );
}

/** The file or store that this run names, as receipts would name it. */
export function placesNamed(answers: MakeSmtpCredsOptions, domain: string): readonly string[] {
  if (answers.retire === true) return [];
  const place = askedPlace(answers, domain)?.place ?? null;
  return place === null ? [] : [place];
}

/** Where this run was told to put the settings; null: nowhere in particular. `place` null: the screen. */
function askedPlace(
  answers: MakeSmtpCredsOptions,
  domain: string,
): { readonly place: string | null; readonly told: string } | null {
  const output = answers.output ?? null;
  const store = storeIn(output);
  const file = answers.file ?? null;
  if (store !== null) {
    const place = storedAt(store, secretNameOf(answers, domain) ?? '');
    return { place, told: `they cannot be saved to ${place}` };
  }
  if (file !== null && file !== '-') {
    return { place: file, told: `they cannot be written to ${file}` };
  }
  return output === null && file === null
    ? null
    : { place: null, told: 'they cannot be shown again' };
}
