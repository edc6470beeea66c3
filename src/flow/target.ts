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
  const { flag, env } = sources;
  if (flag !== null) return { region: parseRegion(flag, '--region'), from: '--region' };
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
    const value = env[name];
    if (value !== undefined && value !== '')
      return { region: parseRegion(value, name), from: name };
  }
  const profile = await sources.profile();
  if (profile !== null)
    return { region: parseRegion(profile.region, profile.place), from: profile.place };
  if (sources.checklist !== null) return { region: sources.checklist, from: 'the checklist' };
  return null;
}

/** Prompts for the Region. */
export function askRegion(prompt: Prompt): Promise<string> {
  const choices = REGION_NAMES.map((name) => ({ value: name, name }));
  return prompt.select('In which AWS Region should SES send?', choices, 'us-east-1');
}

/** Prompts for the domain. */
export async function askDomain(prompt: Prompt): Promise<string> {
  const validate = (text: string): string | true => {
    try {
      parseDomain(text);
      return true;
    } catch (error) {
      if (error instanceof Error) return error.message;
      throw error;
    }
  };
  return prompt.text('Which domain should SES send for? (example.com)', { validate });
}

/** The domain as DNS writes it. The list of public suffixes is large, so it is loaded only here. */
export async function checkedDomain(text: string): Promise<string> {
  const domain = parseDomain(text);
  const { refusePublicSuffix } = await import('../core/parse/public-suffix.ts');
  refusePublicSuffix(domain);
  return domain;
}
