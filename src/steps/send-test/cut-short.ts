import type { Checklist } from '../../core/checklist.ts';
import { EXIT, Failure } from '../../core/model/errors.ts';
import { finding } from '../../core/model/findings.ts';
import type { Remedy } from '../../core/model/remedy.ts';
import type { Finding } from '../../core/model/types.ts';
import { PATH_NAME, type Path } from '../../core/sending/message.ts';
import { cutShort, type OwnMessage } from '../../core/sending/sent.ts';
import type { Task } from '../step.ts';
import type { SendTestSituation } from './inputs.ts';

/** Messages of runs that were ended between the hand-over to SES and its answer, such as by SIGKILL. */
export function cutShortFindings(checklist: Checklist): readonly Finding[] {
  return cutShort(checklist).map((sent) =>
    finding('send/cut-short', messageFor(sent), { subject: sent.token, fix: remedies(sent) }),
  );
}

/**
 * Nothing is sent a second time over the path of such a message unless `--confirm TOKEN` asks for it. Throws Failure
 * `send/cut-short`; else gives the task that keeps the first message in mind.
 */
export function sendAgainTask(
  { checklist, answers }: SendTestSituation,
  paths: readonly Path[],
): Task | null {
  const open = cutShort(checklist).filter(({ via }) => paths.includes(via));
  const named = answers.confirm ?? [];
  const [unnamed] = open.filter(({ token }) => !named.includes(token));
  if (unnamed !== undefined) {
    throw new Failure('send/cut-short', messageFor(unnamed), {
      exitCode: EXIT.act,
      fix: remedies(unnamed),
    });
  }
  if (open.length === 0) return null;
  return {
    changes: open.map(({ token, via, at }) => ({
      op: '~',
      what: 'message cut short',
      from: `${token}, may have been sent ${at}`,
      to: `another one over ${PATH_NAME[via]}`,
      confirm: token,
    })),
    async run({ record }) {
      for (const { token, via, to } of open)
        await record('sent-again', { token, via, to: to.join(' ') });
    },
  };
}

function messageFor({ token, via, to, at }: OwnMessage): string {
  return `A run ended at ${at} while it sent message ${token} to ${to.join(', ')} over ${PATH_NAME[via]}: it may have been sent.`;
}

function remedies({ token }: OwnMessage): readonly Remedy[] {
  return [
    {
      say: 'Look for it: `ses-migrate send-test --inbox imaps://USER@HOST --find`, or save it as a file and run `ses-migrate send-test --eml FILE`.',
    },
    { say: `If it did not arrive, send another one: add \`--confirm ${token}\` to send-test.` },
  ];
}
