import { CHOICES } from '../../core/checklist-choices.ts';
import { parseDomain } from '../../core/parse/domain.ts';
import { defineInputs, type OptionsOf } from '../input.ts';

/** Flags of `verify-domain`. It prompts for none of them; the plan shows the defaults. */
export const verifyDomainInputs = defineInputs([
  {
    key: 'mailFrom',
    flag: '--mail-from <name>',
    summary: 'MAIL FROM domain, a label or a full name (default: mail.<domain>)',
    choice: 'mailFrom',
  },
  {
    key: 'onMxFailure',
    flag: '--on-mx-failure <what>',
    summary:
      'what SES does while the MX of MAIL FROM is missing: send with its own MAIL FROM (default), or reject',
    ...CHOICES.onMxFailure,
    choice: 'onMxFailure',
  },
  {
    key: 'dmarc',
    flag: '--dmarc <policy>',
    summary: 'DMARC policy to propose if the domain has no record (default: none)',
    ...CHOICES.dmarc,
    choice: 'dmarc',
  },
  {
    key: 'dmarcRua',
    flag: '--dmarc-rua <address>',
    summary: 'address for DMARC reports',
    ...CHOICES.dmarcRua,
    choice: 'dmarcRua',
  },
  {
    key: 'configurationSet',
    flag: '--configuration-set <name>',
    summary: 'existing configuration set to make the default of the identity',
    ...CHOICES.configurationSet,
    choice: 'configurationSet',
  },
  {
    key: 'dns',
    flag: '--dns <way>',
    summary: 'publish in Route 53 or Cloudflare, or print the records (default: auto)',
    ...CHOICES.dns,
    choice: 'dns',
  },
  {
    key: 'hostedZoneId',
    flag: '--hosted-zone-id <id>',
    summary: 'zone to write to, if several zones have the same name',
    ...CHOICES.hostedZoneId,
    choice: 'hostedZoneId',
  },
  {
    key: 'dkimKeyLength',
    flag: '--dkim-key-length <bits>',
    summary: 'Easy DKIM key length (default: 2048)',
    ...CHOICES.dkimKeyLength,
    choice: 'dkimKeyLength',
  },
]);

export type VerifyDomainOptions = OptionsOf<typeof verifyDomainInputs>;

/** Completes a single label to a name below the domain, because SES requires a subdomain of the identity. */
export function fullMailFrom(text: string, domain: string): string {
  return parseDomain(text.includes('.') ? text : `${text}.${domain}`);
}
