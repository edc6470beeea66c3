/** What Inquirer draws in a question, byte by byte: text of others must give the terminal no order. */

import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createPrompt } from '../../src/adapters/prompt.ts';

const HOSTILE =
  'tel\u001b]52;c;YQ==\u0007l \u009b2J \u202egnp\u2066 \u200bx\nline\r::set-output name=a::b';
/** What only the hostile text holds: Inquirer itself moves the cursor and colours. */
const ORDERS = /\u001b\]|\u0007|[\u0080-\u009f\u200b\u202a-\u202e\u2066-\u2069]|^::/m;

function terminal(accessible = false) {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { columns: 80, isTTY: true });
  let drawn = '';
  output.on('data', (chunk: Buffer) => {
    drawn += chunk.toString('utf8');
  });
  const prompt = createPrompt({
    interactive: true,
    because: 'a test answers',
    input: input as unknown as NodeJS.ReadStream,
    output: output as unknown as NodeJS.WriteStream,
    accessible,
    color: true,
    onAsk: () => undefined,
  });
  return { prompt, input, drawn: () => drawn };
}

type Terminal = ReturnType<typeof terminal>;

/** Types each piece after its text was drawn since the last one, and returns the answer. */
async function answered<T>(
  { input, drawn }: Terminal,
  question: Promise<T>,
  ...steps: readonly (readonly [after: string, keys: string])[]
): Promise<T> {
  let from = 0;
  for (const [after, keys] of steps) {
    while (!drawn().slice(from).includes(after)) await new Promise((next) => setTimeout(next, 5));
    from = drawn().length;
    for (const key of keys) input.write(key);
  }
  return question;
}

const MASKED = 'tel\\u{1b}]52;c;YQ==\\u{7}l';

test('a message, and an error about what was typed', async () => {
  const at = terminal();
  const validate = (typed: string) => (typed.length > 1 ? true : HOSTILE);
  const question = at.prompt.text(`Name? ${HOSTILE}`, { validate });
  // Inquirer begins an error with >.
  const answer = await answered(at, question, [MASKED, 'x\r'], [`> ${MASKED}`, 'y\r']);
  expect(answer).toBe('xy');
  expect(at.drawn()).not.toMatch(ORDERS);
});

test('a default that cannot be shown unchanged is not what Enter accepts', async () => {
  const at = terminal();
  const question = at.prompt.text('Name?', { default: HOSTILE });
  expect(await answered(at, question, ['Name?', '\r'])).toBe('');
  expect(at.drawn()).not.toMatch(ORDERS);
  const usual = terminal();
  const named = usual.prompt.text('Name?', { default: 'Ann' });
  expect(await answered(usual, named, ['Name?', '\r'])).toBe('Ann');
});

test.each([false, true])(
  'the choices of a list, and the answer (numbered: %s)',
  async (numbered) => {
    const at = terminal(numbered);
    const choices = [
      { value: HOSTILE, name: `${HOSTILE}: one`, description: `what it is: ${HOSTILE}` },
      { value: 'two', name: 'two' },
    ];
    const question = at.prompt.select(HOSTILE, choices);
    const answer = await answered(at, question, ['two', numbered ? '1\r' : '\r']);
    expect(answer).toBe(HOSTILE);
    expect(at.drawn()).toContain('what it is: tel\\u{1b}');
    expect(at.drawn()).not.toMatch(ORDERS);
  },
);

test('questions for a password and for consent', async () => {
  const secret = terminal();
  const typed = await answered(secret, secret.prompt.password(HOSTILE), [MASKED, 'x\r']);
  expect(typed.reveal()).toBe('x');
  const consent = terminal();
  const agreed = consent.prompt.confirm(HOSTILE);
  expect(await answered(consent, agreed, [MASKED, '\r'])).toBe(false);
  for (const { drawn } of [secret, consent]) expect(drawn()).not.toMatch(ORDERS);
});
