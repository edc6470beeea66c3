/** A word of a flag, and what it does, for help. */
export type Described = readonly (readonly [word: string, means: string])[];

/** Of `--situation`. The rehearsal has the same words; its world is loaded only where one is rehearsed. */
export const SITUATIONS: Described = [
  ['none', 'a new account in the sandbox (default)'],
  ['production', 'the account has production access'],
  ['review-denied', 'AWS denies the first production request'],
  ['review-failed', 'the first review ends as FAILED'],
  ['sending-paused', 'AWS has paused sending'],
  ['account-suspended', 'AWS has suspended the account'],
  ['two-zones', 'Route 53 has two hosted zones of that name'],
  ['identity-complete', 'the domain is verified, MAIL FROM included'],
  ['easy-dkim-1024', 'the domain signs with 1024-bit keys'],
  ['byodkim', "the domain signs with the team's own DKIM key"],
  ['byodkim-failed', 'the same, and SES no longer finds the key in DNS'],
  ['deed', 'the domain signs with the keys of another Region'],
  ['deed-failed', 'the same, and the verification failed'],
  ['deed-orphaned', 'the same, and that other identity was deleted'],
  ['dkim-pending', 'SES has not seen the DKIM records yet'],
  ['dkim-failed', 'SES gave up looking for the DKIM records'],
  ['dkim-failed-1024', 'the same, with 1024-bit keys'],
  ['dkim-temporary-failure', 'SES no longer finds the DKIM records'],
  ['dkim-not-started', 'the identity has no DKIM'],
  ['signing-off', 'DKIM signing is switched off'],
  ['mail-from-none', 'no MAIL FROM domain is set'],
  ['mail-from-pending', 'SES has not seen the MAIL FROM records yet'],
  ['mail-from-failed', 'SES gave up looking for the MAIL FROM records'],
  ['mail-from-temporary-failure', 'SES no longer finds the MAIL FROM records'],
  ['mail-from-other', 'another MAIL FROM domain is set'],
  ['mail-from-rejects', 'SES rejects mail: MAIL FROM has no records'],
  ['configuration-set', 'the identity has a default configuration set'],
  ['configuration-set-paused', 'the same, and it may not send'],
  ['configuration-set-deleted', 'the default configuration set was deleted'],
  ['address-identities', 'two addresses of the domain are identities too'],
  ['other-region', 'the identity is in another Region'],
];

/** Of `--fault`. */
export const FAULTS: Described = [
  ['deny:ACTION', 'IAM denies this action, for example deny:ses:GetAccount'],
  ['throttle:TIMES', 'AWS throttles each operation so many times first'],
  ['slow-ses:TIMES', 'SES looks for records so many times more seldom'],
  ['send:NAME[:TIMES]', 'SES refuses messages, for example send:rate:2'],
  ['lose:HOP', 'events get lost at ses, sns, eventbridge or cloudwatch'],
  ['late-events:SECONDS', 'events of messages come so much later'],
  ['expired-token', 'the session of the credentials has expired'],
];

/** Lines of two columns under a heading. */
export function described(heading: string, words: Described): readonly string[] {
  const width = Math.max(...words.map(([word]) => word.length));
  return ['', heading, ...words.map(([word, means]) => `  ${word.padEnd(width)}  ${means}`)];
}
