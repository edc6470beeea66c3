import type { ChecklistFiles } from '../../src/ports/index.ts';

/** Files in memory, and what was written of them, as `path: text`. */
export function checklistFilesOf(texts: Readonly<Record<string, string>> = {}) {
  const held = new Map(Object.entries(texts));
  const files: ChecklistFiles = {
    async read(path) {
      const text = held.get(path);
      if (text === undefined) throw new Error(`no script for ${path}`);
      return text;
    },
    near: async () => [],
    async write(path, text) {
      held.set(path, text);
    },
  };
  return { files, text: (path: string) => held.get(path) };
}
