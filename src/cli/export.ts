import { EXPORT_FORMATS } from '../core/domain-setup/export-source.ts';
import { usage } from '../core/model/errors.ts';
import { nearest } from '../core/parse/nearest.ts';
import type { Given } from '../steps/input.ts';

/**
 * `export FORMAT [DOMAIN]`: the format as an answer, and what is left of the operands, as other commands
 * have them. Throws Failure `usage/export-format`.
 */
export function exportOperands(
  [typed, ...operands]: readonly string[],
  answers: Given,
): { readonly operands: readonly string[]; readonly answers: Given } {
  const format = EXPORT_FORMATS.find((each) => each === typed);
  if (format === undefined) throw notAFormat(typed);
  if (answers.soa === true && format !== 'zone') {
    throw usage(
      'export-format',
      `--soa makes a zone file load by itself; ${format} has no SOA.`,
      'Leave --soa out, or give it with `export zone`.',
    );
  }
  return { operands, answers: { ...answers, exportFormat: format } };
}

function notAFormat(typed: string | undefined): Error {
  const all = EXPORT_FORMATS.join(', ');
  if (typed === undefined) {
    return usage('export-format', 'No format was given.', `Give one of ${all}.`);
  }
  const [close] = nearest(typed, EXPORT_FORMATS);
  const meant = close === undefined ? '' : `Did you mean \`ses-migrate export ${close}\`? `;
  return usage(
    'export-format',
    `There is no format ${JSON.stringify(typed)}.`,
    `${meant}The formats are ${all}.`,
  );
}
