/** A secret that is typed where another value belongs is refused without being repeated, in text and in JSON. */

import { expect, test, vi } from 'vitest';
import { run } from '../helpers/cli.ts';

vi.setConfig({ testTimeout: 120_000 });

const SECRETS = [
  'AKIAIOSFODNN7EXAMPLE',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  're_123456789abcdefg',
  'SG.abcdefghijklmnop.qrstuvwxyz0123456789',
  '9f8e7d6c-5b4a-3c2d-1e0f-9a8b7c6d5e4f',
  'smtps://user:geheim77@mail.example:465',
];

const PLACES: readonly ((secret: string) => readonly string[])[] = [
  (secret) => ['verify-domain', secret],
  (secret) => [secret],
  (secret) => ['status', `--${secret}`],
  (secret) => ['status', '--region', secret],
  (secret) => ['make-smtp-creds', `--output=${secret}`],
  (secret) => ['make-smtp-creds', '--user-name', `${secret}!`],
  (secret) => ['send-test', '--via', secret],
  (secret) => ['send-test', '--from', secret],
  (secret) => ['check-dns', '--doh', secret],
  (secret) => ['status', 'acme.example', secret],
  (secret) => ['explain', secret],
  (secret) => ['verify-domain', '--wait', secret],
];

test.each(SECRETS)('%s', async (secret) => {
  for (const place of PLACES) {
    const args = [...place(secret), '--json'];
    const { stdout, stderr, exitCode } = await run(args);
    const shown = [
      args.join(' '),
      `${stdout}${stderr}`.toLowerCase().includes(secret.toLowerCase()),
    ];
    expect(shown).toEqual([args.join(' '), false]);
    // Any text can be asked about: words of it may have entries.
    if (args[0] !== 'explain') expect(exitCode).not.toBe(0);
    expect(`${stdout}${stderr}`).not.toContain('geheim77');
  }
});
