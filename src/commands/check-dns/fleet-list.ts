import { Failure, usage } from '../../core/model/errors.ts';
import { fixText } from '../../core/model/remedy.ts';
import { parseDomain } from '../../core/parse/domain.ts';
import type { Files } from '../../ports/index.ts';

/** Most invalid lines that are listed. */
const MOST_LISTED = 10;

/** The domains of `--domains-file`; `-` is stdin. Throws Failure `usage/…` before anything is asked. */
export async function readDomains(files: Files, path: string): Promise<readonly string[]> {
  const lines = path === '-' ? linesIn(await files.readStdin()) : files.lines(path);
  const { refusePublicSuffix } = await import('../../core/parse/public-suffix.ts');
  return domainsIn(lines, path === '-' ? 'stdin' : path, (line) => {
    const domain = parseDomain(line);
    refusePublicSuffix(domain);
    return domain;
  });
}

function linesIn(text: string): readonly string[] {
  return text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
}

/**
 * One domain a line, each once, in the order of the file. `#` begins a comment; blank lines are nothing.
 * The error lists the invalid lines with their numbers.
 */
async function domainsIn(
  lines: Iterable<string> | AsyncIterable<string>,
  source: string,
  parse: (line: string) => string,
): Promise<readonly string[]> {
  const domains = new Set<string>();
  const bad: string[] = [];
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const content = line.replace(/#.*/, '').trim();
    if (content === '') continue;
    try {
      // Lists taken from a zone file end names with a dot.
      domains.add(parse(content.replace(/(?<=[^.])\.$/, '')));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      bad.push(`line ${number}: ${error.message} ${fixText(error.fixes)}`.trimEnd());
    }
  }
  if (bad.length > 0) throw badLines(source, bad);
  if (domains.size === 0) {
    throw usage('domains-file', `${source} has no domain.`, 'Put one domain on each line.');
  }
  return [...domains];
}

function badLines(source: string, bad: readonly string[]): Failure {
  const more = bad.length > MOST_LISTED ? [`and ${bad.length - MOST_LISTED} more lines`] : [];
  return usage(
    'domains-file',
    [
      `${source} has lines that are not domains. Nothing was checked.`,
      ...bad.slice(0, MOST_LISTED),
      ...more,
    ].join('\n  '),
    'Correct these lines, or put # before them.',
  );
}
