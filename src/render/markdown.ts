import type { Report } from '../core/model/types.ts';
import { readableDomain } from '../core/parse/domain.ts';
import { escapeControls } from '../core/text/printable.ts';
import { statusWord } from './words.ts';

/** The checklist as a Markdown to-do list. */
export function reportMarkdown({ target, steps, next }: Report): string {
  const domain = target.domain === null ? null : readableDomain(target.domain);
  const title = [domain, target.region].filter((part) => part !== null).join(', ');
  const lines = steps.map((step) => {
    const box = step.status === 'done' || step.status === 'skipped' ? 'x' : ' ';
    const state = step.status === 'done' ? '' : ` (${statusWord(step.status)})`;
    return `- [${box}] **${step.id}**${state}: ${plain(step.summary)}`;
  });
  // Offline and never looked: a list of nothing would say that nothing is to do.
  const missing = steps.length > 0 ? [] : next.map((each) => `\`${each.command}\`: ${each.why}`);
  return `# Migration to Amazon SES: ${title}\n\n${[...lines, ...missing].join('\n')}\n`;
}

function plain(text: string): string {
  return escapeControls(text).replace(/[\\`*_<>[\]|]/g, '\\$&');
}
