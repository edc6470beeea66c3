/**
 * Quotation marks that came along when a TXT value was typed or copied: straight or typographic ones, also as DNS
 * escapes their bytes (`\226\128\156`, RFC 1035 section 5.1).
 */
const MARK = String.raw`["'\x60\u2018-\u201f\u00ab\u00bb]|\\226\\128\\15[2-9]|\\194\\1(?:71|87)|\\`;
const LEADING = new RegExp(`^(?:\\s|${MARK})+`);
const ANYWHERE = new RegExp(MARK, 'g');

/** A TXT value without the white space and quotation marks in front of it. */
export function withoutQuotes(text: string): string {
  return text.replace(LEADING, '');
}

/** A TXT value with a space in the place of each quotation mark. */
export function spacesForQuotes(text: string): string {
  return text.replace(ANYWHERE, ' ');
}
