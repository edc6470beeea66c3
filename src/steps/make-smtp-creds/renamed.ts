import { couldNotLook } from '../../core/aws/could-not-look.ts';
import type { Checklist } from '../../core/checklist.ts';
import { finding } from '../../core/model/findings.ts';
import { handovers } from '../../core/smtp-credentials/smtp-keys.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import type { World } from '../../core/world.ts';
import type { CheckResult } from '../step.ts';
import { timeInWords } from './key-words.ts';

/** The user of the checklist is gone, and its key lives on at another one: a problem, as creating it again makes a second key. */
export function renamedUser(
  { keyOwner }: World,
  checklist: Checklist,
  name: string,
): CheckResult | null {
  const last = handovers(checklist).at(-1);
  if (last === undefined || last.facts.user !== name) return null;
  const { accessKeyId: id } = last.facts;
  if (!keyOwner.ok && keyOwner.code !== 'not-read') {
    const findings = [couldNotLook(`the owner of key ${id}`, keyOwner)];
    return {
      status: 'unknown',
      summary: `no IAM user ${name}; the owner of its key is not known`,
      findings,
    };
  }
  const owner = keyOwner.ok ? keyOwner.value : null;
  if (owner === null || owner.user === name) return null;
  const command = `ses-migrate make-smtp-creds --user-name ${shellWord(owner.user)}`;
  const state = owner.active ? 'active' : 'inactive';
  const renamed = finding(
    'smtp/user-renamed',
    `Key ${id}, saved on ${timeInWords(last.at)} for user ${name}, belongs to user ${owner.user} now (${state}): the user was renamed.`,
    {
      subject: owner.user,
      fix: { say: `Use the new name: \`${command}\`. It creates no key.`, command },
    },
  );
  return { status: 'problem', summary: `user ${name} is now ${owner.user}`, findings: [renamed] };
}
