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
  steps: { rooms: [...JUDGES, 'ports'], outside: PURE },
  flow: { rooms: [...JUDGES, 'ports', 'render', 'steps'], outside: PURE },
  cli: {
    rooms: [...JUDGES, 'ports', 'render', 'steps', 'flow'],
    outside: /^(node:(path|process|url|util)|commander|chalk)$/,
    // The two doors to the outside; startup.test.ts sees that they are opened late.
    files: ['src/adapters/real.ts', 'src/rehearsal/index.ts', 'package.json'],
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
  return allowed ? [] : [`${path}: may not import ${target ?? name}`];
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

test('every file keeps the rules of the design', () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const paths = ['src', 'test', 'bin'].flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.m?[jt]s$/.test(name))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  expect(paths).toContain('src/core/types.ts');
  const own = 'test/architecture.test.ts';
  const checked = paths.filter((path) => path !== own);
  expect(checked.flatMap((path) => faults(path, readFileSync(root + path, 'utf8')))).toEqual([]);
});

test.each([
  ['src/core/a.ts', "import type { Dns } from '../ports.ts';", 'may not import src/ports.ts'],
  ['src/core/dns/a.ts', "export * from '../../steps/a.ts';", 'may not import src/steps/a.ts'],
  [
    'src/core/a.ts',
    "import { readFile } from 'node:fs/promises';",
    'may not import node:fs/promises',
  ],
  ['src/core/a.ts', 'export const a = async () => 1;', 'core may not be async'],
  ['src/ports.ts', "let a: import('./adapters/dns.ts').A;", 'may not import src/adapters/dns.ts'],
  ['src/steps/a.ts', "import { b } from '../flow/b.ts';", 'may not import src/flow/b.ts'],
  [
    'src/steps/a.ts',
    "const a = await import('@aws-sdk/client-iam');",
    'may not import @aws-sdk/client-iam',
  ],
  ['src/render/a.ts', "import '../ports.ts';", 'may not import src/ports.ts'],
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
  ['test/a.test.ts', "vi.mock('../src/core/a.ts');", 'may not mock modules'],
])('%s is found out: %s', (path, source, fault) => {
  expect(faults(path, source)).toEqual([`${path}: ${fault}`]);
});

test.each([
  [
    'src/cli/main.ts',
    "import '../../package.json'; await import('../adapters/real.ts'); await import('../rehearsal/index.ts');",
  ],
  ['src/core/a.ts', "// async, import './x.ts'\nimport { isIP } from 'node:net';"],
  [
    'src/adapters/a.ts',
    "import { connect } from 'node:net'; import type { Dns } from '../ports.ts';",
  ],
])('%s is left alone: %s', (path, source) => {
  expect(faults(path, source)).toEqual([]);
});
