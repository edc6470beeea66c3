/** Where a message brings its tags over SMTP (SES Developer Guide, event publishing, message headers). */
export const TAG_HEADER = 'X-SES-MESSAGE-TAGS';

/** `run=k3v9, kind=proof`; what is not a pair is left out. */
export function tagsInHeader(value: string | null): Readonly<Record<string, string>> {
  const pairs = (value ?? '').split(',').flatMap((pair) => {
    const [, name, tag] = /^\s*([\w.@-]+)\s*=\s*([\w.@-]*)\s*$/.exec(pair) ?? [];
    return name === undefined ? [] : [[name, tag ?? '']];
  });
  return Object.fromEntries(pairs);
}
