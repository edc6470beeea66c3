import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { isRecord } from './shape.ts';

/** Elements by name: text, a nested element, or several of the same name. `undefined` is left out. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | { readonly [name: string]: XmlValue }
  | readonly XmlValue[];

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });
// All values are text: what they mean depends on the operation. Clients write line ends as numbers (&#x0A;).
const parser = new XMLParser({ parseTagValue: false, trimValues: false, htmlEntities: true });

export function toXml(root: string, namespace: string, content: XmlValue): string {
  const body = builder.build({ [root]: { '@xmlns': namespace, ...children(content) } });
  return `<?xml version="1.0"?>${body}`;
}

/** The children of the root element; throws when the text is not XML or has another root. */
export function fromXml(text: string, root: string): Record<string, unknown> {
  // The parser alone takes a text that ends in the middle.
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(valid.err.msg);
  const document: unknown = parser.parse(text);
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

/** Without what is `undefined`, which the builder would write as an element. */
function children(value: XmlValue): object {
  const pruned = prune(value);
  return isRecord(pruned) ? pruned : { '#text': pruned };
}

function prune(value: XmlValue): unknown {
  if (Array.isArray(value)) return value.map(prune);
  if (typeof value !== 'object') return String(value);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, prune(item)]),
  );
}
