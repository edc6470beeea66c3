import { EXIT, Failure } from '../../core/model/errors.ts';
import { messagesIn } from '../../core/proof/mbox.ts';
import { tokenOf } from '../../core/sending/message.ts';
import { messageOf, type OwnMessage } from '../../core/sending/sent.ts';
import { printable } from '../../core/text/printable.ts';
import type { Plan } from '../step.ts';
import type { SendTestSituation } from './inputs.ts';
import { judgeCopy } from './judge-copy.ts';

/** Verifies a received copy of a message of ours; changes nothing but the checklist. */
export function planProof(situation: SendTestSituation): Plan {
  const file = situation.answers.eml ?? '';
  return {
    consent: `Verify ${file}?`,
    tasks: [
      {
        changes: [],
        async run(context) {
          const { raw, sent } = ownMessage(await context.ports.files.read(file), situation);
          const copy = { raw, sent, arrival: null };
          const { status, findings, shown } = await judgeCopy(copy, context);
          context.show('send-test', { proof: shown });
          // As with a mailbox: the command is about this copy, the step about all paths.
          context.conclude(status, findings);
        },
      },
    ],
  };
}

/** What a file is that holds no source of a message, where that is known. */
function notASource(raw: string): string | null {
  if (raw.startsWith('\xd0\xcf\x11\xe0'))
    return 'is a .msg file of Outlook, not the source of a message';
  if (/^(?:\xff\xfe|\xfe\xff)/.test(raw)) return 'is written in UTF-16, not as it was received';
  if (/^\s*<(?:!doctype|html)/i.test(raw)) return 'is a web page, not the source of a message';
  return raw.trim() === '' ? 'is empty' : null;
}

interface OwnCopy {
  readonly raw: Buffer;
  readonly sent: OwnMessage;
}

/** The message of the file that this checklist sent, the newest of several; a stranger's proves nothing about this domain. */
function ownMessage(saved: Buffer, { answers, checklist }: SendTestSituation): OwnCopy {
  const file = answers.eml ?? '';
  const copies = messagesIn(saved).map((raw) => ({ raw, token: tokenOf(raw.toString('latin1')) }));
  const own = copies.flatMap(({ raw, token }) => {
    const sent = token === null ? null : messageOf(checklist, token);
    return sent === null ? [] : [{ raw, sent }];
  });
  const newest = own.toSorted((a, b) => a.sent.at.localeCompare(b.sent.at)).at(-1);
  if (newest !== undefined) return newest;
  const token = copies.find((each) => each.token !== null)?.token ?? null;
  const has =
    token === null
      ? (notASource(saved.toString('latin1')) ?? 'has no X-Migration-Token header')
      : `has token ${printable(token)}, which is not in this checklist`;
  throw new Failure('send/not-ours', `${file} ${has}.`, {
    exitCode: EXIT.act,
    fix: 'Save the whole source of a message that send-test sent (headers included) and use that file.',
  });
}
