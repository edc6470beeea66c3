/**
 * Words of a command line that look like a secret in the wrong place. A message does not repeat them: terminals scroll
 * back, and CI keeps logs. Forms of keys are those that the services document.
 */

/** Keys by the words that their services begin them with, wherever they are in a word. */
const KNOWN: readonly RegExp[] = [
  /(?:AKIA|ASIA)[A-Z0-9]{12,}/i,
  /SG\.[\w-]{8,}/,
  /\bre_\w{8,}/,
  /\bkey-[0-9a-f]{8,}/i,
  /\bxkeysib-\w+/i,
  /\bmd-[\w-]{16,}/,
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abp]-|sk_live_|sk-|cfat_|cfut_)[\w-]{8,}/,
  /\beyJ[\w-]{8,}\./,
  // Postmark's server tokens are UUIDs.
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i,
  // A URL with a password.
  /:\/\/[^/\s]*:[^/\s]*@/,
  /-----BEGIN/,
];

/** Random text: capitals, small letters and digits in 24 characters without a break, or base64 as long as an AWS secret. */
function isRandom(word: string): boolean {
  const runs = [
    ...(word.match(/\w{24,}/g) ?? []),
    ...(word.match(/(?<![\w+/-])[\w+/-]{40,44}(?![\w+/-])/g) ?? []),
  ];
  const mixed = (run: string) => [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(run));
  return (
    runs.some((run) => mixed(run) && !/^\/[\w-]+\/[\w-]+\//.test(run)) ||
    /\b[0-9a-f]{32,}\b/i.test(word)
  );
}

export function looksSecret(word: string): boolean {
  // A short flag and its value can be one word: -pSECRET.
  return [word, word.replace(/^-\w/, '')].some(
    (each) => KNOWN.some((form) => form.test(each)) || isRandom(each),
  );
}

/** A key id that is named on purpose is no secret: without it no message could say which key it means. */
function isNamedKey(word: string, flag: string): boolean {
  return /^--(?:key|confirm)$/.test(flag) && /^AKIA[A-Z0-9]{16}$/.test(word);
}

/** The words of `argv` that a message must not repeat, longest first, each also without its flag. */
export function secretWords(argv: readonly string[]): readonly string[] {
  const words = argv.flatMap((word, index) => {
    const [, flag = argv[index - 1] ?? '', value = word] = /^(--?[\w-]+)=(.*)$/s.exec(word) ?? [];
    if (!looksSecret(word) || isNamedKey(value, flag)) return [];
    return [word, word.replace(/^-+/, ''), value, ...value.split(/[\s,]+/).filter(looksSecret)];
  });
  const forms = words.flatMap((word) => [
    word,
    JSON.stringify(word).slice(1, -1),
    word.toLowerCase(),
  ]);
  return [...new Set(forms)].filter((each) => each.length > 3).sort((a, b) => b.length - a.length);
}

/** The text with a note in place of each of these words. */
export function withoutWords(text: string, words: readonly string[]): string {
  return words.reduce(
    (clean, word) =>
      clean.replaceAll(word, `(${word.length} characters, not shown because they may be a secret)`),
    text,
  );
}
