import { jsonText } from './json-text.ts';

/** A quoted template with nothing in it to be filled (HCL native syntax, template expressions). */
export function hclString(text: string): string {
  return jsonText(text)
    .replace(/\\([\s\S])/g, (pair, escaped: string) => UNKNOWN_TO_HCL[escaped] ?? pair)
    .replace(/([$%])\{/g, '$1$1{');
}

/** JSON's escapes that HCL has not: it knows n, r, t, a quote, a backslash and u. */
const UNKNOWN_TO_HCL: Readonly<Record<string, string>> = { b: '\\u0008', f: '\\u000c' };
