// One declaration file for `ses-migrate/transport`, put together from the sources that export its types.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** In the order of the published file; of the first only what the others use. */
const SOURCES = [
  { path: 'src/core/sending/reply-text.ts', only: ['Stage'] },
  { path: 'src/core/sending/attempt.ts', only: ['Attempt'] },
  { path: 'src/transport/types.ts' },
  { path: 'src/transport/error.ts', only: ['isDeliveryError'] },
  { path: 'src/transport/index.ts' },
];

/** The text of dist/transport.d.ts; throws where a source cannot be declared by itself. */
export function transportDeclarations(root) {
  return SOURCES.map(({ path, only }) => declarationsOf(join(root, path), only)).join('\n');
}

function declarationsOf(fileName, only) {
  const compilerOptions = { target: ts.ScriptTarget.ES2023, strict: true };
  const { outputText, diagnostics } = ts.transpileDeclaration(readFileSync(fileName, 'utf8'), {
    fileName,
    reportDiagnostics: true,
    compilerOptions,
  });
  if (diagnostics?.length) {
    const words = diagnostics.map(({ messageText }) =>
      ts.flattenDiagnosticMessageText(messageText, ' '),
    );
    throw new Error(`${fileName}: ${words.join('; ')}`);
  }
  const file = ts.createSourceFile(fileName, outputText, ts.ScriptTarget.ES2023, true);
  // Imports lead to the other sources, which stand in the same file.
  const kept = file.statements.filter((statement) =>
    ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)
      ? false
      : only === undefined || only.includes(statement.name?.text),
  );
  return kept.map((statement) => outputText.slice(statement.pos, statement.end).trim()).join('\n');
}
