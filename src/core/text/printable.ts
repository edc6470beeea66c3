/** Longest piece of foreign text a message carries, in characters before the cut. */
const MESSAGE_LIMIT = 300;

/**
 * Controls (C0, DEL, C1), format characters (bidi overrides, zero width), line separators, lone
 * surrogates and private use: what can move a cursor, hide text or reorder a line on a terminal.
 */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

/** Printable ASCII. */
const PLAIN = /^[ -~]*$/;

/** Foreign text (DNS data, server replies) with every harmful character written as `\u{hex}`; never cut. */
export function escapeControls(text: string): string {
  // Nearly all text in DNS; the tables of Unicode take twenty times longer to say so.
  if (PLAIN.test(text)) return text;
  return text.replace(HARMFUL, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Foreign text for use inside a message: harmless, and cut with `…` after 300 characters. */
export function printable(text: string): string {
  const characters = Array.from(text.slice(0, 2 * MESSAGE_LIMIT + 2));
  const cut = characters.length > MESSAGE_LIMIT;
  const kept = escapeControls(characters.slice(0, MESSAGE_LIMIT).join(''));
  return cut ? `${kept}…` : kept;
}
