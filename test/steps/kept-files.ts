import type { Secret } from '../../src/core/model/secret.ts';
import type { GitView } from '../../src/ports/index.ts';

interface Kept {
  readonly gitView?: (path: string) => GitView;
  readonly gitFolder?: () => string | null;
  /** Called before a file is written. */
  readonly onWrite?: (path: string) => void;
}

/** Files that hold what is written to them: the program reads back what it wrote. */
export function keptFiles(
  held: Readonly<Record<string, string>> = {},
  { gitView = () => 'private', gitFolder, onWrite = () => undefined }: Kept = {},
) {
  const now = new Map(Object.entries(held));
  return {
    checkWritable: () => undefined,
    gitView,
    ...(gitFolder === undefined ? {} : { gitFolder }),
    exists: (path: string) => now.has(path),
    read: (path: string) => Buffer.from(now.get(path) ?? ''),
    writeSecret: (path: string, content: Secret) => {
      onWrite(path);
      now.set(path, content.reveal());
    },
  };
}
