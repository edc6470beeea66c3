import { convert, create } from 'xmlbuilder2';
import { isRecord } from './shape.ts';

/** Elements by name: text, a nested element, or several of the same name. `undefined` is left out. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | { readonly [name: string]: XmlValue }
  | readonly XmlValue[];

export function toXml(root: string, namespace: string, content: XmlValue): string {
  const document = create({ version: '1.0' }).ele(namespace, root);
  document.ele(prune(content) as object);
  return document.end();
}

/** The children of the root element; throws when the text is not XML or has another root. */
export function fromXml(text: string, root: string): Record<string, unknown> {
  // The parser also takes a text that ends in the middle.
  if (!text.trimEnd().endsWith(`</${root}>`)) throw new Error(`no end of element ${root}`);
  const document: unknown = convert(text, { format: 'object' });
  const content = isRecord(document) ? document[root] : undefined;
  if (!isRecord(content)) throw new Error(`no element ${root}`);
  return content;
}

/** The elements `name` in `parent`, also when there is one or none. */
export function elements(parent: unknown, name: string): readonly unknown[] {
  const found = isRecord(parent) ? parent[name] : undefined;
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
}

/** xmlbuilder2 writes `undefined` as an element, and numbers and booleans only as text. */
function prune(value: XmlValue): unknown {
  if (Array.isArray(value)) return value.map(prune);
  if (typeof value !== 'object') return String(value);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, prune(item)]),
  );
}
