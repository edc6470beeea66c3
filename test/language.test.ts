import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';

/**
 * Turns of phrase that readers stumbled over, with what to write instead. The list helps writers; it does not
 * judge style.
 */
const PHRASES: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [
    /(?<!there )\bis no (?:domain|value|address|command|number|file|name)\b/i,
    '"x" is not a valid …',
  ],
  [/\bno value of --/i, 'invalid value for --flag: "x"'],
  [/\bthe Internet asks\b/i, 'the domain is delegated to …'],
  [/\b(?:SES|SMTP|API|DNS|it|them|that|one|name|zone) alone[.,;:]/i, 'only …'],
  [/\banew\b/i, 'again'],
  [/\bonce more\b/i, 'again'],
  [/\bby itself[.,;]/i, 'automatically'],
  [/\bgo(?:es)? on\b/i, 'continue'],
  [/\bis told\b|\bare told\b|\bwas told\b/i, 'is reported'],
  [/\bmend(?:ed|s)?\b/i, 'fix'],
  [/\bhanded over once\b/i, 'written once, saved to FILE'],
  [/\bnobody can be asked\b/i, 'cannot prompt because …'],
  [/\bof this plan was begun\b/i, 'No changes were made'],
  [/\bthe world has changed\b/i, 'AWS or DNS changed after this plan was made'],
  [/\bcould not be asked\b/i, 'could not read from SES: access denied'],
  [/\bsay the authoritative\b/i, 'the authoritative name servers return …'],
  [/\bdoes not know the new key\b/i, 'does not accept the new key yet; retrying'],
  [/\bwhen that is mended\b/i, 'after you fix the problem above'],
  [/\bStanding (?:HEALTHY|PROBATION|SHUTDOWN)\b/, 'Reputation HEALTHY'],
  [/\bthe easy one\b/i, 'a named situation'],
  [/\bAWS said no\b/i, 'AWS denied the request'],
  [/\bcan be judged when\b/i, 'depends on …, which could not be checked'],
  [/\blies in the folder\b/i, 'delivered to the spam folder'],
  [/\bdeeds?\b(?!-)/, 'change, operation'],
  [/\bwho(?:ever)? \w+s .{1,30} is told\b/i, 'a sentence with subject, verb, object'],
  [/\bcould not be looked at\b/i, 'could not be read'],
];

/** DEED is SES's own word: Deterministic Easy DKIM. */
const phrasesIn = (text: string): string[] =>
  PHRASES.flatMap(([pattern, instead]) => {
    const found = pattern.exec(text.replaceAll('DEED', ''));
    return found === null ? [] : [`"${found[0]}": write ${instead}`];
  });

test.each([
  ['"acme" is no domain', 1],
  ['The Internet asks ns1.example.', 1],
  ['Run it once more, when that is mended.', 3],
  ['The record is told by SES alone.', 2],
  ['invalid value for --dns: "x"', 0],
  ['DEED: SES copies the key from another Region', 0],
  ['Standing order', 0],
  ['There is no domain yet', 0],
  ['Only SES returns this record', 0],
])('%j holds %i of the phrases', (text, count) => {
  expect(phrasesIn(text)).toHaveLength(count);
});

test('no text of the program holds one', () => {
  const files = filesIn('src', '.ts');
  expect(files.length).toBeGreaterThan(300);
  const texts = files.flatMap((file) => stringsOf(file).map((text) => ({ file, text })));
  expect(texts.length).toBeGreaterThan(2_000);
  expect(
    texts.flatMap(({ file, text }) =>
      phrasesIn(text).map((found) => `${file}: ${text.trim().slice(0, 120)}: ${found}`),
    ),
  ).toEqual([]);
});

test('no page and no quoted screen holds one', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...filesIn('docs', '.md'),
    ...filesIn('fixtures/transcripts', ''),
  ];
  expect(pages.length).toBeGreaterThan(20);
  expect(
    pages.flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) => phrasesIn(line).map((found) => `${file}:${index + 1}: ${found}`)),
    ),
  ).toEqual([]);
});

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map(({ parentPath, name }) => `${parentPath}/${name}`);
}

/** Literals and the fixed parts of templates; not the paths of imports. */
function stringsOf(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node) || isTemplatePart(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.filter((text) => text.includes(' '));
}

function isTemplatePart(node: ts.Node): node is ts.TemplateLiteralLikeNode {
  return ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
}
