import { readText } from '../../core/parse/text-file.ts';
import {
  isNameList,
  namesFrom,
  namesInList,
  type SettingNames,
} from '../../core/smtp-credentials/settings.ts';
import type { Ports } from '../../ports/index.ts';
import { isProviderVariable } from '../../providers/variables.ts';
import type { PlaceOptions, PlaceSituation } from './inputs.ts';

export interface Naming {
  readonly names: SettingNames;
  readonly secretName: string;
  /** Of the Secret in Kubernetes; null: none was named. */
  readonly namespace: string | null;
}

type NamingOptions = Pick<PlaceOptions, 'names' | 'secretName' | 'namespace'>;

/** Names in what is handed over: from the flags, else their defaults. */
export async function namingOf(
  ports: Ports,
  { answers, world }: Pick<PlaceSituation, 'world'> & { readonly answers: NamingOptions },
): Promise<Naming> {
  // No dots, which Kubernetes takes in a Secret's name and some of its tools do not.
  const secretName = answers.secretName ?? `ses-smtp-${world.domain.replaceAll('.', '-')}`;
  const namespace = answers.namespace ?? null;
  return { names: await givenNames(ports, answers.names ?? null), secretName, namespace };
}

async function givenNames(ports: Ports, given: string | null): Promise<SettingNames> {
  if (given === null) return {};
  if (isNameList(given)) return namesInList(given);
  return namesFrom(readText(await ports.files.read(given), given), isProviderVariable);
}
