import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { findingsPage } from '../../../scripts/findings-page.mjs';
import { anchorOf, CATALOGUE, explain, nearestCodes } from '../../../src/core/catalogue/index.ts';
import { EXIT, type ExitCode } from '../../../src/core/model/errors.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const EXITS: Readonly<Record<string, ExitCode>> = EXIT;

/** Codes that are put together at run time, by their text in the source, and what becomes of each. */
const COMPUTED: Readonly<Record<string, readonly string[]>> = {
  // A parameter or a field: the literals behind it are found where they are written.
  code: [],
  'error.code': [],
  'others.code': [],
  'why.code': [],
  'question.code': [],
  'rule.code': [],
  '`usage/${code}`': [],
  // core/findings.ts codeOf; Seen and PortError, core/types.ts NotSeen. Cloudflare has no part that a run may not read.
  "codeOf(seen.service ?? 'aws', seen.code)": [
    ...['denied', 'credentials', 'unreachable', 'throttled', 'failed'].flatMap((reason) => [
      `aws/${reason}`,
      `cloudflare/${reason}`,
    ]),
    'aws/not-read',
  ],
  ...Object.fromEntries(
    [
      'no-zone',
      'several-zones',
      'not-delegated',
      'delegation-unknown',
      'child-zone',
      'conflict',
    ].map((what) => [`\`\${api}/${what}\``, [`route53/${what}`, `cloudflare/${what}`]]),
  ),
  '`other-${key}`': ['usage/other-domain', 'usage/other-region'],
  // What commander can complain about with the options that parse.ts declares.
  'codeOf(error)': [
    'usage/unknown-option',
    'usage/option-missing-argument',
    'usage/excess-arguments',
  ],
};

interface Produced {
  readonly code: string;
  readonly exit: ExitCode | null;
  readonly at: string;
}

/** Every code that src can produce, and each computed one that COMPUTED does not know. */
function collect(path: string, source: string): { produced: Produced[]; unknown: string[] } {
  const produced: Produced[] = [];
  const unknown: string[] = [];
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const add = (code: string, exit: ExitCode | null) => produced.push({ code, exit, at: path });

  const fromCall = (node: ts.CallExpression | ts.NewExpression): void => {
    const name = node.expression.getText();
    const args = node.arguments ?? ts.factory.createNodeArray();
    const [first] = args;
    const makesCode = name === 'finding' || name === 'usage' || name === 'Failure';
    if (makesCode && first !== undefined) {
      const exit = name === 'usage' ? EXIT.usage : exitIn(node);
      if (!ts.isStringLiteral(first)) {
        const codes = COMPUTED[first.getText()];
        if (codes === undefined) unknown.push(`${path}: ${name}(${first.getText()}`);
        for (const code of codes ?? []) add(code, null);
      } else add(name === 'usage' ? `usage/${first.text}` : first.text, exit);
    } else if (node.expression.kind !== ts.SyntaxKind.ImportKeyword) {
      for (const arg of args)
        if (ts.isStringLiteral(arg) && looksLikeCode(arg.text)) add(arg.text, null);
    }
  };

  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) fromCall(node);
    if (
      ts.isPropertyAssignment(node) &&
      node.name.getText() === 'code' &&
      ts.isStringLiteral(node.initializer) &&
      looksLikeCode(node.initializer.text)
    )
      add(node.initializer.text, null);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { produced, unknown };
}

const looksLikeCode = (text: string): boolean => /^[a-z][a-z0-9]*\/[a-z][a-z0-9-]*$/.test(text);

/** The `EXIT.name` among the arguments of `new Failure(…)`. */
function exitIn(node: ts.Node): ExitCode | null {
  const name = /exitCode: EXIT\.(\w+)/.exec(node.getText())?.[1];
  return name === undefined ? null : (EXITS[name] ?? null);
}

