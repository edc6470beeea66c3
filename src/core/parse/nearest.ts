/**
 * At most `max` of `candidates` that `value` may have been meant as, nearest first: those that begin with
 * it, then those within an edit distance of three tenths of the length (at least 1).
 */
export function nearest(value: string, candidates: readonly string[], max = 3): string[] {
  const typed = value.toLowerCase();
  return candidates
    .map((candidate) => ({ candidate, distance: distanceTo(typed, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= allowed(typed, candidate))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, max)
    .map(({ candidate }) => candidate);
}

function distanceTo(typed: string, candidate: string): number {
  if (typed.length >= 3 && candidate.startsWith(typed)) return typed === candidate ? 0 : 1;
  return editDistance(typed, candidate);
}

function allowed(typed: string, candidate: string): number {
  return Math.max(1, Math.floor(Math.max(typed.length, candidate.length) * 0.3));
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        row > 1 && column > 1 && swapped ? at(beforeLast, column - 2) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
