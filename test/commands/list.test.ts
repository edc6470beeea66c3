/** A step is one folder and one line, a command one value and one line: the rest follows from the lists. */

import { expect, test, vi } from 'vitest';
import { helpPage, ParsedAsText, parse } from '../../src/cli/parse.ts';
import type { Command, Context } from '../../src/commands/command.ts';
import { COMMANDS, commandsOver, OTHERS } from '../../src/commands/index.ts';
import type { Checklist } from '../../src/core/checklist.ts';
import { parseGiven } from '../../src/flow/inputs.ts';
import type { Ports } from '../../src/ports/index.ts';
import { STEPS } from '../../src/steps/index.ts';
import type { Answers } from '../../src/steps/input.ts';
import type { Step } from '../../src/steps/step.ts';
import { checklistFilesOf } from '../helpers/checklist-files.ts';
import { fakePorts } from '../helpers/ports.ts';
import { checklist } from '../helpers/world.ts';

declare module '../../src/core/model/types.ts' {
  interface ReportData {
    readonly 'plant-flag': { readonly colour: string | null };
  }
}

const fakeStep: Step<Answers, 'plant-flag'> = {
  id: 'plant-flag',
  title: 'A flag on the hill',
  needs: [],
  reads: [],
  diagnose: () => ({ status: 'todo', summary: 'no flag yet', findings: [] }),
  data: () => ({ colour: null }),
  command: {
    summary: 'Plant a flag and salute it',
    inputs: [{ key: 'colour', flag: '--colour <name>', summary: 'of the flag', values: ['red'] }],
    examples: ['plant-flag --colour red'],
    canWait: true,
  },
};
const fakeCommand: Command = {
  ...{ id: 'say-hello', summary: 'Greet the operator', group: 'tools', subject: 'none' },
  ...{ argument: null, inputs: [], examples: ['say-hello'], canWait: false },
  run: async () => 0,
};
const LIST = commandsOver([...STEPS, fakeStep], [...OTHERS, fakeCommand]);

function invocation(...argv: string[]) {
  const parsed = parse(argv, {}, LIST);
  if (parsed instanceof ParsedAsText) throw new Error('parsed as text');
  return parsed;
}

function page(...argv: string[]): string {
  const parsed = parse(argv, {}, LIST);
  return parsed instanceof ParsedAsText ? parsed.text : '';
}

/** What `ses-migrate help WORDS` writes. */
async function helped(...words: string[]): Promise<string> {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((piece) => {
    text += piece;
    return true;
  });
  const context = contextOf(fakePorts().ports);
  const given = invocation('help', ...words);
  expect(await given.command.run(context, given).finally(() => write.mockRestore())).toBe(0);
  return text;
}

/** The program with the fake step as its whole checklist. */
function contextOf(ports: Ports, stored: Checklist | null = null): Context {
  return {
    steps: [fakeStep],
    commands: LIST,
    help: (words) => helpPage(words, LIST),
    open: async () => ({ ports, stored, region: 'eu-west-1', domain: 'acme.example' }),
    prepareFleet: async () => undefined,
    checklistFiles: checklistFilesOf().files,
  };
}

/** Runs one command over the fake step only; the report as JSON has it. */
async function report(id: string, ...argv: string[]) {
  const { ports } = fakePorts();
  const given = invocation(...(id === 'walk' ? [] : [id]), ...argv);
  return JSON.parse(JSON.stringify(await given.command.run(contextOf(ports), given)));
}

test('both are listed in --help, each in its group, and have a page of their own', async () => {
  const help = page('--help');
  expect(help).toMatch(/Steps, in order:\n(.*\n)+ {2}plant-flag .*Plant a flag and salute it\n\n/);
  expect(help).toMatch(/Tools:\n(.*\n)+ {2}say-hello .*Greet the operator\n/);
  expect(await helped('plant-flag')).toBe(page('plant-flag', '--help'));
  expect(await helped('plant-flag', 'red')).toContain('--colour <name>');
  expect(await helped()).toBe(help);
  await expect(helped('plant-falg')).rejects.toMatchObject({ code: 'usage/unknown-command' });
  expect(page('say-hello', '--help')).toContain('ses-migrate say-hello');
});

test('both are parsed, with flags, domain and --wait, and named when mistyped', () => {
  expect(invocation('plant-flag', 'acme.example', '--colour', 'red', '--wait')).toMatchObject({
    command: { id: 'plant-flag' },
    operands: ['acme.example'],
    answers: { colour: 'red' },
  });
  expect(invocation('say-hello').command).toBe(fakeCommand);
  for (const [typed, meant] of [
    ['plant-falg', 'plant-flag'],
    ['say-helo', 'say-hello'],
  ] as const) {
    const fix = expect.stringContaining(meant);
    expect(() => invocation(typed)).toThrow(expect.objectContaining({ fix }));
  }
});

