/** The words of variable names, whatever joins them: `SMTP_HOST`, `smtp__0__host`, `spring.mail.host`, `SMTPServer`. */

/** Words of mail: a variable is about sending mail where one of them is in its name. */
const MAIL_WORDS: ReadonlySet<string> = new Set(
  'smtp mail mails mailer mailing email emails nodemailer'.split(' '),
);

/** Words that say nothing of what a setting belongs to: they are the same for every group. */
const NEUTRAL: ReadonlySet<string> = new Set(
  'server host setting settings secret secrets config configuration default defaults options option properties auth authentication connection enable use feedback notification system env transport'.split(
    ' ',
  ),
);

/** What names run together: `EMAILSETTINGS`, `SMTPSERVER`, `FROMNAME` (Mattermost, Zitadel). */
const GLUED =
  'configuration notifications password hostname username settings security connection feedback starttls enabled address nodemailer mailer sender server enable secure passwd email smtp mail host port user name pass from type auth addr login use tls ssl url dsn pwd'.split(
    ' ',
  );

/** `SMTP_HostName` → `smtp`, `hostname`; in lower case. */
export function wordsOf(name: string): readonly string[] {
  const words = name
    .split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/)
    .filter((part) => part !== '')
    .flatMap((part) => unglued(part.toLowerCase()) ?? [part.toLowerCase()]);
  return words.join(' ').replaceAll('start tls', 'starttls').split(' ');
}

/** The parts of a word, where it is made of known ones alone; null: it is not. */
function unglued(word: string): readonly string[] | null {
  if (word === '') return [];
  for (const part of GLUED.filter((each) => word.startsWith(each))) {
    const rest = unglued(word.slice(part.length));
    if (rest !== null) return [part, ...rest];
  }
  return null;
}

export function isMailWord(word: string): boolean {
  return MAIL_WORDS.has(word);
}

/**
 * What names of one group share: their words without those of the setting itself, with one sign for all words of mail, as
 * applications mix them (`GITEA__mailer__SMTP_ADDR` and `GITEA__mailer__USER`).
 */
export function groupOf(prefix: readonly string[]): string {
  const words = prefix
    .filter((word) => !NEUTRAL.has(word))
    .map((word) => (isMailWord(word) ? '@' : word));
  return words.filter((word, at) => word !== '@' || words[at - 1] !== '@').join(' ');
}
