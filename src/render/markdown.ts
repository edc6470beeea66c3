import type { Remedy } from '../core/model/remedy.ts';
import { repeatsFindings } from '../core/model/status.ts';
import type { Finding, Report } from '../core/model/types.ts';
import { readableDomain } from '../core/parse/domain.ts';
import { escapeControls } from '../core/text/printable.ts';
import { resourcesMarkdown } from './resources.ts';
import { statusWord } from './words.ts';

/** The checklist as a Markdown to-do list. */
export function reportMarkdown({ target, steps, next, data }: Report): string {
  const domain = target.domain === null ? null : readableDomain(target.domain);
  const title = [domain, target.region].filter((part) => part !== null).join(', ');
  const lines = steps.flatMap((step) => {
    const isClosed = step.status === 'done' || step.status === 'skipped';
    const isToDo = !['blocked', 'skipped'].includes(step.status) && !repeatsFindings(step, steps);
    const state = step.status === 'done' ? '' : ` (${statusWord(step.status)})`;
    const box = `- [${isClosed ? 'x' : ' '}] **${step.id}**${state}: ${plain(step.summary)}`;
    return isToDo ? [box, ...toDo(step.findings)] : [box];
  });
  // Offline and never looked: a list of nothing would say that nothing is to do.
  const isKnown = steps.some(({ status, findings }) => status !== 'unknown' || findings.length > 0);
  const missing = isKnown ? [] : next.map((each) => `- \`${each.command}\`: ${each.why}`);
  const resources = 'resources' in data && 'account' in data ? data.resources : [];
  const made = resourcesMarkdown(resources, { code, plain });
  return `# Migration to Amazon SES: ${title}\n\n${[...lines, ...missing, ...made].join('\n')}\n`;
}

/** What to do, below the step; each remedy once. Records and commands are code, so that they can be copied. */
function toDo(findings: readonly Finding[]): string[] {
  const items = findings.flatMap(({ fixes = [] }) => fixes).map(remedyMarkdown);
  return [...new Set(items)];
}

function remedyMarkdown({ say, command, record }: Remedy): string {
  const words = say === command ? code(say) : plain(say.replaceAll('\n', ' '));
  const records = record?.split('\n').map((line) => `\n    - ${code(line)}`) ?? [];
  return `  - ${words}${records.join('')}`;
}

/** A code span; a record has no backtick that is not foreign text. */
function code(text: string): string {
  return `\`${escapeControls(text).replaceAll('`', "'")}\``;
}

function plain(text: string): string {
  return escapeControls(text).replace(/[\\`*_<>[\]|]/g, '\\$&');
}
