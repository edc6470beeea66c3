import { type Failure, usage } from '../model/errors.ts';
import { nearest } from '../parse/nearest.ts';
import { findRegion, REGION_NAMES } from './regions.ts';

/** How AWS builds the codes of its Regions: new ones come each year, and the table lags behind. */
const FORM =
  /^[a-z]{2}(?:-gov|-iso[a-z]?)?-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d{1,2}$/;

/**
 * The Region's code, `eu-central-1`; one that is not in the table is taken where it has the form of a Region. Throws
 * Failure `usage/bad-region` for what has not; it names `place`, where the value was found.
 */
export function parseRegion(text: string, place: string | null = null): string {
  const region = text.trim().toLowerCase();
  const isChina = region.startsWith('cn-');
  if (findRegion(region) === null && (isChina || !FORM.test(region)))
    throw badRegion(text, region, place);
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
