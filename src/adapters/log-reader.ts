import { escapeControls } from '../core/text/printable.ts';
import { isOn } from './terminal.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Who reads the log of this process and obeys words in it. */
export type LogReader = 'github' | 'azure' | 'teamcity' | 'buildkite';

/** GitLab's section markers and Buildkite's inline images need an escape byte, which no foreign text keeps. */
export function logReaderOf(env: Env): LogReader | null {
  // Forgejo, Gitea and act set it as well, and obey the same words.
  if (isOn(env.GITHUB_ACTIONS)) return 'github';
  if (isOn(env.TF_BUILD)) return 'azure';
  if (isOn(env.TEAMCITY_VERSION)) return 'teamcity';
  return isOn(env.BUILDKITE) ? 'buildkite' : null;
}

/**
 * The words of each reader, with a backslash in them. Sources, read 2026-12: actions/runner
 * ActionCommand.cs (`::` after leading blanks, `##[` anywhere in a line); microsoft/azure-pipelines-agent
 * Command.cs (`##vso[` anywhere); TeamCity, service messages; Buildkite, managing log output
 * (`---`, `+++`, `~~~` and `^^^ +++` at the start of a line).
 */
const WORDS: Readonly<Record<LogReader, readonly (readonly [RegExp, string])[]>> = {
  github: [
    [/^(\s*)::/gm, '$1\\::'],
    [/##\[/g, '##\\['],
  ],
  azure: [[/##(vso)?\[/gi, '##$1\\[']],
  teamcity: [[/##teamcity\[/gi, '##teamcity\\[']],
  buildkite: [[/^(---|\+\+\+|~~~|\^\^\^)/gm, '\\$1']],
};

/** Text of ours and of others for a log: nothing in it is a command to its reader. */
export function withoutCommands(text: string, reader: LogReader | null): string {
  if (reader === null) return text;
  return WORDS[reader].reduce((rest, [word, harmless]) => rest.replace(word, harmless), text);
}

/** Colours as `paint` makes them; nothing that hides, moves or blinks. */
const COLOUR = String.raw`\u001b\[(?:[0-2]|22|3[1-7]|39)m`;
/** A run of what a terminal shows as it is, a line break, a tab, or one of our colours. */
const KEPT = { true: new RegExp(`${COLOUR}|\\r\\n|[\\n\\t]`, 'g'), false: /\r\n|[\n\t]/g };
const PLAIN = /^[\n -~]*$/;

/** Text for a terminal or a log, its lines and our colours kept, every other control made visible. */
export function visible(text: string, color: boolean): string {
  if (PLAIN.test(text)) return text;
  let end = 0;
  let shown = '';
  for (const match of text.matchAll(KEPT[`${color}`])) {
    shown += escapeControls(text.slice(end, match.index)) + match[0];
    end = match.index + match[0].length;
  }
  return shown + escapeControls(text.slice(end));
}

/** The same for what is one line by its nature, whatever a server put into it. */
export function visibleLine(text: string, color: boolean): string {
  return visible(text.replace(/\s*[\r\n]+\s*/g, ' '), color);
}
