/** Milliseconds in words, rounded up: `45 s`, `4 min`, `2 h`. */
export function roundedDuration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  if (seconds < 2 * 3600) return `${Math.ceil(seconds / 60)} min`;
  return `${Math.ceil(seconds / 3600)} h`;
}
