/** A count and its noun: `1 domain`, `2 domains`. For nouns whose plural ends in s. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
