import { defineInputs, type OptionsOf } from '../../steps/input.ts';

export const checklistInputs = defineInputs([
  { key: 'ours', flag: '--ours', summary: 'where a setting differs, take the first file or side' },
  { key: 'theirs', flag: '--theirs', summary: 'where a setting differs, take the other one' },
]);

export type ChecklistOptions = OptionsOf<typeof checklistInputs> & { readonly action?: string };
