import type { ReceiptOf } from '../../core/checklist-receipts.ts';
import { EXIT, Failure, usage } from '../../core/model/errors.ts';
import {
  adoptableKey,
  type KeyInPlace,
  samePlace,
} from '../../core/smtp-credentials/saved-settings.ts';
import { storedAt, storeIn } from '../../core/smtp-credentials/secret-store.ts';
import { activeKey, handovers } from '../../core/smtp-credentials/smtp-keys.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import {
  type CredsSituation,
  type MakeSmtpCredsOptions,
  type PlaceOptions,
  secretNameOf,
} from './inputs.ts';
import { placesIn } from './places.ts';

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
  const user = world.smtpUser.ok ? world.smtpUser.value : null;
  if (user === null) return;
  const adoptable = adoptableKey(world, checklist);
  const key = activeKey(user, checklist) ?? adoptable?.key ?? null;
  const saved = handovers(checklist).filter(({ facts }) => facts.accessKeyId === key?.id);
  const holders = [...saved.map(({ facts }) => facts.writtenTo), adoptable?.place ?? null];
  const open = askedPlaces(answers, world.domain).find(
    ({ place }) =>
      place === null || !holders.some((each) => each !== null && samePlace(place, each)),
  );
  // Without a receipt, a place that is named beside the one with the key would be passed over.
  if (key === null || open === undefined) return;
  throw handedOver({ user: user.name, key: key.id, saved: saved.at(-1), adoptable }, open.refusal);
}

interface HandedOver {
  readonly user: string;
  readonly key: string;
  /** The last of them; undefined: no receipt tells of one. */
  readonly saved: ReceiptOf<'handed-over'> | undefined;
  readonly adoptable: KeyInPlace | null;
}

function handedOver({ user, key, saved, adoptable }: HandedOver, refusal: string): Failure {
  const place = saved === undefined ? (adoptable?.place ?? null) : saved.facts.writtenTo;
  const was = place === null ? 'were shown on screen' : `were saved to ${place}`;
  const where =
    saved === undefined
      ? `are in ${place ?? 'another place'}`
      : `${was} on ${saved.at.slice(0, 10)}`;
  const orTake = place === null ? '' : `Read them from ${place}. `;
  return new Failure(
    'smtp/handed-over',
    `The settings of key ${key} ${where}, and AWS shows a secret once: ${refusal}.`,
    {
      exitCode: EXIT.act,
      fix: `${orTake}To create a second key, add --rotate --confirm ${shellWord(user)}.`,
    },
  );
}

/** The files and stores that this run names, as receipts would name them. */
export function placesNamed(answers: MakeSmtpCredsOptions, domain: string): readonly string[] {
  if (answers.retire === true) return [];
  return askedPlaces(answers, domain).flatMap(({ place }) => place ?? []);
}

interface AskedPlace {
  /** null: the screen. */
  readonly place: string | null;
  /** What cannot be done there with a secret that was shown before. */
  readonly refusal: string;
}

/** Where this run puts the settings, as far as its flags say. */
function askedPlaces(answers: MakeSmtpCredsOptions, domain: string): readonly AskedPlace[] {
  return placesIn(answers).flatMap((each) => askedPlace(each, domain) ?? []);
}

/** null: nowhere in particular. */
function askedPlace(answers: PlaceOptions, domain: string): AskedPlace | null {
  const output = answers.output ?? null;
  const store = storeIn(output);
  const file = answers.file ?? null;
  if (store !== null) {
    const place = storedAt(store, secretNameOf(answers, domain) ?? '');
    return { place, refusal: `they cannot be saved to ${place}` };
  }
  if (file !== null && file !== '-') {
    return { place: file, refusal: `they cannot be written to ${file}` };
  }
  return output === null && file === null
    ? null
    : { place: null, refusal: 'they cannot be shown again' };
}
