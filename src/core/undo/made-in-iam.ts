import { type Checklist, receiptsOf } from '../checklist.ts';
import type { ReceiptOf } from '../checklist-receipts.ts';
import type { Remedy } from '../model/remedy.ts';
import { samePlace } from '../smtp-credentials/saved-settings.ts';
import { storeOf } from '../smtp-credentials/secret-store.ts';
import { shellWord } from '../text/shell-word.ts';
import type { World } from '../world.ts';
import { awsCommand, type Phased, type Resource, type Setting } from './resource.ts';

/** IAM is in no Region. */
function base({ account }: Setting, { at }: { readonly at: string }) {
  return { account, region: null, createdAt: at };
}

function iam(say: string, ...words: readonly string[]): Remedy {
  return { say, command: awsCommand(['iam', ...words], shellWord) };
}

/** The step reads one user; of another one, which an earlier choice named, nothing is known. */
function userIn({ smtpUser, domain }: World, checklist: Checklist, name: string) {
  const read = checklist.choices.smtpUser ?? `ses-smtp-${domain}`.slice(0, 64);
  return smtpUser.ok && read === name ? smtpUser.value : undefined;
}

function stateBy(seen: unknown, holds: boolean): Resource['state'] {
  if (seen === undefined) return 'unknown';
  return holds ? 'there' : 'gone';
}

export function userMade(receipt: ReceiptOf<'created-user'>, setting: Setting): readonly Phased[] {
  const { user: name } = receipt.facts;
  const user = userIn(setting.world, setting.checklist, name);
  const state = stateBy(user, user !== null);
  const undo = iam(
    `Delete the IAM user ${name}. IAM refuses while it has a key or policy that this checklist did not create.`,
    ...['delete-user', '--user-name', name],
  );
  const about = { ...base(setting, receipt), kind: 'IAM user', name };
  return [{ ...about, phase: 'users', state, undo: state === 'gone' ? null : undo }];
}

export function policyMade(receipt: ReceiptOf<'put-policy'>, setting: Setting): readonly Phased[] {
  const { user: name, policy } = receipt.facts;
  const user = userIn(setting.world, setting.checklist, name);
  const state = stateBy(user, user != null && policy in user.policies);
  const undo = iam(
    `Delete the policy ${policy} of ${name}: its keys can send nothing after that.`,
    ...['delete-user-policy', '--user-name', name, '--policy-name', policy],
  );
  const about = { ...base(setting, receipt), kind: 'policy', name: `${policy} of ${name}` };
  return [{ ...about, phase: 'policies', state, undo: state === 'gone' ? null : undo }];
}

/** A key that was adopted was made by someone else, so it is not undone. */
export function keyMade(receipt: ReceiptOf<'handed-over'>, setting: Setting): readonly Phased[] {
  const { accessKeyId: id, adopted } = receipt.facts;
  if (adopted || isDeleted(id, setting.checklist)) return [];
  const all = receiptsOf(setting.checklist, 'make-smtp-creds', 'handed-over');
  // One key can be in several places, each with its receipt.
  if (all.find(({ facts }) => facts.accessKeyId === id && !facts.adopted) !== receipt) return [];
  // A user that was renamed has kept its keys.
  const read = setting.world.smtpUser.ok ? setting.world.smtpUser.value : null;
  const holder = read?.keys.some((key) => key.id === id) === true ? read : null;
  const name = holder?.name ?? receipt.facts.user;
  const user = holder ?? userIn(setting.world, setting.checklist, name);
  const state = stateBy(user, user?.keys.some((key) => key.id === id) === true);
  const undo = iam(
    `Delete access key ${id}: every application that logs in with it stops sending.`,
    ...['delete-access-key', '--user-name', name, '--access-key-id', id],
  );
  const about = { ...base(setting, receipt), kind: 'access key', name: `${id} of ${name}` };
  return [{ ...about, phase: 'keys', state, undo: state === 'gone' ? null : undo }];
}

function isDeleted(id: string, checklist: Checklist): boolean {
  return receiptsOf(checklist, 'make-smtp-creds', 'deleted-key').some(({ facts }) =>
    facts.accessKeyId.split(',').includes(id),
  );
}

/** A file or secret that was there before holds more than ours, so a person takes ours out. */
export function settingsSaved(
  receipt: ReceiptOf<'handed-over'>,
  setting: Setting,
): readonly Phased[] {
  const { writtenTo: place, accessKeyId: id, adopted } = receipt.facts;
  if (place === null || adopted) return [];
  const stored = storeOf(place);
  const state = savedState(place, id, setting.world);
  const about = {
    account: stored === null ? null : setting.account,
    region: stored === null ? null : setting.world.region,
    createdAt: receipt.at,
    kind: stored === null ? 'file' : 'secret',
    name: stored === null ? place : `${stored.name} in ${stored.store}`,
  };
  // Deleted only where the settings of our key are seen in it: a receipt alone can be forged.
  const isOurs = isCreated(place, setting.checklist) && state === 'there';
  const undo = isOurs ? removal(place, setting) : byHand(place, id);
  return [{ ...about, phase: 'saved', state, undo: state === 'gone' ? null : undo }];
}

/** The first hand-over to a place tells whether it was there before. */
function isCreated(place: string, checklist: Checklist): boolean {
  const first = receiptsOf(checklist, 'make-smtp-creds', 'handed-over').find(
    ({ facts }) => facts.writtenTo !== null && samePlace(facts.writtenTo, place),
  );
  return first?.facts.created === true;
}

function savedState(place: string, id: string, { savedSettings }: World): Resource['state'] {
  const found = savedSettings.ok
    ? savedSettings.value.find((each) => samePlace(each.place, place))
    : undefined;
  if (found === undefined || !found.found.ok) return 'unknown';
  if (found.found.value === null) return found.here ? 'gone' : 'unknown';
  return found.found.value.keyIds.includes(id) ? 'there' : 'changed';
}

function removal(place: string, { world }: Setting): Remedy {
  const stored = storeOf(place);
  if (stored === null)
    return {
      say: `Delete the file ${place}, which make-smtp-creds created, on the machine that has it.`,
      command: `rm -- ${shellWord(place)}`,
    };
  const words =
    stored.store === 'ssm'
      ? ['ssm', 'delete-parameter', '--name', stored.name]
      : ['secretsmanager', 'delete-secret', '--secret-id', stored.name];
  return {
    say:
      stored.store === 'ssm'
        ? `Delete the parameter ${stored.name} with all its versions.`
        : `Schedule the secret ${stored.name} for deletion; it can be restored for 30 days.`,
    command: awsCommand([...words, '--region', world.region], shellWord),
  };
}

function byHand(place: string, id: string): Remedy {
  return {
    say: `Remove the SMTP settings of key ${id} from ${place}. It can hold other settings, so it is not deleted.`,
  };
}
