import { couldNotLook } from '../../core/aws/could-not-look.ts';
import type { SmtpUser } from '../../core/aws/iam-user.ts';
import type { Checklist } from '../../core/checklist.ts';
import type { ReceiptOf } from '../../core/checklist-receipts.ts';
import { finding } from '../../core/model/findings.ts';
import type { Remedy } from '../../core/model/remedy.ts';
import type { Finding, Status } from '../../core/model/types.ts';
import {
  handoversInUse,
  type KeyInPlace,
  type SavedState,
  savedState,
} from '../../core/smtp-credentials/saved-settings.ts';
import { storeOf } from '../../core/smtp-credentials/secret-store.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import type { World } from '../../core/world.ts';
import { flagOf } from './adopt.ts';
import { stateInWords, timeInWords } from './key-words.ts';

/** What became of the saved settings: the key alone does not show whether anybody still has its secret. */

interface Judged {
  /** null: it does not change the verdict. */
  readonly status: Extract<Status, 'problem'> | null;
  readonly findings: readonly Finding[];
}

export const NO_CHANGE: Judged = { status: null, findings: [] };

export function savedFindings(user: SmtpUser, world: World, checklist: Checklist): Judged {
  const judged = handoversInUse(user, checklist).map((each) => judgePlace(each, user, world));
  return {
    status: judged.some(({ status }) => status === 'problem') ? 'problem' : null,
    findings: judged.flatMap(({ findings }) => findings),
  };
}

function judgePlace(receipt: Handover, user: SmtpUser, world: World): Judged {
  const saved = savedState(world, receipt);
  const problem = (...findings: Finding[]): Judged => ({ status: 'problem', findings });
  switch (saved.state) {
    case 'shown':
    case 'there':
    case 'not-looked':
      return NO_CHANGE;
    case 'unread':
      return { status: null, findings: [unread(receipt, saved)] };
    case 'missing':
      // On another machine, such as a CI job's, a file that git does not take is not expected.
      return saved.here || saved.named
        ? problem(missing(receipt, user))
        : { status: null, findings: [notHere(receipt, user)] };
    case 'other-key':
      return problem(otherKey(receipt, user, saved.keyId));
    case 'changed':
      return problem(changed(receipt, user, saved));
  }
}

type Handover = ReceiptOf<'handed-over'>;

/** `f.env`, where key AKIA… was saved on … */
function where({ at, facts }: Handover): string {
  const did = facts.adopted ? 'found' : 'saved';
  return `${facts.writtenTo}, where key ${facts.accessKeyId} was ${did} on ${timeInWords(at)}`;
}

/** AWS shows a secret once, so what is lost is replaced by another key. */
function rotation({ facts }: Handover, user: SmtpUser): Remedy {
  const place = facts.writtenTo ?? '';
  const command = `ses-migrate make-smtp-creds --rotate ${flagOf(place)} --confirm ${shellWord(user.name)}`;
  return {
    say: `AWS shows a secret once. If no application has these settings, create another key: \`${command}\``,
    command,
  };
}

function missing(receipt: Handover, user: SmtpUser): Finding {
  return finding('smtp/settings-missing', `${where(receipt)}, does not exist.`, {
    subject: receipt.facts.writtenTo ?? '',
    fix: rotation(receipt, user),
  });
}

function notHere(receipt: Handover, user: SmtpUser): Finding {
  const { machine, accessKeyId } = receipt.facts;
  const on = machine === '' ? 'a machine that is not on record' : `the machine ${machine}`;
  return finding(
    'smtp/settings-elsewhere',
    `${where(receipt)} from ${on}, is not on this one, so it was not checked.`,
    {
      subject: accessKeyId,
      fix: [
        { say: 'Check it on that machine.' },
        {
          ...rotation(receipt, user),
          say: `If it is lost: \`${rotation(receipt, user).command}\``,
        },
      ],
    },
  );
}

function unread(receipt: Handover, saved: Extract<SavedState, { state: 'unread' }>): Finding {
  const place = receipt.facts.writtenTo ?? '';
  if (storeOf(place) !== null) return couldNotLook(place, saved.why);
  return finding('smtp/settings-unread', `Could not read ${where(receipt)}: ${saved.why.message}`, {
    subject: place,
    fix: `Make ${place} readable to check that it still has the settings.`,
  });
}

function otherKey(receipt: Handover, user: SmtpUser, keyId: string | null): Finding {
  const theirs = user.keys.find(({ id }) => id === keyId);
  const now =
    keyId === null
      ? 'has no SMTP user name any more'
      : `now has the user name ${keyId}, ${theirs === undefined ? `which is not a key of ${user.name}` : `a key of ${user.name} that is ${stateInWords(theirs, user.asOf)}`}`;
  return finding('smtp/settings-changed', `${where(receipt)}, ${now}.`, {
    subject: receipt.facts.writtenTo ?? '',
    ...(keyId === null ? {} : { found: keyId }),
    expected: receipt.facts.accessKeyId,
    fix: [
      {
        say: 'If someone changed it on purpose, keep it, and save the settings of this checklist to another file.',
      },
      rotation(receipt, user),
    ],
  });
}

function changed(
  receipt: Handover,
  user: SmtpUser,
  { what, found }: Extract<SavedState, { state: 'changed' }>,
): Finding {
  const subject = receipt.facts.writtenTo ?? '';
  if (what === 'host') {
    const expected = receipt.facts.host;
    const message = `${where(receipt)}, now has the host ${found}; the password works only at ${expected}.`;
    const fix = `Change the host back to ${expected}, or run make-smtp-creds with --region for the other Region.`;
    return finding('smtp/settings-changed', message, { subject, found, expected, fix });
  }
  return finding(
    'smtp/settings-changed',
    `${where(receipt)}, still has the user name, but its password ${found === 'none' ? 'is missing' : 'is not one that SES derives'}.`,
    {
      subject,
      fix: [{ say: 'Restore the password from a backup of the file.' }, rotation(receipt, user)],
    },
  );
}

/** A key that a place has and no receipt tells of. */
export function keyInPlace({ key, place }: KeyInPlace, user: SmtpUser): Finding {
  return finding(
    'smtp/key-in-place',
    `${place} has the settings of key ${key.id} of ${user.name} (${stateInWords(key, user.asOf)}), which this checklist did not save there.`,
    {
      subject: key.id,
      fix: {
        say: `Run make-smtp-creds: it logs in with these settings and records them; it creates no key.`,
        command: `ses-migrate make-smtp-creds ${flagOf(place)}`,
      },
    },
  );
}
