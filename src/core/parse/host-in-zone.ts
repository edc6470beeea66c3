/** The name as a panel that appends the zone wants it: `@` at the apex. */
export function hostInZone(name: string, zone: string): string {
  if (name === zone) return '@';
  return name.endsWith(`.${zone}`) ? name.slice(0, -zone.length - 1) : name;
}
