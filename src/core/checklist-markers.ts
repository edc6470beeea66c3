/** A text with the markers of a conflict, taken apart. `base`: what both sides began with, where git wrote it. */
export interface MarkedSides {
  readonly ours: string;
  readonly theirs: string;
  /** null: the style of the markers has no base (git config merge.conflictStyle). */
  readonly base: string | null;
}

/** Markers have seven characters; those of a conflict inside the base of another one have more. */
const MARKER = /^(<{7}|\|{7}|={7}|>{7})(?:[ \t].*)?\r?$/;

type Part = 'both' | 'ours' | 'base' | 'theirs';
const BEGINS: Readonly<Record<string, Part>> = {
  '<': 'ours',
  '|': 'base',
  '=': 'theirs',
  '>': 'both',
};
const ALLOWED: Readonly<Record<Part, readonly Part[]>> = {
  both: ['ours'],
  ours: ['base', 'theirs'],
  base: ['theirs'],
  theirs: ['both'],
};

/** Whether git left a conflict in the text. No line of JSON begins so: a text in it has no line break (RFC 8259, 7). */
export function hasMarkers(text: string): boolean {
  const lines = text.split('\n');
  return ['<', '>'].every((sign) => lines.some((line) => MARKER.exec(line)?.[1]?.[0] === sign));
}

/** The two sides of every conflict in the text, with what is outside of them; null: the markers do not match. */
export function sidesOf(text: string): MarkedSides | null {
  const sides = { ours: [] as string[], theirs: [] as string[], base: [] as string[] };
  let part: Part = 'both';
  let hasBase = false;
  for (const line of text.split('\n')) {
    const sign = MARKER.exec(line)?.[1]?.[0];
    const next = sign === undefined ? undefined : BEGINS[sign];
    if (next !== undefined) {
      if (!ALLOWED[part].includes(next)) return null;
      part = next;
      hasBase ||= part === 'base';
      continue;
    }
    for (const side of ['ours', 'theirs', 'base'] as const)
      if (part === 'both' || part === side) sides[side].push(line);
  }
  if (part !== 'both') return null;
  const [ours, theirs, base] = [sides.ours, sides.theirs, sides.base].map((s) => s.join('\n'));
  return { ours: ours ?? '', theirs: theirs ?? '', base: hasBase ? (base ?? '') : null };
}

/**
 * Both texts as one with markers around the lines that differ. They have the same number of lines where only the
 * values of settings differ; any others are put in whole.
 */
export function withMarkers(ours: string, theirs: string): string {
  const [a, b] = [ours.split('\n'), theirs.split('\n')];
  if (a.length !== b.length) return conflictOf(ours.split('\n'), theirs.split('\n')).join('\n');
  const out: string[] = [];
  for (let at = 0; at < a.length; ) {
    let end = at;
    while (end < a.length && a[end] !== b[end]) end++;
    if (end > at) out.push(...conflictOf(a.slice(at, end), b.slice(at, end)));
    else out.push(a[end++] ?? '');
    at = end;
  }
  return out.join('\n');
}

function conflictOf(ours: readonly string[], theirs: readonly string[]): readonly string[] {
  return ['<<<<<<< ours', ...ours, '=======', ...theirs, '>>>>>>> theirs'];
}
