import { escapeControls } from '../../core/text/printable.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import type { Resource } from '../../core/undo/resource.ts';

interface About {
  readonly domain: string;
  readonly region: string;
  readonly account: string;
  readonly now: Date;
}

/** The variable that has to name the domain before the script does anything. */
const CONSENT = 'SES_MIGRATE_UNDO';

/**
 * A script for a POSIX shell that undoes what this checklist made. It is written to be read: each command has its reason
 * above it, and none of them runs before a person names the domain and AWS confirms the account.
 */
export function undoScript(resources: readonly Resource[], about: About): string {
  const { domain, region, account, now } = about;
  const open = resources.filter(({ undo, state }) => undo !== null && state !== 'gone');
  return [
    '#!/bin/sh',
    ...comment(
      `Undoes what ses-migrate made for ${domain} in ${region}, account ${account}. Written ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
    ),
    ...comment('Read it first, and remove what should stay. Nothing that existed before is in it.'),
    ...comment(
      'It stops at the first command that fails. Write it again with `ses-migrate export undo`: what is gone by then is left out.',
    ),
    'set -eu',
    // AWS CLI 1 reads no AWS_REGION, and version 2 opens a pager.
    `AWS_DEFAULT_REGION=${shellWord(region)} AWS_PAGER=''`,
    'export AWS_DEFAULT_REGION AWS_PAGER',
    '',
    `if [ "\${${CONSENT}:-}" != ${shellWord(domain)} ]; then`,
    `  echo ${shellWord(`Nothing was changed. Read this script, then run it with ${CONSENT}=${domain}`)} >&2`,
    '  exit 64',
    'fi',
    'account=$(aws sts get-caller-identity --query Account --output text)',
    `if [ "$account" != ${shellWord(account)} ]; then`,
    `  echo "These credentials belong to account $account, not to ${account}. Nothing was changed." >&2`,
    '  exit 1',
    'fi',
    'set -x',
    ...open.flatMap(block),
    ...(open.length === 0 ? ['', ...comment('Nothing is left to undo.')] : []),
    '',
  ].join('\n');
}

function block({ kind, name, createdAt, state, undo }: Resource): string[] {
  if (undo === null) return [];
  const at = `created ${createdAt.slice(0, 16).replace('T', ' ')} UTC`;
  const seen = state === 'unknown' ? '; could not be checked' : '';
  return [
    '',
    ...comment(`${kind} ${name}, ${at}${seen}`),
    ...comment(undo.say),
    ...(undo.command === undefined ? [] : [undo.command]),
  ];
}

/** A line break in a name would end the comment. */
function comment(text: string): string[] {
  return [`# ${escapeControls(text.replaceAll('\n', ' '))}`];
}
