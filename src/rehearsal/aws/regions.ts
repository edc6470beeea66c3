/** Regions of SES that every account has from the start (AWS General Reference, 2026-11; the others are opt-in). */
const ALWAYS_ON: readonly string[] = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];
const GOVERNMENT: readonly string[] = ['us-gov-east-1', 'us-gov-west-1'];
const OPT_IN: readonly string[] = [
  'af-south-1',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-5',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'il-central-1',
  'me-central-1',
  'me-south-1',
];

/** Every Region that has host names of its own, of the partition `aws`. */
export const REGIONS: readonly string[] = [...ALWAYS_ON, ...OPT_IN];

/** How an account that lives in `home` finds SES of `region`; null: there is no such Region for it. */
export function regionState(home: string, region: string): 'on' | 'off' | null {
  if (region === home) return 'on';
  const government = GOVERNMENT.includes(home);
  if (government) return GOVERNMENT.includes(region) ? 'on' : null;
  if (ALWAYS_ON.includes(region)) return 'on';
  return OPT_IN.includes(region) ? 'off' : null;
}

/** Another Region that is on, for what the account has elsewhere. */
export function secondRegion(home: string): string {
  const others = GOVERNMENT.includes(home) ? GOVERNMENT : ['us-west-2', 'eu-west-1'];
  return others.find((region) => region !== home) ?? home;
}
