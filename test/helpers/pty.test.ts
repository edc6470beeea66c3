import { expect, test } from 'vitest';
import { openProgram, openPty } from './pty.ts';

const ASK = `
  const { createInterface } = require('node:readline');
  const io = createInterface({ input: process.stdin, output: process.stdout });
  io.on('close', () => { console.log('closed'); process.exitCode = 3; });
  io.question('\\x1b[32mDomain?\\x1b[0m ', (answer) => console.log('GOT=' + answer, process.stdout.columns));
`;
const ask = () => openProgram([process.execPath, '-e', ASK], { cols: 90 });

test('types, reads the screen without colours, ends by Ctrl-D', async () => {
  const pty = ask();
  expect(await pty.until(/Domain\?/)).toBe('Domain?');
  pty.type('acme.example');
  pty.key('enter');
  await pty.until(/^GOT=acme\.example 90$/m);
  pty.key('ctrl-d');
  expect(await pty.done).toMatchObject({ exitCode: 3 });
  expect(pty.screen()).toMatch(/closed$/);
});

test('a wait that ends in vain shows the screen', async () => {
  const pty = ask();
  await pty.until(/Domain/);
  await expect(pty.until(/Region/, 20)).rejects.toThrow(
    '/Region/ is not on the screen after 20 ms:\nDomain?',
  );
  pty.key('ctrl-c');
  await expect(pty.until(/Region/)).rejects.toThrow('and the program has ended:\nDomain?');
});

test('runs the true binary', async () => {
  const pty = openPty(['--version']);
  await pty.until(/^\d+\.\d+\.\d+$/);
  expect(await pty.done).toMatchObject({ exitCode: 0 });
});
