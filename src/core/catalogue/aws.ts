import { EXIT } from '../model/errors.ts';
import type { Area } from './words.ts';

/** Why AWS, or DNS beside it, could not be looked at or refused a change. */
export const AWS: Area = {
  'aws/credentials': {
    meaning: 'AWS does not take the credentials, or there are none.',
    why: 'They are expired, deactivated, of another partition, wrongly copied, or the clock of this machine is off.',
    fix: 'Renew or set them: `aws sso login`, AWS_PROFILE or --profile, or access keys in the environment.',
    exit: ['step', EXIT.credentials],
  },
  'aws/denied': {
    meaning: 'The credentials are good, but a policy does not allow this action.',
    why: 'The identity that runs the command lacks the action that the message names, or an organization policy forbids it.',
    fix: 'Add the statement that is printed to the policy that is named; `ses-migrate print-policy operator` has all at once.',
    exit: ['step', EXIT.credentials],
  },
  'aws/will-be-refused': {
    meaning:
      "IAM's policy simulator says that AWS would refuse a change of the plan. Nothing of it was begun.",
    why: 'Where the policies of who runs the command allow `iam:SimulatePrincipalPolicy`, the plan is tried there first, so that it does not stop half-way.',
    fix: 'Add the statement that is printed. The simulator knows no session policies and not every condition: in a terminal you are asked, elsewhere --no-preflight goes on without it.',
    exit: ['step', EXIT.credentials],
  },
  'aws/unreachable': {
    meaning: 'AWS or DNS gave no answer. Nothing is known to be wrong.',
    why: 'No network, a proxy or firewall on the way, a wrong endpoint in AWS_ENDPOINT_URL, or a failure at AWS.',
    fix: 'Check the network and the Region, then run the command again.',
    exit: ['step', EXIT.unknown],
  },
  'aws/throttled': {
    meaning: 'AWS asked for fewer calls, also after several tries.',
    why: 'Many programs use the same account at once; some SES calls are allowed once a second.',
    fix: 'Wait a minute, then run the command again.',
    exit: ['step', EXIT.unknown],
  },
  'aws/failed': {
    meaning: 'AWS refused the request for a reason of its own.',
    why: 'The message holds what AWS said: a limit, a state that forbids the change, or a value it does not take.',
    fix: 'Do what the message says, then run the command again: it looks at what is there and goes on.',
    exit: ['step', EXIT.act, EXIT.unknown],
  },
  'aws/not-read': {
    meaning: 'This run did not read it.',
    why: 'Each command reads only what its steps need, and this was not among it.',
    fix: 'Run `ses-migrate status`, which looks at everything. If it says so too, report a bug.',
    exit: ['step', EXIT.unknown],
  },
};
