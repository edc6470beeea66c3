import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

interface Room {
  /** Rooms it may import; itself always. */
  readonly rooms: readonly string[];
  /** What it may import from outside src. Sockets, files and SDKs are for adapters and rehearsal. */
  readonly outside: RegExp;
  /** Single files that it may import too. */
  readonly files?: readonly string[];
}
const PURE = /^(node:(crypto|path|url|util)|tldts)$/;
const JUDGES = ['core', 'dns-hosts', 'providers'];
const ROOMS: Readonly<Record<string, Room>> = {
  core: { rooms: [], outside: PURE },
  ports: { rooms: ['core'], outside: /^$/ },
  'dns-hosts': { rooms: ['core'], outside: /^$/ },
  providers: { rooms: ['core'], outside: /^$/ },
  render: { rooms: JUDGES, outside: /^(node:util|chalk)$/ },
  observe: { rooms: [...JUDGES, 'ports'], outside: PURE },
  steps: { rooms: [...JUDGES, 'ports', 'observe'], outside: PURE },
  flow: { rooms: [...JUDGES, 'ports', 'observe', 'render', 'steps'], outside: PURE },
  commands: {
    rooms: [...JUDGES, 'ports', 'observe', 'render', 'steps', 'flow'],
    outside: PURE,
    // The rehearsal is a command; startup.test.ts sees that its world is loaded late.
    files: ['src/rehearsal/index.ts'],
  },
  cli: {
    rooms: [...JUDGES, 'ports', 'observe', 'render', 'steps', 'flow', 'commands'],
    outside: /^(node:(path|process|url|util)|commander|chalk)$/,
    // The entrance to adapters, which startup.test.ts sees loaded late, and what an error needs without it.
    files: ['src/adapters/real.ts', 'src/adapters/write-error.ts', 'package.json'],
  },
  // Published as ses-migrate/transport: what it brings along runs inside other people's applications.
  transport: {
    rooms: ['core'],
    outside: /^node:(crypto|stream|timers\/promises)$/,
    files: ['package.json'],
  },
  adapters: { rooms: ['core', 'ports'], outside: /./ },
  rehearsal: { rooms: [], outside: /./ },
};

/** The rooms and files of core, in the order in which they import: each only what is before it. */
const CORE_ORDER = [
  ...['model', 'text', 'parse', 'settings', 'aws', 'ses', 'events', 'email-auth', 'dns', 'records'],
  ...[
    'world.ts',
    'checklist-receipts.ts',
    'checklist.ts',
    'checklist-choices.ts',
    'checklist-markers.ts',
    'checklist-parse.ts',
    'checklist-sums.ts',
    'checklist-text.ts',
    'checklist-merge.ts',
  ],
  ...['domain-setup', 'smtp-credentials', 'proof', 'sending', 'suppression', 'undo', 'catalogue'],
];

/** A folder that needs scrolling is two folders. */
const MOST_FILES = 30;

const roomOf = (path: string) => /^src\/([\w-]+)/.exec(path)?.[1] ?? path;

/** Every import of a file as it is written: static, lazy, and of types. */
function importsOf(text: string): string[] {
  // Pure functions that Node keeps among its sockets.
  const source = text.replace(/^import \{ isIP(v[46])?(, isIPv[46])* \} from 'node:net';$/m, '');
  return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
}

function importFault(path: string, name: string): string[] {
  const room = ROOMS[roomOf(path)];
  if (room === undefined) return [`${path}: is in no room of the design`];
  const target = name.startsWith('.') ? posix.join(posix.dirname(path), name) : null;
  const allowed =
    target === null
      ? room.outside.test(name)
      : roomOf(target) === roomOf(path) ||
        room.rooms.includes(roomOf(target)) ||
        room.files?.includes(target) === true;
  const isPrivate = target !== null && (againstCoreOrder(path, target) || intoStep(path, target));
  return allowed && !isPrivate ? [] : [`${path}: may not import ${target ?? name}`];
}

