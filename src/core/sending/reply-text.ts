/** The command that a reply answers, where it is known; `CONN` is the greeting, `dot` the end of the message. */
export type Stage = 'CONN' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA';

/** A reply of an SMTP server taken apart (RFC 5321, 4.2; RFC 2034, 4). */
export interface ReplyText {
  /** Three digits; null: no server said this. */
  readonly code: number | null;
  /** Subject and detail of the enhanced status code, as `1.8` of `5.1.8`; null where there is none. */
  readonly status: string | null;
  /** The words of all its lines, joined by blanks. */
  readonly words: string;
  readonly stage: Stage | null;
}

const LINE = /^(\d{3})(?:[ -]|$)\s*(?:([245])\.(\d{1,3})\.(\d{1,3})\b)?\s*(.*)$/;

/** Each line has the code, and most servers repeat the enhanced one on each, too. */
export function readReply(response: string, stage: Stage | null = null): ReplyText {
  const lines = response.split(/\r?\n/).map((line) => LINE.exec(line.trim()));
  const first = lines.find((line) => line !== null);
  const withStatus = lines.find((line) => line?.[2] !== undefined && line[2] === line[1]?.[0]);
  const words = response
    .split(/\r?\n/)
    .map((line, index) => lines[index]?.[5] ?? line.trim())
    .join(' ');
  return {
    code: first === undefined || first === null ? null : Number(first[1]),
    status: withStatus ? `${withStatus[3]}.${withStatus[4]}` : null,
    words,
    stage,
  };
}

/** The stage in nodemailer's word for the command that failed: `RCPT TO`, `AUTH PLAIN`. */
export function stageOf(command: string | undefined): Stage | null {
  const [word = ''] = (command ?? '').split(' ');
  const known: readonly Stage[] = ['CONN', 'EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA'];
  return known.find((each) => each === word) ?? null;
}
