import { isAbsolute } from 'node:path';

/** Options of NODE_OPTIONS that name code to load, by the forms of a name that is the same file from every folder. */
const LOADS: Readonly<Record<string, RegExp | null>> = {
  '--require': /^node:/,
  '-r': /^node:/,
  '--import': /^(file|data|node):/,
  '--loader': /^(file|data|node):/,
  '--experimental-loader': /^(file|data|node):/,
  // Their files name modules and engines in turn.
  '--openssl-config': null,
  '--experimental-config-file': null,
};
/** Looks for its file in the current folder. */
const OF_THIS_FOLDER = '--experimental-default-config-file';

/**
 * The environment of our own program inside a rehearsal. What Node would load from the current folder, which
 * others can write to, is left out: relative paths and bare names in NODE_OPTIONS, and NODE_PATH. A command after
 * `--` is the user's own and keeps them.
 */
export function ownEnvironment({ NODE_PATH: _path, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS, ...others } = env;
  if (NODE_OPTIONS === undefined) return others;
  const words = wordsOf(NODE_OPTIONS);
  const kept: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [name, value] = optionOf(word);
    const pattern = LOADS[name];
    if (name === OF_THIS_FOLDER) continue;
    if (pattern === undefined) {
      kept.push(word);
      continue;
    }
    const named = value ?? words[at + 1];
    if (value === null) at += 1;
    if (named !== undefined && isFixed(named, pattern))
      kept.push(...(value === null ? [word, named] : [word]));
  }
  return kept.length === 0 ? others : { ...others, NODE_OPTIONS: kept.map(quoted).join(' ') };
}

/** Its name as the documentation writes it, underscores are hyphens to Node, and what follows `=`. */
function optionOf(word: string): [name: string, value: string | null] {
  const end = word.indexOf('=');
  const name = (end === -1 ? word : word.slice(0, end)).replaceAll('_', '-');
  return [name, end === -1 ? null : word.slice(end + 1)];
}

function isFixed(named: string, pattern: RegExp | null): boolean {
  return isAbsolute(named) || pattern?.test(named) === true;
}

/** Split at spaces outside of double quotes, in which a backslash escapes (Node.js, command-line API, NODE_OPTIONS). */
function wordsOf(text: string): string[] {
  const words = text.match(/(?:"(?:\\.|[^"\\])*(?:"|$)|[^\s"])+/gs) ?? [];
  return words.map((word) =>
    word.replace(/"((?:\\.|[^"\\])*)(?:"|$)/gs, (_all, inside: string) =>
      inside.replace(/\\(.)/gs, '$1'),
    ),
  );
}

function quoted(word: string): string {
  return /[\s"\\]/.test(word) ? `"${word.replace(/["\\]/g, '\\$&')}"` : word;
}
