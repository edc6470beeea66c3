import { AwsError, alreadyExists, badRequest, notFound } from '../errors.ts';
import { required, struct, text } from '../shape.ts';
import type { SnsStore } from '../sns/store.ts';
import { sesAs } from './as-service.ts';
import { type ConfigurationSets, setArn, setName } from './configuration-sets.ts';
import { definition, type EventDestination, targets } from './event-destination.ts';
import { type SesOperation, sesOperation } from './operation.ts';

/** SES quotas: event destinations per configuration set. */
const perSet = 10;
const path = '/v2/email/configuration-sets/{ConfigurationSetName}/event-destinations';
const named = {
  ...setName,
  EventDestinationName: required(text({ min: 1 })),
  EventDestination: required(struct(definition)),
};

export interface EventDestinationOptions {
  readonly sets: ConfigurationSets;
  /** `arn:aws:ses:<region>:<account>:` */
  readonly arn: string;
  readonly accountId: string;
  readonly sns: SnsStore;
}

export function eventDestinationOperations(
  options: EventDestinationOptions,
): readonly SesOperation[] {
  const { sets, arn } = options;
  const resource = (input: { readonly ConfigurationSetName: string }) =>
    setArn(arn, input.ConfigurationSetName);
  return [
    sesOperation({
      name: 'CreateConfigurationSetEventDestination',
      on: [`POST ${path}`],
      input: named,
      resource,
      async run(input) {
        const { destinations } = sets.require(input.ConfigurationSetName);
        const name = input.EventDestinationName;
        checkName(name);
        if (destinations.has(name)) {
          throw alreadyExists(
            `An event destination with name <${name}> already exists for configuration set <${input.ConfigurationSetName}>.`,
          );
        }
        if (destinations.size >= perSet) {
          const message = `A configuration set can have at most ${perSet} event destinations.`;
          throw new AwsError('LimitExceededException', 400, message);
        }
        await checkTarget(input.EventDestination, input.ConfigurationSetName, options);
        destinations.set(name, input.EventDestination);
        return {};
      },
    }),
    sesOperation({
      name: 'UpdateConfigurationSetEventDestination',
      on: [`PUT ${path}/{EventDestinationName}`],
      input: named,
      resource,
      async run(input) {
        const { destinations } = sets.require(input.ConfigurationSetName);
        const name = input.EventDestinationName;
        if (!destinations.has(name)) throw noDestination(name, input.ConfigurationSetName);
        await checkTarget(input.EventDestination, input.ConfigurationSetName, options);
        destinations.set(name, input.EventDestination);
        return {};
      },
    }),
    sesOperation({
      name: 'DeleteConfigurationSetEventDestination',
      on: [`DELETE ${path}/{EventDestinationName}`],
      input: { ...setName, EventDestinationName: required(text({ min: 1 })) },
      resource,
      run(input) {
        const { destinations } = sets.require(input.ConfigurationSetName);
        const name = input.EventDestinationName;
        if (!destinations.delete(name)) throw noDestination(name, input.ConfigurationSetName);
        return {};
      },
    }),
    sesOperation({
      name: 'GetConfigurationSetEventDestinations',
      on: [`GET ${path}`],
      input: setName,
      resource,
      run: (input) => ({
        EventDestinations: [...sets.require(input.ConfigurationSetName).destinations].map(
          ([Name, destination]) => ({
            Name,
            ...destination,
            Enabled: destination.Enabled ?? false,
            MatchingEventTypes: destination.MatchingEventTypes ?? [],
          }),
        ),
      }),
    }),
  ];
}

function checkName(name: string): void {
  if (name.length > 64) throw badRequest('Event destination name cannot exceed 64 characters.');
  if (!/^[A-Za-z0-9_-]+$/.test(name)) {
    throw badRequest(
      `Invalid event destination name <${name}>: only alphanumeric ASCII characters, '_', and '-' are allowed.`,
    );
  }
}

function noDestination(name: string, set: string): AwsError {
  return notFound(
    `An event destination with name <${name}> does not exist for configuration set <${set}>.`,
  );
}

/** A destination has one target that takes what SES publishes; EventBridge: "Only the default bus is supported". */
async function checkTarget(
  destination: EventDestination,
  set: string,
  options: EventDestinationOptions,
): Promise<void> {
  const given = Object.keys(targets).filter(
    (name) => name in destination && destination[name as keyof typeof targets],
  );
  if (given.length !== 1) {
    throw badRequest(
      'Please provide only one destination with each request. Either a Firehose Destination or a Cloudwatch Destination or an SNS Destination or an EventBridge Destination.',
    );
  }
  if (!destination.MatchingEventTypes?.length) {
    throw badRequest('At least one event type must be specified.');
  }
  const topic = destination.SnsDestination?.TopicArn;
  if (topic !== undefined) await checkTopic(topic, set, options);
  const bus = destination.EventBridgeDestination?.EventBusArn;
  if (bus !== undefined && !bus.endsWith(':event-bus/default')) {
    throw badRequest(`Invalid event bus ARN <${bus}>: only the default bus is supported.`);
  }
}

const WELCOME = 'Successfully validated SNS topic for Amazon SES event publishing.';

/** SES publishes a text, no JSON, while the destination is created, and takes only a topic that accepts it. */
async function checkTopic(
  topic: string,
  set: string,
  { sns, arn, accountId }: EventDestinationOptions,
): Promise<void> {
  const notification = { subject: null, message: WELCOME };
  // The v2 API says the same of a topic that is not there; "not found" is the text of v1.
  const isTaken =
    sns.has(topic) && (await sns.publish(topic, notification, sesAs(accountId, setArn(arn, set))));
  if (!isTaken) throw badRequest(`Could not publish message to SNS topic <${topic}>.`);
}
