import type { IamAction } from '../../core/aws/permissions.ts';
import type { StoreName } from '../../core/aws/secret-stores.ts';
import { EXIT, Failure } from '../../core/model/errors.ts';
import type { Change } from '../../core/model/types.ts';
import { checkSecretName, storedAt, storeIn } from '../../core/smtp-credentials/secret-store.ts';
import { formatSettings } from '../../core/smtp-credentials/settings-formats.ts';
import { handovers } from '../../core/smtp-credentials/smtp-keys.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import type { Ports } from '../../ports/index.ts';
import type { Destination } from './destination-type.ts';
import { type PlaceSituation, secretNameOf } from './inputs.ts';
import { namingOf } from './naming.ts';

/** IAM actions of a hand-over to the store. */
export function storeCalls(situation: PlaceSituation): readonly IamAction[] {
  const { answers, world } = situation;
  const store = storeIn(answers.output ?? null);
  if (store === null) return [];
  if (store === 'ssm') return ['ssm:GetParameter', 'ssm:PutParameter'];
  const name = secretNameOf(answers, world.domain) ?? '';
  return [
    'secretsmanager:DescribeSecret',
    mayReplace(store, name, situation)
      ? 'secretsmanager:PutSecretValue'
      : 'secretsmanager:CreateSecret',
  ];
}

/**
 * All settings as one JSON document under one name, so that user name and password never come from two keys. What
 * is there is replaced where its name was said; the service keeps the version before.
 */
export function storePlace(store: StoreName, situation: PlaceSituation, ports: Ports): Destination {
  const { answers, world } = situation;
  const { secrets } = ports;
  const name = secretNameOf(answers, world.domain) ?? '';
  const content = async (settings: Parameters<Destination['check']>[0]) =>
    formatSettings(settings, 'json', { names: (await namingOf(ports, situation)).names });
  return {
    writtenTo: storedAt(store, name),
    masksOn: 'stderr',
    async check(settings) {
      checkSecretName(store, name);
      const file = answers.file ?? null;
      if (file !== null && file !== '-') throw twoPlaces(store, file);
      await content(settings);
      const held = await secrets.findSecret(store, name);
      if (held === null) return [line(store, name, '+')];
      if (held.deleted)
        throw taken(name, 'is scheduled for deletion, and its name is still in use');
      if (store === 'ssm' && held.kind !== 'SecureString')
        throw taken(name, `is a parameter of type ${held.kind}, which is not encrypted`);
      if (!mayReplace(store, name, situation)) throw unconfirmed(store, name);
      return [line(store, name, '~')];
    },
    async deliver(settings) {
      const value = await content(settings);
      // Looked at again: what came in between is refused by the service, or was there when it was named.
      const held = await secrets.findSecret(store, name);
      await (held !== null && mayReplace(store, name, situation)
        ? secrets.replaceSecret(store, name, value)
        : secrets.createSecret(store, name, value));
      return null;
    },
  };
}

function line(store: StoreName, name: string, op: '+' | '~'): Change {
  const kept = store === 'ssm' ? 'SecureString' : 'all settings as JSON';
  const to = op === '+' ? kept : 'a new version; the previous one is kept';
  return { op, what: `${WHAT[store]} ${name}`, from: null, to };
}

const WHAT: Readonly<Record<StoreName, string>> = { ssm: 'parameter', 'secrets-manager': 'secret' };

/** Where it was said, or where the settings there are our own. */
function mayReplace(
  store: StoreName,
  name: string,
  { answers, checklist }: PlaceSituation,
): boolean {
  if ((answers.confirm ?? []).includes(name)) return true;
  return handovers(checklist).some(({ facts }) => facts.writtenTo === storedAt(store, name));
}

function twoPlaces(store: StoreName, file: string): Failure {
  return new Failure(
    'usage/two-places',
    `--output ${store} saves to a store, and --file ${file} has no form of its own.`,
    {
      exitCode: EXIT.usage,
      fix: `Remove one of them, or save to both: --output env --file ${shellWord(file)} --output ${store}`,
    },
  );
}

function taken(name: string, is: string): Failure {
  return new Failure('store/taken', `${name} ${is}.`, {
    exitCode: EXIT.act,
    fix: 'Name another one with --secret-name.',
  });
}

function unconfirmed(store: StoreName, name: string): Failure {
  return new Failure(
    'store/exists',
    `The ${WHAT[store]} ${name} already exists; nothing was changed.`,
    {
      exitCode: EXIT.act,
      fix: `Name another one with --secret-name, or add a new version to this one with --confirm ${shellWord(name)}`,
    },
  );
}
