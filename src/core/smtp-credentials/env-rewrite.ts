import type { Recognised } from '../settings/recognise.ts';
import { type Assignment, assignmentsIn, quoteLike } from './env-file.ts';
import { ASSIGN, type Form } from './settings-formats.ts';

export interface Writing {
  readonly form: Form;
  readonly now: Date | undefined;
}

export function rewritten(
  existing: string,
  found: readonly Assignment[],
  values: ReadonlyMap<string, string | null>,
  { form, now }: Writing,
): { readonly content: string; readonly changed: readonly string[] } {
  const eol = eolOf(existing);
  const changed = new Set<string>();
  let content = '';
  let done = 0;
  for (const { name, value, start, end, written } of found) {
    const wanted = values.get(name);
    if (wanted === undefined || wanted === value) continue;
    const old = existing.slice(start, end).split(/\r?\n/);
    const lines = [`# Replaced by ses-migrate${stamp(now)}:`, ...old.map((line) => `# ${line}`)];
    if (wanted !== null) {
      const quote = form === 'docker' ? '' : written.quote;
      const text = existing.slice(start, written.start) + quoteLike(quote, name, wanted);
      lines.push(text + existing.slice(written.end, end));
    }
    changed.add(name);
    content += existing.slice(done, start) + lines.join(eol);
    done = end;
  }
  return { content: content + existing.slice(done), changed: [...changed] };
}

/** Below the last line of the set, so that what belongs together is together. */
export function insert(
  text: string,
  seen: Recognised,
  added: ReadonlyMap<string, string>,
  { form, now, values }: Writing & { readonly values: ReadonlyMap<string, string | null> },
): string {
  if (added.size === 0) return text;
  const eol = eolOf(text);
  const assign = ASSIGN[form] ?? ((name: string, value: string) => `${name}=${value}`);
  const near = new Set([...values.keys(), ...seen.choosers.map(({ name }) => name)]);
  const last = assignmentsIn(text).findLast(({ name }) => near.has(name));
  const at = last?.end ?? text.length;
  const lead = last?.lead ?? '';
  const lines = [
    `# Added by ses-migrate${stamp(now)}:`,
    ...[...added].map(([name, value]) => `${lead}${assign(name, value)}`),
  ];
  return `${text.slice(0, at)}${eol}${lines.join(eol)}${text.slice(at)}`;
}

export function append(text: string, addition: string, existing: string): string {
  const eol = eolOf(existing);
  if (text === '' || addition === '') return text + addition;
  return `${text}${text.endsWith('\n') ? '' : eol}${eol}${addition}`;
}

function stamp(now: Date | undefined): string {
  return now === undefined ? '' : ` on ${now.toISOString().slice(0, 10)}`;
}

export function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
