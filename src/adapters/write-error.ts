import { logReaderOf, visible, withoutCommands } from './log-reader.ts';

/** Writes text to stderr before any port is open, escaped for its reader; loads no library. */
export function writeError(text: string, env: NodeJS.ProcessEnv): void {
  process.stderr.write(`${withoutCommands(visible(text, false), logReaderOf(env))}\n`);
}
