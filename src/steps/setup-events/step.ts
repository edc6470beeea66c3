import { couldNotLook } from '../../core/aws/could-not-look.ts';
import { rightsTo } from '../../core/aws/permissions.ts';
import { type Checklist, intentsOf } from '../../core/checklist.ts';
import { finding } from '../../core/model/findings.ts';
import { runs } from '../../core/model/remedy.ts';
import type { Finding, Next } from '../../core/model/types.ts';
import type { World } from '../../core/world.ts';
import type { CheckResult, Plan, Situation, Step } from '../step.ts';
import { hasLeftovers, leftoverFindings, leftovers, removeLeftovers } from './clean-up.ts';
import { missingFinding, notices, topicProblems } from './findings.ts';
import { checkFlags } from './flag-rules.ts';
import { type SetupEventsOptions, setupEventsInputs } from './inputs.ts';
import { pathsToProve } from './probes.ts';
import { currentProof } from './proof.ts';
import { PROOF_LIMIT, proofTask } from './prove.ts';
import { setupEventsData } from './report.ts';
import { isProvable } from './source.ts';
import { taskFor } from './tasks.ts';
import { missingSettings, requestedSettings, type Setting, settingOf } from './wanted.ts';

const rights = rightsTo(
  'ses:CreateConfigurationSet',
  'ses:PutConfigurationSetReputationOptions',
  'ses:PutConfigurationSetSuppressionOptions',
  'ses:CreateConfigurationSetEventDestination',
  'ses:UpdateConfigurationSetEventDestination',
  'ses:PutEmailIdentityConfigurationSetAttributes',
  'sns:CreateTopic',
  'sns:TagResource',
  'sns:SetTopicAttributes',
  'sns:Subscribe',
  'sns:Unsubscribe',
  'cloudwatch:PutMetricAlarm',
  'cloudwatch:TagResource',
  'sqs:CreateQueue',
  'sqs:TagQueue',
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:DeleteQueue',
  'events:PutRule',
  'events:PutTargets',
  'events:RemoveTargets',
  'events:DeleteRule',
  'ses:SendRawEmail',
);

/** Bounces and complaints are published, and a simulated one of each was seen coming back. */
export const setupEvents: Step<SetupEventsOptions, 'setup-events'> = {
  id: 'setup-events',
  title: 'Bounce and complaint events',
  needs: ['verify-domain'],
  reads: ['caller', 'account', 'identity', 'eventSet', 'topics'],
  notices: ['subscriptions', 'alarms', 'notificationTopics', 'proofQueues'],
  diagnose,
  data: setupEventsData,
  action: {
    rights,
    inputs: () => [],
    validate: checkFlags,
    plan,
    requestedBy: ({ prove, subscribe = [], eventbridge, cloudwatch, alarms }) =>
      prove !== undefined ||
      subscribe.length > 0 ||
      eventbridge === true ||
      cloudwatch === true ||
      alarms === true,
  },
  command: {
    summary: 'Publish bounce and complaint events, and prove that they come back',
    inputs: setupEventsInputs,
    canWait: false,
    sender: ({ from }) => from,
    examples: [
      'setup-events --subscribe mailto:ops@acme.example --alarms',
      'setup-events --prove=5m',
    ],
  },
  next: [
    {
      command: 'ses-migrate request-production',
      why: 'request production access to leave the sandbox',
    },
  ],
};

function diagnose(world: World, checklist: Checklist, now: Date): CheckResult {
  const failed = notRead(world);
  if (failed !== null)
    return { status: 'unknown', summary: 'could not be checked', findings: [failed] };
  const setting = settingOf(world, checklist);
  if (setting === null) {
    return { status: 'todo', summary: 'no identity yet', findings: [] };
  }
  const wanted = missingSettings(world, setting);
  // Where nothing is there yet, one sentence says it; the plan has the parts.
  const isNew = setting.set === null && setting.topicArn !== null;
  const missing = wanted
    .filter(({ kind }) => !isNew || kind === 'destination')
    .map((each) => missingFinding(each));
  const about = [...notices(world, setting), ...leftoverFindings(left(world, checklist, now))];
  const problems = topicProblems(world, setting);
  if (problems.length > 0) {
    const summary = 'the SNS topic does not take what SES publishes';
    return { status: 'problem', summary, findings: [...problems, ...missing, ...about] };
  }
  if (missing.length > 0) {
    const summary =
      setting.main === null ? 'bounces and complaints are not published' : 'events to complete';
    return { status: 'todo', summary, findings: [...missing, ...about] };
  }
  return judgeProof(world, checklist, setting, about);
}

