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
  /** What it may import only by `import()`, so that a run that does not need it does not load it. */
  readonly lazily?: RegExp;
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
    lazily: /^src\/(adapters\/real|rehearsal\/index)\.ts$/,
  },
  adapters: { rooms: ['core', 'ports'], outside: /./ },
  rehearsal: { rooms: [], outside: /./ },
};

const roomOf = (path: string) => /^src\/([\w-]+)/.exec(path)?.[1] ?? path;

/** Every import of a file, type imports too, as it is written. */
function importsOf(text: string): { name: string; lazy: boolean }[] {
  // Pure functions that Node keeps among its sockets.
  const source = text.replace(/^import \{ isIP(v[46])?(, isIPv[46])* \} from 'node:net';$/m, '');
  return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName, pos }) => ({
    name: fileName,
    lazy: /\bimport\s*\(\s*$/.test(source.slice(0, pos)),
  }));
}

function importFault(path: string, { name, lazy }: { name: string; lazy: boolean }): string[] {
  const room = ROOMS[roomOf(path)];
  if (room === undefined) return [`${path}: is in no room of design`];
  const target = name.startsWith('.') ? posix.join(posix.dirname(path), name) : null;
  const allowed =
    target === null
      ? room.outside.test(name)
      : roomOf(target) === roomOf(path) ||
        room.rooms.includes(roomOf(target)) ||
        (lazy && room.lazily?.test(target) === true);
  return allowed ? [] : [`${path}: may not import ${target ?? name}${lazy ? ' lazily' : ''}`];
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
  [
    'src/ports.ts',
    "let a: import('./adapters/dns.ts').A;",
    'may not import src/adapters/dns.ts lazily',
  ],
  ['src/steps/a.ts', "import { b } from '../flow/b.ts';", 'may not import src/flow/b.ts'],
  [
    'src/steps/a.ts',
    "const a = await import('@aws-sdk/client-iam');",
    'may not import @aws-sdk/client-iam lazily',
  ],
  ['src/render/a.ts', "import '../ports.ts';", 'may not import src/ports.ts'],
  [
    'src/dns-hosts/a.ts',
    "import { b } from '../providers/b.ts';",
    'may not import src/providers/b.ts',
  ],
  ['src/flow/a.ts', "import ora from 'ora';", 'may not import ora'],
  [
    'src/cli/main.ts',
    "import { real } from '../adapters/real.ts';",
    'may not import src/adapters/real.ts',
  ],
  [
    'src/cli/main.ts',
    "await import('../adapters/dns.ts');",
    'may not import src/adapters/dns.ts lazily',
  ],
  ['src/cli/main.ts', 'process.exit(1);', 'may not call process.exit'],
  ['src/adapters/a.ts', "import { b } from '../flow/b.ts';", 'may not import src/flow/b.ts'],
  ['src/rehearsal/a.ts', "import { b } from '../core/b.ts';", 'may not import src/core/b.ts'],
  ['src/utils/a.ts', "import './b.ts';", 'is in no room of design'],
  ['test/a.test.ts', "vi.mock('../src/core/a.ts');", 'may not mock modules'],
])('%s is found out: %s', (path, source, fault) => {
  expect(faults(path, source)).toEqual([`${path}: ${fault}`]);
});

test.each([
  [
    'src/cli/main.ts',
    "await import('../adapters/real.ts'); await import('../rehearsal/index.ts');",
  ],
  ['src/core/a.ts', "// async, import './x.ts'\nimport { isIP } from 'node:net';"],
  [
    'src/adapters/a.ts',
    "import { connect } from 'node:net'; import type { Dns } from '../ports.ts';",
  ],
])('%s is left alone: %s', (path, source) => {
  expect(faults(path, source)).toEqual([]);
});
