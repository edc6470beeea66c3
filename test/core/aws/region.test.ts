import { expect, test } from 'vitest';
import { parseRegion } from '../../../src/core/aws/region.ts';
import { REGION_NAMES } from '../../../src/core/aws/regions.ts';
import { Failure } from '../../../src/core/model/errors.ts';

test('takes every Region with SES', () => {
  for (const region of REGION_NAMES) expect(parseRegion(region)).toBe(region);
});

test.each([
  'ap-southeast-6',
  'ap-southeast-7',
  'mx-central-1',
  'ap-east-2',
  'us-gov-east-1',
  'nz-south-1',
])('takes a Region that is newer than the table: %s', (region) =>
  expect(parseRegion(region)).toBe(region),
);

test('takes it with spaces and in capitals', () => {
  expect(parseRegion(' EU-Central-1\n')).toBe('eu-central-1');
});

test.each([
  ['eu-centra-1', 'eu-central-1'],
  ['useast1', 'us-east-1'],
  ['us-east', 'us-east-1 or us-east-2'],
  ['us-east-1a', 'us-east-1'],
  ['Frankfurt', 'Enter a Region code'],
  ['', 'Enter a Region code'],
])('refuses %j and offers %s', (typed, offered) => {
  expect(() => parseRegion(typed)).toThrow(
    expect.objectContaining({
      code: 'usage/bad-region',
      exitCode: 2,
      message: expect.stringContaining(JSON.stringify(typed)),
      fix: expect.stringContaining(offered),
    }),
  );
});

test.each(['cn-north-1', 'cn-northwest-1'])('says that China has no SES: %s', (region) => {
  expect(() => parseRegion(region)).toThrow(/China, which has no Amazon SES/);
  expect(() => parseRegion(region)).toThrow(Failure);
});
