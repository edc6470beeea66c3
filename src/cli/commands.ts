import { printPolicyInputs } from '../commands/policy.inputs.ts';
import { EXPORT_FORMATS } from '../core/domain-setup/export-source.ts';
import type { StepId } from '../core/model/types.ts';
import { checkDnsInputs } from '../steps/check-dns/inputs.ts';
import { defineInputs, type Input, pickInputs } from '../steps/input.ts';
import { makeSmtpCredsInputs } from '../steps/make-smtp-creds/inputs.ts';
import { requestProductionInputs } from '../steps/request-production/inputs.ts';
import { sendTestInputs } from '../steps/send-test/inputs.ts';
import { verifyDomainInputs } from '../steps/verify-domain/inputs.ts';

export type CommandId =
  | StepId
  | 'status'
  | 'verify-address'
  | 'print-policy'
  | 'export'
  | 'rehearse'
  | 'explain';

/** What the command line knows of a command before its code is loaded. */
export interface CommandSpec {
  readonly id: CommandId;
  readonly summary: string;
  /** One more sentence of its page. */
  readonly note?: string;
  /** As commander writes it; null: none. */
  readonly argument: string | null;
  readonly inputs: readonly Input[];
  readonly canWait: boolean;
  readonly examples: readonly string[];
}

const statusInputs = defineInputs([
  { key: 'offline', flag: '--offline', summary: 'from the checklist file alone' },
  { key: 'watch', flag: '--watch', summary: 'keep looking until Ctrl-C' },
  { key: 'facts', flag: '--facts', summary: 'with --json: also everything that was read' },
  { key: 'markdown', flag: '--markdown', summary: 'as a Markdown to-do list' },
]);

/** What the checklist would otherwise choose, and is not written to it here. */
const EXPORT_CHOICES = [
  'mailFrom',
  'dmarc',
  'dmarcRua',
  'configurationSet',
  'dns',
  'hostedZoneId',
] as const;
const exportInputs = defineInputs([
  ...pickInputs(verifyDomainInputs, EXPORT_CHOICES),
  {
    key: 'soa',
    flag: '--soa',
    summary: 'zone alone: with an SOA and NS, so that the file loads by itself',
  },
]);

const verifyAddressInputs = defineInputs([
  {
    key: 'anyway',
    flag: '--anyway',
    summary: 'also where it is unnecessary: the domain is verified, the account in production',
  },
]);

const rehearseInputs = defineInputs([
  { key: 'serve', flag: '--serve', summary: 'print the environment and serve until interrupted' },
  {
    key: 'domain',
    flag: '--domain <domain>',
    summary: 'domain to rehearse (default: acme.example)',
  },
  {
    key: 'dns',
    flag: '--dns <way>',
    summary: 'where its zone lives (default: route53)',
    values: ['route53', 'cloudflare', 'manual'],
  },
  {
    key: 'speed',
    flag: '--speed <n>',
    summary: 'how many times faster than the usual seconds (default: 1)',
  },
  {
    key: 'policy',
    flag: '--policy <file>',
    summary: 'IAM policy of the operator: what print-policy printed (default: everything)',
  },
  { key: 'situation', flag: '--situation <name>', summary: 'a world that is not the easy one' },
  {
    key: 'fault',
    flag: '--fault <fault>',
    summary: 'something that goes wrong, such as send:rate:2',
    repeatable: true,
  },
]);

/** Every command, in the order of the journey: help, parsing and the commands themselves come from here. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    id: 'verify-domain',
    summary: 'create or complete the identity, publish or print its DNS records',
    argument: '[domain]',
    inputs: verifyDomainInputs,
    canWait: true,
    examples: [
      'verify-domain acme.example --region eu-central-1',
      'verify-domain --dry-run --json',
    ],
  },
  {
    id: 'check-dns',
    summary: 'ask every name server and resolver, and say what is wrong',
    argument: '[domain...]',
    inputs: checkDnsInputs,
    canWait: true,
    examples: [
      'check-dns --wait=2h',
      'check-dns acme.example --json',
      'check-dns --domains-file domains.txt --json | jq -r \'select(.status == "problem").domain\'',
    ],
  },
  {
    id: 'request-production',
    summary: 'ask AWS to lift the sandbox, and follow the review',
    argument: null,
    inputs: requestProductionInputs,
    canWait: true,
    examples: ['request-production --draft', 'request-production --wait'],
  },
  {
    id: 'make-smtp-creds',
    summary: 'IAM user, scoped policy, key, SMTP password; the login is proven',
    argument: null,
    inputs: makeSmtpCredsInputs,
    canWait: false,
    examples: ['make-smtp-creds --file .env.smtp', 'make-smtp-creds --from-secret-stdin < secret'],
  },
  {
    id: 'send-test',
    summary: 'send over each path, and prove a received copy',
    argument: null,
    inputs: sendTestInputs,
    canWait: false,
    examples: [
      'send-test --from hello@acme.example --scenario success --via api --yes',
      'send-test --from hello@acme.example --inbox imaps://you@mailbox.example@imap.mailbox.example',
      'send-test --eml received.eml',
    ],
  },
  {
    id: 'status',
    summary: 'the whole checklist, live',
    argument: null,
    inputs: statusInputs,
    canWait: false,
    examples: ['status --json | jq .steps', 'status --markdown'],
  },
  {
    id: 'verify-address',
    summary: 'have SES mail a link to addresses, and see who clicked it',
    argument: '[address...]',
    inputs: verifyAddressInputs,
    canWait: true,
    examples: [
      'verify-address ann@example.com bob@example.com --wait',
      'verify-address ann@example.com --confirm ann@example.com',
    ],
  },
  {
    id: 'export',
    summary: 'the DNS records as a file for another tool',
    argument: '[format] [domain]',
    inputs: exportInputs,
    canWait: false,
    examples: ['export zone acme.example > ses.zone', 'export terraform > ses.tf'],
    note: `Formats: ${EXPORT_FORMATS.join(', ')}.`,
  },
  {
    id: 'print-policy',
    summary: 'least-privilege IAM policy: operator runs ses-migrate, sender sends mail',
    argument: '[role]',
    inputs: printPolicyInputs,
    canWait: false,
    examples: [
      'print-policy operator --for verify-domain,check-dns > policy.json',
      "print-policy sender --from 'billing@acme.example' --format terraform",
    ],
  },
  {
    id: 'explain',
    summary: 'what a code in brackets means, and what to do',
    argument: '[code...]',
    inputs: [],
    canWait: false,
    examples: ['explain dns/doubled-suffix'],
  },
  {
    id: 'rehearse',
    summary: 'a local world to try everything in, without AWS',
    argument: '[command...]',
    inputs: rehearseInputs,
    canWait: false,
    examples: ['rehearse', 'rehearse --yes', 'rehearse -- npm test'],
  },
];
