import { PortError } from '../../../ports/index.ts';

/** Why there are no credentials, in words, and what to do about it. */
export function problem(message: string, fix: string, cause?: unknown): PortError {
  return new PortError(message, { reason: 'credentials', errorName: 'NoCredentials', fix, cause });
}

/** Where keys stand; each kind of source signs with them. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export type Env = Readonly<Record<string, string | undefined>>;

/** The three settings that make keys, by the names that they have where they stand. */
export interface KeyNames {
  readonly id: string;
  readonly secret: string;
  readonly token: string;
}

/**
 * Keys from a place where some of the three stand, or why they cannot be used. Values are never repeated: half of a
 * secret is one, too.
 */
export function keysFrom(
  values: { readonly id: string; readonly secret: string; readonly token: string },
  names: KeyNames,
  place: string,
): Keys {
  const { id, secret, token } = values;
  for (const part of ['id', 'secret', 'token'] as const)
    checkCharacters(values[part], names[part], place);
  if (id === '' || secret === '') {
    const [set, missing] = id === '' ? [names.secret, names.id] : [names.id, names.secret];
    throw problem(
      `${set} is set ${place}, but ${missing} is not.`,
      `Set both, or remove ${set} so that other credentials are used.`,
    );
  }
  if (id.startsWith('ASIA') && token === '')
    throw problem(
      `The access key ${id} is temporary, but ${names.token} is not set ${place}.`,
      `Set ${names.token} to the session token that was issued with the key.`,
    );
  return {
    accessKeyId: id,
    secretAccessKey: secret,
    ...(token === '' ? {} : { sessionToken: token }),
  };
}

function checkCharacters(value: string, name: string, place: string): void {
  const found = /[^\x21-\x7e]/.exec(value)?.[0];
  if (found === undefined) return;
  const what = /[\r\n]/.test(value)
    ? 'a line break'
    : /\s/.test(found)
      ? 'a blank'
      : 'a character that is not ASCII';
  throw problem(
    `${name} ${place} contains ${what}.`,
    `Copy the value again, without other characters before or after it.`,
  );
}
