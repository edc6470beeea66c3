import { EXIT } from '../model/errors.ts';
import type { Area } from './words.ts';

/** Why AWS, or DNS beside it, could not be read or refused a change. */
export const AWS: Area = {
  'aws/credentials': {
    meaning: 'AWS refuses the credentials, or there are none.',
    why: 'They are expired, deactivated, of another partition, or copied incompletely, or the clock of this machine is wrong.',
    fix: 'Renew or set them: `aws sso login`, AWS_PROFILE or --profile, or access keys in the environment.',
    exit: ['step', EXIT.credentials],
  },
  'aws/denied': {
    meaning: 'The credentials are valid, but they do not have permission for this action.',
    why: 'The identity that runs the command lacks the action that the message names, or an organization policy denies it.',
    fix: 'Add the printed statement to the named policy; `ses-migrate print-policy operator` prints all of them.',
    exit: ['step', EXIT.credentials],
  },
  'aws/will-be-refused': {
    meaning:
      'The IAM policy simulator says that AWS would refuse a change of the plan. Nothing of that plan was applied.',
    why: 'If your policies allow `iam:SimulatePrincipalPolicy`, the plan is simulated first, so that it does not stop half-way.',
    fix: 'Add the printed statement. The simulator does not know session policies and some conditions: in a terminal you can continue, in a script use --no-preflight.',
    exit: ['step', EXIT.credentials],
  },
  'aws/unreachable': {
    meaning: 'AWS or DNS did not respond. Nothing is known to be wrong.',
    why: 'No network, a proxy or firewall on the way, a wrong endpoint in AWS_ENDPOINT_URL, or a failure at AWS.',
    fix: 'Check the network and the Region, then run the command again.',
    exit: ['step', EXIT.unknown],
  },
  'aws/throttled': {
    meaning: 'AWS throttled the calls, even after several retries.',
    why: 'Several programs use the account at the same time; some SES calls are limited to one a second.',
    fix: 'Wait a minute, then run the command again.',
    exit: ['step', EXIT.unknown],
  },
  'aws/failed': {
    meaning: 'AWS refused the request.',
    why: 'The message quotes AWS: a limit, a state that does not allow the change, or an invalid value.',
    fix: 'Do what the message says, then run the command again: it continues from the current state.',
    exit: ['step', EXIT.act, EXIT.unknown],
  },
  'aws/not-read': {
    meaning: 'This command did not read the data that this result needs.',
    why: 'Each command reads only what its steps need.',
    fix: 'Run `ses-migrate status`, which reads everything. If it reports the same, report a bug.',
    exit: ['step', EXIT.unknown],
  },
};