const coreRoomOf = (path: string) => /^src\/core\/([\w.-]+)/.exec(path)?.[1] ?? null;

function againstCoreOrder(path: string, target: string): boolean {
  const [from, to] = [coreRoomOf(path), coreRoomOf(target)];
  if (from === null || to === null || from === to) return false;
  return CORE_ORDER.indexOf(to) === -1 || CORE_ORDER.indexOf(to) > CORE_ORDER.indexOf(from);
}

/** A step's folder is entered by step.ts and inputs.ts; a step does not look into another one. */
function intoStep(path: string, target: string): boolean {
  const [, step, file] = /^src\/steps\/([\w-]+)\/(.+)$/.exec(target) ?? [];
  if (step === undefined || path.startsWith(`src/steps/${step}/`)) return false;
  return file !== 'step.ts' && file !== 'inputs.ts';
}

/** Groups of files that import each other in a circle, type imports included (Tarjan 1972). */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): number => {
    order.set(file, order.size);
    let low = order.get(file) ?? 0;
    open.push(file);
    for (const next of imports.get(file) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (open.includes(next)) low = Math.min(low, order.get(next) ?? 0);
    }
    lowest.set(file, low);
    if (low === order.get(file)) {
      const circle = open.splice(open.indexOf(file)).sort();
      if (circle.length > 1 || imports.get(file)?.includes(file) === true) found.push(circle);
    }
    return low;
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return found;
}

/** The files of a source file's own project that it imports. */
function ownImports(path: string, source: string): string[] {
  return importsOf(source)
    .filter((name) => name.startsWith('.'))
    .map((name) => posix.join(posix.dirname(path), name));
}

function isAsync(source: string): boolean {
  const found = (node: ts.Node): boolean =>
    node.kind === ts.SyntaxKind.AsyncKeyword ||
    node.kind === ts.SyntaxKind.AwaitExpression ||
    (ts.forEachChild(node, found) ?? false);
  return found(ts.createSourceFile('file.ts', source, ts.ScriptTarget.Latest));
}

function faults(path: string, source: string): string[] {
  const inSource = path.startsWith('src/');
  return [
    ...(inSource ? importsOf(source).flatMap((found) => importFault(path, found)) : []),
    ...(roomOf(path) === 'core' && isAsync(source) ? [`${path}: core may not be async`] : []),
    ...(/\bprocess\s*\.\s*exit\s*\(/.test(source) && !path.startsWith('test/')
      ? [`${path}: may not call process.exit`]
      : []),
    ...(/\bvi\s*\.\s*(do)?mock\b/i.test(source) ? [`${path}: may not mock modules`] : []),
  ];
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));

function filesIn(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.m?[jt]s$/.test(name))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
}

test('every file keeps the rules of the design', () => {
  const paths = filesIn('src', 'test', 'bin');
  expect(paths).toContain('src/core/model/types.ts');
  const own = 'test/architecture.test.ts';
  const checked = paths.filter((path) => path !== own);
  expect(checked.flatMap((path) => faults(path, readFileSync(ROOT + path, 'utf8')))).toEqual([]);
});

test('no circle of files exists, type imports included', () => {
  const paths = filesIn('src');
  const imports = new Map(
    paths.map((path) => [path, ownImports(path, readFileSync(ROOT + path, 'utf8'))]),
  );
  expect([...imports.values()].flat().length).toBeGreaterThan(paths.length);
  expect(circlesIn(imports)).toEqual([]);
});

test('a circle is found by types, by late imports and over several files', () => {
  const sources: Readonly<Record<string, string>> = {
    'src/a.ts': "import type { B } from './b.ts';",
    'src/b.ts': "export const c = () => import('./c/c.ts');",
    'src/c/c.ts': "export type { A } from '../a.ts'; import './d.ts';",
    'src/c/d.ts': "import '../../package.json';",
  };
  const imports = new Map(
    Object.entries(sources).map(([path, source]) => [path, ownImports(path, source)]),
  );
  expect(circlesIn(imports)).toEqual([['src/a.ts', 'src/b.ts', 'src/c/c.ts']]);
});

