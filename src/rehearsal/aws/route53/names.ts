/** Lower case, no trailing dot: how names are held here. */
export function plainName(name: string): string {
  const unescaped = name.replace(/\\([0-3][0-7]{2})/g, (_all, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return unescaped.toLowerCase().replace(/\.$/, '');
}

/** As Route 53 writes names: a trailing dot, and octal for what is not a letter, digit, `-` or `_`. */
export function writtenName(name: string): string {
  const escaped = name.replace(
    /[^a-z0-9._-]/g,
    (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `${escaped}.`;
}

/** Zones and records are sorted by reversed labels: `com.example.www`. */
export function compareNames(left: string, right: string): number {
  const [a, b] = [left, right].map((name) => name.split('.').reverse().join('.'));
  if (a === b) return 0;
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
