import { expect, test } from 'vitest';
import { choicesIn, complete, parseGiven, readFiles } from '../../src/flow/inputs.ts';
import type { Input } from '../../src/steps/input.ts';
import { requestProductionInputs } from '../../src/steps/request-production/inputs.ts';
import { fakePorts } from '../helpers/ports.ts';

const number = (text: string): string => {
  if (/^\d+$/.test(text)) return String(Number(text));
  throw new Error(`${text} is no number`);
};
const NAME: Input = {
  key: 'name',
  flag: '--name <name>',
  summary: '',
  choice: 'smtpUser',
  question: { message: 'Name?' },
};
const COUNT: Input = {
  key: 'count',
  flag: '--count <n>',
  summary: '',
  parse: number,
  question: { message: 'How many?', suggestion: '7' },
};
const KIND: Input = { key: 'kind', flag: '--kind <kind>', summary: '', values: ['small', 'large'] };
const TO: Input = {
  key: 'to',
  flag: '--to <address>',
  summary: '',
  repeatable: true,
  question: { message: 'To?' },
};
const FILE: Input = { ...NAME, key: 'file', flag: '--file <file>', optional: true };
const ALL = [NAME, COUNT, KIND, TO];
const LINE = { command: 'ses-migrate do', flags: ['--yes'] };

test('given values are checked and normalised, lists item by item', () => {
  expect(parseGiven(ALL, { count: '007', to: ['a', 'b'], other: true })).toEqual({
    count: '7',
    to: ['a', 'b'],
    other: true,
  });
  expect(() => parseGiven(ALL, { count: 'x' })).toThrow('x is no number');
  expect(() => parseGiven([{ ...TO, parse: number }], { to: ['1', 'x'] })).toThrow(
    'x is no number',
  );
});

test.each([
  ['smal', 'Did you mean small?'],
  ['huge', 'small, large'],
  ['SMALL', 'small'],
])('%s is no value, and the nearest is named', (kind, fix) => {
  expect(() => parseGiven(ALL, { kind })).toThrowError(
    expect.objectContaining({
      code: 'usage/bad-value',
      exitCode: 2,
      fix: expect.stringContaining(fix),
    }),
  );
});

test('choices are those inputs that the checklist keeps', () => {
  expect(choicesIn(ALL, parseGiven(ALL, { name: 'mailer', count: '7' }))).toEqual({
    smtpUser: 'mailer',
  });
  expect(choicesIn(ALL, {})).toEqual({});
});

test('a repeated choice is one list, which the parser of the input reads', () => {
  const parse = (text: string) => [...new Set(text.split(/[ ,]+/))].join(' ');
  const from: Input = { ...TO, key: 'from', choice: 'senders', parse };
  const given = parseGiven([from], { from: ['a,b', 'b', 'c'] });
  expect(choicesIn([from], given)).toEqual({ senders: 'a b c' });
});

test('without a person everything that is missing is named at once, as a line to copy', async () => {
  const { ports } = fakePorts();
  const answers = parseGiven(ALL, { kind: 'small' });
  await expect(complete([...ALL, FILE], answers, ports, LINE)).rejects.toMatchObject({
    code: 'usage/missing',
    exitCode: 2,
    message: expect.stringMatching(/--name, --count, --to.*stdin is not a terminal/),
    fix: 'ses-migrate do --name <name> --count <n> --to <address> --yes',
  });
});

test('a suggestion is never taken silently', async () => {
  const { ports } = fakePorts();
  await expect(complete([COUNT], {}, ports, LINE)).rejects.toMatchObject({ code: 'usage/missing' });
});

test('what is optional, or has no question, is no reason to stop', async () => {
  const { ports } = fakePorts();
  expect(await complete([KIND, FILE], {}, ports, LINE)).toEqual({});
});

test('a person is asked only for what is missing, in order, with the suggestion offered', async () => {
  const fakes = fakePorts({ prompt: { text: ['7', 'b@c.example'] } });
  const filled = await complete(
    [NAME, COUNT, TO],
    parseGiven(ALL, { name: 'given' }),
    fakes.ports,
    LINE,
  );
  expect(filled).toEqual({ name: 'given', count: '7', to: ['b@c.example'] });
  expect(fakes.argsOf('prompt.text').map(([message]) => message)).toEqual(['How many?', 'To?']);
  expect(fakes.argsOf('prompt.text')[0]?.[1]).toMatchObject({ default: '7' });
});

test('what is typed is checked as a flag is', async () => {
  const fakes = fakePorts({ prompt: { text: [' 007 '] } });
  expect(await complete([COUNT], {}, fakes.ports, LINE)).toEqual({ count: '7' });
  const { validate } = fakes.arg<{ validate: (text: string) => string | true }>('prompt.text', 1);
  expect(validate('9')).toBe(true);
  expect(validate('x')).toBe('x is no number');
  expect(validate('  ')).toContain('Type a value');
});

test('a use-case file is read, other names are kept', async () => {
  const fakes = fakePorts({ files: { read: [Buffer.from('We send receipts.')] } });
  const answers = parseGiven(ALL, { useCaseFile: 'a.txt', file: 'b.env' });
  expect(await readFiles(requestProductionInputs, answers, fakes.ports)).toEqual({
    useCaseFile: 'We send receipts.',
    file: 'b.env',
  });
});
