import type { Checklist } from '../core/checklist.ts';
import { parseDomain } from '../core/domain.ts';
import { usage } from '../core/errors.ts';
import { parseRegion } from '../core/region.ts';
import { REGION_NAMES } from '../core/regions.ts';
import type { Prompt } from '../ports.ts';

/** Where a Region can come from, strongest first (cli.md). */
export interface RegionSources {
  readonly flag: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly profile: () => Promise<string | null>;
  readonly checklist: string | null;
}

/** The Region and what said so; null when nothing did. Throws for an unknown one, before any network. */
export async function findRegionName(
  sources: RegionSources,
): Promise<{ region: string; from: string } | null> {
  const { flag, env } = sources;
  if (flag !== null) return { region: parseRegion(flag), from: '--region' };
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
    const value = env[name];
    if (value !== undefined && value !== '') return { region: parseRegion(value), from: name };
  }
  const profile = await sources.profile();
  if (profile !== null) return { region: parseRegion(profile), from: 'the AWS profile' };
  if (sources.checklist !== null) return { region: sources.checklist, from: 'the checklist' };
  return null;
}

/** The Region, asked for where nothing names it. Without a person: usage error with the way out. */
export async function regionOrAsk(sources: RegionSources, prompt: Prompt): Promise<string> {
  const found = await findRegionName(sources);
  if (found !== null) return found.region;
  if (!prompt.interactive) {
    throw usage(
      'missing',
      `Missing: the AWS Region of SES (nobody is asked here: ${prompt.because}).`,
      'Add --region, for example --region us-east-1, or set AWS_REGION.',
    );
  }
  return prompt.select(
    'In which AWS Region shall SES send?',
    REGION_NAMES.map((name) => ({ value: name, name })),
    'us-east-1',
  );
}

/** The domain: given, remembered, taken from an address, or asked for. */
export async function domainOrAsk(
  given: string | null,
  checklist: Checklist | null,
  prompt: Prompt,
  command: string,
): Promise<string> {
  const known = given ?? checklist?.domain ?? null;
  if (known !== null) return checkedDomain(known);
  if (!prompt.interactive) {
    throw usage(
      'missing',
      `Missing: the domain (nobody is asked here: ${prompt.because}).`,
      `${command} example.com`,
    );
  }
  const validate = (text: string): string | true => {
    try {
      parseDomain(text);
      return true;
    } catch (error) {
      if (error instanceof Error) return error.message;
      throw error;
    }
  };
  return checkedDomain(
    await prompt.text('Which domain shall SES send for? (example.com)', { validate }),
  );
}

/** The list of public suffixes is large, so it is loaded for this check alone. */
async function checkedDomain(text: string): Promise<string> {
  const domain = parseDomain(text);
  const { refusePublicSuffix } = await import('../core/public-suffix.ts');
  refusePublicSuffix(domain);
  return domain;
}
