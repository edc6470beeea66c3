/** Programs of the small internet, each in the foreground with a folder of its own; no system service. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

export interface Program {
  signal(name: NodeJS.Signals): void;
}

/** Starts a server whose log goes to `FOLDER/NAME.log`. One that ends ends the laboratory. */
export function startProgram(
  folder: string,
  name: string,
  [file = '', ...args]: readonly string[],
): Program {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(join(folder, `${name}.log`));
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  const ended = (why: string): void => {
    throw new Error(`${name} ended (${why}); see ${join(folder, `${name}.log`)}`);
  };
  child.once('error', (error) => ended(error.message));
  child.once('exit', (code, signal) => ended(`${code ?? signal}`));
  return { signal: (signal) => void child.kill(signal) };
}

/** Runs a program to its end with `input`; rejects with what it said when it fails. */
export async function runProgram(
  [file = '', ...args]: readonly string[],
  input = '',
): Promise<void> {
  const child = spawn(file, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  // One that reads nothing closes the pipe early.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}: ${said.trim()}`);
}
