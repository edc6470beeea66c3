import { usage } from '../../core/model/errors.ts';
import { parseAddress } from '../../core/parse/address.ts';
import { parseConfigurationSet, parseTopic } from '../../core/parse/aws-names.ts';
import { durationText, parseDuration } from '../../core/parse/duration.ts';
import { defineInputs, type OptionsOf } from '../input.ts';
import { fromInput } from '../send-test/inputs.ts';

/** What a subscription needs: how SNS delivers, and to where. */
export interface Subscriber {
  readonly protocol: 'email' | 'https';
  readonly endpoint: string;
}

export const setupEventsInputs = defineInputs([
  {
    key: 'configurationSet',
    flag: '--configuration-set <name>',
    summary: 'configuration set that publishes the events (default: that of the identity)',
    parse: parseConfigurationSet,
    choice: 'configurationSet',
  },
  {
    key: 'snsTopic',
    flag: '--sns-topic <topic>',
    summary: 'SNS topic by name or ARN; created if it does not exist',
    parse: parseTopic,
    choice: 'eventsTopic',
  },
  {
    key: 'subscribe',
    flag: '--subscribe <url>',
    summary: 'mailto:ADDRESS or https://… that gets the events (repeatable)',
    repeatable: true,
    parse: parseSubscriber,
    format: subscriberText,
  },
  {
    key: 'eventbridge',
    flag: '--eventbridge',
    summary: 'publish to EventBridge too (default event bus)',
  },
  {
    key: 'cloudwatch',
    flag: '--cloudwatch',
    summary: 'count events in CloudWatch too; each is a paid custom metric',
  },
  {
    key: 'alarms',
    flag: '--alarms',
    summary: 'create alarms on the bounce and complaint rates at which AWS reviews and pauses',
  },
  {
    key: 'prove',
    flag: '--prove [duration]',
    summary: 'prove it again: wait for a simulated bounce and complaint (default: 2m)',
    parse: parseDuration,
    format: durationText,
  },
  { ...fromInput, summary: 'sender of the two messages of a proof (default: no-reply@DOMAIN)' },
]);

export type SetupEventsOptions = OptionsOf<typeof setupEventsInputs>;

function parseSubscriber(text: string): Subscriber {
  const value = text.trim();
  if (/^mailto:/i.test(value)) {
    return { protocol: 'email', endpoint: parseAddress(value.slice('mailto:'.length)).address };
  }
  if (URL.canParse(value) && new URL(value).protocol === 'https:') {
    const url = new URL(value);
    if (url.password === '' && url.username === '')
      return { protocol: 'https', endpoint: url.href };
  }
  throw usage(
    'bad-subscriber',
    'The value of --subscribe is neither mailto:ADDRESS nor an https URL without a login.',
    'Use for example mailto:ops@example.com or https://example.com/ses-events.',
  );
}

function subscriberText({ protocol, endpoint }: Subscriber): string {
  return protocol === 'email' ? `mailto:${endpoint}` : endpoint;
}
