import type { Setting } from './recognise.ts';
import { classify } from './roles.ts';
import { wordsOf } from './words.ts';

/** What a settings file tells of how its application sends, so that nobody is asked for it. */
export interface SettingsFacts {
  readonly region: string | null;
  /** Without a display name. */
  readonly sender: string | null;
  readonly senderName: string | null;
  /** Names of the variables that hold an access key of the SES API. */
  readonly apiKeys: readonly string[];
}

const REGION = /(?:^| )(?:(?:aws )?ses(?: aws)? region|aws(?: default)? region)(?: name)?$/;
const SES_SENDER = /(?:^| )ses (?:from|sender)(?: (?:email|address|addr|mail))?(?: address)?$/;
const SES_NAME = /(?:^| )ses (?:from|sender) name$/;
const API_KEY =
  /(?:^| )(?:(?:aws )?ses(?: aws)?(?: api)? (?:access key(?: id)?|secret(?: access)?(?: key)?|key(?: id)?)|aws (?:access key id|secret access key))$/;
const SES_HOST = /^(?:email|email-smtp)\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com/;

export function factsOf(settings: readonly Setting[]): SettingsFacts {
  const all = settings.map((each) => ({
    ...each,
    words: wordsOf(each.name).join(' '),
    role: classify(each.name, each.value)?.role ?? null,
  }));
  const named = (pattern: RegExp) =>
    all.find(({ words, value }) => pattern.test(words) && value !== '');
  const from =
    named(SES_SENDER) ??
    all.find(({ role, value }) => role === 'from' && addressIn(value) !== null);
  const name =
    named(SES_NAME)?.value ??
    all.find(({ role, value }) => role === 'from-name' && value !== '')?.value;
  const inHost = all.flatMap(({ value }) => SES_HOST.exec(value)?.[1] ?? [])[0];
  return {
    // The Region of SES counts before the one of everything else on AWS.
    region:
      all.find(({ words, value }) => /\bses\b/.test(words) && REGION.test(words) && value !== '')
        ?.value ??
      inHost ??
      named(REGION)?.value ??
      null,
    sender: from === undefined ? null : addressIn(from.value),
    senderName: name ?? (from === undefined ? null : displayNameIn(from.value)),
    apiKeys: all.filter(({ words }) => API_KEY.test(words)).map((each) => each.name),
  };
}

/** `hello@acme.example` in `Acme <hello@acme.example>`; null: there is none. */
export function addressIn(value: string): string | null {
  return /^(?:[^<]*<)?\s*([^\s<>"]+@[^\s<>"]+?)\s*>?$/.exec(value.trim())?.[1] ?? null;
}

function displayNameIn(value: string): string | null {
  const [, name = ''] = /^"?([^"<]*?)"?\s*</.exec(value.trim()) ?? [];
  return name === '' ? null : name;
}

/** Whether a policy for these patterns, each an address or `*@domain`, allows the address. */
export function allowsSender(patterns: readonly string[], address: string): boolean {
  const given = address.toLowerCase();
  return patterns.some((pattern) => {
    const wanted = pattern.toLowerCase();
    return wanted.startsWith('*') ? given.endsWith(wanted.slice(1)) : given === wanted;
  });
}
