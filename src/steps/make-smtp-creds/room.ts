import type { AccessKey, SmtpUser } from '../../core/aws/iam-user.ts';
import { EXIT, Failure } from '../../core/model/errors.ts';
import { idleTime, spanInWords } from '../../core/smtp-credentials/key-use.ts';
import { DEFAULT_UNUSED } from './inputs.ts';
import { stateInWords } from './key-words.ts';

/** IAM allows two access keys a user (IAM quotas). */
export const MAX_KEYS = 2;

/** The key that makes room for a new one: not the one in use, and unused for a time. Throws where there is none. */
export function spareKey(
  user: SmtpUser,
  keys: readonly AccessKey[],
  inUse: AccessKey | null,
  all: readonly AccessKey[],
): AccessKey {
  const unused = keys
    .filter((key) => key !== inUse && !wasUsedLately(key, user))
    .sort((a, b) => (idleTime(b, user.asOf) ?? 0) - (idleTime(a, user.asOf) ?? 0));
  const spare = unused.find((key) => !key.active) ?? unused[0];
  if (spare === undefined) throw noRoom(user, all);
  return spare;
}

function wasUsedLately(key: AccessKey, { asOf }: SmtpUser): boolean {
  const idle = idleTime(key, asOf);
  return idle === null || idle < DEFAULT_UNUSED;
}

/** Both keys that IAM allows exist, and none of them can go without being named. */
export function noRoom(user: SmtpUser, keys: readonly AccessKey[]): Failure {
  const held = keys.map((key) => `${key.id} (${stateInWords(key, user.asOf)})`);
  return new Failure(
    'smtp/two-keys',
    `User ${user.name} has two access keys, ${held.join(' and ')}. IAM does not allow a third, and neither was saved by this checklist and then unused for ${spanInWords(DEFAULT_UNUSED)}. No key was created.`,
    {
      exitCode: EXIT.act,
      fix: [
        {
          say: 'If a file or store holds the settings of one of them, name it with --file or --secret-name: that key is then adopted.',
        },
        {
          say: 'Otherwise retire the unused one (`ses-migrate make-smtp-creds --retire`; add --key ID for a key that this checklist did not save), or name another user with --user-name.',
        },
      ],
    },
  );
}