test.each(['status', 'plant-flag', 'walk'])(
  '%s reports the step and what comes next',
  async (id) => {
    expect(await report(id)).toMatchObject({
      command: id === 'walk' ? 'status' : id,
      exitCode: 1,
      steps: [{ id: 'plant-flag', title: 'A flag on the hill', status: 'todo' }],
      next: [{ command: 'ses-migrate plant-flag', why: 'plant a flag and salute it' }],
    });
  },
);

test('its report is kept in the checklist file, from which status --offline shows it', async () => {
  const { ports, stored } = fakePorts({ checklist: checklist() });
  const given = invocation('plant-flag');
  await given.command.run(contextOf(ports, stored()), given);
  expect(stored()?.last?.steps).toMatchObject([{ id: 'plant-flag', status: 'todo' }]);
  const offline = invocation('status', '--offline');
  expect(await offline.command.run(contextOf(ports, stored()), offline)).toMatchObject({
    steps: [{ id: 'plant-flag' }],
    next: [{ command: 'ses-migrate plant-flag', why: 'plant a flag and salute it' }],
  });
});

test('ids are unique, and steps need and wait for steps that exist', () => {
  const ids = COMMANDS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const steps: readonly string[] = STEPS.map(({ id }) => id);
  const named = STEPS.flatMap(({ needs, command }) => [...needs, ...(command.waitsFor ?? [])]);
  expect(named.filter((id) => !steps.includes(id))).toEqual([]);
});

test('each summary is one clause with a capital letter and without a full stop', () => {
  for (const { id, summary } of COMMANDS) expect(summary, id).toMatch(/^[A-Z][^.;:]+$/);
});

test.each(COMMANDS.filter(({ subject }) => subject !== 'none').map(({ id }) => id))(
  '%s takes its domain as --domain',
  (id) => {
    const first: Record<string, string[]> = { export: ['zone'], 'print-policy': ['sender'] };
    const words = id === 'walk' ? [] : [id, ...(first[id] ?? [])];
    const parsed = invocation(...words, '--domain', 'acme.example');
    expect(parsed).toMatchObject({ command: { id }, globals: { domain: 'acme.example' } });
    if (id === 'walk') return;
    expect(invocation(...words, 'acme.example').operands).toEqual(['acme.example']);
    expect(() => invocation(...words, 'a.example', '--domain', 'b.example')).toThrow(
      expect.objectContaining({
        code: 'usage/flags-apart',
        exitCode: 2,
        message: expect.stringMatching(/a\.example.*b\.example/),
      }),
    );
    // The same domain twice is no contradiction, however it is written.
    for (const same of ['acme.example', 'ACME.example', 'acme.example.'])
      expect(invocation(...words, 'acme.example', '--domain', same).operands).toEqual([
        'acme.example',
      ]);
  },
);

test('--domain is refused where it would be passed over', () => {
  expect(() => invocation('explain', 'dns/missing', '--domain', 'a.example')).toThrow(
    expect.objectContaining({ code: 'usage/flags-apart' }),
  );
});

/** The commands that take this flag, each with what it makes of it. */
function taking<T>(
  key: string,
  given: string | boolean,
  read: (command: Command, answers: Answers) => T,
) {
  return COMMANDS.flatMap((command) => {
    const input = command.inputs.find((each) => each.key === key);
    if (input === undefined) return [];
    const value = input.repeatable === true ? [String(given)] : given;
    return [[command.id, read(command, parseGiven(command.inputs, { [key]: value }))]];
  });
}

test('every command with --from gives the domain by it', () => {
  const from = 'a@acme.example';
  expect(taking('from', from, (command, answers) => command.sender?.(answers))).toEqual([
    ['setup-events', from],
    ['make-smtp-creds', from],
    ['send-test', from],
    ['print-policy', from],
  ]);
});

test('every command with --watch writes its own lines of JSON', () => {
  expect(taking('watch', true, (command, answers) => command.jsonForm?.(answers))).toEqual([
    ['check-dns', 'none'],
    ['status', 'none'],
  ]);
});

test('--draft left out, the other flags stay', () => {
  const given = { draft: true, language: 'ja' };
  const read = (command: Command) => [
    command.withoutDraft?.(parseGiven(command.inputs, given)),
    command.withoutDraft?.(parseGiven(command.inputs, { language: 'ja' })),
  ];
  expect(taking('draft', true, read)).toEqual([['request-production', [{ language: 'ja' }, null]]]);
});
