import { parseAccount } from '../../core/parse/aws-names.ts';
import { defineInputs, type OptionsOf, pickInputs } from '../../steps/input.ts';
import { makeSmtpCredsInputs } from '../../steps/make-smtp-creds/inputs.ts';
import { verifyDomainInputs } from '../../steps/verify-domain/inputs.ts';

/** Flags of `print-policy`; what is not given comes from the checklist. */
export const printPolicyInputs = defineInputs([
  {
    key: 'format',
    flag: '--format <form>',
    summary: 'format of the policy (default: json)',
    values: ['json', 'terraform'],
  },
  {
    key: 'for',
    flag: '--for <commands>',
    summary: 'operator: limit to these commands, separated by commas (default: all)',
    parse: parseCommands,
    format: (commands) => String(commands),
  },
  {
    key: 'account',
    flag: '--account <id>',
    summary: 'AWS account ID (default: from the checklist, or else your credentials)',
    parse: parseAccount,
  },
  // Names in the policy that other commands take too.
  ...pickInputs(verifyDomainInputs, ['configurationSet', 'mailFrom', 'dns', 'hostedZoneId']),
  ...pickInputs(makeSmtpCredsInputs, ['userName', 'from', 'sendsBy', 'output', 'secretName']),
]);

export type PrintPolicyOptions = OptionsOf<typeof printPolicyInputs> & { readonly role?: string };

/** Whether there are such commands is known where the list of commands is. */
function parseCommands(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}
