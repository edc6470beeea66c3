/** What DKIM asks of keys and signatures beside that the numbers are right (RFC 6376, RFC 8301). */

export interface UsedKey {
  /** Text of the key record; null where it was not seen. */
  readonly record: string | null;
  /** a= of the signature. */
  readonly algorithm: string;
  /** d=, lower case. */
  readonly domain: string;
  /** Domain of i=, lower case; null where there is none. */
  readonly identity: string | null;
}

/** Why receivers do not take a signature although it verifies; null: they do. */
export function limitOf({ record, algorithm, domain, identity }: UsedKey): string | null {
  if (/sha1$/i.test(algorithm)) return `${algorithm} is not accepted any more (RFC 8301, 3.1)`;
  if (identity !== null && identity !== domain && !identity.endsWith(`.${domain}`))
    return `i= names ${identity}, which is not below ${domain} (RFC 6376, 3.5)`;
  const tags = tagsOf(record ?? '');
  const lists = (name: string, word: string) => {
    const words = tags
      .get(name)
      ?.split(':')
      .map((each) => each.trim().toLowerCase());
    return words === undefined || words.includes(word);
  };
  if (!lists('h', 'sha256')) return 'the key allows other hashes only: h= (RFC 6376, 3.6.1)';
  if (!lists('s', 'email') && !lists('s', '*'))
    return 'the key is for another service than e-mail: s= (RFC 6376, 3.6.1)';
  if (identity !== null && identity !== domain && tags.has('t') && lists('t', 's'))
    return `the key is for ${domain} only (t=s), and i= names ${identity} (RFC 6376, 3.6.1)`;
  return null;
}

function tagsOf(record: string): ReadonlyMap<string, string> {
  return new Map(
    record.split(';').flatMap((part) => {
      const [, name, value] = /^\s*([a-z]\w*)\s*=\s*(.*?)\s*$/is.exec(part) ?? [];
      return name === undefined ? [] : [[name.toLowerCase(), value ?? ''] as const];
    }),
  );
}

/** The key itself in a record, as PEM; null where there is none. */
export function publicKeyIn(record: string): string | null {
  const key = tagsOf(record).get('p')?.replace(/\s/g, '') ?? '';
  return key === '' ? null : `-----BEGIN PUBLIC KEY-----\n${key}\n-----END PUBLIC KEY-----`;
}

/** Domain of the tag i= of a DKIM-Signature that has this d= and s=; null where it names none. */
export function identityIn(signature: string, domain: string, selector: string): string | null {
  const tags = tagsOf(signature);
  const isSame = tags.get('d')?.toLowerCase() === domain && tags.get('s') === selector;
  const [, of] = /@\s*(\S+)$/.exec(tags.get('i') ?? '') ?? [];
  return isSame && of !== undefined ? of.toLowerCase() : null;
}
