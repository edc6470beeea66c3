import { isRecord } from './shape.ts';

/** The pattern language that SNS filter policies and EventBridge rules share: lists of wanted values, nested by key. */
export function matchesPattern(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) {
    const found: readonly unknown[] = Array.isArray(value) ? value : [value];
    return pattern.some((wanted) => found.some((item) => matchesValue(wanted, item)));
  }
  if (!isRecord(pattern)) return false;
  // A list of objects matches where one of them does.
  if (Array.isArray(value)) return value.some((item) => matchesPattern(pattern, item));
  return Object.entries(pattern).every(([key, inner]) =>
    matchesPattern(inner, isRecord(value) ? value[key] : undefined),
  );
}

function matchesValue(wanted: unknown, value: unknown): boolean {
  if (!isRecord(wanted)) return wanted === value;
  return Object.entries(wanted).every(([operator, operand]) => {
    if (operator === 'exists') return (value !== undefined) === operand;
    if (operator === 'prefix')
      return typeof value === 'string' && value.startsWith(String(operand));
    if (operator === 'suffix') return typeof value === 'string' && value.endsWith(String(operand));
    if (operator === 'anything-but') {
      const not: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
      return value !== undefined && !not.includes(value);
    }
    return false;
  });
}
