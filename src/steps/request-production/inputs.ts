import { usage } from '../../core/model/errors.ts';
import { parseAddress } from '../../core/parse/address.ts';
import { defineInput, defineInputs, type Input, type OptionsOf } from '../input.ts';

const MAX_CONTACTS = 4;

const mailType = defineInput({
  key: 'mailType',
  flag: '--mail-type <type>',
  summary: 'type of most of your mail',
  values: ['transactional', 'marketing'],
  question: {
    message: 'What is most of your mail?',
    choices: [
      {
        value: 'transactional',
        name: 'transactional: receipts, codes, notices that the recipient requested',
      },
      { value: 'marketing', name: 'marketing: newsletters and offers' },
    ],
  },
});

const website = defineInput({
  key: 'website',
  flag: '--website <url>',
  summary: 'website for the AWS reviewers',
  parse: parseWebsite,
  question: { message: 'Which website should the reviewers open? (https://…)' },
});

const useCaseFile = defineInput({
  key: 'useCaseFile',
  flag: '--use-case-file <file>',
  summary:
    'description for the reviewers: what you send, to whom, how you handle bounces and opt-out',
  readsFile: true,
});

const contact = defineInput({
  key: 'contact',
  flag: '--contact <address>',
  summary: `address AWS can write to (up to ${MAX_CONTACTS} times)`,
  repeatable: true,
  parse: (text) => parseAddress(text).address,
  question: { message: 'Which address should AWS use to contact you about this request?' },
});

/** Asked one by one where no file was given; each becomes a paragraph (questions of the SES console, 2023-06). */
const useCaseQuestions = defineInputs([
  asked('useCaseWhat', 'What do you send, and to whom?'),
  asked('useCaseList', 'How do people join your list (how do they request this mail)?'),
  asked('useCaseBounces', 'How do you handle bounces and complaints?'),
  asked('useCaseOptOut', 'How can people unsubscribe?'),
  asked('useCaseVolume', 'About how many messages a day will you send?'),
]);

function asked<const Key extends string>(key: Key, message: string) {
  const { flag, summary } = useCaseFile;
  return { key, flag, summary, question: { message } };
}

export const requestProductionInputs = defineInputs([
  mailType,
  website,
  useCaseFile,
  contact,
  {
    key: 'language',
    flag: '--language <code>',
    summary: 'language of the reply from AWS (default: en)',
    values: ['en', 'ja'],
  },
  { key: 'draft', flag: '--draft', summary: 'show the request without sending it' },
]);

export type RequestProductionOptions = OptionsOf<
  [...typeof requestProductionInputs, ...typeof useCaseQuestions]
>;

/** What has to be asked before the request can be drafted. */
export function neededInputs(hasFile: boolean): readonly Input[] {
  return [mailType, website, ...(hasFile ? [] : useCaseQuestions), contact];
}

export function checkContacts(contacts: readonly string[]): readonly string[] {
  if (contacts.length <= MAX_CONTACTS) return contacts;
  throw usage(
    'too-many-contacts',
    `SES accepts at most ${MAX_CONTACTS} contact addresses; you gave ${contacts.length}.`,
    `Use --contact at most ${MAX_CONTACTS} times.`,
  );
}

function parseWebsite(text: string): string {
  const candidate = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(candidate) || !/^https?:$/.test(new URL(candidate).protocol)) {
    throw usage(
      'bad-website',
      `${JSON.stringify(text)} is not a valid website URL.`,
      'Use the form https://example.com.',
    );
  }
  return candidate;
}
