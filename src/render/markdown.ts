import { readableDomain } from '../core/domain.ts';
import { escapeControls } from '../core/printable.ts';
import type { Report } from '../core/types.ts';
import { statusWord } from './words.ts';

/** The checklist as a Markdown to-do list. */
export function reportMarkdown({ target, steps }: Report): string {
  const domain = target.domain === null ? null : readableDomain(target.domain);
  const title = [domain, target.region].filter((part) => part !== null).join(', ');
  const lines = steps.map((step) => {
    const box = step.status === 'done' || step.status === 'skipped' ? 'x' : ' ';
    const state = step.status === 'done' ? '' : ` (${statusWord(step.status)})`;
    return `- [${box}] **${step.id}**${state}: ${plain(step.summary)}`;
  });
  return `# Migration to Amazon SES: ${title}\n\n${lines.join('\n')}\n`;
}

function plain(text: string): string {
  return escapeControls(text).replace(/[\\`*_<>[\]|]/g, '\\$&');
}
