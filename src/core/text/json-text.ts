/**
 * What JSON may hold raw, and a reader behind it obeys: C1 controls and bidi marks (a terminal), U+2028 and U+2029
 * (older JavaScript), `##[` and its kin anywhere in a line (a CI runner's log).
 */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|#(?=#(?:vso|teamcity)?\[)/gu;

/** Plain text, and the line breaks that the layout makes. */
const PLAIN = /^[\n !"$-~]*$/;

/** JSON of a value: the same value when parsed, and nothing in it that a reader of the text obeys. */
export function jsonText(value: unknown, spaces = 0): string {
  const text = JSON.stringify(value, null, spaces);
  if (PLAIN.test(text)) return text;
  return text.replace(HARMFUL, (char) => (char === '\n' ? char : escaped(char)));
}

/** In UTF-16, as JSON, JavaScript and HCL have it. */
function escaped(char: string): string {
  return Array.from(
    { length: char.length },
    (_each, index) => `\\u${char.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
