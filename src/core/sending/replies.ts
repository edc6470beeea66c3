import { readRefusal, refusalRemedy } from '../aws/refusal.ts';
import { finding } from '../model/findings.ts';
import type { Finding } from '../model/types.ts';
import { addressOrNull } from '../parse/address.ts';
import { escapeControls } from '../text/printable.ts';
import { noConnection } from './no-connection.ts';
import { otherMeaning } from './other-replies.ts';
import { readReply, type Stage } from './reply-text.ts';
import { type Meaning, type Pauses, sesMeaning, WHEN_BUSY } from './ses-replies.ts';

/** What a refused message or login met, the same shape for SMTP and the API. */
export interface Reply {
  /** `api`: the API of SES, with HTTP statuses; `smtp`: SES SMTP; everything else: SMTP of another server. */
  readonly via: string;
  readonly host: string;
  readonly port?: number | null;
  /** SMTP code, or HTTP status of the API. */
  readonly code: number | null;
  readonly response: string;
  readonly ambiguous: boolean;
  /** The command that was refused; absent where it is not known. */
  readonly stage?: Stage | null;
  /** Sender of the message, with a display name or without; absent where it is not known. */
  readonly from?: string;
}

/**
 * Whether another server may be asked after this failure without the message arriving twice, and
 * with a hope that it helps.
 */
export function canFallBack(reply: Reply): boolean {
  return !reply.ambiguous && ruleOf(reply)?.elsewhere !== false;
}

/** Milliseconds until the same server may be asked again after `tries` tries; null: no more. */
export function retryAfter(reply: Reply, tries: number): number | null {
  return pausesOf(reply)[tries - 1] ?? null;
}

/** Whether the same message may go through later without a change, and surely was not taken now. */
export function isTemporary(reply: Reply): boolean {
  if (reply.ambiguous) return false;
  return reply.code === null || pausesOf(reply).length > 0;
}

function pausesOf(reply: Reply): Pauses {
  if (reply.ambiguous) return [];
  const rule = ruleOf(reply);
  if (rule?.byCode === true) return isTransientCode(reply) ? WHEN_BUSY : [];
  return rule?.retry ?? (isTransientCode(reply) ? WHEN_BUSY : []);
}

/** RFC 5321, 4.2.1: 4yz is temporary. The API's 4xx is not: it says "throttled" by name. */
function isTransientCode({ via, code }: Reply): boolean {
  return via !== 'api' && code !== null && code >= 400 && code < 500;
}

/** What is known of a reply: its code and, where the tables have it, its cause and what to do. */
export interface ReplyMeaning {
  readonly code: string;
  readonly cause: string | null;
  readonly fix: string | null;
}

/** The code that a finding about this reply has. */
export function meaningOf(reply: Reply): ReplyMeaning {
  const rule = ruleOf(reply);
  if (rule !== undefined) return { code: rule.code, cause: rule.cause, fix: rule.fix };
  return {
    code: reply.code === null ? 'send/unreachable' : 'send/refused',
    cause: null,
    fix: null,
  };
}

/** The table of SES explains SES alone: other servers use its words for other things. */
function ruleOf({ via, response, code, stage = null }: Reply): Meaning | undefined {
  // Without a code these are words of Node or nodemailer, not of a server; the SDK's have a name in front.
  const words = code === null && !/^\w+(Exception|Error)?: /.test(response) ? '' : response;
  const ofSes = via === 'api' || via === 'smtp' ? sesMeaning(words) : undefined;
  return ofSes ?? otherMeaning(readReply(words, stage));
}

/** One form for both paths: SMTP's replies begin with their code, the API's HTTP status is beside. */
export function withCode({ code, response }: Pick<Reply, 'code' | 'response'>): string {
  return code === null || response.startsWith(`${code} `) ? response : `${code} ${response}`;
}

const LOOK_FIRST =
  'Check whether it arrived before you send it again: `ses-migrate send-test --inbox imaps://USER@HOST --find` looks for it, `ses-migrate send-test --eml FILE` reads a saved copy.';

/** Cause and cure of a reply; the reply itself is kept in the message. */
export function explainReply(reply: Reply): Finding {
  const { via, host, code } = reply;
  const response = escapeControls(reply.response);
  if (reply.ambiguous) {
    return finding(
      'send/ambiguous',
      `${via} (${host}) did not answer after it received the message: ${response}. The message may have been sent.`,
      { found: response, fix: LOOK_FIRST },
    );
  }
  const said = `${via} (${host}) answered ${withCode({ code, response }).replace(/\.$/, '')}`;
  const rule = ruleOf(reply);
  if (rule?.code === 'send/denied')
    return refusedToSend(`${said}. ${rule.cause}`, { ...reply, response }, rule);
  if (rule !== undefined) {
    return finding(rule.code, `${said}. ${rule.cause}`, { found: response, fix: rule.fix });
  }
  if (code === null) return noConnection({ ...reply, response });
  return finding('send/refused', `${said}.`, {
    found: response,
    fix: isTransientCode(reply)
      ? 'This is temporary: send again in a minute.'
      : 'Read the reply: the server does not accept this message unchanged.',
  });
}

/** Who can send is in the policy of the user behind the credentials, which AWS names where it explains itself. */
function refusedToSend(message: string, reply: Reply, { code, fix }: Meaning): Finding {
  const { response: found, from } = reply;
  const refusal = readRefusal(found, 'ses', 'SendEmail');
  if (refusal.resource === null) return finding(code, message, { found, fix });
  return finding(code, message, {
    subject: `${refusal.action} on ${refusal.resource}`,
    found,
    fix: refusalRemedy(refusal, addressOrNull(from ?? '')?.address ?? null),
  });
}