function judgeProof(
  world: World,
  checklist: Checklist,
  setting: Setting,
  about: readonly Finding[],
): CheckResult {
  const where = setting.topicArn ?? setting.main?.name ?? '';
  if (!isProvable(setting)) {
    const summary = `events of ${setting.setName} go to ${where}; not provable here`;
    return { status: 'done', summary, findings: about };
  }
  const proof = currentProof(checklist, world.region, setting);
  if (proof.current === null && !canSend(world)) {
    const message = `SES has not verified ${world.domain} yet, so no message can prove the events.`;
    const fix = runs('ses-migrate check-dns --wait');
    const waiting = finding('events/not-verified', message, { fix });
    const summary = 'set up; the proof needs a verified domain';
    return { status: 'blocked', summary, findings: [waiting, ...about] };
  }
  if (proof.current === null) {
    return { status: 'todo', summary: proof.summary, findings: [...proof.findings, ...about] };
  }
  const { bounceSeconds, complaintSeconds } = proof.current.facts;
  const day = proof.current.at.slice(0, 10);
  return {
    status: 'done',
    summary: `events of ${setting.setName} proven ${day} (UTC): bounce seen after ${bounceSeconds ?? '?'} s, complaint after ${complaintSeconds ?? '?'} s`,
    findings: about,
    offers: offers(world),
  };
}

/** Accounts that start to send since November 2026 use Global Shared Delivery (SES API reference, GetAccount). */
function offers({ account, region }: World): readonly Next[] {
  if (!account.ok || account.value.sharedPool !== 'GLOBAL') return [];
  return [
    {
      command: `aws sesv2 put-account-delivery-attributes --shared-pool-delivery-mode REGIONAL --region ${region}`,
      why: `optional: keep mail in ${region}. The account is GLOBAL: SES may send from shared addresses in other Regions`,
    },
  ];
}

function canSend({ identity }: World): boolean {
  return identity.ok && identity.value?.verifiedForSending === true;
}

/** What a proof that ended in the middle left behind. */
function left(world: World, checklist: Checklist, now: Date) {
  const runs = intentsOf(checklist, 'setup-events', 'prove-events').map(({ facts }) => facts.run);
  return leftovers(world, runs, now);
}

/** Why the step cannot be judged; null: everything could be read. */
function notRead(world: World): Finding | null {
  const { caller, identity, eventSet, topics, region, domain } = world;
  if (!caller.ok) return couldNotLook('the AWS account', caller);
  if (!identity.ok) return couldNotLook(`identity ${domain} in ${region}`, identity);
  if (!eventSet.ok) return couldNotLook('the configuration set', eventSet);
  return topics.ok ? null : couldNotLook('the SNS topic', topics);
}

function plan({ world, checklist, answers, now }: Situation<SetupEventsOptions>): Plan {
  const setting = settingOf(world, checklist);
  if (setting === null) return { consent: 'Nothing to change. Continue?', tasks: [] };
  const wanted = [
    ...missingSettings(world, setting),
    ...requestedSettings(world, setting, answers),
  ];
  const old = left(world, checklist, now);
  const proves =
    isProvable(setting) &&
    canSend(world) &&
    (wanted.length > 0 ||
      answers.prove !== undefined ||
      currentProof(checklist, world.region, setting).current === null);
  const from = answers.from ?? `no-reply@${world.domain}`;
  return {
    ...(proves ? reports(world, from) : {}),
    consent: `Make these changes in account ${setting.place.account} (${world.region})?`,
    tasks: [
      ...(hasLeftovers(old) ? [removeLeftovers(old)] : []),
      ...wanted.map((each) => taskFor(each, setting, world.domain)),
      ...(proves
        ? [
            proofTask({
              setting,
              checklist,
              paths: pathsToProve(checklist),
              from,
              limit: typeof answers.prove === 'number' ? answers.prove : PROOF_LIMIT,
            }),
          ]
        : []),
    ],
  };
}

/** SES mails bounces and complaints to the sender while feedback forwarding is on (SES Developer Guide, email feedback). */
function reports({ notificationTopics }: World, from: string): Pick<Plan, 'preview'> {
  if (notificationTopics.ok && !notificationTopics.value.forwarding) return {};
  return {
    preview: `Feedback forwarding is on, so SES also mails the reports about the two simulated messages to ${from}. Choose another sender with --from.`,
  };
}
