import { CATALOGUE, type CatalogueEntry, nearestCodes } from './index.ts';

/** Words that say nothing about what is looked for. */
const COMMON = new Set(
  'the and for are was not you your with that this from have has had but can cannot error failed failure message server reply status code when while has been will does why what how'.split(
    ' ',
  ),
);

/** Points of a word by the place where it is found: a code says in a word what its entry is about. */
const IN_CODE = 6;
const IN_MEANING = 3;
const IN_REST = 1;

/** Most entries that are named. */
const MOST = 5;

/**
 * The entries that have most of these words, best first; first those whose code is nearly what was typed. A word that
 * many entries have counts less than one that few have.
 */
export function searchCatalogue(text: string): readonly CatalogueEntry[] {
  const meant = nearestCodes(text.trim().toLowerCase());
  const words = wordsIn(text);
  const found = words.map((word) => ({
    word,
    entries: CATALOGUE.filter((entry) => points(entry, word) > 0),
  }));
  const scored = CATALOGUE.map((entry) => ({
    entry,
    score: found.reduce(
      (sum, { word, entries }) =>
        sum + (entries.length === 0 ? 0 : points(entry, word) / Math.sqrt(entries.length)),
      meant.includes(entry.code) ? IN_CODE * 10 : 0,
    ),
  }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, MOST)
    .map(({ entry }) => entry);
}

function wordsIn(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[a-z][a-z0-9]{2,}/g) ?? [];
  return [...new Set(words)].filter((word) => !COMMON.has(word)).map(stem);
}

/** `rejected`, `rejects` and `reject` are one word. */
function stem(word: string): string {
  return word.length < 5 ? word : word.replace(/(?:ies|ied|ing|ed|es|s|y)$/, '');
}

function points({ code, meaning, why, fix }: CatalogueEntry, word: string): number {
  const begins = new RegExp(`\\b${word}`, 'i');
  if (begins.test(code)) return IN_CODE;
  if (begins.test(meaning)) return IN_MEANING;
  return begins.test(`${why} ${fix}`) ? IN_REST : 0;
}
