import { parseRegion } from '../core/aws/region.ts';
import { REGION_NAMES } from '../core/aws/regions.ts';
import { parseDomain } from '../core/parse/domain.ts';
import type { Prompt } from '../ports/index.ts';

/** Where a Region can come from, strongest first (cli.md). */
export interface RegionSources {
  readonly flag: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly profile: () => Promise<{ readonly region: string; readonly place: string } | null>;
  readonly checklist: string | null;
}

/** The Region and where it comes from; null: nothing gives one. Throws for an unknown one, before any network. */
export async function findRegionName(
  sources: RegionSources,
): Promise<{ region: string; from: string } | null> {
  const [first] = await namedRegions(sources);
  if (first !== undefined)
    return { region: parseRegion(first.region, first.from), from: first.from };
  if (sources.checklist !== null) return { region: sources.checklist, from: 'the checklist' };
  return null;
}

/** What is said where variables and profile name different Regions; null: they agree, or --region decides. */
export async function regionConflict(sources: RegionSources): Promise<string | null> {
  if (sources.flag !== null) return null;
  const [first, ...others] = await namedRegions(sources);
  const differing = others.filter(
    ({ region }) => region.toLowerCase() !== first?.region.toLowerCase(),
  );
  if (first === undefined || differing.length === 0) return null;
  const unused = differing.map(({ region, from }) => `${from} is ${region}`).join(', ');
  return `Region ${first.region} comes from ${first.from}. Not used: ${unused}.`;
}

/** As they were written, strongest first. */
async function namedRegions({ flag, env, profile }: RegionSources) {
  const inProfile = await profile();
  return [
    { region: flag, from: '--region' },
    ...['AWS_REGION', 'AWS_DEFAULT_REGION'].map((name) => ({ region: env[name], from: name })),
    { region: inProfile?.region, from: inProfile?.place ?? '' },
  ].flatMap(({ region, from }) => (region ? [{ region, from }] : []));
}

/** Prompts for the Region. */
export function askRegion(prompt: Prompt): Promise<string> {
  const choices = REGION_NAMES.map((name) => ({ value: name, name }));
  return prompt.select('In which AWS Region should SES send?', choices, 'us-east-1');
}

/** Prompts for the domain. */
export async function askDomain(prompt: Prompt, before: string | null): Promise<string> {
  const validate = (text: string): string | true => {
    try {
      parseDomain(text);
      return true;
    } catch (error) {
      if (error instanceof Error) return error.message;
      throw error;
    }
  };
  return prompt.text('Which domain should SES send for? (example.com)', {
    validate,
    ...(before === null ? {} : { default: before }),
  });
}

/** The domain as DNS writes it. The list of public suffixes is large, so it is loaded only here. */
export async function checkedDomain(text: string): Promise<string> {
  const domain = parseDomain(text);
  const { refusePublicSuffix } = await import('../core/parse/public-suffix.ts');
  refusePublicSuffix(domain);
  return domain;
}
