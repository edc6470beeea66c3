import { STORES, type StoreName } from '../aws/secret-stores.ts';
import { usage } from '../model/errors.ts';

export interface StoredSecret {
  /** `SecureString`, `String`, `StringList` in Parameter Store; `secret` in Secrets Manager. */
  readonly kind: string;
  /** Deleted, and for a while still to be restored: its name is taken. */
  readonly deleted: boolean;
}

/** The store among the values of `--output`; null: it is a form. */
export function storeIn(output: string | null): StoreName | null {
  return STORES.find((store) => store === output) ?? null;
}

/** How receipts and reports name what is kept in a store: `ssm:/acme/smtp`. */
export function storedAt(store: StoreName, name: string): string {
  return `${store}:${name}`;
}

/** The store and the name in it; null: the place is a file. */
export function storeOf(
  place: string,
): { readonly store: StoreName; readonly name: string } | null {
  const [, before = '', name = ''] = /^([a-z-]+):(.+)$/.exec(place) ?? [];
  const store = storeIn(before);
  return store === null ? null : { store, name };
}

/** Under which name the settings of a domain are kept where none was given. */
export function defaultSecretName(store: StoreName, domain: string): string {
  return store === 'ssm' ? `/ses-smtp/${domain}` : `ses-smtp/${domain}`;
}

/** SSM User Guide, requirements for parameter names; Secrets Manager API reference, CreateSecret. */
const RULES: Readonly<Record<StoreName, readonly [pattern: RegExp, rule: string]>> = {
  ssm: [
    /^(?=.{1,1011}$)(?!\/?(?:aws|ssm))(?:[\w.-]+|(?:\/[\w.-]+){1,15})$/i,
    'letters, digits, . _ - and /, starting with / if it contains one, not starting with aws or ssm',
  ],
  // A name that ends in a hyphen and six characters looks like the end of an ARN (same page).
  'secrets-manager': [
    /^(?!.*-[A-Za-z0-9]{6}$)[\w/+=.@-]{1,512}$/,
    'letters, digits and / _ + = . @ -, not ending in a hyphen and six characters',
  ],
};

/** Throws Failure `usage/bad-secret-name`. */
export function checkSecretName(store: StoreName, name: string): void {
  const [pattern, rule] = RULES[store];
  if (pattern.test(name)) return;
  throw usage(
    'bad-secret-name',
    `${JSON.stringify(name)} is not a valid name for --output ${store}.`,
    `Use ${rule}.`,
  );
}
