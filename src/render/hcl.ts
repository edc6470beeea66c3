/** As much of Terraform's language as an export needs, laid out as `terraform fmt` does it. */

import { hclString as quoted } from '../core/text/hcl-string.ts';
import { escapeControls } from '../core/text/printable.ts';

/** A string, number, boolean, list of these, or an expression. */
export type Value = string | number | boolean | readonly string[] | Expression;

export interface Expression {
  readonly expression: string;
}

export interface Block {
  /** `resource "aws_route53_record" "dmarc"`, `import`, `lifecycle`. */
  readonly head: string;
  readonly comments?: readonly string[];
  /** Absent ones are left out. */
  readonly attributes: Readonly<Record<string, Value | null>>;
  readonly blocks?: readonly Block[];
}

export function hclFile(head: readonly string[], blocks: readonly Block[]): string {
  const title = head.map((line) => `# ${escapeControls(line)}`.trimEnd()).join('\n');
  return `${[title, ...blocks.map((block) => blockText(block, ''))].join('\n\n')}\n`;
}

/** Attributes first, their `=` in one column, then each nested block after an empty line. */
function blockText(
  { head, comments = [], attributes, blocks = [] }: Block,
  indent: string,
): string {
  const inner = `${indent}  `;
  const named = Object.entries(attributes).flatMap(([name, value]) =>
    value === null ? [] : [{ name, value }],
  );
  const width = Math.max(0, ...named.map(({ name }) => name.length));
  const group = named
    .map(({ name, value }) => `${inner}${name.padEnd(width)} = ${valueText(value)}`)
    .join('\n');
  const parts = [
    ...(group === '' ? [] : [group]),
    ...blocks.map((block) => blockText(block, inner)),
  ];
  const above = comments.map((line) => `${indent}# ${escapeControls(line)}\n`).join('');
  return `${above}${indent}${head} {\n${parts.join('\n\n')}\n${indent}}`;
}

function valueText(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if ('expression' in value) return value.expression;
  return `[${value.map(quoted).join(', ')}]`;
}

/** An identifier: letters, digits, `_` and `-`, and no digit in front. */
export function identifier(text: string): string {
  const safe = text.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  return /^[a-z]/.test(safe) ? safe : `_${safe}`;
}

/** `import` for what is in the account, then the resource itself. */
export function imported(resource: string, label: string, id: string): Block {
  return { head: 'import', attributes: { to: { expression: `${resource}.${label}` }, id } };
}

/** Tags were not read: without this, a plan would take away what others put there. */
export const KEEP_TAGS: Block = ignoring(['tags', 'tags_all']);

/** What Terraform leaves as it finds it. */
export function ignoring(ignored: readonly string[]): Block {
  const expression = `[${ignored.join(', ')}]`;
  return { head: 'lifecycle', attributes: { ignore_changes: { expression } } };
}