test('no folder of src holds more files than can be read at a glance', () => {
  const counts = new Map<string, number>();
  for (const path of filesIn('src')) {
    counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1);
  }
  expect([...counts].filter(([, files]) => files > MOST_FILES)).toEqual([]);
});

test.each([
  [
    'src/core/a.ts',
    "import type { Dns } from '../ports/dns.ts';",
    'may not import src/ports/dns.ts',
  ],
  ['src/core/dns/a.ts', "export * from '../../steps/a.ts';", 'may not import src/steps/a.ts'],
  [
    'src/core/a.ts',
    "import { readFile } from 'node:fs/promises';",
    'may not import node:fs/promises',
  ],
  ['src/core/a.ts', 'export const a = async () => 1;', 'core may not be async'],
  [
    'src/ports/a.ts',
    "let a: import('../adapters/dns.ts').A;",
    'may not import src/adapters/dns.ts',
  ],
  ['src/steps/a.ts', "import { b } from '../flow/b.ts';", 'may not import src/flow/b.ts'],
  [
    'src/steps/a.ts',
    "const a = await import('@aws-sdk/client-iam');",
    'may not import @aws-sdk/client-iam',
  ],
  ['src/render/a.ts', "import '../ports/dns.ts';", 'may not import src/ports/dns.ts'],
  [
    'src/dns-hosts/a.ts',
    "import { b } from '../providers/b.ts';",
    'may not import src/providers/b.ts',
  ],
  ['src/flow/a.ts', "import chalk from 'chalk';", 'may not import chalk'],
  ['src/cli/main.ts', "await import('../adapters/dns.ts');", 'may not import src/adapters/dns.ts'],
  ['src/cli/main.ts', 'process.exit(1);', 'may not call process.exit'],
  ['src/adapters/a.ts', "import { b } from '../flow/b.ts';", 'may not import src/flow/b.ts'],
  ['src/transport/a.ts', "import nodemailer from 'nodemailer';", 'may not import nodemailer'],
  ['src/transport/a.ts', "import { env } from 'node:process';", 'may not import node:process'],
  ['src/rehearsal/a.ts', "import { b } from '../core/b.ts';", 'may not import src/core/b.ts'],
  ['src/utils/a.ts', "import './b.ts';", 'is in no room of the design'],
  ['src/flow/a.ts', "import '../commands/status.ts';", 'may not import src/commands/status.ts'],
  ['src/steps/a.ts', "import '../render/text.ts';", 'may not import src/render/text.ts'],
  ['src/core/model/a.ts', "import '../dns/types.ts';", 'may not import src/core/dns/types.ts'],
  ['src/core/ses/a.ts', "import '../world.ts';", 'may not import src/core/world.ts'],
  ['src/core/dns/a.ts', "import '../unnamed/a.ts';", 'may not import src/core/unnamed/a.ts'],
  [
    'src/flow/a.ts',
    "import '../steps/send-test/sending.ts';",
    'may not import src/steps/send-test/sending.ts',
  ],
  [
    'src/steps/send-test/a.ts',
    "import type { A } from '../verify-domain/publish.ts';",
    'may not import src/steps/verify-domain/publish.ts',
  ],
  ['test/a.test.ts', "vi.mock('../src/core/a.ts');", 'may not mock modules'],
])('%s is found out: %s', (path, source, fault) => {
  expect(faults(path, source)).toEqual([`${path}: ${fault}`]);
});

test.each([
  ['src/cli/main.ts', "import '../../package.json'; await import('../adapters/real.ts');"],
  ['src/core/a.ts', "// async, import './x.ts'\nimport { isIP } from 'node:net';"],
  [
    'src/adapters/a.ts',
    "import { connect } from 'node:net'; import type { Dns } from '../ports/dns.ts';",
  ],
])('%s is left alone: %s', (path, source) => {
  expect(faults(path, source)).toEqual([]);
});
