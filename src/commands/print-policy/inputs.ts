import { AWS_COMMANDS, type AwsCommand } from '../../core/aws/permissions.ts';
import { usage } from '../../core/model/errors.ts';
import { parseAccount } from '../../core/parse/aws-names.ts';
import { nearest } from '../../core/parse/nearest.ts';
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

function parseCommands(text: string): readonly AwsCommand[] {
  const names = text.split(',').map((name) => name.trim());
  const known = AWS_COMMANDS.filter((command) => names.includes(command));
  const wrong = names.filter((name) => !known.some((command) => command === name));
  if (wrong.length === 0) return known;
  const near = wrong.flatMap((name) => nearest(name, AWS_COMMANDS).slice(0, 1));
  throw usage(
    'bad-value',
    `Invalid value for --for: ${wrong.map((name) => JSON.stringify(name)).join(', ')}. It takes commands that use AWS.`,
    `${near.length === 0 ? 'The commands are' : `Did you mean ${near.join(',')}? They are`} ${AWS_COMMANDS.join(', ')}.`,
  );
}
