import { type Failure, usage } from '../model/errors.ts';
import { nearest } from '../parse/nearest.ts';
import { findRegion, REGION_NAMES } from './regions.ts';

/**
 * The Region's code, `eu-central-1`. Throws Failure `usage/bad-region` for one without Amazon SES; it names `place`,
 * where the value was found.
 */
export function parseRegion(text: string, place: string | null = null): string {
  const region = text.trim().toLowerCase();
  if (findRegion(region) === null) throw badRegion(text, region, place);
  return region;
}

function badRegion(text: string, region: string, place: string | null): Failure {
  const shown = `${JSON.stringify(text)}${place === null ? '' : ` (${place})`}`;
  if (region.startsWith('cn-'))
    return usage(
      'bad-region',
      `${shown} is a Region of AWS China, which has no Amazon SES.`,
      'Use a Region outside China, such as ap-northeast-1 or ap-southeast-1.',
    );
  const names = nearest(region, REGION_NAMES);
  return usage(
    'bad-region',
    `${shown} is not a Region with Amazon SES.`,
    names.length > 0
      ? `Did you mean ${names.join(' or ')}?`
      : 'Enter a Region code such as us-east-1 or eu-central-1 (AWS General Reference, Amazon SES endpoints).',
  );
}
