/**
 * Whether a pattern of an IAM policy matches a whole text: `*` any characters, `?` exactly one; case counts (IAM User
 * Guide, StringLike). It goes back to the last `*` only, so that no policy of others can make it slow.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let read = 0;
  /** Behind the last `*`, and where in the text it began to match; -1: there was none. */
  let star = -1;
  let begun = 0;
  while (read < text.length) {
    if (pattern[at] === '*') {
      star = at + 1;
      begun = read;
      at = star;
    } else if (pattern[at] === '?' || pattern[at] === text[read]) {
      at += 1;
      read += 1;
    } else if (star >= 0) {
      begun += 1;
      read = begun;
      at = star;
    } else return false;
  }
  return [...pattern.slice(at)].every((rest) => rest === '*');
}
