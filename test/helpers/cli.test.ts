import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportedVariables, IDLE, openSandbox, run } from './cli.ts';

test('runs the true binary to its end', async () => {
  expect(await run(['--version'])).toMatchObject({ exitCode: 0, signal: null, stderr: '' });
});

test('an idle pipe does not hold --version', async () => {
  expect(await run(['--version'], { stdin: IDLE })).toMatchObject({ exitCode: 0 });
});

test('the environment holds nothing of who runs the tests', () => {
  process.env.AWS_PROFILE = 'production';
  const sandbox = openSandbox({ AWS_REGION: 'eu-west-1' });
  delete process.env.AWS_PROFILE;
  expect(sandbox.env.AWS_PROFILE).toBeUndefined();
  expect(sandbox.env.HOME).toBe(sandbox.folder);
  expect(sandbox.env.AWS_REGION).toBe('eu-west-1');
  expect(sandbox.close).not.toThrow();
});

test('an attempt to leave the machine fails the run', () => {
  const sandbox = openSandbox();
  writeFileSync(join(sandbox.folder, '.denied'), 'connect 192.0.2.1:25\n');
  expect(sandbox.close).toThrow('connect 192.0.2.1:25');
});

test('reads exports as a shell does, and whole lines only', () => {
  const text = "# env\nexport A='x y'\nexport B='it'\\''s'\nexport C=''\nexport D='cut of";
  expect(exportedVariables(text)).toEqual({ A: 'x y', B: "it's", C: '' });
});
