/** What events go to, as Terraform that imports it. */

import { expect, test } from 'vitest';
import type { ExportedEvents } from '../../../src/core/domain-setup/export-source.ts';
import { exportText } from '../../../src/render/export/index.ts';
import * as w from '../../helpers/world.ts';
import { SET, source } from './source.ts';

const TOPIC = w.EVENT_TOPIC;
const POLICY = '{"Version":"2012-10-17","Statement":[]}';
const ALARM = {
  ...{ name: 'ses-bounces-review', metric: 'Reputation.BounceRate', threshold: 0.05 },
  ...{ comparison: 'GreaterThanOrEqualToThreshold', missingData: 'ignore', actions: [TOPIC] },
  isEnabled: true,
};
const subscription = (endpoint: string, protocol: string, arn: string | null) => ({
  ...{ endpoint, protocol, arn },
});

function terraform(change: Partial<ExportedEvents> | null): string {
  const events: ExportedEvents | null =
    change === null
      ? null
      : {
          topics: w.ok([{ arn: TOPIC, topic: w.topic({ policy: POLICY }) }]),
          subscriptions: w.ok({}),
          alarms: w.ok([]),
          ...change,
        };
  const configurationSet = { name: SET.name, seen: w.ok(SET) };
  return exportText('terraform', source({}, { configurationSet, events }), { soa: false });
}

test('the topic and its policy are imported, the policy as SNS has it', () => {
  const text = terraform({});
  expect(text).toContain(`to = aws_sns_topic.ses_events\n  id = "${TOPIC}"`);
  expect(text).toMatch(/resource "aws_sns_topic" "ses_events" \{\n {2}name = "ses-events"\n/);
  expect(text).toContain('to = aws_sns_topic_policy.ses_events');
  expect(text).toContain(String.raw`policy = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"`);
  expect(text).not.toContain('aws_cloudwatch_metric_alarm');
});

test('a topic with a key keeps it, and one without a policy gets none', () => {
  const topic = w.topic({ policy: null, kmsKey: 'mrk-1' });
  const text = terraform({ topics: w.ok([{ arn: TOPIC, topic }]) });
  expect(text).toMatch(/kms_master_key_id = "mrk-1"/);
  expect(text).not.toContain('aws_sns_topic_policy');
});

test('a subscription is imported once it is confirmed; that of a proof is left out', () => {
  const queue = `arn:aws:sqs:${w.REGION}:${w.ACCOUNT}:ses-migrate-proof-r1`;
  const text = terraform({
    subscriptions: w.ok({
      [TOPIC]: [
        subscription('ops@acme.example', 'email', null),
        subscription('https://acme.example/events', 'https', `${TOPIC}:1`),
        subscription(queue, 'sqs', `${TOPIC}:2`),
      ],
    }),
  });
  expect(text).toContain(
    '# Terraform cannot confirm it: a person opens the link that SNS mails.\nresource "aws_sns_topic_subscription" "ses_events_1"',
  );
  expect(text).toContain('Not confirmed yet, so that it cannot be imported');
  expect(text).not.toContain('to = aws_sns_topic_subscription.ses_events_1');
  expect(text).toContain(`to = aws_sns_topic_subscription.ses_events_2\n  id = "${TOPIC}:1"`);
  expect(text).not.toContain('ses-migrate-proof');
});

test('alarms are imported with what they watch, and what was not read is left as it is', () => {
  const text = terraform({ alarms: w.ok([ALARM]) });
  expect(text).toContain('id = "ses-bounces-review"');
  expect(text).toMatch(/threshold +=\s0\.05\n/);
  expect(text).toMatch(/ignore_changes = \[tags, tags_all, statistic, period/);
});

test('a topic that is gone is not named; what could not be read is said at the head', () => {
  const gone = terraform({ topics: w.ok([{ arn: TOPIC, topic: null }]) });
  expect(gone).not.toContain('resource "aws_sns_topic"');
  const text = terraform({ topics: w.failed('denied'), alarms: w.failed('throttled') });
  expect(text).toContain('# The SNS topics are omitted: they could not be read (denied).');
  expect(text).toContain('# The alarms are omitted: they could not be read (throttled).');
  expect(text).not.toContain('The subscriptions are omitted');
});

test('before there is a set, nothing of it is named', () => {
  expect(terraform(null)).not.toContain('resource "aws_sns_topic"');
});
