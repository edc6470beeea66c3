import { AwsError, alreadyExists, badRequest, notFound } from '../errors.ts';
import { required, struct, text } from '../shape.ts';
import type { SnsStore } from '../sns.ts';
import { type ConfigurationSets, setArn, setName } from './configuration-sets.ts';
import { definition, type EventDestination, targets } from './event-destination.ts';
import { type SesOperation, sesOperation } from './operation.ts';

/** SES quotas: event destinations per configuration set. */
const perSet = 10;
const path = '/v2/email/configuration-sets/{ConfigurationSetName}/event-destinations';
const named = {
  ...setName,
  EventDestinationName: required(text({ min: 1, max: 64, pattern: /^[A-Za-z0-9_-]+$/ })),
  EventDestination: required(struct(definition)),
};

export function eventDestinationOperations(
  sets: ConfigurationSets,
  arn: string,
  sns: SnsStore,
): readonly SesOperation[] {
  const resource = (input: { readonly ConfigurationSetName: string }) =>
    setArn(arn, input.ConfigurationSetName);
  return [
    sesOperation({
      name: 'CreateConfigurationSetEventDestination',
      on: [`POST ${path}`],
      input: named,
      resource,
      run(input) {
        const { destinations } = sets.require(input.ConfigurationSetName);
        const name = input.EventDestinationName;
        if (destinations.has(name)) {
          throw alreadyExists(`Event destination <${name}> already exists.`);
        }
        if (destinations.size >= perSet) {
          const message = `A configuration set can have at most ${perSet} event destinations.`;
          throw new AwsError('LimitExceededException', 400, message);
        }
        destinations.set(name, checked(input.EventDestination, sns));
        return {};
      },
    }),
    sesOperation({
      name: 'UpdateConfigurationSetEventDestination',
      on: [`PUT ${path}/{EventDestinationName}`],
      input: named,
      resource,
      run(input) {
        const { destinations } = sets.require(input.ConfigurationSetName);
        const name = input.EventDestinationName;
        if (!destinations.has(name)) {
          throw notFound(`Event destination <${name}> does not exist.`);
        }
        destinations.set(name, checked(input.EventDestination, sns));
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

/** A destination has one target that exists; EventBridge: "Only the default bus is supported". */
function checked(destination: EventDestination, sns: SnsStore): EventDestination {
  const given = Object.keys(targets).filter(
    (name) => name in destination && destination[name as keyof typeof targets],
  );
  if (given.length !== 1) {
    throw badRequest('An event destination must have exactly one target.');
  }
  if (!destination.MatchingEventTypes?.length) {
    throw badRequest('An event destination must have at least one matching event type.');
  }
  const topic = destination.SnsDestination?.TopicArn;
  if (topic !== undefined && !sns.has(topic)) throw badRequest(`SNS topic <${topic}> not found.`);
  const bus = destination.EventBridgeDestination?.EventBusArn;
  if (bus !== undefined && !bus.endsWith(':event-bus/default')) {
    throw badRequest(`Invalid event bus ARN <${bus}>: only the default bus is supported.`);
  }
  return destination;
}
