import { isRecord } from '../shape.ts';
import type { XmlValue } from '../xml.ts';

/**
 * SQS's query protocol flattens lists and maps (SQS API Reference before November 2023): `Attribute.1.Name=…`,
 * `Tag.1.Key=…`, `AttributeName.1=…` come in; elements of the singular name go out.
 */
const MAPS: Readonly<Record<string, readonly [member: string, key: string]>> = {
  Attribute: ['Attributes', 'Name'],
  Tag: ['Tags', 'Key'],
};
const LISTS: Readonly<Record<string, string>> = {
  AttributeName: 'AttributeNames',
  MessageSystemAttributeName: 'MessageSystemAttributeNames',
};
const NUMBERS = new Set([
  'MaxNumberOfMessages',
  'VisibilityTimeout',
  'WaitTimeSeconds',
  'MaxResults',
]);

/** The members as JSON has them. CreateQueue calls its tags `tags`, the others `Tags`. */
export function fromForm(form: unknown): Record<string, unknown> {
  if (!isRecord(form)) return {};
  const read = Object.entries(form).flatMap(([name, value]): [string, unknown][] => {
    const named = MAPS[name];
    const items = isRecord(value) ? Object.values(value) : [];
    if (named !== undefined) return [[named[0], mapOf(items, named[1])]];
    const plural = LISTS[name];
    if (plural !== undefined) return [[plural, items]];
    return [[name, NUMBERS.has(name) ? Number(value) : value]];
  });
  const members = Object.fromEntries(read);
  return form.Action === 'CreateQueue' ? { ...members, tags: members.Tags } : members;
}

function mapOf(items: readonly unknown[], key: string): Record<string, unknown> {
  return Object.fromEntries(
    items.flatMap((item) => (isRecord(item) ? [[String(item[key]), item.Value ?? '']] : [])),
  );
}

/** A result as elements. */
export function inXml(operation: string, result: XmlValue): XmlValue {
  if (!isRecord(result)) return result;
  const entries = Object.entries(result).map(([name, value]): [string, XmlValue] => {
    if (name === 'QueueUrls') return ['QueueUrl', value as XmlValue];
    if (name === 'Messages') return ['Message', messages(value)];
    if (name === 'Attributes') return ['Attribute', pairs(value, 'Name')];
    if (name === 'Tags') return ['Tag', pairs(value, 'Key')];
    return [name, value as XmlValue];
  });
  const isEmpty = entries.length === 0;
  return isEmpty && /^(?:Delete|Set|Tag)/.test(operation) ? undefined : Object.fromEntries(entries);
}

function messages(value: unknown): XmlValue {
  return Array.isArray(value) ? value.map((message) => inXml('Message', message)) : [];
}

function pairs(value: unknown, key: string): XmlValue {
  return isRecord(value)
    ? Object.entries(value).map(([name, held]) => ({ [key]: name, Value: String(held) }))
    : [];
}
