import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { applying, bundled } from '../scripts/advisories.mjs';

const NOTICES = `ses-migrate contains code of these packages.

----
nodemailer 8.0.7 (MIT-0)
nodemailer 10.6.0 (MIT-0)
@aws-sdk/core 3.9.0 (Apache-2.0)

Copyright (c) 2011 Somebody 1.0.0 (a text)
`;
const FIXED = { id: 'GHSA-x', package: 'nodemailer', fixed: '9.1.0', what: 'slow' };

test('a package that is bundled twice counts in each version', () => {
  const packages = bundled(NOTICES);
  expect(packages.get('nodemailer')).toEqual(['8.0.7', '10.6.0']);
  expect(packages.get('@aws-sdk/core')).toEqual(['3.9.0']);
  expect(applying(packages, [FIXED])).toEqual(['nodemailer 8.0.7: GHSA-x, slow (fixed in 9.1.0)']);
});

test('versions are compared as numbers', () => {
  const at = (version: string) => applying(new Map([['nodemailer', [version]]]), [FIXED]).length;
  expect(['8.99.99', '9.0.9', '9.1.0', '9.1.1', '10.0.0', '9.10.0'].map(at)).toEqual([
    1, 1, 0, 0, 0, 0,
  ]);
});

test('no copy of nodemailer below another library is older than our own', () => {
  const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
  const copies = Object.keys(lock.packages).filter((path) =>
    /(^|\/)node_modules\/nodemailer$/.test(path),
  );
  expect(copies).toEqual(['node_modules/nodemailer']);
});
