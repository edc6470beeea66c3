import { expect, test } from 'vitest';
import { checkedDomain, findRegionName, type RegionSources } from '../../src/flow/target.ts';

const inProfile = (region: string) => async () => ({ region, place: 'region of profile wrk' });
const NONE: RegionSources = { flag: null, env: {}, profile: async () => null, checklist: null };

test.each<[string, Partial<RegionSources>, string]>([
  ['--region', { flag: 'EU-West-1', env: { AWS_REGION: 'us-east-1' } }, 'eu-west-1'],
  [
    'AWS_REGION',
    { env: { AWS_REGION: 'eu-west-2', AWS_DEFAULT_REGION: 'us-east-1' } },
    'eu-west-2',
  ],
  [
    'AWS_DEFAULT_REGION',
    { env: { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-3' }, profile: inProfile('us-east-1') },
    'eu-west-3',
  ],
  [
    'region of profile wrk',
    { profile: inProfile('eu-north-1'), checklist: 'us-east-1' },
    'eu-north-1',
  ],
  ['the checklist', { checklist: 'us-east-2' }, 'us-east-2'],
])('the Region of %s', async (from, change, region) => {
  expect(await findRegionName({ ...NONE, ...change })).toEqual({ region, from });
});

test('nothing names one', async () => {
  expect(await findRegionName(NONE)).toBeNull();
});

test.each([
  [{ flag: 'eu-wst-1' }, '"eu-wst-1" (--region) is not a Region with Amazon SES.'],
  [{ env: { AWS_REGION: 'nowhere' } }, '"nowhere" (AWS_REGION) is not a Region with Amazon SES.'],
  [{ profile: inProfile('x') }, '"x" (region of profile wrk) is not a Region with Amazon SES.'],
])('an unknown one is refused with its place, not passed over: %#', async (change, message) => {
  await expect(findRegionName({ ...NONE, ...change })).rejects.toMatchObject({
    code: 'usage/bad-region',
    exitCode: 2,
    message,
  });
});

test('a public suffix is no domain of anybody', async () => {
  expect(await checkedDomain('Acme.co.uk')).toBe('acme.co.uk');
  await expect(checkedDomain('co.uk')).rejects.toMatchObject({ exitCode: 2 });
});
