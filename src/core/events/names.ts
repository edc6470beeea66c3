import { findRegion } from '../aws/regions.ts';

/** SES: 1 to 64 letters, digits, `_` and `-`; SNS: up to 256. */
const LONGEST_SET = 64;

/** Name of the event destination that this tool creates, by kind. */
export const DESTINATION_NAME = {
  sns: 'ses-migrate-sns',
  'event-bridge': 'ses-migrate-event-bridge',
  'cloud-watch': 'ses-migrate-cloudwatch',
} as const;

/** Queues and rules of proofs begin so; the id of the run follows. */
export const PROOF_PREFIX = 'ses-migrate-proof-';

/** Tag that names the domain of what this tool creates. */
export const DOMAIN_TAG = 'ses-migrate-domain';

/** Tag of a proof's queue: `sns` or `event-bridge`. */
export const SOURCE_TAG = 'source';

export function defaultSetName(domain: string): string {
  return domain.replaceAll('.', '-').slice(0, LONGEST_SET).replace(/-+$/, '');
}

export function defaultTopicName(domain: string): string {
  return `ses-events-${domain.replaceAll('.', '-')}`;
}

/** Parts of an account that ARNs are made of. */
export interface Place {
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
}

/** ARN of a topic by name; an ARN stays as it is. */
export function topicArn(nameOrArn: string, place: Place): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn : arn('sns', nameOrArn, place);
}

/** The last part of an ARN of SNS or SQS. */
export function nameOf(arnOfTopic: string): string {
  return arnOfTopic.slice(arnOfTopic.lastIndexOf(':') + 1);
}

export function regionOf(arnOfTopic: string): string {
  return arnOfTopic.split(':')[3] ?? '';
}

export function setArn(name: string, place: Place): string {
  return arn('ses', `configuration-set/${name}`, place);
}

export function queueArn(name: string, place: Place): string {
  return arn('sqs', name, place);
}

export function ruleArn(name: string, place: Place): string {
  return arn('events', `rule/${name}`, place);
}

export function defaultBusArn(place: Place): string {
  return arn('events', 'event-bus/default', place);
}

function arn(service: string, resource: string, { region, account }: Place): string {
  const partition = findRegion(region)?.partition ?? 'aws';
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}
