import { usage } from '../model/errors.ts';

/** The name of a configuration set (SES API v2 reference, CreateConfigurationSet). Throws Failure `usage/bad-value`. */
export function parseConfigurationSet(text: string): string {
  const name = text.trim();
  if (/^[\w-]{1,64}$/.test(name)) return name;
  throw usage(
    'bad-value',
    `${JSON.stringify(text)} is not a valid name of a configuration set.`,
    'Use 1 to 64 of A-Z a-z 0-9 _ -.',
  );
}

/** The id of a zone in Route 53 (with or without `/hostedzone/`) or Cloudflare. Throws Failure `usage/bad-value`. */
export function parseHostedZoneId(text: string): string {
  const id = text.trim().replace(/^\/hostedzone\//, '');
  if (/^[A-Za-z0-9]{1,32}$/.test(id)) return id;
  throw usage(
    'bad-value',
    `${JSON.stringify(text)} is not a valid zone id.`,
    'Use the id that the console shows, such as Z0123456789ABCDEFGHIJ.',
  );
}

/**
 * Name or ARN of an SNS topic: 1 to 256 letters, digits, `-` and `_` (SNS API reference, CreateTopic). SES takes standard
 * topics only. Throws Failure `usage/bad-topic`.
 */
export function parseTopic(text: string): string {
  const value = text.trim();
  const isArn = /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]{1,256}$/.test(value);
  if (isArn || /^[\w-]{1,256}$/.test(value)) return value;
  throw usage(
    'bad-topic',
    `${JSON.stringify(text)} is not a valid name or ARN of an SNS topic.`,
    value.endsWith('.fifo')
      ? 'SES publishes to standard topics only: use one without .fifo.'
      : 'Use letters, digits, "-" and "_", for example ses-events, or arn:aws:sns:REGION:ACCOUNT:NAME.',
  );
}

/** Twelve digits, hyphens left out. Throws Failure `usage/bad-account`. */
export function parseAccount(text: string): string {
  const digits = text.replaceAll('-', '');
  if (/^\d{12}$/.test(digits)) return digits;
  throw usage(
    'bad-account',
    `${JSON.stringify(text)} is not a valid AWS account id.`,
    'Give its twelve digits.',
  );
}
