import type { AccessKey, SmtpUser } from '../../core/aws/iam-user.ts';
import { finding } from '../../core/model/findings.ts';
import type { Finding } from '../../core/model/types.ts';
import { PortError, type Ports } from '../../ports/index.ts';
import type { ApplyContext } from '../step.ts';
import { stateInWords } from './key-words.ts';
import { noRoom } from './room.ts';

interface Made {
  readonly user: string;
  /** Ids of the keys of the user when the plan was made. */
  readonly keysBefore: readonly string[];
  readonly keyId: string;
}

/**
 * Reads IAM again after a key was created: another run with another checklist, or on another machine, can have created
 * one at the same time, which no lock of this checklist prevents. Both keys are reported; which one stays is a person's choice.
 */
export async function reportSiblings(context: ApplyContext, made: Made): Promise<void> {
  const { ports, conclude, world } = context;
  // A key that was deleted a moment ago can still be listed.
  const seen = world.smtpUser.ok ? (world.smtpUser.value?.keys ?? []) : [];
  const known = new Set([...made.keysBefore, ...seen.map(({ id }) => id), made.keyId]);
  const user = await readAgain(ports, made.user);
  const siblings = (user?.keys ?? []).filter(({ id }) => !known.has(id));
  if (user === null || siblings.length === 0) return;
  conclude(
    'done',
    siblings.map((key) => siblingKey(key, user, made.keyId)),
  );
}

function siblingKey(key: AccessKey, user: SmtpUser, own: string): Finding {
  const command = `ses-migrate make-smtp-creds --retire --key ${key.id} --confirm ${key.id}`;
  return finding(
    'smtp/sibling-key',
    `While this run created key ${own}, another run created key ${key.id} of ${user.name} (${stateInWords(key, user.asOf)}). Both work.`,
    {
      subject: key.id,
      fix: [
        {
          say: `Agree with whoever ran it on one of the two. If applications use ${own}, retire the other one when it is unused: \`${command}\``,
          command,
        },
      ],
    },
  );
}

/** The key is saved by now, so that a failure to look is only noted; the next look names every other key. */
async function readAgain(ports: Ports, name: string): Promise<SmtpUser | null> {
  try {
    return await ports.iam.smtpUser(name);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    ports.output.note(
      `Could not check whether another run created a key at the same time: ${error.message}`,
    );
    return null;
  }
}

/** IAM's answer where another run took the last free place between the plan and the call. */
export async function asNoRoom(ports: Ports, name: string, error: PortError): Promise<Error> {
  if (!/^LimitExceeded/.test(error.errorName)) return error;
  const user = await readAgain(ports, name);
  return user === null ? error : noRoom(user, user.keys);
}
