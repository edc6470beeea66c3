import { EXIT } from '../model/errors.ts';
import type { Area } from './words.ts';

const RUN = 'Run `ses-migrate setup-events`: its plan shows the change first.';

export const EVENTS: Area = {
  'events/no-set': {
    meaning: 'The configuration set that should publish events does not exist.',
    why: 'None was created yet, or it was deleted. SES refuses mail through a set that does not exist.',
    fix: RUN,
  },
  'events/no-default-set': {
    meaning: 'The identity has no default configuration set.',
    why: 'SES publishes events only of mail that goes through a set; applications rarely name one.',
    fix: RUN,
  },
  'events/other-set': {
    meaning: 'The default configuration set of the identity is another one.',
    why: 'It was changed after the choice of this checklist, or two tools manage it.',
    fix: 'Choose one with --configuration-set, then run setup-events.',
  },
  'events/address-set': {
    meaning: 'The sender address is an identity with a configuration set of its own, or none.',
    why: 'The settings of an address identity win over those of its domain.',
    fix: 'Give the address identity the same default set, or delete it if the domain covers it.',
  },
  'events/no-reputation': {
    meaning: 'Reputation metrics of the configuration set are off.',
    why: 'They are off unless somebody switches them on; the rates of the account are published all the same.',
    fix: RUN,
  },
  'events/no-suppression': {
    meaning: 'Nothing is suppressed for mail through this configuration set.',
    why: 'Its list of suppression reasons is empty, or it has none and that of the account is empty.',
    fix: RUN,
  },
  'events/no-topic': {
    meaning: 'The SNS topic does not exist.',
    why: 'It was not created yet, or it was deleted; SES loses what it would publish to it.',
    fix: RUN,
  },
  'events/needs-topic': {
    meaning: 'A subscription or an alarm was asked for, and there is no SNS topic for it.',
    why: 'The events of the configuration set go to EventBridge or Firehose; subscriptions and alarms of this command use an SNS topic.',
    fix: 'Name a topic as well: `ses-migrate setup-events --sns-topic NAME`. It is created if it does not exist.',
    exit: [EXIT.act],
  },
  'events/topic-policy': {
    meaning: 'The policy of the SNS topic does not let SES publish.',
    why: 'It has no statement for ses.amazonaws.com with this account and configuration set, or it cannot be read as a policy.',
    fix: `${RUN} It keeps every other statement.`,
  },
  'events/topic-denies': {
    meaning: 'The policy of the SNS topic denies SES.',
    why: 'A Deny statement matches; an added Allow does not help.',
    fix: 'Correct the policy in SNS, or choose another topic with --sns-topic.',
  },
  'events/aws-key': {
    meaning: "The topic is encrypted with AWS's own key for SNS.",
    why: 'No other service can use alias/aws/sns, so SES cannot publish.',
    fix: 'Use a key of your own that lets ses.amazonaws.com in, or a topic without encryption.',
  },
  'events/key-policy': {
    meaning: 'The topic is encrypted with a key of yours.',
    why: 'SES can publish only if the policy of the key allows ses.amazonaws.com kms:GenerateDataKey* and kms:Decrypt.',
    fix: 'Check the policy of the key; the proof of setup-events shows whether it works.',
  },
  'events/no-destination': {
    meaning: 'No event destination publishes bounces and complaints with their addresses.',
    why: 'The set has none, or only CloudWatch, which counts events without addresses.',
    fix: RUN,
  },
  'events/disabled': {
    meaning: 'The event destination is disabled.',
    why: 'Somebody disabled it, or it was created so.',
    fix: RUN,
  },
  'events/type-missing': {
    meaning: 'The event destination does not publish bounces or complaints.',
    why: 'Its list of event types lacks them.',
    fix: RUN,
  },
  'events/unconfirmed': {
    meaning: 'A subscription of the topic is not confirmed, so it gets nothing.',
    why: 'SNS sends a link to the endpoint; it works for two days, then the subscription is removed.',
    fix: 'Open the link. For a new one, run setup-events with --subscribe again.',
  },
  'events/twice': {
    meaning: 'A topic gets each bounce more than once.',
    why: 'Several event destinations publish to it, or the identity has a notification topic of the older API besides.',
    fix: 'Keep one, after you have checked what reads the topic.',
  },
  'events/not-provable': {
    meaning: 'Events go only to a destination that this tool cannot look into.',
    why: 'Firehose delivers to a store of yours.',
    fix: 'Check there that a simulated bounce arrives, or add an SNS topic with --sns-topic.',
  },
  'events/not-verified': {
    meaning: 'The proof waits until SES has verified the domain.',
    why: 'SES takes no message from a domain whose DKIM records it has not seen.',
    fix: 'Run `ses-migrate check-dns --wait`, then setup-events.',
  },
  'events/not-proven': {
    meaning: 'No simulated bounce and complaint were seen coming back yet.',
    why: 'Settings that look right can still lose events: policies, keys, filters.',
    fix: 'Run `ses-migrate setup-events --prove`.',
  },
  'events/proof-outdated': {
    meaning: 'The last proof was of other settings.',
    why: 'The configuration set, the topic or the Region changed since.',
    fix: 'Run `ses-migrate setup-events --prove`.',
  },
  'events/smtp-not-proven': {
    meaning: 'The proof went over the API only, though applications use SMTP too.',
    why: 'No SMTP user name and password were found where the command ran.',
    fix: 'Run `ses-migrate setup-events --prove` where they are, or set SES_MIGRATE_SMTP_USERNAME and SES_MIGRATE_SMTP_PASSWORD.',
  },
  'events/late': {
    meaning: 'The events of a proof were not seen within the time, and every setting is right.',
    why: 'SES, SNS and EventBridge promise no time; new settings can take some minutes.',
    fix: 'Run `ses-migrate setup-events --prove=5m`.',
  },
  'events/lost': {
    meaning: 'The events of a proof did not arrive in five minutes.',
    why: 'Every setting that can be read is right: SES or the service behind it lost them, or a key policy keeps SES out.',
    fix: 'Run `ses-migrate setup-events --prove=5m` again; if it stays, ask AWS Support with the message ids.',
  },
  'events/leftover': {
    meaning: 'A temporary queue, subscription or rule of a proof is still there.',
    why: 'The proof was ended in the middle, or AWS refused to remove it.',
    fix: 'Run `ses-migrate setup-events`: it removes what earlier proofs left.',
  },
};
