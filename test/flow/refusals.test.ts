/** Each command with the rights that print-policy gives it, with one of them missing in turn, and with it back. */

import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { storeOf } from '../../src/core/aws/permissions.ts';
import type { PolicyDocument } from '../../src/core/aws/policies.ts';
import type { PolicyStatement } from '../../src/core/model/policy-statement.ts';
import { AWS_COMMANDS, commandRights } from '../helpers/rights.ts';
import { type Ended, placeFor, type Restricted, statementsOf, without } from './restricted.ts';

const IDS = AWS_COMMANDS.map(({ id }) => id);

/** What only looks leaves the place as it was, for the next one. */
const LOOKERS: readonly string[] = ['check-dns', 'export', 'status'];
const places = new Map<string, Promise<Restricted>>();

async function inPlace(
  command: string,
  action: string,
  use: (at: Restricted) => Promise<void>,
): Promise<void> {
  if (!LOOKERS.includes(command)) {
    await using at = await placeFor(command, action);
    await use(at);
    return;
  }
  const place = places.get(command) ?? placeFor(command);
  places.set(command, place);
  await use(await place);
}

afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  for (const place of places.values()) await (await place)[Symbol.asyncDispose]();
});

/** Exit code of each command where nothing is refused: DNS shows none of the records yet. */
const USUAL: Readonly<Record<string, number>> = {
  'verify-domain': 0,
  'check-dns': 1,
  'setup-events': 0,
  'request-production': 8,
  'make-smtp-creds': 0,
  'send-test': 0,
  'verify-address': 8,
  export: 0,
  status: 1,
};

/** `says`: done as usual, beside a word about what it could not look at. `continues`: it was of no use here. */
type Without = 'stops' | 'says' | 'goes on';

const goesOn = (command: string, ...actions: readonly string[]) =>
  Object.fromEntries(actions.map((action) => [`${command} ${action}`, 'goes on'] as const));

/** A proof that is whole, with a part that stays: a problem that is reported with the statement. */
const LEFT_OVER: readonly string[] = ['sns:Unsubscribe', 'sqs:DeleteQueue'];

/** What is not stopped by the missing right; all else ends with 4 and the statement. */
const NOT_STOPPED: Readonly<Record<string, Without>> = {
  // Then a person enters the records.
  'verify-domain route53:ListHostedZonesByName': 'says',
  'verify-domain route53:GetHostedZone': 'says',
  // What is around the identity is told of, and judged without.
  'verify-domain ses:ListEmailIdentities': 'says',
  'verify-domain ses:GetConfigurationSet': 'says',
  'verify-domain ses:GetConfigurationSetEventDestinations': 'says',
  // What goes beside the events is told of, and judged without.
  'setup-events sns:ListSubscriptionsByTopic': 'says',
  'setup-events cloudwatch:DescribeAlarmsForMetric': 'says',
  'setup-events ses:GetIdentityNotificationAttributes': 'says',
  'setup-events sqs:ListQueues': 'says',
  // There is no topic yet, and no queue of a proof.
  ...goesOn('status', 'sns:ListSubscriptionsByTopic', 'sqs:ListQueueTags'),
  // No queue of a proof is there, no set of others, no flag, no SMTP or EventBridge.
  ...goesOn(
    'setup-events',
    ...['route53:ListHostedZonesByName', 'route53:GetHostedZone'],
    ...[
      'ses:GetAccount',
      'sqs:ListQueueTags',
      'sqs:TagQueue',
      'sns:TagResource',
      'ses:PutConfigurationSetReputationOptions',
    ],
    ...['ses:PutConfigurationSetSuppressionOptions', 'ses:UpdateConfigurationSetEventDestination'],
    ...['cloudwatch:PutMetricAlarm', 'cloudwatch:TagResource'],
    ...['events:PutRule', 'events:PutTargets', 'events:RemoveTargets', 'events:DeleteRule'],
  ),
  // Only the way back reads them, or there is no set that publishes.
  ...goesOn(
    'export',
    ...['ses:GetAccount', 'ses:ListEmailIdentities', 'ses:GetIdentityNotificationAttributes'],
    ...['sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic', 'sqs:ListQueues'],
    ...['sqs:ListQueueTags', 'iam:GetUser', 'iam:ListAccessKeys', 'iam:GetAccessKeyLastUsed'],
    ...['iam:ListUserPolicies', 'iam:GetUserPolicy', 'cloudwatch:DescribeAlarmsForMetric'],
  ),
  // The records are written; only when all name servers have them is not known.
  'verify-domain route53:GetChange': 'goes on',
  // Route 53 sharpens a finding about zones that nobody asks.
  // Whether production access is worth proposing next.
  'check-dns ses:GetAccount': 'goes on',
  'check-dns route53:ListHostedZonesByName': 'goes on',
  'check-dns route53:GetHostedZone': 'goes on',
  'check-dns route53:ListResourceRecordSets': 'goes on',
  // The zone of Route 53 is left out of the file.
  'export route53:ListHostedZonesByName': 'goes on',
  'export route53:GetHostedZone': 'goes on',
  'export route53:ListResourceRecordSets': 'goes on',
  // A new user has no key that was used, and a first key none before it.
  'make-smtp-creds iam:GetAccessKeyLastUsed': 'goes on',
  'make-smtp-creds iam:UpdateAccessKey': 'goes on',
  // Asked for only to say why SMTP refused a login.
  'send-test iam:ListAccessKeys': 'goes on',
  'send-test iam:GetAccessKeyLastUsed': 'goes on',
  // Asked for only to name the condition that refused a message.
  'send-test iam:ListUserPolicies': 'goes on',
  'send-test iam:GetUserPolicy': 'goes on',
  // The summary says that nobody can say when.
  'status iam:GetAccessKeyLastUsed': 'goes on',
  // Only where there are tags.
  'make-smtp-creds iam:TagUser': 'goes on',
  // SES itself decides about sender and recipient.
  'send-test ses:GetAccount': 'goes on',
  'send-test ses:GetEmailIdentity': 'goes on',
  'send-test ses:ListEmailIdentities': 'goes on',
  // Only to name an unverified address of the domain.
  'make-smtp-creds ses:ListEmailIdentities': 'goes on',
  'make-smtp-creds ses:GetEmailIdentity': 'goes on',
  'verify-address ses:GetAccount': 'says',
  // Whether AWS asks for it is not known; the rehearsal does not.
  'verify-address ses:TagResource': 'goes on',
};

