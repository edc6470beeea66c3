import { defineInputs, type OptionsOf } from '../../steps/input.ts';

export const verifyAddressInputs = defineInputs([
  {
    key: 'anyway',
    flag: '--anyway',
    summary: 'verify even if unnecessary: domain verified, or account in production',
  },
]);

export type VerifyAddressOptions = OptionsOf<typeof verifyAddressInputs>;
