import { expect, test } from 'vitest';
import { readEvent } from '../../../src/core/events/event-json.ts';

const MAIL = {
  messageId: '0100-1',
  tags: { 'ses-migrate-run': ['k3v9'], 'ses:operation': ['SendEmail'] },
};
const BOUNCE = {
  eventType: 'Bounce',
  bounce: { bounceType: 'Permanent', timestamp: '2026-12-01T10:00:02.669Z' },
  mail: MAIL,
};
const SEEN = { type: 'Bounce', messageId: '0100-1', run: 'k3v9', at: '2026-12-01T10:00:02.669Z' };

test.each<[string, string, object | null]>([
  ['raw delivery', JSON.stringify(BOUNCE), SEEN],
  [
    "SNS's envelope",
    JSON.stringify({ Type: 'Notification', Message: JSON.stringify(BOUNCE) }),
    SEEN,
  ],
  [
    "EventBridge's envelope",
    JSON.stringify({ source: 'aws.ses', 'detail-type': 'Email Bounced', detail: BOUNCE }),
    SEEN,
  ],
  [
    'a complaint',
    JSON.stringify({ ...BOUNCE, eventType: 'Complaint', bounce: undefined, complaint: {} }),
    { ...SEEN, type: 'Complaint', at: null },
  ],
  [
    'a tag that is a text',
    JSON.stringify({ ...BOUNCE, mail: { ...MAIL, tags: { 'ses-migrate-run': 'a' } } }),
    { ...SEEN, run: 'a' },
  ],
  [
    'no tag of ours',
    JSON.stringify({ ...BOUNCE, mail: { messageId: '0100-1', tags: {} } }),
    { ...SEEN, run: null },
  ],
  [
    'no tags at all',
    JSON.stringify({ ...BOUNCE, mail: { messageId: '0100-1' } }),
    { ...SEEN, run: null },
  ],
  [
    'the text that SES publishes for a new destination',
    'Successfully validated SNS topic for Amazon SES event publishing.',
    null,
  ],
  [
    'that text in an envelope',
    JSON.stringify({ Type: 'Notification', Message: 'Successfully validated SNS topic' }),
    null,
  ],
  [
    'a notification of the older API',
    JSON.stringify({ notificationType: 'Bounce', mail: MAIL }),
    null,
  ],
  ['an alarm', JSON.stringify({ Type: 'Notification', Message: '{"AlarmName":"x"}' }), null],
  ['a list', '[]', null],
  ['null', 'null', null],
  ['a number', '7', null],
  ['an event without mail', '{"eventType":"Bounce"}', null],
  ['a message id that is not a text', '{"eventType":"Bounce","mail":{"messageId":7}}', null],
  ['nothing', '', null],
])('%s', (_what, body, seen) => {
  expect(readEvent(body)).toEqual(seen);
});
