import { expect, test } from 'vitest';
import { derive } from '../../../src/commands/make-smtp-creds/derive-password.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { parseEnvFile } from '../../../src/core/smtp-credentials/env-file.ts';
import { smtpPassword } from '../../../src/core/smtp-credentials/smtp-password.ts';
import { fakePorts } from '../../helpers/ports.ts';
import { REGION } from '../../helpers/world.ts';

const KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const PASSWORD = smtpPassword(new Secret(KEY), REGION).reveal();
const ENDPOINT = {
  host: 'email-smtp.eu-west-1.amazonaws.com',
  port: 587,
  tls: 'starttls',
} as const;

function from(stdin: string, files = {}) {
  return fakePorts({ files: { readStdin: [stdin], ...files }, smtp: { endpoint: () => ENDPOINT } });
}

test('the password goes to stdout, masked first, and nothing is asked or kept', async () => {
  const fakes = from(`${KEY}\n`);
  const report = await derive(fakes.ports, REGION, {});
  expect(fakes.results).toEqual([`::add-mask::${PASSWORD}`, PASSWORD]);
  expect(report).toMatchObject({
    status: 'done',
    exitCode: 0,
    data: { host: ENDPOINT.host, writtenTo: null },
  });
  expect(fakes.stored()).toBeNull();
});

test('with --json the report alone has it', async () => {
  const fakes = from(KEY);
  const { data } = await derive(fakes.ports, REGION, { json: true });
  expect(fakes.results).toEqual([]);
  expect(fakes.notes).toEqual([`::add-mask::${PASSWORD}`]);
  expect((data.password as Secret).reveal()).toBe(PASSWORD);
});

test('a file gets it, an existing one is not replaced, and the report does not have it', async () => {
  const fakes = from(KEY, { gitView: ['private'], writeSecret: [undefined] });
  const { data } = await derive(fakes.ports, REGION, { file: ['a.env'] });
  expect(data).toMatchObject({ writtenTo: 'a.env' });
  expect(data).not.toHaveProperty('password');
  expect(fakes.arg<{ replace: boolean }>('files.writeSecret', 2)).toEqual({ replace: false });
  expect(fakes.arg<Secret>('files.writeSecret', 1).reveal()).toContain(PASSWORD);
  expect(fakes.results.join()).not.toContain(PASSWORD);
});

test('the file has what is known, and no empty user name; - is the screen', async () => {
  const fakes = from(KEY, { gitView: ['private'], writeSecret: [undefined] });
  await derive(fakes.ports, REGION, { file: ['a.env'] });
  const text = fakes.arg<Secret>('files.writeSecret', 1).reveal();
  expect([...parseEnvFile(text)]).toEqual([
    ['SMTP_HOST', ENDPOINT.host],
    ['SMTP_PORT', '587'],
    ['SMTP_PASSWORD', PASSWORD],
  ]);
  const screen = from(KEY);
  const { data } = await derive(screen.ports, REGION, { file: ['-'] });
  expect(screen.results).toEqual([`::add-mask::${PASSWORD}`, PASSWORD]);
  expect(data.writtenTo).toBeNull();
});

test('a file that git would commit does not get it', async () => {
  const fakes = from(KEY, { gitView: ['not-ignored'] });
  await expect(derive(fakes.ports, REGION, { file: ['a.env'] })).rejects.toMatchObject({
    code: 'file/in-git',
    exitCode: 1,
  });
});

test.each(['', ' \n', 'two words', 'a\nb'])('%j is no key', async (stdin) => {
  const fakes = fakePorts({ files: { readStdin: [stdin] } });
  await expect(derive(fakes.ports, REGION, {})).rejects.toMatchObject({
    code: 'usage/bad-secret',
    exitCode: 2,
  });
});
