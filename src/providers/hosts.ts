/** Whether a host is the given one or below it; `*` in the pattern stands for one label. */
export function isHostOf(host: string, pattern: string): boolean {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.').reverse();
  const wanted = pattern.split('.').reverse();
  return (
    labels.length >= wanted.length &&
    wanted.every((label, index) => label === '*' || label === labels[index])
  );
}

export function isHostOfAny(host: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => isHostOf(host, pattern));
}
