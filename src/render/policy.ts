/** `data` of print-policy, as far as it is shown. */
interface PolicyData {
  readonly policy: object;
  /** The policy in the form that was asked for, with a line break at its end. */
  readonly text: string;
  /** What to know of it, for people. */
  readonly notes: readonly string[];
}

export function isPolicyData(data: unknown): data is PolicyData {
  return typeof data === 'object' && data !== null && 'policy' in data && 'text' in data;
}