function sources(): { path: string; source: string }[] {
  return readdirSync(`${ROOT}src`, { recursive: true })
    .map((file) => `src/${String(file)}`)
    .filter((path) => path.endsWith('.ts'))
    .filter((path) => !/^src\/(rehearsal\/|core\/catalogue)/.test(path))
    .map((path) => ({ path, source: readFileSync(`${ROOT}${path}`, 'utf8') }));
}

const found = sources().map(({ path, source }) => collect(path, source));
const produced = found.flatMap((each) => each.produced);

describe('the catalogue and the code', () => {
  test('every code that the code produces is in the catalogue', () => {
    const missing = produced.filter(({ code }) => explain(code) === null);
    expect(missing.map(({ code, at }) => `${code} (${at})`)).toEqual([]);
  });

  test('the code produces every code of the catalogue', () => {
    const codes = new Set(produced.map(({ code }) => code));
    expect(CATALOGUE.map(({ code }) => code).filter((code) => !codes.has(code))).toEqual([]);
  });

  test('each code put together at run time is known here', () => {
    expect(found.flatMap((each) => each.unknown)).toEqual([]);
  });

  test('exit codes are those of the code', () => {
    const wrong = produced.filter(({ code, exit }) => {
      const told = explain(code)?.exit;
      return exit !== null && told !== undefined && !told.includes(exit);
    });
    expect(wrong.map(({ code, exit, at }) => `${code} exits ${exit} (${at})`)).toEqual([]);
  });

  test('the collector finds literals, helpers and computed codes, and not comparisons', () => {
    const source = `
      finding('a/one', 'x'); usage('two', 'x'); new Failure('a/three', 'x', { exitCode: EXIT.act });
      pending('a/four'); const rule = { code: 'a/five' }; if (rule.code === 'a/no') throw 1;
      new Set(['a/no']); import('a/no'); finding('b/' + rule, 'x');`;
    const { produced, unknown } = collect('file.ts', source);
    expect(produced.map(({ code, exit }) => [code, exit])).toEqual([
      ['a/one', null],
      ['usage/two', 2],
      ['a/three', 1],
      ['a/four', null],
      ['a/five', null],
    ]);
    expect(unknown).toEqual(["file.ts: finding('b/' + rule"]);
  });
});

describe('the words', () => {
  test('each code stands once, with sentences that end', () => {
    const codes = CATALOGUE.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, meaning, why, fix } of CATALOGUE)
      for (const text of [meaning, why, fix]) expect(text, code).toMatch(/^[^\s].*[.)]$/);
  });

  test('anchors are the ones of the headings, each once', () => {
    const anchors = CATALOGUE.map(({ code }) => anchorOf(code));
    expect(new Set(anchors).size).toBe(anchors.length);
    expect(anchorOf('dns/doubled-suffix')).toBe('dnsdoubled-suffix');
  });
});

describe('explain and nearestCodes', () => {
  test('a known code is explained, another is not', () => {
    expect(explain('dns/missing')).toMatchObject({ code: 'dns/missing', exit: ['step'] });
    expect(explain('dns/nothing-of-the-kind')).toBeNull();
    expect(explain('constructor')).toBeNull();
  });

  test.each([
    ['dns/doubledsuffix', 'dns/doubled-suffix'],
    ['doubled-suffix', 'dns/doubled-suffix'],
    ['DNS/Missing', 'dns/missing'],
    ['canceled', 'cancelled'],
  ])('%s: %s is the nearest', (typed, meant) => {
    expect(nearestCodes(typed)[0]).toBe(meant);
  });

  test('nothing is near to nonsense', () => {
    expect(nearestCodes('qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq')).toEqual([]);
  });
});

test('the page has a heading for every code', () => {
  const page = findingsPage(CATALOGUE);
  for (const { code } of CATALOGUE) expect(page).toContain(`\n### ${code}\n`);
});

test('docs/findings.md is what `npm run docs` makes', async () => {
  const page = readFileSync(`${ROOT}docs/findings.md`, 'utf8');
  expect(page).toBe(findingsPage(CATALOGUE));
});
