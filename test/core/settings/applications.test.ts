import { describe, expect, test } from 'vitest';
import { assignmentsIn, parseEnvFile } from '../../../src/core/smtp-credentials/env-file.ts';
import { mergeEnv } from '../../../src/core/smtp-credentials/env-merge.ts';
import { loginIn } from '../../../src/core/smtp-credentials/settings-reader.ts';
import { isProviderVariable } from '../../../src/providers/variables.ts';
import { withoutFrom } from '../smtp-credentials/smtp-settings.ts';
import { SAMPLES, type Sample } from './applications.ts';

const OPTIONS = {
  isOld: isProviderVariable,
  allowed: ['*@acme.example'],
  now: new Date('2026-12-01'),
};
const PASSWORD = withoutFrom.password.reveal();
const LOGIN = `${withoutFrom.username}:${encodeURIComponent(PASSWORD)}`;

function filled(value: string, port: number): string {
  return value
    .replace('{host}', withoutFrom.host)
    .replace('{port}', String(port))
    .replace('{user}', withoutFrom.username)
    .replace('{password}', PASSWORD)
    .replace('{url}', `${LOGIN}@${withoutFrom.host}:${port}`);
}

/** How people write the same file. */
const SHAPES = {
  'as documented': (lines: readonly string[]) => `${lines.join('\n')}\n`,
  'with CRLF, a BOM and no last line end': (lines: readonly string[]) =>
    `\uFEFF${lines.join('\r\n')}`,
  'between comments and a value of several lines': (lines: readonly string[]) =>
    [
      '# settings',
      '',
      'KEY="-----BEGIN',
      'SMTP_HOST=decoy',
      '-----END"',
      ...lines,
      '',
      '# end',
      '',
    ].join('\n'),
  'each line twice': (lines: readonly string[]) => `${[...lines, ...lines].join('\n')}\n`,
} as const;

describe.each(Object.entries(SHAPES))('%s', (_shape, shaped) => {
  test.each(SAMPLES.map((sample) => [sample.app, sample] as const))(
    '%s: wholly new, or wholly old',
    (_app, sample: Sample) => {
      const before = shaped(sample.before);
      const merged = mergeEnv(before, withoutFrom, OPTIONS);
      if (sample.refused !== undefined) {
        expect(merged.ok).toBe(false);
        expect(!merged.ok && merged.problems.join('; ')).toMatch(sample.refused);
        return;
      }
      if (!merged.ok) throw new Error(merged.problems.join('; '));
      const after = parseEnvFile(merged.content.reveal());
      const wanted = parseEnvFile(before);
      for (const [name, value] of Object.entries(sample.after ?? {})) {
        if (value === null) wanted.delete(name);
        else wanted.set(name, filled(value, merged.port));
      }
      expect(Object.fromEntries(after)).toEqual(Object.fromEntries(wanted));
      expect(loginIn([...after].map(([name, value]) => ({ name, value })))).toEqual({
        host: withoutFrom.host,
        port: merged.port,
        username: withoutFrom.username,
        password: PASSWORD,
      });
    },
  );

  test.each(SAMPLES.map((sample) => [sample.app, sample] as const))(
    '%s: what is not of mail is there to the byte, in its order',
    (_app, sample) => {
      const before = shaped(sample.before);
      const merged = mergeEnv(before, withoutFrom, OPTIONS);
      if (!merged.ok) return;
      const text = merged.content.reveal();
      const eol = before.includes('\r\n') ? '\r\n' : '\n';
      // Taking out what was written and what was commented gives the old file back.
      const names = new Set(Object.keys(sample.after ?? {}));
      const kept = (of: string) =>
        assignmentsIn(of)
          .filter(({ name }) => !names.has(name))
          .map(({ start, end }) => of.slice(start, end));
      expect(kept(text)).toEqual(kept(before));
      expect(text.split(eol).length).toBe(text.split('\n').length);
      expect(text.startsWith('\uFEFF')).toBe(before.startsWith('\uFEFF'));
      for (const line of before.replace('\uFEFF', '').split(eol)) expect(text).toContain(line);
    },
  );

  test.each(SAMPLES.filter(({ refused }) => refused === undefined).map((s) => [s.app, s] as const))(
    '%s: done twice, it is done once',
    (_app, sample) => {
      const once = mergeEnv(shaped(sample.before), withoutFrom, OPTIONS);
      const text = once.ok ? once.content.reveal() : '';
      const twice = mergeEnv(text, withoutFrom, OPTIONS);
      expect(twice.ok && twice.content.reveal()).toBe(text);
    },
  );
});

test('every sample names the page that it follows, and there are more than the first eight and twenty', () => {
  expect(SAMPLES.filter(({ docs }) => !/^https:\/\/\S+$/.test(docs))).toEqual([]);
  expect(SAMPLES.length).toBeGreaterThan(28);
});
