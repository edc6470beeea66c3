import { storeIn } from '../../core/smtp-credentials/secret-store.ts';

/** What is read of the options here; `Rest` are all others, which every place gets. */
interface PlaceFlags {
  readonly file?: readonly string[];
  readonly output?: readonly string[];
}

/** The options of one place, which has one file and one form. */
export type PlaceOf<Options> = Omit<Options, 'file' | 'output'> & {
  readonly file?: string;
  readonly output?: string;
};

/**
 * The options of each place that takes the one key. Files in their order, each in the form at the same position, or in
 * the last form there is; a form without a file goes to the screen. A store takes no file of its own: where a file and
 * only stores are named, the first place has both, which is refused.
 */
export function placesIn<Options extends PlaceFlags>(
  answers: Options,
): readonly [PlaceOf<Options>, ...PlaceOf<Options>[]] {
  const { file: files = [], output: outputs = [], ...rest } = answers;
  const stores = outputs.filter((each) => storeIn(each) !== null);
  const forms = outputs.filter((each) => storeIn(each) === null);
  const at = (output: string | undefined, file: string | undefined): PlaceOf<Options> => ({
    ...rest,
    ...(output === undefined ? {} : { output }),
    ...(file === undefined ? {} : { file }),
  });
  const [store, ...others] = stores;
  if (store !== undefined && forms.length === 0)
    return [at(store, files[0]), ...others.map((each) => at(each, undefined))];
  const count = Math.max(forms.length, files.length, 1);
  const written = Array.from({ length: count - 1 }, (_, index) =>
    at(forms[index + 1] ?? forms.at(-1), files[index + 1]),
  );
  return [at(forms[0], files[0]), ...written, ...stores.map((each) => at(each, undefined))];
}

/** The place whose store rights and plans name: the only store; null: none, or several. */
export function onlyStore<Options extends PlaceFlags>(answers: Options): PlaceOf<Options> | null {
  const stores = placesIn(answers).filter(({ output }) => storeIn(output ?? null) !== null);
  return stores.length === 1 ? (stores[0] ?? null) : null;
}