const pairs = IDS.flatMap((command) => {
  const rights = commandRights(command).rights.filter(({ action }) => storeOf(action) === null);
  return [...new Set(rights.map(({ action }) => action))].map(
    (action) => [command, action] as const,
  );
});

const kindOf = (command: string, action: string): Without =>
  NOT_STOPPED[`${command} ${action}`] ?? (command === 'status' ? 'says' : 'stops');

const actionsOf = (statements: readonly PolicyStatement[]) =>
  statements.flatMap(({ Action }) => [Action].flat());

const plus = (policy: PolicyDocument, more: readonly PolicyStatement[]): PolicyDocument => ({
  ...policy,
  Statement: [...policy.Statement, ...more],
});

/** What happens twice only by mistake. */
const ONCE = ['CreateUser', 'CreateAccessKey', 'PutAccountDetails', 'ChangeResourceRecordSets'];

test.each(IDS)('%s can do all with the policy that is printed', (command) =>
  inPlace(command, '', async (at) => {
    const ended = await at.run(at.needed);
    expect(statementsOf(ended), JSON.stringify(ended)).toEqual([]);
    expect(ended.exitCode, JSON.stringify(ended)).toBe(USUAL[command]);
  }),
);

test.each(pairs)('%s without %s, and with the statement that is printed', (command, action) =>
  inPlace(command, action, async (at) => {
    const before = at.writes().length;
    let policy = without(at.needed, action);
    let ended: Ended = await at.run(policy);
    const kind = kindOf(command, action);
    // SES refuses a message; nothing of AWS was to be checked.
    const stopped = action === 'ses:SendRawEmail' || LEFT_OVER.includes(action) ? 1 : 4;
    expect(ended.exitCode, JSON.stringify(ended)).toBe(kind === 'stops' ? stopped : USUAL[command]);
    const asked = actionsOf(statementsOf(ended));
    expect(new Set(asked), JSON.stringify(ended)).toEqual(
      new Set(kind === 'goes on' ? [] : [action]),
    );

    // A message asks for the identity of its sender, then of its recipient: one refusal after the other.
    for (let round = 0; round < 3 && statementsOf(ended).length > 0; round += 1) {
      policy = plus(policy, statementsOf(ended));
      ended = await at.run(policy);
    }
    expect(statementsOf(ended), JSON.stringify(ended)).toEqual([]);
    expect(ended.exitCode, JSON.stringify(ended)).toBe(USUAL[command]);
    const writes = at.writes().slice(before);
    for (const name of ONCE)
      expect(writes.filter((each) => each === name).length, name).toBeLessThanOrEqual(1);
  }),
);

test.each([
  ['verify-domain', 'ses:CreateEmailIdentity'],
  ['verify-domain', 'ses:PutEmailIdentityMailFromAttributes'],
  ['request-production', 'ses:PutAccountDetails'],
  ['make-smtp-creds', 'iam:PutUserPolicy'],
  ['make-smtp-creds', 'iam:CreateAccessKey'],
  ['verify-address', 'ses:CreateEmailIdentity'],
] as const)('%s that may simulate begins nothing without %s', async (command, action) => {
  await using at = await placeFor(command);
  const before = at.writes();
  const simulate = {
    Effect: 'Allow',
    Action: 'iam:SimulatePrincipalPolicy',
    Resource: '*',
  } as const;
  const ended = await at.run(plus(without(at.needed, action), [simulate]));
  expect(ended).toMatchObject({ code: 'aws/will-be-refused', exitCode: 4 });
  expect(actionsOf(statementsOf(ended))).toEqual([action]);
  expect(at.writes()).toEqual(before);
  const allowed = await at.run(
    plus(without(at.needed, action), [simulate, ...statementsOf(ended)]),
  );
  expect(allowed.exitCode, JSON.stringify(allowed)).toBe(USUAL[command]);
});
