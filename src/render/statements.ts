import type { PolicyStatement } from '../core/model/policy-statement.ts';
import { escapeControls } from '../core/text/printable.ts';

/**
 * Statements to copy into the list `Statement` of a policy, one per resource: actions on the same resource
 * stand together. Lines are never folded.
 */
export function statementLines(statements: readonly PolicyStatement[]): string[] {
  const text = merged(statements)
    .map((statement) => JSON.stringify(statement, null, 2))
    .join(',\n');
  return text === '' ? [] : text.split('\n').map(escapeControls);
}

function merged(statements: readonly PolicyStatement[]): readonly PolicyStatement[] {
  const actions = new Map<string, Set<string>>();
  for (const { Action, ...rest } of statements) {
    const key = JSON.stringify(rest);
    const known = actions.get(key) ?? new Set<string>();
    for (const action of [Action].flat()) known.add(action);
    actions.set(key, known);
  }
  return [...actions].map(([key, names]) => {
    const { Effect, ...rest } = JSON.parse(key) as Omit<PolicyStatement, 'Action'>;
    const Action = [...names];
    return { Effect, Action: Action.length === 1 ? (Action[0] ?? '') : Action, ...rest };
  });
}
