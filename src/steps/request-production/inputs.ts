import { usage } from '../../core/model/errors.ts';
import { parseAddress } from '../../core/parse/address.ts';
import type { Input } from '../input.ts';

const MAX_CONTACTS = 4;

const mailType: Input = {
  key: 'mailType',
  flag: '--mail-type <type>',
  summary: 'what most of the mail is',
  values: ['transactional', 'marketing'],
  question: {
    message: 'What is most of your mail?',
    choices: [
      { value: 'transactional', name: 'transactional: receipts, codes, notices someone asked for' },
      { value: 'marketing', name: 'marketing: newsletters and offers' },
    ],
  },
};

const website: Input = {
  key: 'website',
  flag: '--website <url>',
  summary: 'the site that AWS reviewers will open',
  parse: parseWebsite,
  question: { message: 'Which website will the reviewers see? (https://…)' },
};

const useCaseFile: Input = {
  key: 'useCaseFile',
  flag: '--use-case-file <file>',
  summary: 'text for the reviewers: what you send, to whom, bounces, opt-out',
};

const contact: Input = {
  key: 'contact',
  flag: '--contact <address>',
  summary: `who AWS may write to (up to ${MAX_CONTACTS} times)`,
  repeatable: true,
  parse: (text) => parseAddress(text).address,
  question: { message: 'Which address shall AWS write to about this request?' },
};

/** Asked one by one where no file was given; each becomes a paragraph (questions of the SES console, 2023-06). */
const useCaseQuestions: readonly Input[] = [
  ['useCaseWhat', 'What do you send, and to whom?'],
  ['useCaseList', 'How do people get on your list (how do they ask for this mail)?'],
  ['useCaseBounces', 'What do you do with bounces and complaints?'],
  ['useCaseOptOut', 'How can people stop this mail?'],
  ['useCaseVolume', 'How many messages a day will you send, about?'],
].map(([key, message]) => ({
  key: key ?? '',
  flag: useCaseFile.flag,
  summary: useCaseFile.summary,
  question: { message: message ?? '' },
}));

export const requestProductionInputs: readonly Input[] = [
  mailType,
  website,
  useCaseFile,
  contact,
  {
    key: 'language',
    flag: '--language <code>',
    summary: 'language AWS answers in (default: en)',
    values: ['en', 'ja'],
  },
  { key: 'draft', flag: '--draft', summary: 'show the request, send nothing' },
];

/** What has to be asked before the request can be drafted. */
export function neededInputs(hasFile: boolean): readonly Input[] {
  return [mailType, website, ...(hasFile ? [] : useCaseQuestions), contact];
}

export function checkContacts(contacts: readonly string[]): readonly string[] {
  if (contacts.length <= MAX_CONTACTS) return contacts;
  throw usage(
    'too-many-contacts',
    `SES takes at most ${MAX_CONTACTS} contact addresses; ${contacts.length} were given.`,
    `Give --contact at most ${MAX_CONTACTS} times.`,
  );
}

function parseWebsite(text: string): string {
  const candidate = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(candidate) || !/^https?:$/.test(new URL(candidate).protocol)) {
    throw usage(
      'bad-website',
      `${JSON.stringify(text)} is not a website address.`,
      'Give it as https://example.com.',
    );
  }
  return candidate;
}
